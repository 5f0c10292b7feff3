//! The systems of `fixtures/`: whole templates, with the parameters they are deployed with.

use std::path::Path;

use super::testing::{resource, show};
use super::{Environment, EvaluatedStack, StackInput, alternatives, evaluate};
use crate::collect::cloudformation::nested::LocalTemplates;
use crate::collect::cloudformation::parameters::Parameters;
use crate::collect::cloudformation::template_at;

/// A template with values from a file and from assignments.
fn system(template: &str, file: Option<&str>, assignments: &[&str]) -> EvaluatedStack {
    let folder = Path::new("fixtures");
    let mut parameters = Parameters::default();
    if let Some(file) = file {
        parameters.read_file(&folder.join(file)).expect("is a file of parameters");
    }
    for assignment in assignments {
        parameters.assign(assignment).expect("is an assignment");
    }
    let path = folder.join(template);
    let root = template_at(&path).expect("is a template");
    let input =
        StackInput { root, path: Some(path), environment: Environment::new(&parameters, &[]) };
    let mut stacks =
        evaluate(vec![input], &LocalTemplates { read: &template_at }).expect("evaluates");
    stacks.remove(0)
}

fn value(stack: &EvaluatedStack, address: &str, property: &str) -> String {
    resource(stack, address).properties.get(property).map_or_else(String::new, show)
}

#[test]
fn ai_model_registry_is_the_same_in_yaml_and_json() {
    let parameters = Some("ai-model-registry/parameters/production.json");
    let yaml = system("ai-model-registry/redis-cluster.yaml", parameters, &[]);
    let json = system("ai-model-registry/redis-cluster.json", parameters, &[]);
    let shown = |stack: &EvaluatedStack| {
        let resources = stack.resources.iter();
        resources.map(|r| format!("{} {}", r.address, show(&r.properties))).collect::<Vec<_>>()
    };
    assert_eq!(shown(&yaml), shown(&json));
    assert!(yaml.gaps.is_empty());
    let group = |property: &str| value(&yaml, "ReplicationGroup", property);
    assert_eq!(group("SnapshotRetentionLimit"), "14");
    assert_eq!(group("AuthToken"), "<secretsmanager RedisAuthTokenSecret>");
    assert_eq!(group("SecurityGroupIds"), "[RedisSecurityGroup.GroupId]");
    assert_eq!(
        value(&yaml, "SubnetGroup", "SubnetIds"),
        "[\"subnet-0a1b2c3d4e5f60718\", \"subnet-08192a3b4c5d6e7f0\"]"
    );
}

#[test]
fn ai_model_registry_nests_both_templates() {
    let parameters = Some("ai-model-registry/parameters/nested-production.json");
    let stack = system("ai-model-registry/nested/root.yaml", parameters, &[]);
    assert!(stack.gaps.is_empty());
    assert_eq!(
        value(&stack, "Redis/SubnetGroup", "SubnetIds"),
        "[\"subnet-0a1b2c3d4e5f60718\", \"subnet-08192a3b4c5d6e7f0\"]"
    );
    let group = resource(&stack, "Redis/ReplicationGroup");
    assert_eq!(&*group.place.file, "fixtures/ai-model-registry/redis-cluster.yaml");
    assert!(group.place.line > 0);
    // Without parameters the list that the parent joins is unknown, and so is what the child splits.
    let stack = system("ai-model-registry/nested/root.yaml", None, &[]);
    assert_eq!(
        value(&stack, "Redis/SubnetGroup", "SubnetIds"),
        "?parameter PrivateSubnetIds has no value"
    );
}

#[test]
fn aether_cuts_its_subnets_out_of_the_range_of_its_network() {
    let stack = system("aether/template.yaml", Some("aether/parameters.json"), &[]);
    let ranges: Vec<String> = stack
        .resources
        .iter()
        .filter(|resource| &*resource.resource_type == "AWS::EC2::Subnet")
        .map(|subnet| value(&stack, &subnet.address, "CidrBlock"))
        .collect();
    assert_eq!(ranges, ["\"172.32.1.0/24\"", "\"172.32.2.0/24\""]);
}

#[test]
fn audio_pipeline_has_alarms_for_both_nodes() {
    let stack = system("audio-pipeline/cloudformation/template.yaml", None, &[]);
    let alarms: Vec<&str> = stack
        .resources
        .iter()
        .filter(|resource| resource.address.starts_with("CpuAlarm"))
        .map(|resource| resource.address.as_str())
        .collect();
    assert_eq!(alarms, ["CpuAlarm001", "CpuAlarm002"]);
    assert_eq!(
        value(&stack, "CpuAlarm001", "Dimensions"),
        "[{Name: \"CacheClusterId\", Value: ReplicationGroup + \"-001\"}]"
    );
}

#[test]
fn what_is_open_in_a_system_is_what_has_no_default() {
    let stack = system("ai-model-registry/redis-cluster.yaml", None, &[]);
    assert!(alternatives(std::iter::once(&stack)).is_empty());
}
