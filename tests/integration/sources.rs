//! Every kind of source is read, and what one source tells, the others tell too.

use std::fs;
use std::path::{Path, PathBuf};

use cache_audit::collect::{Input, Settings, collect};
use cache_audit::model::{Inventory, StackMember};
use serde_json::Value;

use crate::support::*;

/// The names of plans and states, as a user in the repository would give them.
fn relative(path: &Path) -> PathBuf {
    path.strip_prefix(root()).expect("lies in the repository").to_owned()
}

fn saved(inventory: &Inventory) -> String {
    let text = serde_json::to_string_pretty(inventory).expect("serializes");
    format!("{text}\n")
}

#[test]
fn every_fixture_is_read_and_saved_by_the_published_schema() {
    let schema =
        fs::read_to_string(root().join("schemas/inventory.schema.json")).expect("is there");
    let schema: Value = serde_json::from_str(&schema).expect("is JSON");
    let validator = jsonschema::validator_for(&schema).expect("is a schema");
    let paths = plans_and_states();
    assert!(paths.len() > 50, "only {} fixtures were found", paths.len());
    for path in paths {
        let first = saved(&inventory(&path));
        let json: Value = serde_json::from_str(&first).expect("is JSON");
        let errors: Vec<String> = validator
            .iter_errors(&json)
            .map(|error| format!("{}: {error}", error.instance_path()))
            .collect();
        assert!(errors.is_empty(), "{}: {}", path.display(), errors.join("\n"));

        let again: Inventory = serde_json::from_str(&first).expect("is an inventory");
        assert!(saved(&again) == first, "{} changes when it is saved and read", path.display());
    }
}

/// Set `UPDATE_INVENTORIES=1` to write them anew; then read them against the Terraform source.
#[test]
fn the_audio_pipeline_arrives_at_its_inventory() {
    for variant in ["compliant", "broken"] {
        let folder = fixture("audio-pipeline").join(variant);
        let plan = relative(&folder.join("tfplan.json"));
        let found = saved(&inventory(&plan));
        let path = folder.join("inventory.json");
        if std::env::var_os("UPDATE_INVENTORIES").is_some() {
            fs::write(&path, &found).expect("writes");
        }
        let expected = fs::read_to_string(&path).expect("is there");
        assert!(found == expected, "{} is another inventory", path.display());
    }
}

#[test]
fn a_saved_inventory_is_audited_like_its_plan() {
    for plan in [
        "fixtures/audio-pipeline/broken/tfplan.json",
        "fixtures/situations/targeted/tfplan.json",
        "fixtures/situations/rbac_users/tfplan.json",
    ] {
        let folder = tempfile::tempdir().expect("makes a folder");
        let inventory = folder.path().join("inventory.json");
        let of_plan = cache_audit()
            .args(["plan", plan, "--format", "json", "--policy-set", "production"])
            .arg("--save-inventory")
            .arg(&inventory)
            .assert()
            .code(1);
        let of_inventory = cache_audit()
            .args(["plan", "--format", "json", "--policy-set", "production"])
            .arg(&inventory)
            .assert()
            .code(1);
        let [plan_report, inventory_report] = [of_plan, of_inventory]
            .map(|run| String::from_utf8_lossy(&run.get_output().stdout).into_owned());
        assert!(plan_report == inventory_report, "{plan}: the reports differ");
    }
}

#[test]
fn plan_state_and_state_file_of_one_system_get_the_same_verdicts() {
    let verdicts = |file: &str| {
        let inventory = inventory(&fixture("audio-pipeline/compliant").join(file));
        let audit = audit(&inventory, &[set("audio-pipeline")]);
        let caches: Vec<_> =
            audit.subjects.into_iter().map(|subject| (subject.address, subject.verdicts)).collect();
        assert_eq!(caches.len(), 1, "{file}");
        caches
    };
    let of_plan = verdicts("tfplan.json");
    for file in ["noop.tfplan.json", "state.json", "terraform.tfstate", "inventory.json"] {
        assert_eq!(verdicts(file), of_plan, "{file}");
    }
}

