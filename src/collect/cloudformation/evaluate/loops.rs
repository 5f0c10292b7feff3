//! What loops come to.

use super::testing::{resource, show, stack};

const HEAD: &str = "\
Transform: AWS::LanguageExtensions
Parameters:
  Names: {Type: CommaDelimitedList, Default: 'a,b'}
  Unknown: {Type: CommaDelimitedList}
Mappings:
  Ports:
    a: {List: [1, 2]}
    b: {List: [3]}
";

/// Every resource with its properties, one to a line; or the error.
fn all(template: &str) -> String {
    let stack = match stack(&format!("{HEAD}{template}"), &[]) {
        Ok(stack) => stack,
        Err(error) => return format!("error: {error}"),
    };
    let resources = stack.resources.iter();
    let lines: Vec<String> = resources
        .map(|resource| format!("{} {}", resource.address, show(&resource.properties)))
        .collect();
    let gaps = stack.gaps.iter().map(|gap| format!("gap {}: {}", gap.what, gap.why));
    lines.into_iter().chain(gaps).collect::<Vec<_>>().join("\n")
}

#[test]
fn resources_are_written_out_for_each_item() {
    let template = "\
Resources:
  Before: {Type: A::B::C}
  Fn::ForEach::Each:
    - Name
    - !Ref Names
    - Cache${Name}:
        Type: A::B::C
        Properties:
          Ref: !Ref Name
          Text: !Sub 'x-${Name}-${AWS::NoValue}'
          Own: !Sub ['${Name}-${Own}', {Own: !Ref Name}]
          Shadowed: !Sub ['${Name}', {Name: own}]
          Other: !GetAtt [!Sub 'Other${Name}', Arn]
          Plain: ${Name}
      Other${Name}: {Type: A::B::C}
";
    let cache = |name: &str| {
        format!(
            "Cache{name} {{Ref: \"{name}\", Text: \"x-{name}-\", Own: \"{name}-{name}\", Shadowed: \"own\", \
             Other: Other{name}.Arn, Plain: \"${{Name}}\"}}\nOther{name} {{}}"
        )
    };
    assert_eq!(all(template), format!("Before {{}}\n{}\n{}", cache("a"), cache("b")));
}

#[test]
fn loops_in_loops_may_repeat_what_the_outer_item_leads_to() {
    let template = "\
Resources:
  Fn::ForEach::Outer:
    - Name
    - [a, b]
    - Fn::ForEach::Inner:
        - Port
        - !FindInMap [Ports, !Ref Name, List]
        - R${Name}${Port}: {Type: A::B::C, Properties: {Port: !Ref Port}}
";
    assert_eq!(all(template), "Ra1 {Port: \"1\"}\nRa2 {Port: \"2\"}\nRb3 {Port: \"3\"}");
}

#[test]
fn keys_may_leave_out_what_a_logical_id_cannot_have() {
    let template = "\
Resources:
  Fn::ForEach::Each:
    - Cidr
    - [10.0.0.0/8]
    - 'Rule&{Cidr}': {Type: A::B::C, Properties: {Cidr: !Ref Cidr}}
";
    assert_eq!(all(template), "Rule100008 {Cidr: \"10.0.0.0/8\"}");
}

#[test]
fn conditions_outputs_and_properties_have_loops_too() {
    let template = "\
Conditions:
  Fn::ForEach::Each: [Name, [a, b], {'Is${Name}': !Equals [!Ref Name, a]}]
Resources:
  R:
    Type: A::B::C
    Condition: Isa
    Properties:
      Fn::ForEach::Each: [Name, !Ref Names, {'P${Name}': !Ref Name}]
      Q: 1
  S: {Type: A::B::C, Condition: Isb, Properties: {P: 1}}
Outputs:
  Fn::ForEach::Each: [Name, [a], {'Out${Name}': {Value: !Ref Name}}]
";
    assert_eq!(all(template), "R {Pa: \"a\", Pb: \"b\", Q: 1}\nS {}");
}

#[test]
fn an_item_is_at_its_own_place() {
    let template = "\
Resources:
  Fn::ForEach::Each: [Name, [a], {'R${Name}': {Type: A::B::C, Properties: {P: !Ref Name}}}]
";
    let stack = stack(&format!("{HEAD}{template}"), &[]).expect("evaluates");
    let value = resource(&stack, "Ra").properties.get("P").expect("is there");
    assert_eq!((value.place.line, value.place.column), (10, 30));
}

#[test]
fn a_collection_that_nobody_knows_is_a_gap_or_an_unknown_value() {
    let template = "\
Resources:
  Fn::ForEach::Each: [Name, !Ref Unknown, {'R${Name}': {Type: A::B::C}}]
  S: {Type: A::B::C, Properties: {A: {'Fn::ForEach::In': [Name, !Ref Unknown, {'P${Name}': 1}], B: 1}, C: !Ref Ra}}
";
    assert_eq!(
        all(template),
        "S {A: ?parameter Unknown has no value, C: ?unresolved reference to Ra}\n\
         gap Fn::ForEach::Each of t.yaml: what it repeats is not known: parameter Unknown has no value"
    );
}

#[test]
fn wrong_loops_are_refused() {
    let cases = [
        ("[Name, [a]]", "error: t.yaml:10:22: Fn::ForEach::Each expects a list of 3 values"),
        (
            "[Name, text, {'R${Name}': {Type: A::B::C}}]",
            "error: t.yaml:10:22: Fn::ForEach::Each expects a list as its collection",
        ),
        (
            "[Name, [a, b], {R: {Type: A::B::C}}]",
            "error: t.yaml:10:38: the loop makes a key that is already there; its name must hold `${…}`",
        ),
        (
            "[Name, [a], [R]]",
            "error: t.yaml:10:22: Fn::ForEach::Each expects a name, a collection and an object",
        ),
    ];
    for (body, expected) in cases {
        assert_eq!(all(&format!("Resources:\n  Fn::ForEach::Each: {body}\n")), expected);
    }
}

#[test]
fn loops_that_multiply_end_in_an_error() {
    let mut body = "{'R${A0}${A1}${A2}${A3}${A4}${A5}${A6}${A7}': {Type: A::B::C}}".to_owned();
    let items: Vec<String> = (0..30).map(|item| format!("i{item}")).collect();
    for level in 0..8 {
        body = format!("{{'Fn::ForEach::L{level}': [A{level}, [{}], {body}]}}", items.join(","));
    }
    let error = all(&format!("Resources: {body}\n"));
    assert!(error.contains("more work than any real one"), "{error}");
}
