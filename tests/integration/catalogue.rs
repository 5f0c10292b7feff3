//! The built-in policies are documented, chosen by some set, and tested.

use std::collections::BTreeSet;
use std::fs;

use cache_audit::finding::Verdict;
use cache_audit::link::SubjectKind;

use crate::support::*;

#[test]
fn the_page_is_what_the_metadata_says() {
    let run = cache_audit().args(["policy", "docs", "--check"]).assert();
    let output = run.get_output();
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    assert_eq!(output.status.code(), Some(0), "{text}{}", String::from_utf8_lossy(&output.stderr));
}

#[test]
fn every_policy_is_in_a_set() {
    let chosen: BTreeSet<String> = BUNDLE
        .sets()
        .flat_map(|named| set(&named.name).policies)
        .map(|resolved| resolved.policy.id.to_string())
        .collect();
    let mut nowhere: BTreeSet<&str> = BUNDLE.policies().map(|policy| policy.id.as_str()).collect();
    nowhere.retain(|id| !chosen.contains(*id));
    assert!(nowhere.is_empty(), "{nowhere:?}");
}

#[test]
fn every_policy_has_its_tests_beside_it_and_a_case_for_what_it_fails() {
    for policy in BUNDLE.policies() {
        let path = root().join(policy.path.replace(".rego", "_test.rego"));
        let tests = fs::read_to_string(&path).unwrap_or_default();
        for verdict in ["test_pass_", "test_fail_", "test_unknown_"] {
            assert!(tests.contains(verdict), "{} has no case {verdict}…", path.display());
        }
    }
}

/// Policies on what only a running cache has.
const ON_WHAT_RUNS: [&str; 12] = [
    "alarm-without-data",
    "auth-token-too-old",
    "cache-not-available",
    "kms-key-unusable",
    "log-delivery-failing",
    "manual-snapshot-missing",
    "members-differ",
    "modification-pending",
    "parameters-not-in-sync",
    "service-update-overdue",
    "snapshot-failed",
    "snapshot-too-old",
];

#[test]
fn what_only_runs_is_not_asked_of_a_declaration() {
    // Between them they name all of these, `aether` the one that asks for nothing unless a set says so.
    let sets = [set("production"), set("aether")];
    let mut caches = 0;
    for path in plans_and_states() {
        let subjects = audit(&inventory(&path), &sets).subjects;
        for cache in subjects.iter().filter(|subject| subject.kind == SubjectKind::Cache) {
            caches += 1;
            for id in ON_WHAT_RUNS {
                let found = cache.verdicts.iter().find(|(policy, _)| policy.as_str() == id);
                let verdict = found.map(|(_, verdict)| *verdict);
                let place = path.display();
                assert_eq!(verdict, Some(Verdict::NotApplicable), "{id} {} {place}", cache.address);
            }
        }
    }
    assert!(caches > 20, "only {caches} caches were judged");
}

#[test]
fn controls_of_a_framework_exist_in_it() {
    for policy in BUNDLE.policies() {
        for (framework, controls) in &policy.frameworks {
            let known = BUNDLE.frameworks().get(framework);
            let known = known.unwrap_or_else(|| panic!("{} names {framework}", policy.id));
            let json = format!("{known:?}");
            for control in controls {
                assert!(
                    json.contains(&format!("{control:?}")),
                    "{}: {framework} {control}",
                    policy.id
                );
            }
        }
    }
    let fsbp: BTreeSet<String> = set("aws-fsbp")
        .policies
        .iter()
        .flat_map(|resolved| {
            resolved.policy.frameworks.get("aws-fsbp").cloned().unwrap_or_default()
        })
        .collect();
    let all: BTreeSet<String> = (1..=7).map(|number| format!("ElastiCache.{number}")).collect();
    assert_eq!(fsbp, all, "the set covers every control");
}

#[test]
fn the_fixtures_readmes_name_real_policies() {
    for system in ["audio-pipeline", "phillm"] {
        let readme = fixture(system).join("README.md");
        let readme = fs::read_to_string(readme).expect("is there");
        let rows = readme.lines().filter(|line| line.starts_with("| "));
        let mut named = 0;
        for cell in rows.filter_map(|row| row.split('|').nth(3)) {
            for id in cell.split('`').skip(1).step_by(2).filter(|id| id.contains('-')) {
                assert!(BUNDLE.policy(id).is_some(), "{id} of {system} is no policy");
                named += 1;
            }
        }
        assert!(named > 15, "only {named} policies of {system} are named");
    }
}
