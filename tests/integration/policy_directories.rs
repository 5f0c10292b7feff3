//! Policies of the user's own: the good ones judge, the bad ones are refused, and one that never ends takes nothing with it.

use std::fs;
use std::path::Path;

use serde_json::Value;
use tempfile::TempDir;

use crate::support::*;

const COMPLIANT: &str = "fixtures/audio-pipeline/compliant/tfplan.json";

/// A policy with `attributes` and `rules`.
fn policy(stem: &str, attributes: &str, rules: &str) -> String {
    format!(
        "# METADATA
# title: Of our own
# description: Says what our house wants.
# related_resources:
#   - https://example.com/
# custom:
#   subject: cache
#   severity: high
#   attributes: [{attributes}]
#   remediation: Do what the house wants.
#   frameworks: {{}}
package own.{stem}

import data.cache_audit.lib.finding

{rules}
"
    )
}

const DENIES_MICRO: &str = r#"deny contains denial if {
	input.cache.cache_node_type == "cache.t4g.micro"
	denial := finding.at("cache_node_type", "is a micro")
}"#;

/// Evaluates for as long as it is let.
const NEVER_ENDS: &str = r#"deny contains denial if {
	input.cache.cache_node_type == "cache.t4g.micro"
	some a in numbers.range(1, 100000)
	some b in numbers.range(1, 100000)
	a * b == -1
	denial := finding.at("cache_node_type", "never comes")
}"#;

fn directory(files: &[(&str, String)]) -> TempDir {
    let folder = tempfile::tempdir().expect("makes a folder");
    for (name, text) in files {
        let path = folder.path().join("own").join(name);
        fs::create_dir_all(path.parent().expect("has a parent")).expect("makes folders");
        fs::write(path, text).expect("writes");
    }
    folder
}

fn judge(dir: &Path, expected: i32) -> (Value, String) {
    let run = cache_audit()
        .args([
            "plan",
            COMPLIANT,
            "--format",
            "json",
            "--policy-set",
            "audio-pipeline",
            "--policy-dir",
        ])
        .arg(dir)
        .assert();
    let output = run.get_output();
    let stderr = String::from_utf8_lossy(&output.stderr).into_owned();
    assert_eq!(output.status.code(), Some(expected), "{stderr}");
    (serde_json::from_slice(&output.stdout).unwrap_or_default(), stderr)
}

#[test]
fn a_policy_of_ones_own_judges_beside_the_built_in_ones() {
    let dir = directory(&[("no_micro.rego", policy("no_micro", "cache_node_type", DENIES_MICRO))]);
    let (report, _) = judge(dir.path(), 1);
    let findings = report["findings"].as_array().expect("is a list");
    let found: Vec<&str> =
        findings.iter().filter_map(|finding| finding["policy"].as_str()).collect();
    assert_eq!(found, ["no-micro"]);
    assert_eq!(findings[0]["message"], "is a micro");
    assert_eq!(report["subjects"][0]["verdicts"]["public-subnet"], "pass");
}

#[test]
fn a_misspelt_attribute_stops_the_run_at_its_place() {
    let dir = directory(&[(
        "no_micro.rego",
        policy("no_micro", "cache_node_typ", &DENIES_MICRO.replace("_type ==", "_typ ==")),
    )]);
    let (_, stderr) = judge(dir.path(), 2);
    assert!(stderr.contains("no_micro.rego:9:"), "{stderr}");
    assert!(stderr.contains("did you mean `cache_node_type`"), "{stderr}");
}

#[test]
fn an_undeclared_attribute_stops_the_run() {
    let dir = directory(&[("no_micro.rego", policy("no_micro", "engine", DENIES_MICRO))]);
    let (_, stderr) = judge(dir.path(), 2);
    assert!(stderr.contains("no_micro.rego") && stderr.contains("cache_node_type"), "{stderr}");
}

#[test]
fn rego_that_does_not_parse_stops_the_run_at_its_place() {
    let dir = directory(&[("no_micro.rego", policy("no_micro", "engine", "deny contains if {"))]);
    let (_, stderr) = judge(dir.path(), 2);
    assert!(stderr.contains("no_micro.rego:16:"), "{stderr}");
}

#[test]
fn rego_that_never_ends_makes_the_audit_incomplete_and_nothing_else() {
    let dir = directory(&[("endless.rego", policy("endless", "cache_node_type", NEVER_ENDS))]);
    let (report, _) = judge(dir.path(), 3);
    assert_eq!(report["result"]["outcome"], "incomplete");
    let failures = report["failures"].as_array().expect("is a list");
    assert_eq!(failures.len(), 1, "{failures:?}");
    assert_eq!(failures[0]["policy"], "endless");
    let message = failures[0]["message"].as_str().expect("is text");
    assert!(message.contains("endless.rego"), "{message}");
    let verdicts = &report["subjects"][0]["verdicts"];
    assert_eq!(verdicts["public-subnet"], "pass", "the others judge on");
    assert_eq!(verdicts["endless"], Value::Null, "no verdict is made up");
}

#[test]
fn a_finding_counts_more_than_an_incomplete_audit() {
    let dir = directory(&[
        ("endless.rego", policy("endless", "cache_node_type", NEVER_ENDS)),
        ("no_micro.rego", policy("no_micro", "cache_node_type", DENIES_MICRO)),
    ]);
    let (report, _) = judge(dir.path(), 1);
    assert_eq!(report["result"]["is_complete"], false);
}

#[test]
fn tests_of_ones_own_policies_are_run_and_held_to_the_promises() {
    let test = |verdict: &str, node_type: &str| {
        format!(
            "package own.no_micro_test

test_{verdict}_when_written := {{\"cache\": {{\"cache_node_type\": \"{node_type}\"}}}}
"
        )
    };
    for (verdict, node_type, code) in
        [("fail", "cache.t4g.micro", 0), ("pass", "cache.t4g.micro", 1)]
    {
        let dir = directory(&[
            ("no_micro.rego", policy("no_micro", "cache_node_type", DENIES_MICRO)),
            ("no_micro_test.rego", test(verdict, node_type)),
        ]);
        let run =
            cache_audit().args(["policy", "test", "--filter", "no-micro"]).arg(dir.path()).assert();
        let output = run.get_output();
        let text = String::from_utf8_lossy(&output.stdout).into_owned();
        assert_eq!(output.status.code(), Some(code), "{text}");
    }
    // Denies what nobody knows: a missing value looks like another one.
    let guesses = "deny contains denial if {
	not input.cache.cache_node_type == \"cache.r7g.large\"
	denial := finding.at(\"cache_node_type\", \"is not large\")
}";
    let dir = directory(&[
        ("no_micro.rego", policy("no_micro", "cache_node_type", guesses)),
        ("no_micro_test.rego", test("pass", "cache.r7g.large")),
    ]);
    let run =
        cache_audit().args(["policy", "test", "--filter", "no-micro"]).arg(dir.path()).assert();
    let text = String::from_utf8_lossy(&run.get_output().stdout).into_owned();
    assert_eq!(run.get_output().status.code(), Some(1), "{text}");
    assert!(text.contains("cache_node_type"), "{text}");
}
