//! What the policy sets of whole systems say of their Terraform plans, as the requirements in each README have it.

use cache_audit::finding::Verdict::{self, Fail, Unknown};

use super::check_told;
use crate::support::{fixture, inventory};

fn check(name: &str, variant: &str, expected: &[(Verdict, &[&str])]) {
    let plan = fixture(name).join(variant).join("tfplan.json");
    check_told(&format!("{name} {variant}"), &inventory(&plan), name, expected);
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
