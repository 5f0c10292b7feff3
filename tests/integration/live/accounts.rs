//! Several accounts and regions in one run.

use std::collections::{BTreeMap, BTreeSet};

use super::every_operation::{ACCOUNT, configuration, scan, serve, whole};
use super::replay::{Fault, Replay, Rule};
use super::scan::Run;
use super::systems::Systems;

/// Profiles that assume a role in the account of a system.
fn profiles(systems: &Systems, names: &[(&str, &str)]) -> std::path::PathBuf {
    let mut text =
        "[profile base]\naws_access_key_id = 111111111111\naws_secret_access_key = anything\n"
            .to_owned();
    for (profile, system) in names {
        let kept = systems.kept(system);
        let (account, region) = (&kept["account"], &kept["region"]);
        text.push_str(&format!(
            "[profile {profile}]\nrole_arn = arn:aws:iam::{account}:role/audit\nsource_profile = base\nregion = {region}\n"
        ));
    }
    let called: Vec<&str> = names.iter().map(|(profile, _)| *profile).collect();
    configuration(&format!("profiles-{}", called.join("-")), &text)
}

/// What is judged where: the account and region of each subject's address.
fn places(run: &Run) -> BTreeSet<String> {
    let subjects = run.verdicts().into_keys().map(|(subject, _)| subject);
    let place = |subject: String| {
        let parts: Vec<&str> = subject.split(':').collect();
        format!("{} {}", parts[4], parts[3])
    };
    subjects.map(place).collect()
}

#[test]
fn accounts_are_read_through_their_roles_in_one_run() {
    let Some(systems) = Systems::get() else { return };
    let names = [
        ("aether", "aether/aws/compliant"),
        ("registry", "ai-model-registry/aws/compliant"),
        ("audio", "audio-pipeline/aws/broken"),
    ];
    let before = systems.server.calls().len();
    let run = systems
        .scan("aether/aws/compliant")
        .profiles(&profiles(systems, &names))
        .args(["--account", "aether", "--account", "registry", "--account", "audio"])
        .run();
    run.assert_complete("three accounts");
    assert_eq!(run.code, 1, "{}", run.stderr);
    let expected = ["210000000001 us-east-1", "240000000001 us-west-2", "230000000002 us-east-1"];
    assert_eq!(places(&run), expected.map(str::to_owned).into());
    let roles = systems.server.calls().split_off(before);
    let roles = roles
        .iter()
        .filter(|call| call.action == "sts:AssumeRole" && call.account == "111111111111")
        .count();
    assert!(roles >= 3, "{roles} roles were assumed");
}

#[test]
fn an_account_that_cannot_be_opened_is_a_gap_beside_others() {
    let Some(systems) = Systems::get() else { return };
    let rule = Rule {
        asks_for: "230000000002".to_owned(),
        ..Rule::always("sts:AssumeRole", Fault::Denied)
    };
    let setup = super::replay::Setup {
        faults: vec![rule],
        emulator: Some(systems.server.endpoint.clone()),
        ..Default::default()
    };
    let server = Replay::start(setup).expect("starts");
    let names = [("aether", "aether/aws/compliant"), ("audio", "audio-pipeline/aws/broken")];
    let scan = |accounts: &[&'static str]| {
        systems
            .scan("aether/aws/compliant")
            .policy_set("aether")
            .env("AWS_ENDPOINT_URL", &server.endpoint)
            .profiles(&profiles(systems, &names))
            .args(accounts.iter().flat_map(|account| ["--account", account]))
            .run()
    };
    let run = scan(&["aether", "audio"]);
    assert_eq!(run.code, 3, "{}", run.stderr);
    assert!(
        run.gaps().iter().any(|(what, why)| what.contains("audio") && why.contains("AccessDenied")),
        "{:?}",
        run.gaps()
    );
    // Alone there is nothing left to report.
    let run = scan(&["audio"]);
    assert_eq!(run.code, 2, "{}", run.stderr);
    assert!(run.stderr.contains("audio") && run.stderr.contains("AccessDenied"), "{}", run.stderr);
}

#[test]
fn names_mean_something_in_their_own_region_only() {
    // The same names in both regions; only the first has alarms.
    let quiet = whole().with("cloudwatch:DescribeAlarms", "{}").of(
        ACCOUNT,
        "eu-central-1",
        BTreeMap::new(),
    );
    let server = serve(vec![quiet, whole()], Vec::new());
    let run = scan(&server).args(["--region", "eu-west-1", "--region", "eu-central-1"]).run();
    run.assert_complete("two regions");
    let verdicts = run.verdicts();
    let verdict = |region: &str, policy: &str| {
        let subject =
            format!("cache arn:aws:elasticache:{region}:{ACCOUNT}:replicationgroup:orders");
        verdicts.get(&(subject, policy.to_owned())).cloned()
    };
    let policies: BTreeSet<String> = verdicts.keys().map(|(_, policy)| policy.clone()).collect();
    assert!(policies.len() > 60, "only {} policies judged", policies.len());
    let mut differ: BTreeSet<&str> = BTreeSet::new();
    for policy in &policies {
        if verdict("eu-west-1", policy) != verdict("eu-central-1", policy) {
            differ.insert(policy);
        }
    }
    // Those that look at alarms, and the alarms of the first region are no help to the second.
    assert!(differ.contains("alarm-without-data"), "{differ:?}");
    assert!(differ.iter().all(|policy| policy.contains("alarm")), "{differ:?}");
    let of = |region: &str| {
        verdicts
            .keys()
            .filter(|(subject, _)| subject.contains(&format!(":elasticache:{region}:")))
            .count()
    };
    assert_eq!(of("eu-west-1"), of("eu-central-1"));
}

#[test]
fn a_region_twice_is_read_once() {
    let server = serve(vec![whole()], Vec::new());
    let once = scan(&server).run();
    let twice = scan(&server).args(["--region", "eu-west-1", "--region", "eu-west-1"]).run();
    assert!(once.stdout == twice.stdout, "{}\n{}", once.stdout, twice.stdout);
}

#[test]
fn expired_credentials_are_told_as_such() {
    let server = serve(vec![whole()], vec![Rule::always("sts:GetCallerIdentity", Fault::Expired)]);
    let run = scan(&server).run();
    assert_eq!(run.code, 2, "{}", run.stderr);
    assert!(run.stderr.contains("ExpiredToken") && run.stderr.contains("help:"), "{}", run.stderr);
}
