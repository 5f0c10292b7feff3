//! What the policy sets of whole systems say of their Terraform plans, as the requirements in each README have it.

use std::collections::{BTreeMap, BTreeSet};

use cache_audit::finding::Verdict::{self, Fail, Unknown};

use crate::support::{audit, fixture, inventory, set};

/// The policies of the set that do not pass in the plan, by verdict; every subject taken together.
fn told(name: &str, variant: &str) -> BTreeMap<Verdict, BTreeSet<String>> {
    let plan = fixture(name).join(variant).join("tfplan.json");
    let audit = audit(&inventory(&plan), &[set(name)]);
    assert_eq!(audit.failures, [], "{name}");
    let mut told: BTreeMap<Verdict, BTreeSet<String>> = BTreeMap::new();
    for finding in audit.findings {
        told.entry(finding.verdict).or_default().insert(finding.policy.to_string());
    }
    told
}

fn check(name: &str, variant: &str, expected: &[(Verdict, &[&str])]) {
    let expected: BTreeMap<Verdict, BTreeSet<String>> = expected
        .iter()
        .map(|(verdict, policies)| {
            (*verdict, policies.iter().map(|policy| (*policy).to_owned()).collect())
        })
        .collect();
    assert_eq!(told(name, variant), expected, "{name} {variant}");
}

#[test]
fn the_ai_model_registry_relies_on_a_backup_that_there_is_not() {
    check(
        "ai-model-registry",
        "compliant",
        &[
            (Fail, &["backup-selection-unsupported", "recovery-point-objective-missed"]),
            (Unknown, &["alarm-tells-nobody", "availability-zones-too-few", "public-subnet"]),
        ],
    );
}

#[test]
fn aether_meets_and_violates_its_requirements() {
    check("aether", "compliant", &[(Unknown, &["alarm-tells-nobody", "peering-not-routed"])]);
    check(
        "aether",
        "broken",
        &[(
            Fail,
            &[
                "alarm-tells-nobody",
                "alarm-too-lax",
                "alarm-too-slow",
                "availability-zones-too-few",
                "backup-retention-too-short",
                "backup-window-not-required",
                "engine-version-not-required",
                "event-topic-missing",
                "ingress-from-world",
                "ingress-source-not-allowed",
                "node-type-not-allowed",
                "peering-not-routed",
                "public-subnet",
                "required-alarm-missing",
                "unrestricted-egress",
                "windows-overlap",
            ],
        )],
    );
}
