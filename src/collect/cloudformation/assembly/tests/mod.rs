//! Assemblies that the real library made, and broken ones.

mod evaluation;

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::sync::Arc;

use super::*;
use crate::collect::cloudformation::json;
use crate::collect::cloudformation::node::Node;

const FIXTURES: &str = "fixtures/air-discovery";
/// The address of the nested stack in production.
const NETWORK: &str = "Production/Redis/Network.NestedStack/Network.NestedStackResource";

fn read(assembly: &str) -> Assembly {
    Assembly::read(&Path::new(FIXTURES).join(assembly)).expect("reads")
}

fn only_stack(assembly: &Assembly) -> &AssemblyStack {
    let [stack] = assembly.stacks.as_slice() else { panic!("one stack: {:?}", assembly.stacks) };
    stack
}

fn place(stack: &AssemblyStack, address: &str) -> Option<(String, u32)> {
    let source = stack.source(address)?;
    Some((source.file.clone(), source.line))
}

/// The addresses of the resources in the stack's own template.
fn addresses(stack: &AssemblyStack) -> BTreeMap<String, String> {
    stack.addresses(None, &template(stack))
}

/// The addresses of the resources in the only nested stack's template.
fn nested_addresses(stack: &AssemblyStack) -> BTreeMap<String, String> {
    let file = stack.template.with_file_name("ProductionRedisNetwork30C50A04.nested.template.json");
    let template = parsed(&fs::read_to_string(file).expect("reads"));
    stack.addresses(Some(NETWORK), &template)
}

fn template(stack: &AssemblyStack) -> Node {
    parsed(&fs::read_to_string(&stack.template).expect("reads"))
}

fn at(file: &str, line: u32) -> Option<(String, u32)> {
    Some((format!("{FIXTURES}/cdk-infra/{file}"), line))
}

#[test]
fn a_stack_in_a_stage_is_found_with_its_environment() {
    for path in ["production/cdk.out", "production/cdk.out/manifest.json"] {
        let assembly = read(path);
        let stack = only_stack(&assembly);
        assert_eq!(stack.artifact_id, "ProductionRedisA1F217D6");
        assert_eq!(stack.stack_name, "Production-Redis");
        assert_eq!(stack.display_name, "Production/Redis");
        assert_eq!(stack.account.as_deref(), Some("123456789012"));
        assert_eq!(stack.region.as_deref(), Some("us-east-1"));
        assert_eq!(
            stack.template,
            Path::new(FIXTURES).join(
                "production/cdk.out/assembly-Production/ProductionRedisA1F217D6.template.json"
            )
        );
        assert_eq!((assembly.version.as_str(), assembly.gaps.as_slice()), ("55.0.0", &[][..]));
    }
}

#[test]
fn a_stack_without_account_region_and_name_has_none() {
    let assembly = read("development/cdk.out");
    let stack = only_stack(&assembly);
    assert_eq!(stack.stack_name, "AirDiscoveryDevelopment");
    assert_eq!((&stack.account, &stack.region), (&None, &None));
}

#[test]
fn resources_are_called_by_their_constructs_and_placed_in_the_source_of_the_app() {
    let assembly = read("production/cdk.out");
    let stack = only_stack(&assembly);
    let group = &addresses(stack)["RedisReplicationGroup"];
    assert_eq!(group, "Production/Redis/RedisReplicationGroup");
    assert_eq!(place(stack, group), at("lib/production.ts", 52));
    let nested = nested_addresses(stack);
    let vpc = &nested["Vpc8378EB38"];
    assert_eq!(vpc, "Production/Redis/Network/Vpc");
    assert_eq!(place(stack, vpc), at("lib/network.ts", 10));
    // Its own frames are all of the library.
    let subnet = &nested["VpcPublicSubnet1Subnet5C2D37C4"];
    assert_eq!(subnet, "Production/Redis/Network/Vpc/PublicSubnet1/Subnet");
    assert_eq!(place(stack, subnet), at("lib/network.ts", 10));
}

