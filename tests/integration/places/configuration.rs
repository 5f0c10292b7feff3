//! Terraform's configuration is found, or said not to be.

use std::path::Path;

use cache_audit::locate::{SourceDirectory, locate};

use crate::support::*;

const PLAN: &str = "audio-pipeline/broken/tfplan.json";

#[test]
fn a_plan_beside_the_configuration_of_another_says_so_and_stays_the_place() {
    let inventory = inventory(&fixture(PLAN));
    let mut audit = audit(&inventory, &[set("baseline")]);
    let other = fixture("aether/terraform");
    let directory = SourceDirectory { named: Some(&other), current: Path::new("") };
    let gaps = locate(&mut audit, &inventory.sources, directory);
    assert!(audit.findings.iter().all(|finding| finding.location.line.is_none()));
    assert_eq!(gaps.len(), 1);
    assert!(gaps[0].why.contains("does not declare module.cache"), "{}", gaps[0].why);
}

#[test]
fn a_plan_without_a_configuration_says_so_and_stays_the_place() {
    let inventory = inventory(&fixture(PLAN));
    let mut audit = audit(&inventory, &[set("baseline")]);
    let before = audit.clone();
    let directory = SourceDirectory { named: None, current: Path::new("absent") };
    let gaps = locate(&mut audit, &inventory.sources, directory);
    assert_eq!(audit, before);
    assert_eq!(gaps.len(), 1);
    assert!(gaps[0].what.starts_with("Terraform configuration of "), "{}", gaps[0].what);
    assert!(gaps[0].why.contains("--source-dir") && !gaps[0].is_failure);
}

#[test]
fn the_configuration_is_found_in_the_working_directory_and_beside_the_plan() {
    let directory = tempfile::tempdir().expect("makes a directory");
    let copy = |from: &str, to: &str| {
        std::fs::copy(fixture(from), directory.path().join(to)).expect("copies");
    };
    copy("aether/broken/tfplan.json", "tfplan.json");
    for file in ["main.tf", "network.tf", "variables.tf"] {
        copy(&format!("aether/terraform-broken/{file}"), file);
    }
    let run = |arguments: &[&str], current: &Path| {
        let output = cache_audit()
            .args(["plan", "--format", "json", "--policy-set", "audio-pipeline"])
            .args(arguments)
            .current_dir(current)
            .output();
        let report: serde_json::Value =
            serde_json::from_slice(&output.expect("runs").stdout).expect("is JSON");
        let findings = report["findings"].as_array().expect("is a list").clone();
        let port =
            findings.into_iter().find(|finding| finding["policy"] == "backup-retention-too-short");
        let location = port.expect("is a finding")["location"].clone();
        format!("{}:{}", location["file"].as_str().unwrap_or_default(), location["line"])
    };
    assert_eq!(run(&["tfplan.json"], directory.path()), "main.tf:22");
    let plan = directory.path().join("tfplan.json").display().to_string();
    let beside = directory.path().join("main.tf").display().to_string();
    assert_eq!(run(&[&plan], root()), format!("{beside}:22"));
    let source = "fixtures/aether/terraform-broken";
    assert_eq!(run(&[&plan, "--source-dir", source], root()), format!("{source}/main.tf:22"));
}

#[test]
fn a_directory_that_was_named_has_to_hold_a_configuration() {
    let plan = "fixtures/aether/broken/tfplan.json";
    for directory in ["fixtures/aether", "absent"] {
        let run = cache_audit().args(["plan", plan, "--source-dir", directory]).assert().code(2);
        let message = String::from_utf8_lossy(&run.get_output().stderr).into_owned();
        assert!(message.contains(&format!("{directory} has no Terraform files")), "{message}");
    }
}
