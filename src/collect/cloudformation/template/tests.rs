use super::super::yaml;
use super::*;

fn parsed(text: &str) -> Result<Template, CollectError> {
    Template::parse(&yaml::parse(text, &"t.yaml".into()).expect("is YAML"))
}

fn error(text: &str) -> String {
    parsed(text).map_or_else(|error| error.to_string(), |_| "is read".to_owned())
}

#[test]
fn every_section_is_read_with_its_places() {
    let template = parsed(
        "\
AWSTemplateFormatVersion: 2010-09-09
Transform: [AWS::LanguageExtensions, {Name: Own, Parameters: {A: 1}}]
Parameters:
  Version: {Type: String, Default: 7.10, AllowedValues: [7.0, '7.10']}
  Token: {Type: String, NoEcho: 'True'}
Mappings: {Sizes: {small: {Type: cache.t4g.micro}}}
Conditions:
  IsLarge: !Equals [!Ref Version, '7.0']
Resources:
  Redis:
    Type: AWS::ElastiCache::ReplicationGroup
    Condition: IsLarge
    DependsOn: Group
    DeletionPolicy: !If [IsLarge, Snapshot, Delete]
    UpdateReplacePolicy: Retain
    Metadata: {aws:cdk:path: A/B}
    Properties: {EngineVersion: !Ref Version}
  Group:
    Type: AWS::ElastiCache::SubnetGroup
    DependsOn: [Vpc, Gateway]
Outputs:
  Endpoint:
    Condition: IsLarge
    Value: !GetAtt Redis.PrimaryEndPoint.Address
    Export: {Name: redis}
Rules: {}
",
    )
    .expect("is a template");
    assert_eq!(&*template.file, "t.yaml");
    assert_eq!(template.transforms, ["AWS::LanguageExtensions", "Own"]);
    let [version, token] = template.parameters.as_slice() else { panic!("two parameters") };
    assert_eq!(
        (version.name.as_str(), version.place.line, version.place.column),
        ("Version", 4, 3)
    );
    assert_eq!(version.parameter_type, "String");
    assert_eq!(version.default.as_ref().and_then(Node::text), Some("7.10"));
    assert_eq!(version.allowed_values.as_ref().map(Vec::len), Some(2));
    assert!(token.no_echo && !version.no_echo && token.default.is_none());
    assert!(template.mappings.get("Sizes").is_some_and(|sizes| sizes.get("small").is_some()));
    assert_eq!(template.conditions[0].key, "IsLarge");
    let [redis, group] = template.resources.as_slice() else { panic!("two resources") };
    assert_eq!((redis.logical_id.as_str(), redis.place.line, redis.place.column), ("Redis", 10, 3));
    assert_eq!(redis.resource_type, "AWS::ElastiCache::ReplicationGroup");
    assert_eq!(redis.condition.as_deref(), Some("IsLarge"));
    assert_eq!(redis.depends_on, ["Group"]);
    assert!(redis.deletion_policy.as_ref().is_some_and(|policy| policy.get("Fn::If").is_some()));
    assert_eq!(redis.update_replace_policy.as_ref().and_then(Node::text), Some("Retain"));
    assert!(redis.metadata.as_ref().is_some_and(|metadata| metadata.get("aws:cdk:path").is_some()));
    let properties = redis.properties.as_ref().expect("is there");
    assert!(properties.get("EngineVersion").is_some_and(|version| version.get("Ref").is_some()));
    assert_eq!(group.depends_on, ["Vpc", "Gateway"]);
    assert!(group.properties.is_none() && group.condition.is_none());
    let [endpoint] = template.outputs.as_slice() else { panic!("one output") };
    assert_eq!((endpoint.name.as_str(), endpoint.place.line), ("Endpoint", 22));
    assert!(endpoint.value.get("Fn::GetAtt").is_some());
    assert_eq!(endpoint.export_name.as_ref().and_then(Node::text), Some("redis"));
    assert_eq!(endpoint.condition.as_deref(), Some("IsLarge"));
    assert!(template.gaps.is_empty(), "{:?}", template.gaps);
}

