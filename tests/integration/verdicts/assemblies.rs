//! What the policy sets of air-discovery say of its cloud assemblies, as its README has it.

use std::collections::{BTreeMap, BTreeSet};

use cache_audit::finding::Verdict::{self, Fail, Unknown};

use super::{check_told, told};
use crate::support::{inventory_with, set};

fn check(variant: &str, environment: &str, expected: &[(Verdict, &[&str])]) {
    let inventory = inventory_with(&[&format!("air-discovery/{variant}/cdk.out")], None);
    check_told(variant, &inventory, &format!("air-discovery-{environment}"), expected);
}

#[test]
fn development_leaves_its_zones_open() {
    // `Fn::GetAZs` of a region that nobody names.
    for variant in ["development", "direct/development", "split", "old/split"] {
        check(variant, "development", &[(Unknown, &["availability-zones-too-few"])]);
    }
}

#[test]
fn production_meets_its_requirements() {
    for variant in ["production", "old/production"] {
        check(variant, "production", &[]);
    }
    // Its zones are dummies, which were never looked up.
    check("direct/production", "production", &[(Unknown, &["availability-zones-too-few"])]);
}

#[test]
fn what_was_never_looked_up_is_unknown() {
    check(
        "lookup",
        "development",
        &[(
            Unknown,
            &[
                // Subnets, and the range of the VPC that is let in.
                "availability-zones-too-few",
                "public-subnet",
                "subnet-range-not-required",
                // A rule whose source nobody knows is unknown as a whole.
                "ingress-all-ports",
                "ingress-from-outside-vpc",
                "ingress-from-world",
                "ingress-source-missing",
                "ingress-source-not-allowed",
                "node-type-not-allowed",
            ],
        )],
    );
}

#[test]
fn the_broken_app_violates_every_policy_that_it_can() {
    let cannot = BTreeSet::from([
        "alarm-watches-nothing",
        "default-security-group",
        "default-subnet-group",
        "default-user-open",
        "ingress-source-missing",
        "parameter-group-family-mismatch",
        "port-not-required",
        "transit-encryption-preferred",
        "windows-overlap",
        // Only what runs can violate them.
        "alarm-without-data",
        "parameters-not-in-sync",
        "snapshot-failed",
        "snapshot-too-old",
    ]);
    let policies = set("air-discovery-production").policies;
    let policies = policies.iter().map(|resolved| resolved.policy.id.to_string());
    let violated: BTreeSet<String> = policies.filter(|id| !cannot.contains(id.as_str())).collect();
    assert_eq!(violated.len(), 30);
    let inventory = inventory_with(&["air-discovery/broken/cdk.out"], None);
    let told = told(&inventory, "air-discovery-production");
    assert_eq!(told, BTreeMap::from([(Fail, violated)]));
}
