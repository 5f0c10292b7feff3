use super::*;

fn parsed(text: &str) -> Node {
    parse(text, &"t.yaml".into()).expect("is YAML")
}

fn error(text: &str) -> String {
    match parse(text, &"t.yaml".into()) {
        Ok(_) => "is read".to_owned(),
        Err(error) => error.to_string(),
    }
}

/// A tree without its places, as JSON with numbers in angle brackets.
fn shape(node: &Node) -> String {
    match &node.content {
        Content::Null => "null".to_owned(),
        Content::Bool(value) => value.to_string(),
        Content::Number(text) => format!("<{text}>"),
        Content::Text(text) => format!("{text:?}"),
        Content::List(items) => {
            format!("[{}]", items.iter().map(shape).collect::<Vec<_>>().join(","))
        }
        Content::Map(entries) => {
            let entries =
                entries.iter().map(|entry| format!("{:?}:{}", entry.key, shape(&entry.value)));
            format!("{{{}}}", entries.collect::<Vec<_>>().join(","))
        }
    }
}

fn at(place: &Place) -> (u32, u32) {
    (place.line, place.column)
}

#[test]
fn short_tags_are_written_out() {
    let cases = [
        ("!Ref A", r#"{"Ref":"A"}"#),
        ("!Condition A", r#"{"Condition":"A"}"#),
        ("!GetAtt A.B.C", r#"{"Fn::GetAtt":["A","B.C"]}"#),
        ("!GetAtt 'A.B'", r#"{"Fn::GetAtt":["A","B"]}"#),
        ("!GetAtt [A, B]", r#"{"Fn::GetAtt":["A","B"]}"#),
        ("!GetAtt A", r#"{"Fn::GetAtt":"A"}"#),
        ("!Sub 7.10", r#"{"Fn::Sub":"7.10"}"#),
        ("!GetAZs", r#"{"Fn::GetAZs":""}"#),
        ("!Sub ['${A}', {A: 1}]", r#"{"Fn::Sub":["${A}",{"A":<1>}]}"#),
        ("Fn::Base64: !Sub |\n  yum ${A}\n", r#"{"Fn::Base64":{"Fn::Sub":"yum ${A}\n"}}"#),
        (
            "!If [C, !Ref A, !Ref AWS::NoValue]",
            r#"{"Fn::If":["C",{"Ref":"A"},{"Ref":"AWS::NoValue"}]}"#,
        ),
        ("!Equals\n- !Ref A\n- 'true'\n", r#"{"Fn::Equals":[{"Ref":"A"},"true"]}"#),
        ("!Transform {Name: A}", r#"{"Fn::Transform":{"Name":"A"}}"#),
    ];
    for (text, expected) in cases {
        assert_eq!(shape(&parsed(text)), expected, "{text}");
    }
}

#[test]
fn only_scalars_without_quotes_are_more_than_text() {
    let text = "[7.10, '7.10', \"7.10\", yes, 'yes', ~, '~', 2010-09-09, !!str 7, !!int '7', ! 7]";
    assert_eq!(
        shape(&parsed(text)),
        r#"[<7.10>,"7.10","7.10",true,"yes",null,"~","2010-09-09","7",<7>,"7"]"#
    );
    assert_eq!(shape(&parsed("A: |\n  7\nB: >-\n  7\nC:\n")), r#"{"A":"7\n","B":"7","C":null}"#);
}

#[test]
fn keys_are_text_as_it_is_written() {
    assert_eq!(
        shape(&parsed("80: a\non: b\n7.10: c\n'<<': d\n? e\n: f\n")),
        r#"{"80":"a","on":"b","7.10":"c","<<":"d","e":"f"}"#
    );
    assert_eq!(error("[a]: b"), "t.yaml:1:1: the key of a mapping must be text");
    assert_eq!(error(&"? ".repeat(1_000_000)), "t.yaml:1:3: the key of a mapping must be text");
    assert_eq!(error("{a: b}: c"), "t.yaml:1:1: the key of a mapping must be text");
    assert_eq!(error("a:\n  !Ref b: c"), "t.yaml:2:3: a function cannot be the key of a mapping");
}

#[test]
fn every_value_and_key_knows_its_place() {
    let text = "# é\r\nÄ: {ü: [é, !Ref B]}\r\nC:\r\n  D: !If\r\n    - E\r\n  F:\r\n";
    let root = parsed(text);
    let first = &root.entries()[0];
    assert_eq!(
        (at(&root.place), at(&first.key_place), at(&first.value.place)),
        ((2, 1), (2, 1), (2, 4))
    );
    let list = first.value.get("ü").expect("is there");
    assert_eq!(at(&list.place), (2, 8));
    assert_eq!(at(&list.items()[0].place), (2, 9));
    // A function stands where its tag does.
    assert_eq!(at(&list.items()[1].place), (2, 12));
    let second = &root.entries()[1].value;
    assert_eq!(at(&second.entries()[0].key_place), (4, 3));
    let condition = &second.entries()[0].value;
    assert_eq!(at(&condition.place), (4, 6));
    assert_eq!(at(&condition.entries()[0].value.items()[0].place), (5, 7));
    assert_eq!(at(&second.entries()[1].key_place), (6, 3));
    assert_eq!(second.entries()[1].value.place.line, 6);
}

#[test]
fn an_alias_is_what_it_stands_for_at_the_place_where_that_is_written() {
    let root = parsed("A: &a {Port: &port 6379}\nB: *a\nC: *port\n*port : D\n");
    assert_eq!(shape(&root), r#"{"A":{"Port":<6379>},"B":{"Port":<6379>},"C":<6379>,"6379":"D"}"#);
    let alias = root.get("B").and_then(|b| b.get("Port")).expect("is there");
    assert_eq!(at(&alias.place), (1, 14));
    assert_eq!(shape(&parsed("[&a !Ref X, *a]")), r#"[{"Ref":"X"},{"Ref":"X"}]"#);
    assert_eq!(error("A: &a [*a]"), "t.yaml:1:8: an alias stands within what it stands for");
    assert!(error("A: *a").starts_with("t.yaml:1:4: this is not YAML:"), "{}", error("A: *a"));
}

#[test]
fn what_cloudformation_refuses_is_an_error_with_a_place() {
    let cases = [
        ("A: 1\nB: 2\nA: 3\n", "t.yaml:3:1: the key \"A\" stands here a second time"),
        ("{A: 1, A: 2}", "t.yaml:1:8: the key \"A\" stands here a second time"),
        ("A: &a {B: 1}\nC:\n  <<: *a\n", "t.yaml:3:3: CloudFormation has no merge keys"),
        ("A: 1\n---\nB: 2\n", "t.yaml:2:1: a second YAML document begins here"),
        (
            "A:\n  - !Reff B\n",
            "t.yaml:2:5: CloudFormation knows no tag \"!Reff\"; there are !Ref, ",
        ),
        (
            "A: !<tag:example.com> B\n",
            "t.yaml:1:4: CloudFormation knows no tag \"tag:example.com\"",
        ),
        ("A: !!binary aGk=\n", "t.yaml:1:4: CloudFormation does not support the tag \"!!binary\""),
        ("A: !!int b\n", "t.yaml:1:4: !!int stands before what is no number"),
        ("A: !!map [b]\n", "t.yaml:1:4: the tag before this value is that of another type"),
    ];
    for (text, expected) in cases {
        assert!(error(text).starts_with(expected), "{text}: {}", error(text));
    }
}

#[test]
fn broken_text_is_an_error_with_a_place() {
    for (text, place) in [
        ("A:\n\tB: 1\n", "t.yaml:2:2:"),
        ("A:\n  B: é\n\tC: 2\n", "t.yaml:3:1:"),
        ("A: [1, 2\nB: 3\n", "t.yaml:2:"),
        ("A: \"open\n", "t.yaml:"),
        ("A: {", "t.yaml:1:"),
        ("A: b: c\n", "t.yaml:1:"),
        ("A: 1\n  B: 2\n", "t.yaml:2:"),
        ("A: !a!b c\n", "t.yaml:1:4:"),
        ("A: \u{0} b\n", "t.yaml:1:"),
        ("%YAML 1.1\n%YAML 1.1\n--- a\n", "t.yaml:2:"),
    ] {
        let message = error(text);
        assert!(message.starts_with(place), "{text:?}: {message}");
        assert!(message.contains("this is not YAML"), "{text:?}: {message}");
    }
    assert!(error("A:\n  B: 1\n\tC: 2\n").contains("indent with spaces"));
}

#[test]
fn documents_without_content_are_null() {
    for text in ["", "\n", "# only a comment", "---\n", "---\n...\n", "~", "null"] {
        assert_eq!(shape(&parsed(text)), "null", "{text:?}");
    }
    assert_eq!(shape(&parsed("hello")), r#""hello""#);
    assert_eq!(shape(&parsed("---\nA: 1\n...\n")), r#"{"A":<1>}"#);
}

#[test]
fn depth_is_bounded_in_every_style() {
    let deep = |open: &str, close: &str, levels: usize| {
        format!("{}{}", open.repeat(levels), close.repeat(levels))
    };
    for (open, close) in [("[", "]"), ("{a: ", "}"), ("- ", ""), ("!Not [", "]")] {
        for levels in [200, 300, 1_000_000] {
            let message = error(&deep(open, close, levels));
            assert!(message.contains("nests deeper than 128 levels"), "{open} {levels}: {message}");
        }
    }
    assert_eq!(error(&deep("[", "]", MAXIMUM_DEPTH)), "is read");
    assert_eq!(error(&deep("!Not [", "]", MAXIMUM_DEPTH / 2)), "is read");
}

#[test]
fn aliases_cannot_be_nested_into_depth() {
    let mut text = format!("- &a0 {}{}\n", "[".repeat(60), "]".repeat(60));
    for level in 1..50 {
        text += &format!("- &a{level} {}*a{}{}\n", "[".repeat(60), level - 1, "]".repeat(60));
    }
    assert!(error(&text).contains("nests deeper than"), "{}", error(&text));
}

#[test]
fn an_alias_bomb_is_an_error_with_a_place() {
    let mut text = "a: &a [x, x, x, x, x, x, x, x, x, x]\n".to_owned();
    for (previous, next) in ('a'..'j').zip('b'..='j') {
        let aliases = vec![format!("*{previous}"); 10].join(", ");
        text += &format!("{next}: &{next} [{aliases}]\n");
    }
    let message = error(&text);
    assert!(message.starts_with("t.yaml:6:"), "{message}");
    assert!(message.contains("more than 2000000 values"), "{message}");
}

#[test]
fn errors_never_show_values() {
    for text in [
        "A: !!int CANARY-s3cr3t-1\n",
        "A: CANARY-s3cr3t-1: b\n",
        "A: \"CANARY-s3cr3t-1\nB: 1\n",
        "A: [CANARY-s3cr3t-1\n",
        "A: 1\nCANARY-s3cr3t-1\n",
        "A: 'CANARY-s3cr3t-1' x\n",
        "A: \"\\xZCANARY-s3cr3t-1\"\n",
        "A: *CANARY-s3cr3t-1\n",
    ] {
        let message = error(text);
        assert!(message != "is read" && !message.contains("CANARY"), "{text:?}: {message}");
    }
}

const TEMPLATE: &str = "\
AWSTemplateFormatVersion: '2010-09-09'
Resources:
  Redis:  # é
    Type: AWS::ElastiCache::ReplicationGroup
    Properties: &properties
      EngineVersion: 7.10
      AuthToken: !Sub \"{{resolve:secretsmanager:${Secret}:SecretString}}\"
      Port: !If [IsDefault, 6379, !Ref Port]
      Tags:
        - {Key: a, Value: >
            folded}
  Other:
    Properties: *properties
";

#[test]
fn a_text_cut_off_anywhere_never_panics() {
    assert_eq!(error(TEMPLATE), "is read");
    for end in (0..TEMPLATE.len()).filter(|end| TEMPLATE.is_char_boundary(*end)) {
        let _ = parse(&TEMPLATE[..end], &"t.yaml".into());
    }
}

#[test]
fn changed_characters_never_panic() {
    let characters: Vec<char> = TEMPLATE.chars().collect();
    for at in 0..characters.len() {
        for other in "\t\n\r []{}!&*#?:-,'\"|>%@`~<\\\u{0}\u{feff}é\u{2028}".chars() {
            let mut changed = characters.clone();
            changed[at] = other;
            let _ = parse(&changed.iter().collect::<String>(), &"t.yaml".into());
        }
    }
}
