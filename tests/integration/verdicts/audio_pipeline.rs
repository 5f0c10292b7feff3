//! The eleven acceptance criteria of the audio pipeline, each decided by policies in both variants.

use std::collections::BTreeMap;

use cache_audit::finding::Verdict::{self, Fail, NotApplicable, Pass, Unknown};

use crate::support::{audit, fixture, inventory, set};

/// Policies that decide an acceptance criterion of the audio pipeline, and the one that its broken variant violates.
const CRITERIA: [(&str, &[&str], &[&str]); 12] = [
    ("node type", &["node-type-not-allowed"], &["node-type-not-allowed"]),
    (
        "private subnets in two zones",
        &["public-subnet", "availability-zones-too-few"],
        &["public-subnet", "availability-zones-too-few"],
    ),
    (
        "Redis 7.0 without cluster mode",
        &["engine-version-not-required", "cluster-mode-not-required"],
        &["engine-version-not-required"],
    ),
    (
        "Multi-AZ, failover, one replica",
        &[
            "automatic-failover-disabled",
            "multi-az-disabled",
            "replica-missing",
            "node-count-not-required",
        ],
        &[
            "automatic-failover-disabled",
            "multi-az-disabled",
            "replica-missing",
            "node-count-not-required",
        ],
    ),
    ("encryption at rest", &["at-rest-encryption-disabled"], &["at-rest-encryption-disabled"]),
    (
        "encryption in transit",
        &["transit-encryption-disabled", "transit-encryption-preferred"],
        &["transit-encryption-disabled"],
    ),
    (
        "port from API-SG and Worker-SG only",
        &["ingress-source-not-allowed"],
        &["ingress-source-not-allowed"],
    ),
    (
        "parameters",
        &["parameter-value-not-required", "default-parameter-group"],
        &["parameter-value-not-required"],
    ),
    (
        "daily snapshot",
        &["backup-window-not-required", "backup-retention-too-short"],
        &["backup-window-not-required", "backup-retention-too-short"],
    ),
    (
        "alarms on every node",
        &[
            "required-alarm-missing",
            "alarm-too-lax",
            "alarm-too-slow",
            "alarm-node-not-covered",
            "alarm-dimension-unmatched",
        ],
        &[
            "required-alarm-missing",
            "alarm-too-lax",
            "alarm-too-slow",
            "alarm-node-not-covered",
            "alarm-dimension-unmatched",
        ],
    ),
    (
        "endpoint in a secret",
        &["endpoint-secret-missing", "secret-recovery-window-too-short"],
        &["secret-recovery-window-too-short"],
    ),
    ("tags", &["required-tag-missing"], &["required-tag-missing"]),
];

fn audio_pipeline(variant: &str) -> BTreeMap<String, Verdict> {
    let plan = fixture("audio-pipeline").join(variant).join("tfplan.json");
    let audit = audit(&inventory(&plan), &[set("audio-pipeline")]);
    let [subject] = audit.subjects.as_slice() else { panic!("{:?}", audit.subjects) };
    subject.verdicts.iter().map(|(policy, verdict)| (policy.to_string(), *verdict)).collect()
}

#[test]
fn every_criterion_of_the_audio_pipeline_is_decided_in_both_variants() {
    let [compliant, broken] = ["compliant", "broken"].map(audio_pipeline);
    for (criterion, deciding, violated) in CRITERIA {
        for policy in deciding {
            assert_eq!(compliant.get(*policy), Some(&Pass), "{criterion}: {policy}");
            let expected = match (violated.contains(policy), *policy) {
                (true, _) => Fail,
                // TLS that is off has no mode.
                (false, "transit-encryption-preferred") => NotApplicable,
                (false, _) => Pass,
            };
            assert_eq!(broken.get(*policy), Some(&expected), "{criterion}: {policy}");
        }
    }
    for (variant, verdicts) in [("compliant", &compliant), ("broken", &broken)] {
        let unknown: Vec<_> = verdicts.iter().filter(|(_, verdict)| **verdict == Unknown).collect();
        assert!(unknown.is_empty(), "{variant}: {unknown:?}");
    }
    assert!(!compliant.values().any(|verdict| *verdict == Fail), "{compliant:?}");
}

#[test]
fn findings_say_what_is_and_what_is_required() {
    let broken = inventory(&fixture("audio-pipeline/broken/tfplan.json"));
    let audit = audit(&broken, &[set("audio-pipeline")]);
    let messages = |policy: &str| {
        let findings = audit.findings.iter().filter(|finding| finding.policy.as_str() == policy);
        findings.map(|finding| finding.message.clone()).collect::<Vec<_>>().join("\n")
    };
    for (policy, said) in [
        ("engine-version-not-required", &["6.2", "7.0"][..]),
        ("node-type-not-allowed", &["cache.t4g.small", "cache.t4g.micro"]),
        ("availability-zones-too-few", &["us-east-1a", "2"]),
        ("public-subnet", &["audio-pipeline-dev-private-1", "audio-pipeline-dev-private-2"]),
        ("ingress-source-not-allowed", &["0.0.0.0/0", "10.0.0.0/8"]),
        ("ingress-all-ports", &["6000-6999"]),
        ("parameter-value-not-required", &["volatile-lru", "allkeys-lru", "timeout"]),
        ("backup-window-not-required", &["05:00-06:00", "03:00"]),
        ("backup-retention-too-short", &["1", "7"]),
        ("windows-overlap", &["05:00-06:00", "sun:05:00-sun:06:00"]),
        ("required-alarm-missing", &["DatabaseMemoryUsagePercentage", "85"]),
        ("alarm-too-lax", &["90", "80"]),
        ("alarm-too-slow", &["900", "300", "60"]),
        ("alarm-node-not-covered", &["audio-pipeline-dev-redis-001"]),
        ("alarm-dimension-unmatched", &["audio-pipeline-dev-redis"]),
        ("secret-recovery-window-too-short", &["0", "7"]),
        ("required-tag-missing", &["Module"]),
    ] {
        let text = messages(policy);
        for words in said {
            assert!(text.contains(words), "{policy} does not say {words}: {text}");
        }
    }
}