#[test]
fn empty_sections_are_as_good_as_none() {
    let template =
        parsed("Parameters:\nConditions:\nMappings:\nOutputs:\nTransform:\nResources: {}\n")
            .expect("is a template");
    assert!(template.parameters.is_empty() && template.resources.is_empty());
    assert!(template.mappings.entries().is_empty() && template.transforms.is_empty());
}

#[test]
fn what_only_cloudformation_knows_is_a_gap() {
    let template = parsed(
        "Resources:\n  Fn::Transform: {Name: AWS::Include}\n  Vpc: {Type: AWS::EC2::VPC}\nConstants: {A: 1}\n",
    )
    .expect("is a template");
    assert_eq!(template.resources.len(), 1);
    let gaps: Vec<&str> = template.gaps.iter().map(|gap| gap.what.as_str()).collect();
    assert_eq!(gaps, ["t.yaml: \"Resources.Fn::Transform\"", "t.yaml: \"Constants\""]);
    assert!(template.gaps.iter().all(|gap| !gap.is_failure));
}

#[test]
fn wrong_shapes_are_errors_with_a_place() {
    let resource = |rest: &str| format!("Resources:\n  A:\n    Type: B\n    {rest}\n");
    let parameter =
        |rest: &str| format!("Resources: {{}}\nParameters:\n  A: {{Type: String, {rest}}}\n");
    let cases = [
        ("Parameters: {}\n".to_owned(), "t.yaml:1:1: the template has no Resources"),
        ("Resources: [A]\n".to_owned(), "t.yaml:1:12: Resources must be a mapping; here is a list"),
        ("Resources:\n  A: B\n".to_owned(), "t.yaml:2:6: \"A\" must be a mapping; here is text"),
        ("Resources:\n  A: {}\n".to_owned(), "t.yaml:2:3: \"A\" has no Type"),
        (
            "Resources:\n  A: {Type: 1}\n".to_owned(),
            "t.yaml:2:13: Type must be text; here is a number",
        ),
        (resource("Properties: [C]"), "t.yaml:4:17: Properties must be a mapping; here is a list"),
        (resource("Condition: [C]"), "t.yaml:4:16: Condition must be the name of a condition"),
        (resource("DependsOn: [[C]]"), "t.yaml:4:17: DependsOn must be a logical id"),
        (parameter("Default: [B]"), "t.yaml:3:30: Default must be text, a number or a boolean"),
        (parameter("AllowedValues: B"), "t.yaml:3:36: AllowedValues must be a list; here is text"),
        (parameter("AllowedValues: [{}]"), "t.yaml:3:37: each of AllowedValues must be text"),
        (parameter("NoEcho: maybe"), "t.yaml:3:29: NoEcho must be true or false"),
        (
            "Resources: {}\nOutputs:\n  A: {Export: {Name: B}}\n".to_owned(),
            "t.yaml:3:3: \"A\" has no Value",
        ),
        ("Resources: {}\nTransform: [[A]]\n".to_owned(), "t.yaml:2:13: Transform must be the name"),
        (
            "Resources: {}\nTransform: {A: B}\n".to_owned(),
            "t.yaml:2:12: Transform must be the name",
        ),
    ];
    for (text, expected) in cases {
        assert!(error(&text).starts_with(expected), "{text}: {}", error(&text));
    }
}

#[test]
fn every_template_of_the_fixtures_has_the_right_shape() {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/fixtures/");
    for file in [
        "aether/template.yaml",
        "ai-model-registry/redis-cluster.yaml",
        "ai-model-registry/backup-policy.yaml",
    ] {
        let text = std::fs::read_to_string(format!("{folder}{file}")).expect("is there");
        let template = parsed(&text).expect(file);
        assert!(!template.resources.is_empty() && template.gaps.is_empty(), "{file}");
    }
}
