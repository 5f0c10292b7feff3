//! GovCloud and China, where other regions know the credentials.

use std::collections::BTreeSet;

use super::machine::{Machine, OWN, accounts, refusal};
use super::replay::{Fault, Replay, Rule};

/// What is to be done about keys that nobody knows.
const HELP: &str = "credentials of GovCloud or China need a region there: `--region us-gov-west-1` or \
                    `--region cn-north-1`";

#[test]
fn keys_that_a_region_does_not_know_may_be_of_another_partition() {
    let server = accounts(vec![Rule::always("sts:GetCallerIdentity", Fault::Unknown)]);
    let machine = Machine::with(&[]);
    for (arguments, is_told) in [
        (&["--all-regions"][..], true),
        (&["--region", "eu-west-1"], true),
        (&["--region", "us-gov-west-1"], false),
    ] {
        let told = refusal(machine.scan_as(&server, OWN).args(arguments));
        assert!(told.contains("InvalidClientTokenId"), "{told}");
        assert_eq!(told.contains(HELP), is_told, "{arguments:?}: {told}");
    }
    // Keys that were good once are of this partition.
    let server = accounts(vec![Rule::always("sts:GetCallerIdentity", Fault::Expired)]);
    let told = refusal(machine.scan_as(&server, OWN).arg("--all-regions"));
    assert!(!told.contains("GovCloud"), "{told}");
}

/// The regions in which anybody asked who one is.
fn asked(server: &Replay) -> BTreeSet<String> {
    let calls = server.calls().into_iter().filter(|call| call.action.starts_with("sts:"));
    calls.map(|call| call.region).collect()
}

#[test]
fn the_first_call_goes_where_role_profile_or_regions_say() {
    let role =
        "accounts:\n  a: {role_arn: 'arn:aws-us-gov:iam::222222222222:role/audit', regions: all}\n";
    let china = "accounts:\n  a: {profile: keys, regions: [cn-northwest-1]}\n";
    let keys = "[profile keys]\naws_access_key_id = 111111111111\naws_secret_access_key = s\n";
    let sso =
        "[profile a]\nrole_arn = arn:aws-cn:iam::222222222222:role/audit\nsource_profile = keys\n";
    let sso = sso.to_owned() + keys;
    for (files, region, expected) in [
        (vec![("cache-audit.yaml", role)], None, "us-gov-west-1"),
        // A region of another partition is of no use there.
        (vec![("cache-audit.yaml", role)], Some("eu-west-1"), "us-gov-west-1"),
        (vec![("cache-audit.yaml", role)], Some("us-gov-east-1"), "us-gov-east-1"),
        (
            vec![("cache-audit.yaml", china), (".aws/config", keys)],
            Some("eu-west-1"),
            "cn-northwest-1",
        ),
        (vec![(".aws/config", &sso)], None, "cn-north-1"),
    ] {
        let machine = Machine::with(&files);
        let server = accounts(Vec::new());
        let mut command = machine.scan_as(&server, OWN);
        if let Some(region) = region {
            command.env("AWS_REGION", region);
        }
        if files.iter().all(|(name, _)| *name != "cache-audit.yaml") {
            command.arg("--all-regions");
        }
        // Which regions there are nobody has recorded.
        command.args(["--account", "a"]).output().expect("runs");
        assert_eq!(asked(&server), BTreeSet::from([expected.to_owned()]), "{files:?} {region:?}");
    }
}