#[test]
fn every_resource_of_every_assembly_has_a_construct() {
    let all = ["production", "broken", "direct/production", "direct/development", "development"];
    for name in all.iter().chain(&["split", "lookup", "old/production", "old/split"]) {
        for stack in &read(&format!("{name}/cdk.out")).stacks {
            let resources = template(stack);
            let resources = resources.get("Resources").expect("has resources").entries();
            let found = addresses(stack);
            assert_eq!(found.len(), resources.len(), "{name}");
            let prefix = format!("{}/", stack.display_name);
            assert!(found.values().all(|address| address.starts_with(&prefix)), "{found:?}");
        }
    }
}

#[test]
fn old_assemblies_tell_the_same_constructs() {
    let (old, new) = (read("old/production/cdk.out"), read("production/cdk.out"));
    let (old, new) = (only_stack(&old), only_stack(&new));
    assert_eq!(addresses(old), addresses(new));
    assert_eq!(nested_addresses(old), nested_addresses(new));
    assert_eq!(place(old, "Production/Redis/RedisReplicationGroup"), None);
    assert_eq!(old.tags.get("Environment").map(String::as_str), Some("production"));
}

#[test]
fn a_trace_that_was_not_shortened_tells_the_place() {
    let assembly = read("old/split/cdk.out");
    let [network, redis] = assembly.stacks.as_slice() else { panic!("two stacks") };
    assert_eq!(place(network, "AirDiscoveryNetwork/Vpc"), at("lib/network.ts", 10));
    assert_eq!(redis.artifact_id, "AirDiscoveryRedis");
}

#[test]
fn a_stack_comes_after_those_that_it_reads_from() {
    for assembly in ["split/cdk.out", "old/split/cdk.out"] {
        let assembly = read(assembly);
        let order: Vec<&str> =
            assembly.stacks.iter().map(|stack| stack.artifact_id.as_str()).collect();
        assert_eq!(order, ["AirDiscoveryNetwork", "AirDiscoveryRedis"]);
    }
}

#[test]
fn what_was_never_looked_up_is_unknown() {
    let assembly = read("lookup/cdk.out");
    let lookups = &only_stack(&assembly).lookups;
    for dummy in [
        "vpc-12345",
        "1.2.3.4/5",
        "p-12345",
        "p-67890",
        "sg-12345678",
        "dummy-value-for-/air-discovery/redis/node-type",
    ] {
        assert!(lookups.reason(dummy).is_some(), "{dummy}");
    }
    assert_eq!(lookups.reason("air-discovery-redis-subnet-group"), None);
    let [gap] = assembly.gaps.as_slice() else { panic!("one gap: {:?}", assembly.gaps) };
    assert!(gap.why.contains("security-group, ssm, vpc-provider") && !gap.is_failure, "{gap:?}");
}

#[test]
fn zones_that_were_never_looked_up_are_unknown_in_the_stage() {
    let assembly = read("direct/production/cdk.out");
    let lookups = &only_stack(&assembly).lookups;
    assert!(lookups.reason("dummy1a").is_some());
    assert_eq!(lookups.reason("cache.t3.small"), None);
    let [gap] = assembly.gaps.as_slice() else { panic!("one gap: {:?}", assembly.gaps) };
    assert!(gap.what.ends_with("assembly-Production/manifest.json"), "{gap:?}");
}

fn written(files: &[(&str, &str)]) -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("makes a folder");
    for (name, text) in files {
        let path = folder.path().join(name);
        fs::create_dir_all(path.parent().expect("has a folder")).expect("makes folders");
        fs::write(path, text).expect("writes");
    }
    folder
}

/// What reading an assembly with this manifest says, from its root on.
fn refusal(manifest: &str) -> String {
    let folder = written(&[("manifest.json", manifest)]);
    let error = Assembly::read(folder.path()).expect_err("is refused");
    error.to_string().replace(&folder.path().display().to_string(), "")
}

