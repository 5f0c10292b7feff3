//! A VPC that another account shares: what only its owner sees is unknown, unless the owner is scanned as well.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;

use super::every_operation::{ACCOUNT, POLICIES, REGION, configuration, scan, serve, whole};
use super::replay::{Fault, Replay, Rule, World};
use super::scan::{Run, Verdicts};
use crate::support::fixture;

/// Whom the VPC belongs to. Nothing runs there.
const OWNER: &str = "210987654321";

/// The VPC at the other end of the peering connection.
const PEER: &str = "vpc-0eeee000000000001";

/// What is recorded for an operation of EC2's.
fn recorded(operation: &str) -> String {
    let file = fixture("every-operation/aws/whole").join(format!("ec2.{operation}.xml"));
    fs::read_to_string(file).expect("was recorded")
}

/// What a participant is shown of it: nothing of the peer.
fn shown(operation: &str) -> String {
    let text = recorded(operation).replace("{{account}}", OWNER);
    let mut items = text.split_inclusive("\n    </item>\n").filter(|item| !item.contains(PEER));
    items.by_ref().collect()
}

/// The account whose caches lie in the VPC.
fn participant() -> World {
    let nothing = "<DescribeVpcPeeringConnectionsResponse><vpcPeeringConnectionSet/>\
                   </DescribeVpcPeeringConnectionsResponse>";
    ["DescribeSubnets", "DescribeVpcs", "DescribeRouteTables"]
        .into_iter()
        .fold(whole(), |world, operation| {
            world.with(&format!("ec2:{operation}"), &shown(operation))
        })
        .with("ec2:DescribeVpcPeeringConnections", nothing)
        .of(ACCOUNT, REGION, BTreeMap::new())
}

/// The account that the VPC belongs to. It has no caches.
fn owner() -> World {
    ["ReplicationGroups", "CacheClusters", "ServerlessCaches"]
        .into_iter()
        .fold(whole(), |world, list| {
            let name = format!("Describe{list}");
            let none =
                format!("<{name}Response><{name}Result><{list}/></{name}Result></{name}Response>");
            world.with(&format!("elasticache:{name}"), &none)
        })
        .with("ecs:ListClusters", r#"{"clusterArns":[]}"#)
        .of(OWNER, REGION, BTreeMap::new())
}

/// A scan of the accounts behind `server` by every policy there is.
fn scan_of(server: &Replay, accounts: &[&str]) -> Run {
    let profile = |name: &str, key: &str| {
        format!("[profile {name}]\naws_access_key_id = {key}\naws_secret_access_key = anything\n")
    };
    let text = profile("using", ACCOUNT) + &profile("owning", OWNER);
    let profiles = configuration("shared-vpc", &text);
    let accounts = accounts.iter().flat_map(|account| ["--account", account]);
    scan(server).profiles(&profiles).args(accounts).args(["--region", REGION]).run()
}

/// The policies whose verdict differs anywhere.
fn differing<'x>(one: &'x Verdicts, other: &Verdicts) -> BTreeSet<&'x str> {
    assert_eq!(one.len(), other.len());
    let differing = one.iter().filter(|(key, verdict)| other.get(*key) != Some(*verdict));
    differing.map(|((_, policy), _)| policy.as_str()).collect()
}

/// The policies that look at peering connections.
fn about_peering() -> BTreeSet<&'static str> {
    let looks = |path: &String| path.starts_with("vpc.peering_connections");
    let policies = POLICIES.policies().filter(|policy| policy.attributes.iter().any(looks));
    policies.map(|policy| policy.id.as_str()).collect()
}

/// Why findings of `policy` are unknown.
fn whys(run: &Run, policy: &str) -> BTreeSet<String> {
    let findings = run.report["findings"].as_array().expect("is a list").iter();
    let findings = findings.filter(|it| it["policy"] == policy && it["verdict"] == "unknown");
    findings.map(|finding| finding["message"].to_string()).collect()
}

#[test]
fn what_only_the_owner_sees_is_unknown_and_names_the_owner() {
    let own = scan_of(&serve(vec![whole()], Vec::new()), &["using"]);
    let server = serve(vec![participant()], Vec::new());
    let shared = scan_of(&server, &["using"]);
    shared.assert_complete("a participant");
    let (own, verdicts) = (own.verdicts(), shared.verdicts());
    assert_eq!(differing(&own, &verdicts), about_peering());
    for (key, verdict) in verdicts.iter().filter(|(key, _)| own.get(*key) != verdicts.get(*key)) {
        assert_eq!(verdict, "unknown", "{key:?}");
    }
    for policy in about_peering() {
        let whys = whys(&shared, policy);
        let names = |why: &String| why.contains("only its owner, account 210987654321, sees");
        assert!(!whys.is_empty() && whys.iter().all(names), "{policy}: {whys:?}");
    }
}

#[test]
fn the_owner_tells_what_a_participant_is_not_shown() {
    let own = scan_of(&serve(vec![whole()], Vec::new()), &["using"]);
    let server = serve(vec![participant(), owner()], Vec::new());
    let both = scan_of(&server, &["using", "owning"]);
    both.assert_complete("participant and owner");
    assert_eq!(both.verdicts(), own.verdicts());
    let asked = server.calls().into_iter().filter(|call| call.account == OWNER);
    let mut asked: Vec<String> = asked.map(|call| call.action).collect();
    asked.sort();
    let expected = [
        "ec2:DescribeManagedPrefixLists",
        "ec2:DescribeRouteTables",
        "ec2:DescribeVpcPeeringConnections",
        "ec2:DescribeVpcs",
        "ec2:GetManagedPrefixListEntries",
        "ecs:ListClusters",
        "elasticache:DescribeCacheClusters",
        "elasticache:DescribeReplicationGroups",
        "elasticache:DescribeServerlessCaches",
        "sts:GetCallerIdentity",
    ];
    assert_eq!(asked, expected, "nothing but what the participant is not shown");
}

#[test]
fn an_owner_who_is_denied_is_to_blame() {
    let own = scan_of(&serve(vec![whole()], Vec::new()), &["using"]);
    let action = "ec2:DescribeVpcPeeringConnections";
    let rule = Rule { account: OWNER.to_owned(), ..Rule::always(action, Fault::Denied) };
    let server = serve(vec![participant(), owner()], vec![rule]);
    let both = scan_of(&server, &["using", "owning"]);
    assert_eq!(differing(&own.verdicts(), &both.verdicts()), about_peering());
    for policy in about_peering() {
        let whys = whys(&both, policy);
        let names = |why: &String| {
            why.contains("ec2:DescribeVpcPeeringConnections (UnauthorizedOperation)")
        };
        assert!(!whys.is_empty() && whys.iter().all(names), "{policy}: {whys:?}");
    }
    let what = format!("{action} in aws://{OWNER}/{REGION}");
    let gaps = both.gaps();
    assert!(
        matches!(gaps.as_slice(), [(gap, why)] if *gap == what && why.contains("grant")),
        "{gaps:?}"
    );
    let source = both.report["sources"].as_array().expect("is a list").iter();
    let incomplete: Vec<_> = source.filter(|source| source["is_complete"] == false).collect();
    assert_eq!(incomplete.len(), 1, "{incomplete:?}");
}
