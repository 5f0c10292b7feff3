//! Which calls a scan makes: those that its policies need, and those alone.

use std::collections::BTreeSet;
use std::path::Path;

use serde_json::Value;

use super::emulator::Emulator;
use super::every_operation::{ACCOUNT, REGION, configuration, every_policy, serve, whole};
use super::replay::{Call, Replay, Setup};
use super::scan::Scan;
use super::systems::Systems;
use crate::support::cache_audit;

const IDENTITY: &str = "sts:GetCallerIdentity";
const PROBES: [&str; 3] = [
    "elasticache:DescribeCacheClusters",
    "elasticache:DescribeReplicationGroups",
    "elasticache:DescribeServerlessCaches",
];

fn actions(calls: &[Call]) -> BTreeSet<String> {
    calls.iter().map(|call| call.action.clone()).collect()
}

/// What `cache-audit iam-policy` allows.
fn allowed(config: &Path) -> BTreeSet<String> {
    let run = cache_audit()
        .args(["iam-policy", "--all-regions", "--config"])
        .arg(config)
        .assert()
        .success();
    let policy: Value = serde_json::from_slice(&run.get_output().stdout).expect("is JSON");
    let statements = policy["Statement"].as_array().expect("has statements");
    let actions = statements.iter().filter(|statement| statement["Effect"] == "Allow");
    let actions =
        actions.flat_map(|statement| statement["Action"].as_array().expect("has actions"));
    actions.map(|action| action.as_str().expect("is text").to_owned()).collect()
}

#[test]
fn an_empty_region_costs_three_calls_and_one_more_where_a_policy_reads_containers() {
    let Some(emulator) = Emulator::get() else { return };
    let baseline = configuration("baseline.yaml", "policy_sets: [baseline]\n");
    for (config, expected) in [
        (baseline, [&PROBES[..], &[IDENTITY]].concat()),
        (every_policy(), [&["ecs:ListClusters"], &PROBES[..], &[IDENTITY]].concat()),
    ] {
        let emulator = Some(emulator.endpoint.clone());
        let server = Replay::start(Setup { emulator, ..Setup::default() }).expect("starts");
        let run = Scan::new(&server.endpoint, "999900000001", REGION).config(&config).run();
        run.assert_complete("an empty region");
        assert_eq!(run.code, 0, "{}", run.stderr);
        let mut calls: Vec<String> = server.calls().into_iter().map(|call| call.action).collect();
        calls.sort();
        assert_eq!(calls, expected);
    }
}

#[test]
fn a_cache_in_containers_costs_a_call_for_each_thing_it_leads_to() {
    let (Some(emulator), Some(systems)) = (Emulator::get(), Systems::get()) else { return };
    let kept = systems.kept("phillm/aws/compliant");
    // A server of its own: others scan that account as well.
    let emulator = Some(emulator.endpoint.clone());
    let server = Replay::start(Setup { emulator, ..Setup::default() }).expect("starts");
    let scan = Scan::new(&server.endpoint, &kept["account"], &kept["region"]);
    scan.config(&every_policy()).run().assert_complete("the system");
    let services = ["ecs", "elasticfilesystem", "servicediscovery", "ssm", "tag"];
    let is_meant =
        |action: &String| action.split(':').next().is_some_and(|it| services.contains(&it));
    let calls = server.calls().into_iter().map(|call| call.action);
    let mut calls: Vec<String> = calls.filter(is_meant).collect();
    calls.sort();
    let expected = [
        "ecs:DescribeServices",
        // The application has one, too.
        "ecs:DescribeTaskDefinition",
        "ecs:DescribeTaskDefinition",
        "ecs:ListClusters",
        "ecs:ListServices",
        "elasticfilesystem:DescribeBackupPolicy",
        "elasticfilesystem:DescribeFileSystems",
        "elasticfilesystem:DescribeMountTargetSecurityGroups",
        "elasticfilesystem:DescribeMountTargetSecurityGroups",
        "elasticfilesystem:DescribeMountTargets",
        "servicediscovery:GetNamespace",
        "servicediscovery:GetService",
        "ssm:DescribeParameters",
    ];
    assert_eq!(calls, expected);
}

#[test]
fn a_scan_calls_what_the_iam_policy_allows() {
    for (name, config) in [
        ("baseline", configuration("baseline.yaml", "policy_sets: [baseline]\n")),
        ("production", configuration("production.yaml", "policy_sets: [production]\n")),
        ("every policy", every_policy()),
    ] {
        let server = serve(vec![whole()], Vec::new());
        let run = Scan::new(&server.endpoint, ACCOUNT, REGION)
            .config(&config)
            .args(["--all-regions"])
            .run();
        run.assert_complete(name);
        // Nobody needs to be allowed to ask who one is, and no role is assumed here.
        let calls = actions(&server.calls());
        let optional = [IDENTITY, "sts:AssumeRole"].map(str::to_owned);
        let without = |actions: BTreeSet<String>| -> BTreeSet<String> {
            actions.into_iter().filter(|action| !optional.contains(action)).collect()
        };
        assert_eq!(without(calls), without(allowed(&config)), "{name}");
    }
}

#[test]
fn what_no_policy_needs_is_not_called() {
    let config = configuration("none.yaml", "policy_sets: [baseline]\npolicies: {}\n");
    let server = serve(vec![whole()], Vec::new());
    Scan::new(&server.endpoint, ACCOUNT, REGION).config(&config).run();
    let calls = actions(&server.calls());
    for action in [
        "elasticache:DescribeCacheParameters",
        "secretsmanager:ListSecrets",
        "secretsmanager:GetSecretValue",
        "ecs:ListClusters",
        "elasticfilesystem:DescribeFileSystems",
    ] {
        assert!(!calls.contains(action), "baseline called {action}");
    }
}

#[test]
fn no_call_is_made_twice() {
    let server = serve(vec![whole()], Vec::new());
    super::every_operation::scan(&server).run();
    let mut seen = BTreeSet::new();
    for call in server.calls() {
        let asked = (call.action.clone(), call.text);
        assert!(seen.insert(asked.clone()), "{asked:?} was asked for twice");
    }
}