#[test]
fn a_newer_version_is_read_and_said_to_be_newer() {
    let folder = written(&[("manifest.json", r#"{"version":"56.1.0","artifacts":null}"#)]);
    let assembly = Assembly::read(folder.path()).expect("reads");
    let [gap] = assembly.gaps.as_slice() else { panic!("one gap: {:?}", assembly.gaps) };
    assert!(gap.why.contains("version 56") && !gap.is_failure, "{gap:?}");
    for version in ["34.0.0", "1.10.0", "55.9.9"] {
        let text = format!(r#"{{"version":"{version}"}}"#);
        let folder = written(&[("manifest.json", &text)]);
        assert_eq!(Assembly::read(folder.path()).expect("reads").gaps, []);
    }
}

#[test]
fn a_manifest_that_is_none_is_refused_without_its_values() {
    let stack = |properties: &str| {
        format!(
            r#"{{"version":"1.0.0","artifacts":{{"S":{{"type":"aws:cloudformation:stack","properties":{properties}}}}}}}"#
        )
    };
    let cases = [
        (
            r#"{"version":"1.0.0","#.to_owned(),
            "/manifest.json:1:19: the JSON text ends in the middle of a value",
        ),
        ("{}".to_owned(), "/manifest.json:1:2: missing field `version`"),
        (
            r#"{"version":"1","artifacts":"CANARY-s3cr3t-1"}"#.to_owned(),
            "/manifest.json:1:44: expected a map",
        ),
        (stack("{}"), "/manifest.json names no template of its own for the stack S"),
        (
            stack(r#"{"templateFile":"../CANARY-s3cr3t-2"}"#),
            "/manifest.json names no template of its own for the stack S",
        ),
    ];
    for (manifest, expected) in cases {
        assert_eq!(refusal(&manifest), expected);
    }
}

#[test]
fn an_assembly_nested_in_itself_is_refused() {
    let nested = |folder: &str| {
        format!(
            r#"{{"version":"1.0.0","artifacts":{{"A":{{"type":"cdk:cloud-assembly","properties":{{"directoryName":"{folder}"}}}}}}}}"#
        )
    };
    assert_eq!(
        refusal(&nested(".")),
        "/manifest.json names no folder of its own for the nested assembly A"
    );
    let folder = written(&[
        ("manifest.json", &nested("one")),
        ("one/manifest.json", &nested("../two")),
        ("two/manifest.json", &nested("../one")),
    ]);
    let error = Assembly::read(folder.path()).expect_err("is refused").to_string();
    assert!(
        error.ends_with("/one/manifest.json is the manifest of an assembly nested in itself"),
        "{error}"
    );
}

#[test]
fn without_the_file_of_metadata_only_places_are_missing() {
    let manifest = r#"{"version":"55.0.0","artifacts":{"S":{"type":"aws:cloudformation:stack",
        "additionalMetadataFile":"S.metadata.json","properties":{"templateFile":"S.template.json"}}}}"#;
    let folder = written(&[("manifest.json", manifest)]);
    let assembly = Assembly::read(folder.path()).expect("reads");
    let [gap] = assembly.gaps.as_slice() else { panic!("one gap: {:?}", assembly.gaps) };
    assert!(gap.why.contains("metadata of constructs") && !gap.is_failure, "{gap:?}");
}

fn parsed(text: &str) -> Node {
    json::parse(text, &Arc::from("t.json")).expect("is JSON")
}

#[test]
fn without_a_construct_the_templates_own_path_names_a_resource() {
    let assembly = read("production/cdk.out");
    let template = parsed(
        r#"{"Resources": {"Thing0A": {"Metadata": {"aws:cdk:path": "Production/Redis/Thing/Resource"}}, "Other": {}}}"#,
    );
    let addresses = only_stack(&assembly).addresses(None, &template);
    assert_eq!(
        addresses.into_iter().collect::<Vec<_>>(),
        [("Thing0A".to_owned(), "Production/Redis/Thing".to_owned())]
    );
}

#[test]
fn parameters_and_tags_of_a_stack_are_read() {
    let manifest = r#"{"version":"1.0.0","artifacts":{"S":{"type":"aws:cloudformation:stack","properties":{
        "templateFile":"S.template.json","tags":{"Team":"search"},"parameters":{"Size":"3","Odd":null}}}}}"#;
    let folder = written(&[("manifest.json", manifest)]);
    let assembly = Assembly::read(folder.path()).expect("reads");
    let stack = only_stack(&assembly);
    let pairs = |map: &BTreeMap<String, String>| map.clone().into_iter().collect::<Vec<_>>();
    assert_eq!(pairs(&stack.tags), [("Team".to_owned(), "search".to_owned())]);
    assert_eq!(pairs(&stack.parameters), [("Size".to_owned(), "3".to_owned())]);
}
