//! The settings of caches: written, left out, unknown, under former names.

use cache_audit::collect::read;
use serde_json::{Value, json};

use super::{check, each, later, linked, unresolved};
use crate::support::{inventory, named, situation, subjects};

#[test]
fn what_is_left_out_gets_the_documented_default() {
    check(
        "transit_encryption_omitted",
        &[
            ("cache orders", "/transit_encryption_enabled", json!(false)),
            ("cache orders", "/transit_encryption_mode", Value::Null),
            ("cache orders", "/at_rest_encryption_enabled", json!(true)),
            ("cache orders", "/engine_version", json!("7.1")),
        ],
    );
    check(
        "valkey_at_rest_omitted",
        &[
            ("cache valkey", "/at_rest_encryption_enabled", json!(true)),
            ("cache redis", "/at_rest_encryption_enabled", json!(false)),
            ("cache engine_omitted", "/engine", json!("redis")),
            ("cache engine_omitted", "/at_rest_encryption_enabled", json!(false)),
        ],
    );
    check(
        "transit_encryption_null_variable",
        &[
            ("cache module.by_default", "/transit_encryption_enabled", json!(false)),
            ("cache module.by_literal", "/transit_encryption_enabled", json!(false)),
            ("cache module.by_root_variable", "/transit_encryption_enabled", json!(false)),
            ("cache module.given", "/transit_encryption_enabled", json!(true)),
        ],
    );
    check(
        "serverless",
        &[
            ("cache bare", "/at_rest_encryption_enabled", json!(true)),
            ("cache bare", "/transit_encryption_enabled", json!(true)),
            ("cache bare", "/snapshot_retention_limit", json!(0)),
            ("cache bare", "/nodes", Value::Null),
            ("cache memcached", "/port", json!(11211)),
        ],
    );
}

#[test]
fn a_default_says_who_supplied_it() {
    for (name, attribute, supplied_by) in [
        ("transit_encryption_omitted", "transit_encryption_enabled", "provider"),
        ("valkey_at_rest_omitted", "at_rest_encryption_enabled", "service"),
    ] {
        let inventory = inventory(&situation(name));
        let cache = inventory.caches.iter().find(|cache| cache.defaults.contains_key(attribute));
        let default = &cache.expect("has the default").defaults[attribute];
        let json = serde_json::to_value(default).expect("serializes");
        assert_eq!(json["supplied_by"], supplied_by, "{name}");
        assert!(
            json["reference"].as_str().is_some_and(|url| url.starts_with("https://")),
            "{name}"
        );
    }
    let written = inventory(&situation("transit_encryption_omitted"));
    let defaults = &written.caches[0].defaults;
    assert!(!defaults.contains_key("at_rest_encryption_enabled"), "it was written: {defaults:?}");
}

#[test]
fn what_nobody_can_tell_yet_is_unknown_with_its_reason() {
    check(
        "retention_known_after_apply",
        &[
            ("cache sessions", "/snapshot_retention_limit", later()),
            ("cache sessions", "/transit_encryption_enabled", json!(true)),
        ],
    );
    check(
        "through_locals",
        &[
            // A null that comes through a local looks like any value known after apply.
            (
                "cache aws_elasticache_replication_group.cache",
                "/transit_encryption_enabled",
                later(),
            ),
            ("cache aws_elasticache_replication_group.cache", "/num_cache_nodes", json!(2)),
            (
                "cache aws_elasticache_replication_group.cache",
                "/subnets",
                json!([unresolved("local.subnet_ids")]),
            ),
            (
                "cache aws_elasticache_replication_group.cache",
                "/security_groups",
                json!([unresolved("local.security_group_ids")]),
            ),
        ],
    );
    check(
        "dynamic_blocks",
        &[
            ("cache unknown_blocks", "/log_deliveries", later()),
            (
                "cache aws_elasticache_replication_group.cache",
                "/parameter_group/parameters",
                json!({"timeout": "300", "maxmemory-policy": "allkeys-lru"}),
            ),
            (
                "cache aws_elasticache_replication_group.cache",
                "/log_deliveries/0/destination",
                later(),
            ),
        ],
    );
    let cache = linked("dynamic_blocks");
    let cache = named(&cache, "cache aws_elasticache_replication_group.cache");
    assert_eq!(each(cache, "/log_deliveries", "/log_type"), ["engine-log", "slow-log"]);
    assert_eq!(each(cache, "/ingress", "/peer/name"), ["0.0.0.0/0", "10.0.0.0/16"]);
}

#[test]
fn one_of_two_resources_stays_a_candidate() {
    let either = unresolved("aws_security_group.api or aws_security_group.office");
    let group = "aws_elasticache_parameter_group.strict or aws_elasticache_parameter_group.lenient";
    check(
        "candidates_ambiguous",
        &[
            (
                "cache aws_elasticache_replication_group.cache",
                "/parameter_group",
                unresolved(group),
            ),
            ("cache aws_elasticache_replication_group.cache", "/ingress/0/peer/names", either),
            (
                "cache aws_elasticache_replication_group.cache",
                "/ingress/0/peer/kind",
                json!("security_group"),
            ),
        ],
    );
}

