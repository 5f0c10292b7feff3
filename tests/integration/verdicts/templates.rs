//! What the policy sets of whole systems say of their templates and change sets, as the requirements in each README have it.

use cache_audit::finding::Verdict::{self, Fail, Unknown};

use super::check_told;
use crate::support::{audit, inventory_with, set};

/// Checks files of `fixtures/<system>/`.
fn check(system: &str, files: &[&str], parameters: Option<&str>, expected: &[(Verdict, &[&str])]) {
    let below = |file: &&str| format!("{system}/{file}");
    let paths: Vec<String> = files.iter().map(below).collect();
    let paths: Vec<&str> = paths.iter().map(String::as_str).collect();
    let parameters = parameters.as_ref().map(below);
    let inventory = inventory_with(&paths, parameters.as_deref());
    check_told(&format!("{system} {files:?}"), &inventory, system, expected);
}

const PRODUCTION: Option<&str> = Some("parameters/production.json");

/// One snapshot a day loses up to 24 hours. Who confirmed a subscription, and what subnets that there are already are like,
/// no template tells.
const REGISTRY: [(Verdict, &[&str]); 2] = [
    (Fail, &["recovery-point-objective-missed"]),
    (Unknown, &["alarm-tells-nobody", "availability-zones-too-few", "public-subnet"]),
];

#[test]
fn the_registry_meets_what_its_template_can_tell() {
    for template in ["redis-cluster.yaml", "redis-cluster.json"] {
        check("ai-model-registry", &[template], PRODUCTION, &REGISTRY);
    }
}

#[test]
fn a_backup_that_there_is_not_is_found_in_every_variant() {
    let unsupported: &[(Verdict, &[&str])] = &[(Fail, &["backup-selection-unsupported"])];
    for variant in ["", "-broken"] {
        let template = format!("backup-policy{variant}.yaml");
        let parameters = format!("parameters/backup{variant}-production.json");
        check("ai-model-registry", &[&template], Some(&parameters), unsupported);
    }
    check(
        "ai-model-registry",
        &["nested/root.yaml"],
        Some("parameters/nested-production.json"),
        &[
            (Fail, &["backup-selection-unsupported", "recovery-point-objective-missed"]),
            REGISTRY[1],
        ],
    );
}

#[test]
fn the_broken_registry_violates_its_requirements() {
    check(
        "ai-model-registry",
        &["redis-cluster-broken.yaml"],
        PRODUCTION,
        &[
            (
                Fail,
                &[
                    "alarm-dimension-unmatched",
                    "alarm-node-not-covered",
                    "alarm-tells-nobody",
                    "alarm-too-lax",
                    "alarm-too-slow",
                    "at-rest-encryption-disabled",
                    "auth-token-literal",
                    "auth-token-secret-not-required",
                    // The token protects nothing without TLS.
                    "authentication-missing",
                    "auto-minor-version-upgrade-disabled",
                    "automatic-failover-disabled",
                    "backup-retention-too-short",
                    "default-parameter-group",
                    "default-subnet-group",
                    "engine-log-not-delivered",
                    "event-topic-missing",
                    "ingress-all-ports",
                    "ingress-from-world",
                    "multi-az-disabled",
                    "node-type-not-allowed",
                    "recovery-point-objective-missed",
                    "replica-missing",
                    "required-alarm-missing",
                    "slow-log-not-delivered",
                    "transit-encryption-disabled",
                    "unrestricted-egress",
                ],
            ),
            // The default subnet group and the zone of the one node are not in the template.
            (Unknown, &["availability-zones-too-few", "public-subnet", "replicas-in-one-zone"]),
        ],
    );
}

