//! What templates come to: functions, conditions, parameters, and what nobody can tell.

use super::testing::{InMemory, input, nested, property, resource, show, shown, stack};
use super::{Exists, alternatives, evaluate};
use crate::collect::cloudformation::parameters::Parameters;

const MAPPING: &str = "\
Parameters:
  Env: {Type: String}
  Size: {Type: String, AllowedValues: [small, large]}
Mappings:
  Days:
    dev: {Keep: 1, Same: 5, Zones: [a, b]}
    prod: {Keep: 14, Same: 5}
";

/// Compares what each expression comes to.
fn check(sections: &str, parameters: &[&str], cases: &[(&str, &str)]) {
    for (expression, expected) in cases {
        assert_eq!(shown(sections, expression, parameters), *expected, "{expression}");
    }
}

#[test]
fn scalars_keep_what_is_written() {
    check(
        "",
        &[],
        &[("7.10", "7.10"), ("'7.10'", "\"7.10\""), ("true", "true"), ("[a, 1]", "[\"a\", 1]")],
    );
}

#[test]
fn functions_of_known_values_are_carried_out() {
    check(
        "",
        &[],
        &[
            ("!Join ['-', [a, 1, true]]", "\"a-1-true\""),
            ("!Join [',', []]", "\"\""),
            ("!Sub 'x-${!Keep}'", "\"x-${Keep}\""),
            ("!Sub ['${A}/${A}', {A: b}]", "\"b/b\""),
            ("!Split [',', 'a,b,']", "[\"a\", \"b\", \"\"]"),
            ("!Select [1, [a, b]]", "\"b\""),
            ("!Select ['1', !Split ['.', 'a.b']]", "\"b\""),
            ("!Base64 foo", "\"Zm9v\""),
            ("!Length [a, b]", "2"),
            ("!Select [1, !Cidr [!GetAtt Vpc.CidrBlock, 2, '8']]", "\"10.0.1.0/24\""),
            ("!ToJsonString {a: [1, 'x\"', true]}", r#""{\"a\":[1,\"x\\\"\",true]}""#),
            ("!ToJsonString {}", "\"{}\""),
        ],
    );
}

#[test]
fn what_is_not_there_is_left_out() {
    check(
        "",
        &[],
        &[
            ("!Ref AWS::NoValue", "nothing"),
            ("[a, !Ref AWS::NoValue]", "[\"a\"]"),
            ("{a: !Ref AWS::NoValue, b: 1}", "{b: 1}"),
            ("!Join ['-', [a, !Ref AWS::NoValue, b]]", "\"a-b\""),
        ],
    );
}

#[test]
fn an_attribute_that_repeats_a_property_is_that_property() {
    let value = property("", "!GetAtt Vpc.CidrBlock", &[]).expect("evaluates");
    assert_eq!(show(&value), "\"10.0.0.0/16\"");
    // Where the VPC has it, not where it is read.
    assert_eq!((value.place.line, value.place.column), (3, 56));
    check(
        "",
        &[],
        &[
            ("!GetAtt Vpc.DefaultSecurityGroup", "Vpc.DefaultSecurityGroup"),
            ("!GetAtt [Vpc, VpcId]", "Vpc.VpcId"),
            ("!Ref Vpc", "Vpc"),
            ("!Sub '${Vpc}'", "Vpc"),
            ("!Sub '${Vpc}-001'", "Vpc + \"-001\""),
            ("!Sub '${Vpc.CidrBlock}!'", "\"10.0.0.0/16!\""),
            ("!Split [',', !Join [',', [!Ref Vpc, b]]]", "[Vpc, \"b\"]"),
            ("!Split ['-', !Join ['-', [!Ref Vpc, b]]]", "?known after apply"),
        ],
    );
}

#[test]
fn mappings_are_looked_up_and_unknown_keys_may_be_any() {
    check(
        MAPPING,
        &["Env=prod"],
        &[
            ("!FindInMap [Days, !Ref Env, Keep]", "14"),
            ("!FindInMap [Days, dev, Zones]", "[\"a\", \"b\"]"),
            ("!FindInMap [Days, !Ref Env, Zones, {DefaultValue: none}]", "\"none\""),
            ("!FindInMap [Nights, dev, Keep, {DefaultValue: none}]", "\"none\""),
            (
                "!FindInMap [Days, !Ref Env, Zones]",
                "error: t.yaml:14:10: the mapping has no such key, and there is no DefaultValue",
            ),
            (
                "!FindInMap [Nights, dev, Keep]",
                "error: t.yaml:14:22: there is no mapping of this name",
            ),
        ],
    );
    check(
        MAPPING,
        &[],
        &[
            ("!FindInMap [Days, !Ref Env, Keep]", "(1 | 14) ?parameter Env has no value"),
            ("!FindInMap [Days, !Ref Env, Same]", "5"),
            // Only `dev` has it: no stack is deployed with another value.
            ("!FindInMap [Days, !Ref Env, Zones]", "[\"a\", \"b\"]"),
            (
                "!FindInMap [Days, !Ref Env, Never]",
                "error: t.yaml:14:10: the mapping has no such key, and there is no DefaultValue",
            ),
        ],
    );
}

#[test]
fn a_value_points_at_the_line_that_somebody_would_edit() {
    let at = |expression: &str, parameters: &[&str]| {
        let sections = format!("{MAPPING}Conditions:\n  Yes1: !Equals [a, a]");
        let value = property(&sections, expression, parameters).expect("evaluates");
        (value.place.line, value.place.column)
    };
    assert_eq!(at("!FindInMap [Days, prod, Keep]", &[]), (7, 18));
    assert_eq!(at("!If [Yes1, 1, 2]", &[]), (15, 21));
    // A parameter given on the command line has no better place than its declaration.
    assert_eq!(at("!Ref Env", &["Env=a"]), (2, 3));
}

const CONDITIONS: &str = "\
Parameters:
  Env: {Type: String}
  Other: {Type: String, Default: x}
  Size: {Type: String, AllowedValues: [small, large]}
  Days: {Type: Number, AllowedValues: [1, 3]}
  Token: {Type: String, NoEcho: true, Default: ''}
Conditions:
  True: !Equals [a, a]
  False: !Equals [a, b]
  Unknown: !Equals [!Ref Env, prod]
  Itself: !Equals [!Ref Env, !Ref Env]
  Impossible: !Equals [!Ref Size, medium]
  ImpossibleNumber: !Equals [!Ref Days, 7]
  Bound: !Equals [!Ref Size, large]
  HasToken: !Not [!Equals [!Ref Token, '']]
  NotUnknown: !Not [!Condition Unknown]
  FalseAndUnknown: !And [!Condition Unknown, !Condition 'False']
  TrueAndUnknown: !And [!Condition 'True', !Condition Unknown]
  TrueOrUnknown: !Or [!Condition Unknown, !Condition 'True']
  FalseOrUnknown: !Or [!Condition 'False', !Condition Unknown]
  TrueAndTrue: !And [!Condition 'True', !Condition Itself]
  Numbers: !Equals [1, '1']
  Case: !Equals [a, A]
  Lists: !Equals [[a, b], [a, c]]
";

#[test]
fn conditions_are_true_false_or_unknown() {
    let cases = [
        ("True", "1"),
        ("False", "2"),
        ("Itself", "1"),
        ("Impossible", "2"),
        ("ImpossibleNumber", "2"),
        ("HasToken", "2"),
        ("FalseAndUnknown", "2"),
        ("TrueOrUnknown", "1"),
        ("TrueAndTrue", "1"),
        ("Numbers", "1"),
        ("Case", "2"),
        ("Lists", "2"),
    ];
    for (condition, expected) in cases {
        let expression = format!("!If ['{condition}', 1, 2]");
        assert_eq!(shown(CONDITIONS, &expression, &[]), expected, "{condition}");
    }
    for condition in ["Unknown", "Bound", "NotUnknown", "TrueAndUnknown", "FalseOrUnknown"] {
        let expected = format!("(1 | 2) ?condition {condition} cannot be decided");
        let expression = format!("!If [{condition}, 1, 2]");
        assert_eq!(shown(CONDITIONS, &expression, &[]), expected, "{condition}");
    }
    check(CONDITIONS, &["Token=s"], &[("!If [HasToken, 1, 2]", "1")]);
}

#[test]
fn both_branches_of_an_unknown_condition_count() {
    check(
        CONDITIONS,
        &[],
        &[
            ("!If [Unknown, a, a]", "\"a\""),
            ("!If [Unknown, {a: [1]}, {a: [1]}]", "{a: [1]}"),
            (
                "!If [Unknown, true, !Ref AWS::NoValue]",
                "(true | nothing) ?condition Unknown cannot be decided",
            ),
            (
                "!If [Unknown, a, !If [Bound, a, b]]",
                "(\"a\" | \"b\") ?condition Unknown cannot be decided",
            ),
            ("!Select [0, !If [Unknown, [a, b], [a, c]]]", "\"a\""),
            (
                "!Select [1, [!If [Unknown, a, !Ref AWS::NoValue], b, c]]",
                "?condition Unknown cannot be decided",
            ),
            ("!Select [0, [b, !If [Unknown, a, !Ref AWS::NoValue]]]", "\"b\""),
            ("!Length [!If [Unknown, a, b]]", "1"),
            (
                "!Length [!If [Unknown, a, !Ref AWS::NoValue]]",
                "?condition Unknown cannot be decided",
            ),
            (
                "!Join ['-', [a, !If [Unknown, b, c]]]",
                "\"a-\" + (\"b\" | \"c\") ?condition Unknown cannot be decided",
            ),
            (
                "!Equals [a, b]",
                "error: t.yaml:31:10: Fn::Equals may only be called in `Conditions`",
            ),
        ],
    );
}

#[test]
fn a_resource_exists_as_its_condition_says() {
    let template = format!(
        "{CONDITIONS}Resources:\n  Yes: {{Type: A::B::C, Condition: 'True'}}\n  No: {{Type: A::B::C, Condition: 'False', \
         Properties: {{P: !Select [5, []]}}}}\n  Perhaps: {{Type: A::B::C, Condition: Unknown}}\n  \
         Reader: {{Type: A::B::C, Properties: {{P: !Ref No}}}}\n"
    );
    let stack = stack(&template, &[]).expect("evaluates");
    assert_eq!(resource(&stack, "Yes").exists, Exists::Yes);
    // What does not exist is not evaluated either.
    assert_eq!(resource(&stack, "No").exists, Exists::No);
    assert!(matches!(&resource(&stack, "Perhaps").exists, Exists::Unknown(reason)
        if reason.to_string() == "condition Unknown cannot be decided"));
    let reader = resource(&stack, "Reader").properties.get("P").expect("is there");
    assert_eq!(show(reader), "?unresolved reference to No");
}

const PARAMETERS: &str = "\
Parameters:
  Version: {Type: String, Default: 7.10}
  None: {Type: String}
  List: {Type: CommaDelimitedList, Default: 'a, b'}
  Subnets: {Type: 'List<AWS::EC2::Subnet::Id>'}
  Image: {Type: 'AWS::SSM::Parameter::Value<String>', Default: /ami/latest}
  Secret: {Type: String, NoEcho: true, Default: CANARY-s3cr3t-1}
  NoSecret: {Type: String, NoEcho: true}
  Reference: {Type: String, NoEcho: true, Default: '{{resolve:ssm-secure:token:3}}'}
  Size: {Type: Number, Default: 1, AllowedValues: [1.0, 2]}
";

#[test]
fn parameters_have_given_values_or_defaults() {
    check(
        PARAMETERS,
        &["Subnets=s-1,s-2"],
        &[
            ("!Ref Version", "\"7.10\""),
            ("!Ref None", "?parameter None has no value"),
            ("!Ref List", "[\"a\", \"b\"]"),
            ("!Ref Subnets", "[\"s-1\", \"s-2\"]"),
            ("!Ref Image", "?not collected: SSM parameter that parameter Image names"),
            ("!Ref Secret", "hidden Some(true)"),
            ("!Sub 'x${Secret}'", "\"x\" + hidden Some(true)"),
            ("!Ref NoSecret", "hidden None"),
            ("!Ref Reference", "<ssm-secure \"token\">"),
            ("!Ref Size", "\"1\""),
            ("!Select [1, !Ref List]", "\"b\""),
        ],
    );
    let ssm = "Parameters:\n  P: {Type: 'AWS::SSM::Parameter::Value<String>', AllowedValues: [/a, /b]}\nConditions:\n  \
               IsX: !Equals [!Ref P, x]";
    // What is allowed are names of SSM parameters, which say nothing about their values.
    check(ssm, &["P=/a"], &[("!If [IsX, 1, 2]", "(1 | 2) ?condition IsX cannot be decided")]);
    let value = property(PARAMETERS, "!Sub '${Version}'", &[]).expect("evaluates");
    assert_eq!(value.parameter.as_deref(), Some("Version"));
    assert_eq!(value.place.line, 2);
}

#[test]
fn a_value_that_is_not_allowed_is_refused_without_being_shown() {
    let error = shown(PARAMETERS, "!Ref Size", &["Size=CANARY-s3cr3t-2"]);
    assert_eq!(
        error,
        "error: t.yaml:10:3: the value of parameter Size is none of its AllowedValues"
    );
}

#[test]
fn pseudo_parameters_come_from_the_environment() {
    let given = ["AWS::Region=cn-north-1", "AWS::NotificationARNs=a,b"];
    check(
        "",
        &given,
        &[
            ("!Ref AWS::Region", "\"cn-north-1\""),
            ("!Ref AWS::Partition", "\"aws-cn\""),
            ("!Sub 's3.${AWS::URLSuffix}'", "\"s3.amazonaws.com.cn\""),
            ("!Ref AWS::AccountId", "?parameter AWS::AccountId has no value"),
            ("!Ref AWS::NotificationARNs", "[\"a\", \"b\"]"),
            ("!Ref AWS::Nothing", "error: t.yaml:7:10: there is no pseudo parameter AWS::Nothing"),
        ],
    );
    check("", &[], &[("!Ref AWS::Partition", "?parameter AWS::Partition has no value")]);
    check("", &["AWS::Region=eu-west-1"], &[("!Ref AWS::Partition", "\"aws\"")]);
}

#[test]
fn dynamic_references_are_found_wherever_text_is_put_together() {
    check(
        PARAMETERS,
        &[],
        &[
            (
                "'{{resolve:secretsmanager:db/token:SecretString:password}}'",
                "<secretsmanager \"db/token\">",
            ),
            ("'{{resolve:secretsmanager:token}}'", "<secretsmanager \"token\">"),
            ("'{{resolve:ssm:/a/b:3}}'", "<ssm \"/a/b\">"),
            ("'redis://{{resolve:ssm:/a}}@x'", "\"redis://\" + <ssm \"/a\"> + \"@x\""),
            ("!Sub '{{resolve:secretsmanager:${Vpc}:SecretString:::}}'", "<secretsmanager Vpc>"),
            ("!Sub '{{resolve:secretsmanager:${Vpc}::::}}'", "<secretsmanager Vpc>"),
            (
                "!Join ['', ['{{resolve:secretsmanager:', !Ref Vpc, ':SecretString}}']]",
                "<secretsmanager Vpc>",
            ),
            (
                "!Join ['', ['{{resolve:secretsmanager:', !Ref None, '}}x']]",
                "<secretsmanager ?parameter None has no value> + \"x\"",
            ),
            (
                "'{{resolve:secretsmanager:arn:aws:secretsmanager:eu-west-1:1:secret:a-1:SecretString:k}}'",
                "<secretsmanager \"arn:aws:secretsmanager:eu-west-1:1:secret:a-1\">",
            ),
            (
                "'{{resolve:secretsmanager:arn:aws:secretsmanager:eu-west-1:1:secret:a-1}}'",
                "<secretsmanager \"arn:aws:secretsmanager:eu-west-1:1:secret:a-1\">",
            ),
            ("'{{resolve:other:x}}'", "\"{{resolve:other:x}}\""),
            ("'{{resolve:ssm:x'", "\"{{resolve:ssm:x\""),
            (
                "!ToJsonString {a: '{{resolve:ssm:x}}'}",
                "\"{\\\"a\\\":\\\"\" + <ssm \"x\"> + \"\\\"}\"",
            ),
        ],
    );
}

#[test]
fn what_lies_outside_is_unknown_with_its_reason() {
    check(
        PARAMETERS,
        &[],
        &[
            ("!ImportValue network-vpc", "?unresolved reference to export network-vpc"),
            (
                "!ImportValue {'Fn::Sub': '${None}-vpc'}",
                "?unresolved reference to export ${None}-vpc",
            ),
            (
                "{'Fn::Transform': {Name: 'AWS::Include', Parameters: {}}, a: 1}",
                "?not collected: transform AWS::Include",
            ),
            (
                "{'Fn::Sub': {'Fn::Transform': {Name: UserData}}}",
                "?not collected: transform UserData",
            ),
            ("!GetAZs ''", "?not collected: availability zones of the region"),
            ("!Select [0, !GetAZs '']", "?not collected: availability zones of the region"),
            ("!Cidr [!Ref None, 2, 8]", "?parameter None has no value"),
            ("!Join [',', !Ref Subnets]", "?parameter Subnets has no value"),
            ("!Sub '${None}'", "?parameter None has no value"),
        ],
    );
}

#[test]
fn wrong_calls_name_place_and_expectation() {
    check(
        PARAMETERS,
        &[],
        &[
            ("!Select [2, [a, b]]", "error: t.yaml:17:10: Fn::Select takes item 2 of a list of 2"),
            (
                "!Select [x, [a]]",
                "error: t.yaml:17:10: Fn::Select expects an index from 0 and a list",
            ),
            (
                "{'Fn::Jion': [',', []]}",
                "error: t.yaml:17:11: CloudFormation has no function Fn::Jion; did you mean `Fn::Join`?",
            ),
            (
                "{'Fn::Join': [',', []], a: 1}",
                "error: t.yaml:17:11: Fn::Join must be the only key of its object",
            ),
            (
                "!Ref Versoin",
                "error: t.yaml:17:10: Versoin is neither a parameter nor a resource of the template; did you mean `Version`?",
            ),
            (
                "!GetAtt Vpcc.CidrBlock",
                "error: t.yaml:17:10: Vpcc is neither a resource nor a nested stack of the template; did you mean `Vpc`?",
            ),
            ("!If [Nothing, 1, 2]", "error: t.yaml:17:15: there is no condition Nothing"),
            (
                "!Sub '${a b}'",
                "error: t.yaml:17:10: between `${` and `}` Fn::Sub expects a name; `${!` keeps the text as it is",
            ),
            (
                "!Sub 'x ${List}'",
                "error: t.yaml:17:10: expected texts, found a list or an object among them",
            ),
            (
                "!Cidr [10.0.0.0/24, 300, 4]",
                "error: t.yaml:17:10: Fn::Cidr expects a range, a count from 1 to 256, and a number of bits",
            ),
            (
                "!Split ['', a]",
                "error: t.yaml:17:10: Fn::Split expects a delimiter that is not empty and a text",
            ),
            (
                "{'Fn::ForEach::X': [A, [b], {}]}",
                "error: t.yaml:17:11: a loop needs its transform: add `Transform: AWS::LanguageExtensions`",
            ),
        ],
    );
}

#[test]
fn circles_are_refused() {
    let conditions = "Conditions:\n  A: !Not [!Condition B]\n  B: !Not [!Condition A]";
    assert_eq!(
        shown(conditions, "!If [A, 1, 2]", &[]),
        "error: t.yaml:2:3: condition A refers to itself, directly or through others"
    );
    let template = "Resources:\n  A: {Type: 'AWS::EC2::VPC', Properties: {CidrBlock: !GetAtt B.CidrBlock}}\n  \
                    B: {Type: 'AWS::EC2::VPC', Properties: {CidrBlock: !GetAtt A.CidrBlock}}";
    let error = stack(template, &[]).expect_err("is a circle").to_string();
    assert!(error.ends_with("refers to itself, directly or through others"), "{error}");
}

#[test]
fn long_chains_and_multiplying_expressions_end_in_errors() {
    let mut conditions = "Conditions:\n  C0: !Equals [a, a]\n".to_owned();
    for index in 1..5000 {
        conditions += &format!("  C{index}: !Not [!Condition C{}]\n", index - 1);
    }
    let error = shown(&conditions, "!If [C4999, 1, 2]", &[]);
    assert!(error.contains("nested more than"), "{error}");
    let mut doubling = "x".repeat(100);
    for _ in 0..40 {
        doubling = format!("!Sub ['${{A}}${{A}}', {{A: {doubling}}}]");
    }
    let error = shown("", &doubling, &[]);
    assert!(error.contains("more work than any real one"), "{error}");
}

#[test]
fn macros_make_every_value_unknown() {
    let template =
        "Transform: [Custom]\nResources:\n  A: {Type: A::B::C, Properties: {P: !Ref Made}}";
    let stack = stack(template, &[]).expect("evaluates");
    let resource = resource(&stack, "A");
    assert_eq!(show(&resource.properties), "?not collected: transform Custom");
    assert!(matches!(resource.exists, Exists::Unknown(_)));
    assert_eq!(stack.gaps.len(), 1);
    assert!(stack.gaps[0].is_failure);
}

#[test]
fn bounds_give_the_values_to_try() {
    let template = "\
Parameters:
  Used: {Type: String, AllowedValues: [a, b]}
  InCondition: {Type: String, AllowedValues: ['true', 'false']}
  Given: {Type: String, AllowedValues: [a, b], Default: a}
  Unused: {Type: String, AllowedValues: [a, b, c]}
  Secret: {Type: String, NoEcho: true, AllowedValues: [a, b]}
Conditions:
  Wanted: !Equals [!Ref InCondition, 'true']
Resources:
  R: {Type: A::B::C, Condition: Wanted, Properties: {P: !Ref Used, Q: !Ref Given, S: !Ref Secret}}
";
    let stack = stack(template, &[]).expect("evaluates");
    let found: Vec<String> = alternatives(std::iter::once(&stack))
        .iter()
        .map(|assignment| assignment.values().cloned().collect::<Vec<_>>().join(" "))
        .collect();
    assert_eq!(found, ["true a", "true b", "false a", "false b"]);
}

#[test]
fn too_many_combinations_are_not_tried() {
    let values: Vec<String> = (0..17).map(|value| value.to_string()).collect();
    let template = format!(
        "Parameters:\n  P: {{Type: String, AllowedValues: [{}]}}\nResources:\n  R: {{Type: A::B::C, Properties: {{P: !Ref P}}}}",
        values.join(",")
    );
    assert!(alternatives([stack(&template, &[]).expect("evaluates")].iter()).is_empty());
}

#[test]
fn exports_and_outputs_of_other_stacks_are_read() {
    let network = "Resources:\n  Vpc: {Type: 'AWS::EC2::VPC'}\nOutputs:\n  Id:\n    Value: !Ref Vpc\n    \
                   Export: {Name: !Sub '${AWS::StackName}-vpc'}\n  Back:\n    Value: !ImportValue cache-back\n    \
                   Export: {Name: network-back}";
    let cache = "Resources:\n  R:\n    Type: A::B::C\n    Properties:\n      A: !ImportValue network-vpc\n      B:\n        \
                 Fn::GetStackOutput: {StackName: network, OutputName: Id, Region: !Ref AWS::Region}\n      \
                 C: !ImportValue network-back\nOutputs:\n  Back:\n    Value: !ImportValue network-back\n    \
                 Export: {Name: cache-back}";
    let mut stacks = vec![
        input(network, &["AWS::StackName=network", "AWS::Region=eu-west-1"])
            .expect("is a template"),
        input(cache, &["AWS::StackName=cache", "AWS::Region=eu-west-1"]).expect("is a template"),
    ];
    let templates = InMemory(Default::default());
    let evaluated = evaluate(stacks.clone(), &templates).expect("evaluates");
    let value =
        |key: &str| show(resource(&evaluated[1], "R").properties.get(key).expect("is there"));
    assert_eq!(value("A"), "Vpc");
    assert_eq!(value("B"), "Vpc");
    // Two stacks that import from each other do not go round for ever.
    assert!(value("C").starts_with("?unresolved reference to"), "{}", value("C"));

    // A stack of another region exports nothing here.
    stacks[0].environment.pseudo_parameters.insert("AWS::Region".into(), "us-east-1".into());
    let evaluated = evaluate(stacks, &templates).expect("evaluates");
    let value = resource(&evaluated[1], "R").properties.get("A").map(show);
    assert_eq!(value.as_deref(), Some("?unresolved reference to export network-vpc"));
}

const CHILD: &str = "\
Parameters:
  Subnets: {Type: CommaDelimitedList}
  Env: {Type: String, Default: dev}
Resources:
  Group: {Type: A::B::C, Properties: {Subnets: !Ref Subnets, Env: !Ref Env, Stack: !Ref AWS::StackName}}
Outputs:
  Id: {Value: !Ref Group}
  Env: {Value: !Ref Env}
";

const PARENT: &str = "\
Resources:
  Subnet: {Type: 'AWS::EC2::Subnet'}
  Child:
    Type: AWS::CloudFormation::Stack
    Properties:
      TemplateURL: child.yaml
      Parameters: {Subnets: !Join [',', [!Ref Subnet, s-2]], Env: prod}
  Reader:
    Type: A::B::C
    Properties: {Id: !GetAtt Child.Outputs.Id, Env: !Sub '${Child.Outputs.Env}!', Child: !Ref Child}
";

#[test]
fn nested_stacks_get_parameters_and_give_outputs() {
    let stack =
        nested(PARENT, &["AWS::StackName=parent"], &[("child.yaml", CHILD)]).expect("evaluates");
    let shown = |address: &str| show(&resource(&stack, address).properties);
    assert_eq!(
        shown("Child/Group"),
        "{Subnets: [Subnet, \"s-2\"], Env: \"prod\", Stack: ?parameter AWS::StackName has no value}"
    );
    assert_eq!(shown("Reader"), "{Id: Child/Group, Env: \"prod!\", Child: Child}");
    assert_eq!(&*resource(&stack, "Child/Group").place.file, "child.yaml");
    assert!(stack.gaps.is_empty());
}

#[test]
fn a_nested_template_elsewhere_leaves_its_outputs_unknown() {
    let stack = nested(PARENT, &[], &[]).expect("evaluates");
    assert_eq!(
        show(&resource(&stack, "Reader").properties),
        "{Id: ?unresolved reference to Child.Outputs.Id, Env: ?unresolved reference to Child.Outputs.Env + \"!\", Child: Child}"
    );
    assert_eq!(stack.gaps.len(), 1);
    // There may be caches in it, wherever it is.
    assert_eq!((stack.gaps[0].what.as_str(), stack.gaps[0].is_failure), ("Child", true));
    let remote = PARENT.replace("child.yaml", "https://bucket.example/child.yaml");
    let stack = nested(&remote, &[], &[]).expect("evaluates");
    assert_eq!((stack.gaps[0].what.as_str(), stack.gaps[0].is_failure), ("Child", true));
}

#[test]
fn wrong_nesting_is_refused() {
    let error = |parent: &str, child: &str| {
        nested(parent, &[], &[("child.yaml", child)]).expect_err("is wrong").to_string()
    };
    assert_eq!(
        error(&PARENT.replace("Env: prod", "Enw: prod"), CHILD),
        "t.yaml:7:62: the nested template declares no parameter Enw; did you mean `Env`?"
    );
    assert_eq!(
        error(&PARENT.replace("Outputs.Id", "Outputs.Idd"), CHILD),
        "t.yaml:10:22: the nested template has no output Idd; did you mean `Id`?"
    );
    assert_eq!(
        error(&PARENT.replace("Env: prod", "Env: {a: b}"), CHILD),
        "t.yaml:7:67: parameter Env takes text or a list of texts"
    );
    let itself = "Resources:\n  Child: {Type: 'AWS::CloudFormation::Stack', Properties: {TemplateURL: child.yaml}}";
    assert_eq!(error(itself, itself), "child.yaml:2:3: the template nests itself");
    let circle = PARENT.replace("Env: prod", "Env: !GetAtt Child.Outputs.Env");
    assert!(error(&circle, CHILD).contains("nested stack Child refers to itself"));
}

#[test]
fn a_nested_stack_that_may_not_exist_makes_its_resources_uncertain() {
    let parent = "Parameters:\n  Env: {Type: String}\nConditions:\n  Prod: !Equals [!Ref Env, prod]\nResources:\n  \
                  Child: {Type: 'AWS::CloudFormation::Stack', Condition: Prod, Properties: {TemplateURL: c}}";
    let child = "Resources:\n  R: {Type: A::B::C}";
    let stack = nested(parent, &[], &[("c", child)]).expect("evaluates");
    assert!(matches!(resource(&stack, "Child/R").exists, Exists::Unknown(_)));
    let gone = nested(parent, &["Env=dev"], &[("c", child)]).expect("evaluates");
    assert!(!gone.resources.iter().any(|resource| resource.address == "Child/R"));
}

#[test]
fn parameters_for_a_stack_go_before_those_for_all() {
    let mut given = Parameters::default();
    for assignment in ["Env=dev", "Prod:Env=prod"] {
        given.assign(assignment).expect("is an assignment");
    }
    let of =
        |stack: &str| super::Environment::new(&given, &[stack]).parameters["Env"].value.clone();
    assert_ne!(of("Prod"), of("Dev"));
}