#[test]
fn booleans_that_are_text_are_booleans() {
    for name in ["provider_v5_booleans", "provider_v6_strings"] {
        check(
            name,
            &[
                ("cache on", "/at_rest_encryption_enabled", json!(true)),
                ("cache on", "/auto_minor_version_upgrade", json!(true)),
                ("cache off", "/at_rest_encryption_enabled", json!(false)),
                ("cache off", "/auto_minor_version_upgrade", json!(false)),
                ("cache omitted", "/at_rest_encryption_enabled", json!(false)),
                ("cache omitted", "/auto_minor_version_upgrade", json!(true)),
                ("cache omitted", "/region", json!("us-east-1")),
            ],
        );
    }
}

#[test]
fn arguments_have_their_former_names_too() {
    let zones = json!(["us-east-1a", "us-east-1b"]);
    check(
        "legacy_arguments",
        &[
            ("cache unsharded", "/description", json!("Old names")),
            ("cache unsharded", "/num_cache_nodes", json!(2)),
            ("cache unsharded", "/replicas_per_node_group", json!(1)),
            ("cache unsharded", "/preferred_availability_zones", zones.clone()),
            ("cache unsharded", "/cluster_mode", json!("disabled")),
            ("cache unsharded", "/nodes/1/availability_zone", json!("us-east-1b")),
            ("cache sharded", "/description", json!("Shards in a block")),
            ("cache sharded", "/num_node_groups", json!(3)),
            ("cache sharded", "/replicas_per_node_group", json!(1)),
            ("cache sharded", "/num_cache_nodes", json!(6)),
            ("cache sharded", "/cluster_mode", json!("enabled")),
            ("cache sharded", "/nodes/5/id", json!("sharded-0003-002")),
            ("cache current", "/description", json!("New names, already in 4.x")),
            ("cache current", "/num_cache_nodes", json!(2)),
            ("cache current", "/preferred_availability_zones", zones),
            ("cache classic", "/engine", json!("memcached")),
            ("cache classic", "/num_cache_nodes", json!(2)),
        ],
    );
    check(
        "terraform_0_12",
        &[
            ("cache aws_elasticache_replication_group.cache", "/description", json!("Cache")),
            ("cache aws_elasticache_replication_group.cache", "/num_cache_nodes", json!(2)),
            (
                "cache aws_elasticache_replication_group.cache",
                "/automatic_failover_enabled",
                json!(true),
            ),
            (
                "cache aws_elasticache_replication_group.cache",
                "/ingress/0/peer/name",
                json!("10.0.0.0/8"),
            ),
        ],
    );
}

#[test]
fn cluster_mode_follows_from_whatever_says_it() {
    check(
        "cluster_mode_sharded",
        &[
            ("cache by_shards", "/cluster_mode", json!("enabled")),
            ("cache by_shards", "/num_cache_nodes", json!(6)),
            ("cache by_shards", "/nodes/0/id", json!("by-shards-0001-001")),
            ("cache by_parameter", "/cluster_mode", json!("enabled")),
            ("cache by_parameter", "/num_cache_nodes", json!(3)),
            ("cache compatible", "/cluster_mode", json!("compatible")),
            ("cache compatible", "/nodes/1/id", json!("compatible-002")),
        ],
    );
}

#[test]
fn nodes_are_members_of_their_group() {
    let linked = linked("extra_replica");
    assert_eq!(linked.len(), 1, "the extra replica is no subject: {:?}", linked.keys());
    check(
        "extra_replica",
        &[
            ("cache aws_elasticache_replication_group.cache", "/num_cache_nodes", json!(2)),
            ("cache aws_elasticache_replication_group.cache", "/replicas_per_node_group", json!(1)),
            (
                "cache aws_elasticache_replication_group.cache",
                "/nodes/1/id",
                json!("cache-replica"),
            ),
            (
                "cache aws_elasticache_replication_group.cache",
                "/nodes/1/availability_zone",
                json!("us-east-1a"),
            ),
        ],
    );
}

#[test]
fn a_group_that_is_read_back_counts_each_member_once() {
    let resource = |resource_type: &str, name: &str, values: Value| {
        json!({"address": format!("{resource_type}.{name}"), "mode": "managed", "type": resource_type,
            "name": name, "values": values})
    };
    let state = json!({"format_version": "1.0", "terraform_version": "1.11.4", "values": {"root_module": {
        "resources": [
            resource("aws_elasticache_replication_group", "cache", json!({
                "id": "cache", "replication_group_id": "cache", "engine": "redis",
                "num_cache_clusters": 2, "cluster_mode": "disabled",
            })),
            resource("aws_elasticache_cluster", "replica", json!({
                "id": "cache-replica", "cluster_id": "cache-replica", "replication_group_id": "cache",
            })),
        ],
    }}});
    let inventory = read(&mut state.to_string().as_bytes(), "state.json").expect("is a state");
    let subjects = subjects(&inventory);
    let cache = named(&subjects, "cache");
    assert_eq!(each(cache, "/nodes", "/id"), ["cache-001", "cache-replica"]);
    assert_eq!(cache["num_cache_nodes"], 2);
}

#[test]
fn clusters_have_the_nodes_that_they_ask_for() {
    check(
        "memcached",
        &[
            ("cache spread", "/multi_az_enabled", json!(true)),
            ("cache spread", "/transit_encryption_enabled", json!(true)),
            ("cache spread", "/nodes/2/availability_zone", json!("us-east-1c")),
            ("cache one_zone", "/multi_az_enabled", json!(false)),
            ("cache one_zone", "/transit_encryption_enabled", json!(false)),
            ("cache single_redis", "/nodes/0/id", json!("single-redis")),
            ("cache single_redis", "/automatic_failover_enabled", Value::Null),
        ],
    );
}