/// What nobody can tell of a group whose relations do not change and whose token and key are not made yet.
const OF_THE_CHANGE_ALONE: [(Verdict, &[&str]); 2] = [
    (Fail, &["recovery-point-objective-missed"]),
    (
        Unknown,
        &[
            // The alarms name nodes of a group that is not made yet.
            "alarm-dimension-unmatched",
            "alarm-node-not-covered",
            "alarm-tells-nobody",
            "alarm-too-lax",
            "alarm-too-slow",
            "required-alarm-missing",
            // Token and key are not made yet either.
            "auth-token-literal",
            "auth-token-rotation-incomplete",
            "auth-token-secret-not-required",
            "authentication-missing",
            "customer-managed-key-missing",
            // Security groups, subnets and parameter group do not change.
            "availability-zones-too-few",
            "default-security-group",
            "ingress-all-ports",
            "ingress-cidr-too-wide",
            "ingress-from-world",
            "parameter-group-family-mismatch",
            "public-subnet",
            "unrestricted-egress",
        ],
    ),
];

const WITH_VALUES: &str = "change-sets/describe-change-set-with-values.json";
const PAGES: [&str; 2] = ["change-sets/page-1.json", "change-sets/page-2.json"];

#[test]
fn a_change_set_alone_tells_what_changes() {
    check("ai-model-registry", &[WITH_VALUES], None, &OF_THE_CHANGE_ALONE);
    check("ai-model-registry", &PAGES, None, &OF_THE_CHANGE_ALONE);
    check("ai-model-registry", &[PAGES[1], PAGES[0]], None, &OF_THE_CHANGE_ALONE);
}

#[test]
fn a_change_set_has_the_parameters_of_its_template() {
    for template in ["redis-cluster.yaml", "redis-cluster.json"] {
        check("ai-model-registry", &[WITH_VALUES, template], None, &REGISTRY);
        check("ai-model-registry", &[template, PAGES[0], PAGES[1]], None, &REGISTRY);
    }
}

#[test]
fn without_values_nobody_knows_the_engine_of_the_group_that_is_replaced() {
    let expected: [(Verdict, &[&str]); 2] = [
        REGISTRY[0],
        (
            Unknown,
            &[
                "alarm-tells-nobody",
                "availability-zones-too-few",
                "deletion-without-final-snapshot",
                "public-subnet",
                "replacement-loses-data",
            ],
        ),
    ];
    let files = ["change-sets/describe-change-set.json", "redis-cluster.yaml"];
    check("ai-model-registry", &files, None, &expected);
}

#[test]
fn without_values_and_template_nothing_passes_or_fails() {
    let file = "ai-model-registry/change-sets/describe-change-set.json";
    let inventory = inventory_with(&[file], None);
    let audit = audit(&inventory, &[set("ai-model-registry")]);
    assert!(audit.tally.unknown > 30, "{:?}", audit.tally);
    assert_eq!((audit.tally.pass, audit.tally.fail), (0, 0));
    let gaps: Vec<&str> = inventory.gaps.iter().map(|gap| gap.why.as_str()).collect();
    assert_eq!(gaps, ["a change set does not tell what stays as it is; pass the template too"]);
}

#[test]
fn one_page_of_two_is_incomplete() {
    let inventory = inventory_with(&["ai-model-registry/change-sets/page-1.json"], None);
    assert!(inventory.gaps.iter().any(|gap| gap.is_failure && gap.why.contains("NextToken")));
}

#[test]
fn aether_meets_and_violates_its_requirements() {
    check(
        "aether",
        &["template.yaml"],
        Some("parameters.json"),
        &[(Unknown, &["alarm-tells-nobody", "peering-not-routed"])],
    );
    check(
        "aether",
        &["template-broken.yaml"],
        Some("parameters-broken.json"),
        &[
            (
                Fail,
                &[
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
            ),
            // A template does not tell whether its topic is new: to one that is there somebody may listen.
            (Unknown, &["alarm-tells-nobody"]),
        ],
    );
}

#[test]
fn the_audio_pipeline_meets_its_criteria() {
    // A template does not tell whether its groups are new: the id of one that is there may stand on the list of sources.
    check(
        "audio-pipeline",
        &["cloudformation/template.yaml"],
        None,
        &[(Unknown, &["ingress-source-missing", "ingress-source-not-allowed"])],
    );
}
