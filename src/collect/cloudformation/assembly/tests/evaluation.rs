//! What the stacks of assemblies come to.

use super::super::templates::AssemblyTemplates;
use super::*;
use crate::collect::cloudformation::evaluate::{Environment, EvaluatedResource, evaluate};
use crate::collect::cloudformation::evaluated::{Evaluated, Value};
use crate::collect::cloudformation::nested::LocalTemplates;
use crate::collect::cloudformation::node::Place;
use crate::model::Reason;

/// The resources of every stack of an assembly, by address.
fn evaluated(assembly: &Assembly) -> BTreeMap<String, EvaluatedResource> {
    let read = |path: &Path| Ok(parsed(&fs::read_to_string(path).expect("reads")));
    let templates = AssemblyTemplates {
        stacks: assembly.stacks.iter().collect(),
        read: &read,
        others: &LocalTemplates { read: &read },
    };
    let inputs = assembly.stacks.iter().map(|stack| {
        let root = read(&stack.template).expect("reads");
        stack.input(root, Environment::default())
    });
    let stacks = evaluate(inputs.collect(), &templates).expect("evaluates");
    let resources = stacks.into_iter().flat_map(|stack| stack.resources);
    resources.map(|resource| (resource.address.clone(), resource)).collect()
}

fn property<'r>(
    resources: &'r BTreeMap<String, EvaluatedResource>,
    address: &str,
    name: &str,
) -> &'r Value {
    &resources[address].properties.get(name).expect("has the property").value
}

fn lookup(provider: &str) -> Value {
    Value::Unknown(Reason::NotCollected(format!("CDK context lookup {provider}")))
}

#[test]
fn nested_stacks_are_evaluated_with_the_paths_of_their_constructs() {
    for name in ["production", "direct/production", "old/production"] {
        let resources = evaluated(&read(&format!("{name}/cdk.out")));
        let subnets = property(&resources, "Production/Redis/RedisSubnetGroup", "SubnetIds");
        let Value::List(subnets) = subnets else { panic!("{subnets:?}") };
        let addresses: Vec<&str> = subnets
            .iter()
            .filter_map(|subnet| match &subnet.value {
                Value::Resource(resource) => Some(resource.address.as_str()),
                _ => None,
            })
            .collect();
        let subnet = |number| format!("Production/Redis/Network/Vpc/PrivateSubnet{number}/Subnet");
        assert_eq!(addresses, [subnet(1), subnet(2)], "{name}");
        assert!(resources.contains_key(&subnet(1)), "{name}: {:?}", resources.keys());
    }
}

#[test]
fn noise_is_no_resource() {
    let resources = evaluated(&read("production/cdk.out"));
    assert!(resources.values().all(|resource| &*resource.resource_type != "AWS::CDK::Metadata"));
}

#[test]
fn outputs_of_one_stack_are_read_by_another() {
    for name in ["split", "old/split"] {
        let resources = evaluated(&read(&format!("{name}/cdk.out")));
        let vpc = property(&resources, "AirDiscoveryRedis/Redis/SecurityGroup", "VpcId");
        assert!(
            matches!(vpc, Value::Resource(vpc) if vpc.address == "AirDiscoveryNetwork/Vpc"),
            "{name}: {vpc:?}"
        );
    }
}

#[test]
fn values_that_were_never_looked_up_are_unknown_in_the_template() {
    let resources = evaluated(&read("lookup/cdk.out"));
    let stack = "AirDiscoveryLookup/Redis";
    let cases = [
        ("SubnetGroup", "SubnetIds", "vpc-provider"),
        ("SecurityGroup", "VpcId", "vpc-provider"),
        ("Cluster", "CacheNodeType", "ssm"),
        (
            "SecurityGroup/from AirDiscoveryLookupApiF3B0AF7A:6379",
            "SourceSecurityGroupId",
            "security-group",
        ),
    ];
    for (resource, name, provider) in cases {
        let value = property(&resources, &format!("{stack}/{resource}"), name);
        assert_eq!(value, &lookup(provider), "{resource}.{name}");
    }
    let version = property(&resources, &format!("{stack}/Cluster"), "EngineVersion");
    assert_eq!(version, &Value::Text("7.0".to_owned()));

    let resources = evaluated(&read("direct/production/cdk.out"));
    let subnet = "Production/Redis/Network/Vpc/PrivateSubnet1/Subnet";
    assert_eq!(property(&resources, subnet, "AvailabilityZone"), &lookup("availability-zones"));
}

#[test]
fn what_the_user_says_of_the_environment_stays() {
    let assembly = read("production/cdk.out");
    let mut environment = Environment::default();
    environment.pseudo_parameters.insert("AWS::Region".to_owned(), "eu-west-1".to_owned());
    let input = only_stack(&assembly).input(parsed("{}"), environment);
    let pseudo_parameters = input.environment.pseudo_parameters;
    assert_eq!(pseudo_parameters["AWS::Region"], "eu-west-1");
    assert_eq!(pseudo_parameters["AWS::AccountId"], "123456789012");
    assert_eq!(pseudo_parameters["AWS::StackName"], "Production-Redis");
}

fn text(text: &str) -> Evaluated {
    let place = Place { file: Arc::from("t.json"), line: 1, column: 1 };
    Evaluated { value: Value::Text(text.to_owned()), place, parameter: None }
}

/// The file that the only nested stack of an assembly's template has for a template.
fn nested_template(stack: &AssemblyStack) -> Option<String> {
    let template = template(stack);
    let resources = template.get("Resources").expect("has resources").entries();
    let nested = resources.iter().map(|entry| &entry.value).find(|resource| {
        resource.get("Type").and_then(Node::text) == Some("AWS::CloudFormation::Stack")
    });
    let nested = nested.expect("has a nested stack");
    let url = nested.get("Properties").and_then(|properties| properties.get("TemplateURL"));
    let parts = url.and_then(|url| url.get("Fn::Join")).expect("is joined").items()[1].items();
    let parts = parts.iter().map(|part| text(part.text().unwrap_or("amazonaws.com"))).collect();
    let url = Evaluated { value: Value::Joined(parts), ..text("") };
    let found = stack.nested_template(nested.get("Metadata"), Some(&url))?;
    Some(found.file_name()?.to_string_lossy().into_owned())
}

#[test]
fn the_template_of_a_nested_stack_is_found_by_its_path_or_its_hash() {
    for (assembly, has_path) in [
        ("production", true),
        ("broken", true),
        ("old/production", true),
        ("direct/production", false),
    ] {
        let assembly = read(&format!("{assembly}/cdk.out"));
        let stack = only_stack(&assembly);
        let text = fs::read_to_string(&stack.template).expect("reads");
        assert_eq!(text.contains("aws:asset:path"), has_path);
        assert_eq!(
            nested_template(stack).as_deref(),
            Some("ProductionRedisNetwork30C50A04.nested.template.json")
        );
    }
}

#[test]
fn the_template_of_a_nested_stack_that_is_not_in_the_assembly_is_not_found() {
    let assembly = read("production/cdk.out");
    let stack = only_stack(&assembly);
    assert_eq!(stack.nested_template(None, Some(&text("https://example.com/0000.json"))), None);
    for path in ["../../../README.md", "/etc/passwd", "nowhere.json", "."] {
        let metadata = parsed(&format!(r#"{{"aws:asset:path": "{path}"}}"#));
        assert_eq!(stack.nested_template(Some(&metadata), None), None, "{path}");
    }
}