#[test]
fn other_encodings_and_standard_input_are_read() {
    let plain = inventory(&fixture("situations/not_a_plan/byte_order_mark.json"));
    assert_eq!(plain.sources.len(), 1);
    let wide = inventory(&fixture("situations/not_a_plan/utf16.json"));
    let kinds =
        [&plain, &wide].map(|inventory| (inventory.sources[0].kind, inventory.caches.len()));
    assert_eq!(kinds[0], kinds[1]);

    // A plan with caches in it, as the old PowerShell writes it.
    let path = fixture("audio-pipeline/broken/tfplan.json");
    let text = fs::read_to_string(&path).expect("is there");
    let utf16: Vec<u8> =
        [0xFF, 0xFE].into_iter().chain(text.encode_utf16().flat_map(u16::to_le_bytes)).collect();
    let arguments = ["plan", "-", "--format", "json"];
    let of_text = cache_audit().args(arguments).write_stdin(text).assert().code(1);
    let of_utf16 = cache_audit().args(arguments).write_stdin(utf16).assert().code(1);
    let report: Value = serde_json::from_slice(&of_text.get_output().stdout).expect("is JSON");
    assert_eq!(report["sources"][0]["file"], "-");
    assert!(
        of_text.get_output().stdout == of_utf16.get_output().stdout,
        "UTF-16 reads differently"
    );
}

#[test]
fn several_files_are_one_inventory() {
    let paths = ["moved", "global_datastore", "auth_token_from_secret/state.json"].map(situation);
    let inputs = paths.clone().map(Input::File);
    let together = collect(&inputs, &Settings::default()).expect("reads");
    let apart: Vec<Inventory> = paths.iter().map(|path| inventory(path)).collect();
    let caches: usize = apart.iter().map(|inventory| inventory.caches.len()).sum();
    assert_eq!(together.caches.len(), caches);
    assert_eq!(together.sources.len(), 3);
    let mut expected = std::collections::BTreeMap::new();
    apart.iter().for_each(|inventory| expected.extend(subjects(inventory)));
    assert_eq!(subjects(&together), expected, "a file changes what another one says");
}

#[test]
fn what_a_stack_calls_its_resources_is_kept_where_its_name_is_known() {
    let members = |inventory: &Inventory| -> Vec<(String, Option<String>)> {
        let subnets = inventory.subnets.iter().map(|it| (it.address.clone(), &it.stack_member));
        let groups = inventory.security_groups.iter();
        let groups = groups.map(|it| (it.address.clone(), &it.stack_member));
        let member = |member: &Option<StackMember>| {
            member.as_ref().map(|it| format!("{} {}", it.stack_name, it.logical_id))
        };
        subnets.chain(groups).map(|(address, of)| (address, member(of))).collect()
    };
    let template = ["aether/template.yaml"];
    let parameters = Some("aether/parameters.json");
    let unnamed = members(&inventory_with(&template, parameters));
    assert!(
        unnamed.len() == 3 && unnamed.iter().all(|(_, member)| member.is_none()),
        "{unnamed:?}"
    );
    let named = members(&inventory_assigned(&template, parameters, &["AWS::StackName=aether"]));
    let expected = ["SubnetA", "SubnetB", "RedisSecurityGroup"];
    let expected = expected.map(|id| (id.to_owned(), Some(format!("aether {id}"))));
    assert_eq!(named, expected);
    // The nested stack of the VPC gets its name when it is made.
    let app = members(&inventory_with(&["air-discovery/broken/cdk.out"], None));
    let known: Vec<_> = app.iter().filter_map(|(_, member)| member.clone()).collect();
    assert_eq!(known, ["Production-Redis RedisSecurityGroupB05951F6"]);
    assert!(app.len() > 1, "{app:?}");
}
