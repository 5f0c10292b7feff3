//! Each situation with the policies that it is about.

use cache_audit::finding::Verdict::{Fail, NotApplicable, Pass, Unknown};

use super::check;

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
        check("count_subnets", &[(&in_group(key), verdict, &["public-subnet"])]);
    }
    check(
        "count_subnets",
        &[(&in_group("splat"), Pass, &["availability-zones-too-few", "default-subnet-group"])],
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
            // What is for Redis alone, or for groups, does not wait for a version.
            (
                "cache one_zone",
                NotApplicable,
                &["slow-log-not-delivered", "engine-log-not-delivered"],
            ),
            ("cache single_redis", NotApplicable, &["auth-token-missing-before-6"]),
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
fn only_selections_of_caches_protect_nothing() {
    let policy = &["backup-selection-unsupported"];
    check(
        "backup_selection",
        &[
            ("backup_selection created_cache", Fail, policy),
            ("backup_selection written_arn", Fail, policy),
            ("backup_selection composed_arn", Unknown, policy),
            ("backup_selection no_cache", Pass, policy),
            ("backup_selection everything", Pass, policy),
            ("backup_selection by_tag", Pass, policy),
        ],
    );
}
