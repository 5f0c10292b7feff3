//! Subnets and their routes, security groups and who reaches the port.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::{check, each, later, linked};
use crate::support::named;

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
