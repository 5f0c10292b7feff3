//! What policies say of fixtures: verdicts decided by reading each folder's configuration and the requirements.

use std::collections::{BTreeMap, BTreeSet};

use cache_audit::finding::Verdict::{self, Fail, NotApplicable, Pass, Unknown};

use crate::support::*;

/// A subject, a verdict, and the policies that must give it.
type Expectation = (&'static str, Verdict, &'static [&'static str]);

/// Judges `name` by every policy and compares.
fn check(name: &str, expectations: &[Expectation]) {
    let audit = audit(&inventory(&situation(name)), &[every_policy()]);
    assert_eq!(audit.failures, [], "{name}");
    let found: BTreeMap<String, BTreeMap<&str, Verdict>> = audit
        .subjects
        .iter()
        .map(|subject| {
            let verdicts = subject.verdicts.iter();
            let verdicts = verdicts.map(|(policy, verdict)| (policy.as_str(), *verdict)).collect();
            (format!("{} {}", subject.kind.as_str(), subject.address), verdicts)
        })
        .collect();
    let mut wrong = Vec::new();
    for (subject, expected, policies) in expectations {
        let verdicts = named(&found, subject);
        for policy in *policies {
            let verdict = verdicts.get(policy);
            if verdict != Some(expected) {
                wrong
                    .push(format!("{name} {subject} {policy}: {verdict:?}, expected {expected:?}"));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

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

#[test]
fn encryption_follows_what_takes_effect() {
    check(
        "transit_encryption_omitted",
        &[
            ("cache orders", Fail, &["transit-encryption-disabled"]),
            ("cache orders", Pass, &["at-rest-encryption-disabled"]),
            ("cache orders", NotApplicable, &["transit-encryption-preferred"]),
        ],
    );
    check(
        "valkey_at_rest_omitted",
        &[
            ("cache valkey", Pass, &["at-rest-encryption-disabled", "transit-encryption-disabled"]),
            ("cache redis", Fail, &["at-rest-encryption-disabled"]),
            ("cache engine_omitted", Fail, &["at-rest-encryption-disabled"]),
        ],
    );
    for name in ["provider_v5_booleans", "provider_v6_strings"] {
        let switches: &[&str] =
            &["at-rest-encryption-disabled", "auto-minor-version-upgrade-disabled"];
        check(name, &[("cache on", Pass, switches), ("cache off", Fail, switches)]);
    }
    check(
        "log_delivery",
        &[
            ("cache both", Pass, &["customer-managed-key-missing"]),
            ("cache slow_only", Pass, &["customer-managed-key-missing"]),
        ],
    );
}

#[test]
fn what_is_not_known_stays_unknown() {
    check(
        "retention_known_after_apply",
        &[
            ("cache sessions", Unknown, &["backup-retention-too-short"]),
            ("cache sessions", Pass, &["at-rest-encryption-disabled", "multi-az-disabled"]),
        ],
    );
    check(
        "through_locals",
        &[(
            "cache aws_elasticache_replication_group.cache",
            Unknown,
            &[
                "transit-encryption-disabled",
                "public-subnet",
                "ingress-from-world",
                "default-security-group",
            ],
        )],
    );
    check(
        "candidates_ambiguous",
        &[
            ("cache", Unknown, &["default-parameter-group", "parameter-group-family-mismatch"]),
            // Either source is a security group, whichever it is.
            ("cache", Pass, &["ingress-from-world", "ingress-cidr-too-wide"]),
        ],
    );
    check(
        "deferred",
        &[("cache tenant[*]", Unknown, &["backup-retention-too-short", "required-alarm-missing"])],
    );
    check(
        "dynamic_blocks",
        &[(
            "cache unknown_blocks",
            Unknown,
            &["slow-log-not-delivered", "engine-log-not-delivered"],
        )],
    );
    check(
        "default_vpc_resources",
        &[("cache nowhere", Unknown, &["public-subnet", "ingress-from-world"])],
    );
}

#[test]
fn subnets_are_public_by_their_routes() {
    check(
        "default_vpc_resources",
        &[
            ("cache open", Fail, &["public-subnet", "default-security-group"]),
            ("cache closed", Pass, &["public-subnet", "default-subnet-group"]),
            ("cache closed", Fail, &["default-security-group"]),
            ("cache nowhere", Fail, &["default-subnet-group", "default-security-group"]),
        ],
    );
    check(
        "ipv6_egress_only",
        &[
            ("cache private", Pass, &["public-subnet"]),
            ("cache public_v6", Unknown, &["public-subnet"]),
        ],
    );
    let in_group = |key| format!("cache aws_elasticache_replication_group.cache[\"{key}\"]");
    for (key, verdict) in
        [("splat", Pass), ("old-splat", Pass), ("first-two", Pass), ("mixed", Fail)]
    {
        let name: &'static str = in_group(key).leak();
        check("count_subnets", &[(name, verdict, &["public-subnet"])]);
    }
    check(
        "count_subnets",
        &[(
            in_group("splat").leak(),
            Pass,
            &["availability-zones-too-few", "default-subnet-group"],
        )],
    );
}

#[test]
fn sources_of_traffic_are_judged_by_what_they_are() {
    check(
        "dynamic_blocks",
        &[
            ("cache aws_elasticache_replication_group.cache", Fail, &["ingress-from-world"]),
            (
                "cache aws_elasticache_replication_group.cache",
                Pass,
                &["ingress-all-ports", "default-security-group"],
            ),
        ],
    );
    check(
        "security_groups_by_symbol",
        &[
            ("cache", Pass, &["ingress-from-world", "ingress-all-ports", "default-security-group"]),
            ("cache", Fail, &["unrestricted-egress"]),
        ],
    );
    check(
        "default_vpc_resources",
        // The group itself is the only source, but on every port.
        &[("cache open", Fail, &["ingress-all-ports", "unrestricted-egress"])],
    );
    check(
        "prefix_list_ingress",
        &[
            // One of the lists holds 10.0.0.0/8, and what a third one holds nobody knows.
            ("cache", Fail, &["ingress-cidr-too-wide"]),
            ("cache", Unknown, &["ingress-from-world"]),
        ],
    );
    check(
        "peering_routed_one_way",
        &[("cache", Fail, &["peering-not-routed"]), ("cache", Unknown, &["peering-not-active"])],
    );
    check(
        "peering_routed_both_ways",
        &[
            ("cache", Pass, &["peering-not-routed", "peering-not-active", "public-subnet"]),
            ("cache", Fail, &["ingress-from-outside-vpc"]),
        ],
    );
}

#[test]
fn users_and_tokens_are_judged() {
    check(
        "rbac_users",
        &[
            ("cache open", Fail, &["default-user-open", "user-access-too-broad"]),
            ("cache closed", Pass, &["default-user-open", "user-access-too-broad"]),
            ("cache closed", Pass, &["authentication-missing"]),
        ],
    );
    check(
        "auth_token_literal",
        &[
            ("cache literal", Fail, &["auth-token-literal"]),
            ("cache by_unmarked_variable", Fail, &["auth-token-literal"]),
            ("cache by_variable", Pass, &["auth-token-literal", "authentication-missing"]),
            // A token without TLS is none.
            ("cache without_tls", Fail, &["authentication-missing", "transit-encryption-disabled"]),
        ],
    );
    check(
        "auth_token_from_secret",
        &[
            ("cache by_secret", Pass, &["auth-token-literal", "authentication-missing"]),
            ("cache by_random", Pass, &["auth-token-literal"]),
        ],
    );
    check(
        "serverless",
        &[
            ("cache full", Pass, &["serverless-user-group-missing", "backup-retention-too-short"]),
            ("cache bare", Fail, &["serverless-user-group-missing", "backup-retention-too-short"]),
            ("cache bare", NotApplicable, &["multi-az-disabled", "replica-missing"]),
        ],
    );
}

#[test]
fn nodes_zones_and_data_are_judged() {
    check(
        "extra_replica",
        &[
            ("cache", Pass, &["replica-missing", "automatic-failover-disabled"]),
            ("cache", Fail, &["replicas-in-one-zone"]),
        ],
    );
    check(
        "memcached",
        &[
            (
                "cache spread",
                Pass,
                &["memcached-in-one-zone", "memcached-transit-encryption-disabled"],
            ),
            (
                "cache one_zone",
                Fail,
                &["memcached-in-one-zone", "memcached-transit-encryption-disabled"],
            ),
            (
                "cache spread",
                NotApplicable,
                &["authentication-missing", "backup-retention-too-short"],
            ),
            ("cache single_redis", Pass, &["backup-retention-too-short"]),
        ],
    );
    check(
        "legacy_arguments",
        &[
            ("cache unsharded", Pass, &["replica-missing", "at-rest-encryption-disabled"]),
            ("cache sharded", Pass, &["replica-missing"]),
            ("cache classic", Fail, &["previous-generation-node-type"]),
        ],
    );
    check(
        "replace_loses_data",
        &[
            ("cache_removal no_snapshots", Fail, &["replacement-loses-data"]),
            ("cache_removal created_before", Fail, &["replacement-loses-data"]),
            ("cache_removal with_final_snapshot", Pass, &["replacement-loses-data"]),
            ("cache_removal no_snapshots", NotApplicable, &["deletion-without-final-snapshot"]),
        ],
    );
    check(
        "tainted",
        &[
            ("cache_removal cache[1]", Fail, &["replacement-loses-data"]),
            ("cache_removal requested", Pass, &["replacement-loses-data"]),
        ],
    );
    check(
        "delete_without_final_snapshot",
        &[
            ("cache_removal silent", Fail, &["deletion-without-final-snapshot"]),
            ("cache_removal careful", Pass, &["deletion-without-final-snapshot"]),
        ],
    );
    check(
        "destroy",
        &[
            ("cache_removal kept", Fail, &["deletion-without-final-snapshot"]),
            ("cache_removal careful", Pass, &["deletion-without-final-snapshot"]),
        ],
    );
    // What is forgotten goes on to run, and is judged as it is.
    check(
        "forget",
        &[
            ("cache silent", Fail, &["transit-encryption-disabled"]),
            ("cache_removal careful", Pass, &["deletion-without-final-snapshot"]),
        ],
    );
}

#[test]
fn what_runs_and_what_will_run_are_told_apart() {
    check("refresh_only", &[("cache orders", Fail, &["backup-retention-too-short"])]);
    check("drift_repaired", &[("cache orders", Pass, &["backup-retention-too-short"])]);
    check("moved", &[("cache module.orders", Pass, &["backup-retention-too-short"])]);
    check("import", &[("cache legacy", Pass, &["backup-retention-too-short", "replica-missing"])]);
    check(
        "targeted",
        &[
            ("cache orders", Pass, &["backup-retention-too-short"]),
            ("cache sessions", Fail, &["backup-retention-too-short"]),
        ],
    );
}

#[test]
fn alarms_are_judged_by_what_they_watch() {
    check(
        "metric_math_alarm",
        &[
            ("cache", Pass, &["alarm-dimension-unmatched"]),
            ("cache", Fail, &["required-alarm-missing"]),
        ],
    );
    check(
        "alarm_dimension_known_after_apply",
        &[("cache", Unknown, &["alarm-dimension-unmatched", "alarm-node-not-covered"])],
    );
    check(
        "for_each_modules",
        // The alarms tell a topic that nobody listens to.
        &[("cache module.cache[\"orders\"]", Fail, &["alarm-tells-nobody"])],
    );
    check(
        "log_delivery",
        &[
            ("cache both", Pass, &["event-topic-missing"]),
            ("cache slow_only", Fail, &["event-topic-missing"]),
        ],
    );
}

#[test]
fn no_policy_fails_to_evaluate_and_every_verdict_is_counted() {
    let every = [every_policy()];
    for path in plans_and_states() {
        let audit = audit(&inventory(&path), &every);
        assert_eq!(audit.failures, [], "{}", path.display());
        let verdicts: usize = audit.subjects.iter().map(|subject| subject.verdicts.len()).sum();
        let tally = audit.tally;
        assert_eq!(tally.pass + tally.fail + tally.unknown + tally.not_applicable, verdicts);
        let findings: BTreeSet<_> =
            audit.findings.iter().map(|finding| (&finding.policy, &finding.address)).collect();
        for subject in &audit.subjects {
            for (policy, verdict) in &subject.verdicts {
                let is_told = findings.contains(&(policy, &subject.address));
                assert_eq!(
                    is_told,
                    matches!(verdict, Fail | Unknown),
                    "{policy} {}",
                    subject.address
                );
            }
        }
    }
}
