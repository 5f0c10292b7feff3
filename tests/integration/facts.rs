//! What a situation comes to: attributes of linked subjects, as the configuration beside the plan says them.
//!
//! The expected values are read off each folder's `main.tf`, the defaults that AWS and the provider document, and what a
//! plan can tell; never off the program's own output.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use crate::support::{inventory, named, situation, subjects};

/// Kind and end of the address of a subject, a JSON pointer into it, and what must be there.
type Fact = (&'static str, &'static str, Value);

fn unknown(reason: &str) -> Value {
    json!({"$unknown": {"reason": reason}})
}

fn later() -> Value {
    unknown("known_after_apply")
}

fn unresolved(what: &str) -> Value {
    json!({"$unknown": {"reason": "unresolved_reference", "detail": what}})
}

/// Checks the facts of one plan or state.
fn check(name: &str, facts: &[Fact]) {
    let subjects = subjects(&inventory(&situation(name)));
    let wrong: Vec<String> = facts
        .iter()
        .filter_map(|(address, pointer, expected)| {
            let subject = named(&subjects, address);
            let found = subject.pointer(pointer);
            (found != Some(expected)).then(|| {
                let found = found.map_or("nothing".to_owned(), Value::to_string);
                format!("{name} {address} {pointer}: {found}, expected {expected}")
            })
        })
        .collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// The values at `pointer` below every element of `list`.
fn each(subject: &Value, list: &str, pointer: &str) -> Vec<Value> {
    let elements = subject.pointer(list).and_then(Value::as_array).cloned().unwrap_or_default();
    elements.iter().map(|element| element.pointer(pointer).cloned().unwrap_or_default()).collect()
}

fn linked(name: &str) -> BTreeMap<String, Value> {
    subjects(&inventory(&situation(name)))
}

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

#[test]
fn subnets_are_found_whatever_form_the_reference_has() {
    let linked = linked("count_subnets");
    let addresses = |key: &str| {
        let cache =
            named(&linked, &format!("cache aws_elasticache_replication_group.cache[\"{key}\"]"));
        each(cache, "/subnets", "/address")
    };
    let [a, b, c] = [0, 1, 2].map(|index| json!(format!("aws_subnet.private[{index}]")));
    for key in ["splat", "old-splat", "for-expression"] {
        assert_eq!(addresses(key), [a.clone(), b.clone(), c.clone()], "{key}");
    }
    assert_eq!(addresses("first-two"), [a, b]);
}

#[test]
fn module_instances_keep_their_own_resources() {
    check(
        "for_each_modules",
        &[
            ("cache module.cache[\"orders\"]", "/id", json!("orders")),
            ("cache module.cache[\"orders\"]", "/num_cache_nodes", json!(3)),
            ("cache module.cache[\"orders\"]", "/subnet_group/name", json!("orders")),
            (
                "cache module.cache[\"orders\"]",
                "/security_groups/0/address",
                json!("module.network.module.security.aws_security_group.this"),
            ),
            ("cache module.cache[\"sessions.eu\"]", "/id", json!("sessions-eu")),
            ("cache module.cache[\"sessions.eu\"]", "/alarms", json!([])),
        ],
    );
    let linked = linked("for_each_modules");
    let alarms = each(named(&linked, "cache module.cache[\"orders\"]"), "/alarms", "/name");
    assert_eq!(alarms, ["orders-1-cpu", "orders-2-cpu", "orders-3-cpu"]);
}

#[test]
fn data_sources_and_global_datastores_are_followed() {
    check(
        "data_sources",
        &[
            (
                "cache aws_elasticache_replication_group.cache",
                "/subnets/0/id",
                json!("subnet-0aaaaaaaaaaaaaaa1"),
            ),
            (
                "cache aws_elasticache_replication_group.cache",
                "/subnets/1/availability_zone",
                json!("us-east-1b"),
            ),
            ("cache aws_elasticache_replication_group.cache", "/ingress/0/peer/name", json!("api")),
            (
                "cache aws_elasticache_replication_group.cache",
                "/vpc/cidr_blocks",
                json!(["10.60.0.0/16"]),
            ),
            ("cache waiting", "/security_groups/0/id", later()),
        ],
    );
    check(
        "global_datastore",
        &[
            ("cache primary", "/global_replication_group/is_primary", json!(true)),
            ("cache primary", "/region", json!("us-east-1")),
            ("cache secondary", "/region", json!("us-west-2")),
            ("cache secondary", "/engine_version", json!("7.1")),
            ("cache secondary", "/cache_node_type", json!("cache.r7g.large")),
            ("cache secondary", "/at_rest_encryption_enabled", json!(true)),
            ("cache secondary", "/transit_encryption_enabled", json!(true)),
        ],
    );
}

#[test]
fn routes_are_followed_in_each_address_family() {
    let v4 = "/subnets/0/ipv4_route_class";
    let v6 = "/subnets/0/ipv6_route_class";
    check(
        "default_vpc_resources",
        &[
            // No association of its own: the VPC's main table, which leads to the internet.
            ("cache open", v4, json!("public")),
            ("cache open", "/security_groups/0/is_default", json!(true)),
            ("cache closed", v4, json!("isolated")),
            ("cache closed", v6, Value::Null),
            ("cache nowhere", "/subnet_group/is_default", json!(true)),
        ],
    );
    check(
        "ipv6_egress_only",
        &[
            ("cache private", v4, json!("nat")),
            ("cache private", v6, json!("egress_only")),
            ("cache public_v6", v4, json!("isolated")),
            // Public if the range comes out as one; null is as possible.
            ("cache public_v6", v6, later()),
        ],
    );
    check(
        "peering_routed_both_ways",
        &[
            ("cache", "/vpc/peering_connections/0/status", json!("active")),
            ("cache", "/vpc/peering_connections/0/is_routed_from_cache", json!(true)),
            ("cache", "/vpc/peering_connections/0/is_routed_back", json!(true)),
        ],
    );
    check(
        "peering_routed_one_way",
        &[
            ("cache", "/vpc/peering_connections/0/status", later()),
            ("cache", "/vpc/peering_connections/0/is_routed_from_cache", json!(false)),
            ("cache", "/vpc/peering_connections/0/is_routed_back", json!(true)),
        ],
    );
}

#[test]
fn who_reaches_the_port_is_resolved() {
    let by_symbol = linked("security_groups_by_symbol");
    let cache = named(&by_symbol, "cache aws_elasticache_replication_group.cache");
    let mut peers = each(cache, "/ingress", "/peer/name");
    peers.sort_by_key(Value::to_string);
    // Not the group itself: its rule is about another port.
    assert_eq!(peers, ["10.20.0.0/16", "192.168.10.0/24", "api", "jobs", "worker"]);

    let lists = linked("prefix_list_ingress");
    let cache = named(&lists, "cache aws_elasticache_replication_group.cache");
    let ranges: BTreeMap<String, Value> = each(cache, "/ingress", "/peer/name")
        .into_iter()
        .map(|name| name.as_str().unwrap_or_default().to_owned())
        .zip(each(cache, "/ingress", "/peer/cidr_blocks"))
        .collect();
    assert_eq!(ranges["vpn"], json!(["203.0.113.0/24"]));
    assert_eq!(ranges["offices"], json!(["10.0.0.0/8", "198.51.100.0/24"]));
    assert_eq!(ranges["pl-0bbbbbbbbbbbbbbb2"]["$unknown"]["reason"], "not_collected");

    let literals = linked("literal_beside_reference");
    let set = named(&literals, "cache set");
    let ids = each(set, "/security_groups", "/id");
    assert!(ids.contains(&json!("sg-0aaaaaaaaaaaaaaa1")) && ids.contains(&later()), "{ids:?}");
    let mixed = named(&literals, "cache mixed");
    let peers = each(mixed, "/ingress", "/peer/name");
    assert!(peers.contains(&json!("10.0.0.0/8")), "a list keeps its known elements: {peers:?}");
    assert!(each(mixed, "/ingress", "/$unknown").iter().any(|unknown| !unknown.is_null()));
}

#[test]
fn alarms_know_what_they_watch() {
    let linked = linked("metric_math_alarm");
    let cache = named(&linked, "cache aws_elasticache_replication_group.cache");
    let alarms = cache["alarms"].as_array().expect("are known");
    let alarm = |name: &str| {
        alarms.iter().find(|alarm| alarm["name"] == name).unwrap_or_else(|| panic!("{name}"))
    };
    let facts = [
        ("cache-evictions", "kind", json!("metric_math")),
        ("cache-evictions", "metric_name", json!("Evictions")),
        ("cache-evictions", "nodes", json!(["cache-001", "cache-002"])),
        // The rule of the other composite is not known: an ARN in it is not.
        ("cache-evictions", "composites", json!(["cache"])),
        ("cache-hit-rate", "direction", json!("below")),
        // Two datapoints of three, five minutes each.
        ("cache-hit-rate", "duration", json!(600)),
        ("cache-hit-rate", "treat_missing_data", json!("notBreaching")),
        ("cache-hit-rate", "nodes", json!(["cache-001"])),
        ("cache-cpu-band", "kind", json!("anomaly_detection")),
        ("cache-cpu-band", "threshold", Value::Null),
    ];
    for (name, field, expected) in facts {
        assert_eq!(alarm(name)[field], expected, "{name} {field}");
    }
    check(
        "alarm_dimension_known_after_apply",
        &[(
            "cache aws_elasticache_replication_group.cache",
            "/alarms/0/nodes/$unknown/reason",
            json!("unresolved_reference"),
        )],
    );
}

#[test]
fn logs_keys_and_topics_are_linked() {
    check(
        "log_delivery",
        &[
            ("cache both", "/log_deliveries/0/log_type", json!("slow-log")),
            ("cache both", "/log_deliveries/0/retention_in_days", json!(30)),
            ("cache both", "/log_deliveries/1/destination_type", json!("kinesis-firehose")),
            ("cache both", "/kms_key/key_manager", json!("CUSTOMER")),
            ("cache both", "/notification_topic/name", json!("cache-events")),
            ("cache slow_only", "/kms_key/name", json!("alias/cache")),
            ("cache slow_only", "/kms_key/key_manager", json!("CUSTOMER")),
        ],
    );
}

#[test]
fn users_are_linked_directly_and_by_association() {
    let linked = linked("rbac_users");
    let users = |group: &str| {
        let cache = named(&linked, &format!("cache {group}"));
        let mut names = each(cache, "/user_groups/0/users", "/name");
        names.sort_by_key(Value::to_string);
        names
    };
    assert_eq!(users("open"), ["admin", "app", "open-default"]);
    assert_eq!(users("closed"), ["closed-default", "iam", "rotated"]);
}

#[test]
fn tokens_say_where_they_come_from_and_nothing_else() {
    let token = |source: &str| json!({"is_set": true, "source": source});
    check(
        "auth_token_literal",
        &[
            ("cache literal", "/auth_token", token("literal")),
            ("cache by_variable", "/auth_token", token("parameter")),
            // Its default stands in the configuration, in clear.
            ("cache by_unmarked_variable", "/auth_token", token("literal")),
        ],
    );
    check("auth_token_literal/state.json", &[("cache literal", "/auth_token", token("not_told"))]);
    check(
        "auth_token_from_secret",
        &[
            ("cache by_secret", "/auth_token", token("secret_reference")),
            ("cache by_lookup", "/auth_token", token("secret_reference")),
            ("cache by_random", "/auth_token", token("generated")),
        ],
    );
}

#[test]
fn tags_of_the_provider_are_inherited() {
    check(
        "default_tags",
        &[
            ("cache inherits", "/tags", json!({"Project": "shop", "Environment": "production"})),
            (
                "cache overrides",
                "/tags",
                json!({"Project": "shop", "Environment": "staging", "Team": "orders"}),
            ),
            ("cache unknown_tag", "/tags", later()),
        ],
    );
}

#[test]
fn a_change_says_what_becomes_of_the_cache() {
    check(
        "moved",
        &[
            ("cache user_sessions", "/change/action", json!("none")),
            (
                "cache user_sessions",
                "/change/previous_address",
                json!("aws_elasticache_replication_group.sessions"),
            ),
            ("cache module.orders", "/change/action", json!("update")),
            ("cache module.orders", "/snapshot_retention_limit", json!(7)),
        ],
    );
    check(
        "import",
        &[
            ("cache legacy", "/change/imported_id", json!("legacy-cache")),
            ("cache legacy", "/snapshot_retention_limit", json!(7)),
        ],
    );
    check(
        "forget",
        &[
            ("cache silent", "/change/action", json!("forget")),
            ("cache_removal careful", "/change/action", json!("delete")),
            ("cache_removal careful", "/final_snapshot_identifier", json!("careful-final")),
        ],
    );
    check(
        "delete_by_index",
        &[
            ("cache_removal counted[1]", "/change/reason", json!("delete_because_count_index")),
            ("cache_removal keyed[\"b\"]", "/change/reason", json!("delete_because_each_key")),
            (
                "cache_removal module.tenant[\"y\"]",
                "/change/reason",
                json!("delete_because_no_module"),
            ),
        ],
    );
    check(
        "replace_loses_data",
        &[
            ("cache no_snapshots", "/port", json!(6380)),
            ("cache_removal no_snapshots", "/change/replace_paths", json!(["port"])),
            (
                "cache_removal with_final_snapshot",
                "/final_snapshot_identifier",
                json!("sessions-final"),
            ),
            ("cache_removal created_before", "/id", json!("created-before-a")),
            ("cache created_before", "/id", json!("created-before-b")),
        ],
    );
    check(
        "tainted",
        &[
            ("cache_removal cache[1]", "/change/reason", json!("replace_because_tainted")),
            ("cache_removal requested", "/change/reason", json!("replace_by_request")),
            ("cache cache[0]", "/change/action", json!("none")),
        ],
    );
    let destroyed = linked("destroy");
    assert!(destroyed.keys().all(|subject| subject.starts_with("cache_removal ")), "{destroyed:?}");
    assert_eq!(destroyed.len(), 3);
}

#[test]
fn a_partial_plan_tells_what_it_has() {
    // Snapshots were turned off by hand: the plan that only refreshes shows what runs, the other what will.
    check("refresh_only", &[("cache orders", "/snapshot_retention_limit", json!(0))]);
    check("drift_repaired", &[("cache orders", "/snapshot_retention_limit", json!(7))]);

    let targeted = inventory(&situation("targeted"));
    assert!(!targeted.sources[0].is_complete);
    check(
        "targeted",
        &[
            ("cache orders", "/snapshot_retention_limit", json!(7)),
            ("cache sessions", "/snapshot_retention_limit", json!(0)),
            ("cache sessions", "/change/action", json!("none")),
        ],
    );
    assert_eq!(subjects(&targeted).len(), 2, "search is in neither the plan nor the state");

    let deferred = inventory(&situation("deferred"));
    let gaps: Vec<&str> = deferred.gaps.iter().map(|gap| gap.what.as_str()).collect();
    assert_eq!(
        gaps,
        ["aws_cloudwatch_metric_alarm.cpu[*]", "aws_elasticache_replication_group.tenant[*]"]
    );
    check(
        "deferred",
        &[
            ("cache tenant[*]", "/id", later()),
            ("cache tenant[*]", "/snapshot_retention_limit", later()),
            ("cache shared", "/alarms", json!([later()])),
        ],
    );
}
