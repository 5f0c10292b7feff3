package cache_audit.resilience.replicas_in_one_zone_test

import data.cache_audit.lib.testing

_node(shard, zone) := {"node_group": shard, "availability_zone": zone}

_cache(multi_az, nodes) := {
	"kind": "replication_group",
	"multi_az_enabled": multi_az,
	"nodes": nodes,
}

_denial(message) := {"attribute": "nodes[].availability_zone", "message": message}

test_pass_when_each_shard_spans_zones := {"cache": _cache(false, [
	_node(1, "us-east-1a"), _node(1, "us-east-1b"), _node(1, "us-east-1a"),
	_node(2, "us-east-1b"), _node(2, "us-east-1a"),
])}

test_pass_when_a_shard_has_one_node := {"cache": _cache(false, [_node(1, "us-east-1a")])}

test_fail_when_all_nodes_share_a_zone := {
	"cache": _cache(false, [_node(1, "us-east-1a"), _node(1, "us-east-1a")]),
	"denials": [_denial("all 2 nodes of shard 1 are in us-east-1a")],
}

test_fail_when_the_group_spans_zones_but_a_shard_does_not := {
	"cache": _cache(false, [
		_node(1, "us-east-1a"), _node(1, "us-east-1b"),
		_node(2, "us-east-1b"), _node(2, "us-east-1b"),
	]),
	"denials": [_denial("all 2 nodes of shard 2 are in us-east-1b")],
}

test_unknown_when_the_service_chooses_the_zones := {"cache": _cache(false, [
	_node(1, testing.unknown),
	_node(1, testing.unknown),
])}

test_unknown_when_the_nodes_are_not_known := {"cache": _cache(false, testing.unknown)}

test_not_applicable_when_multi_az_keeps_them_apart := {"cache": _cache(true, [
	_node(1, testing.unknown),
	_node(1, testing.unknown),
])}

test_not_applicable_when_serverless := {"cache": {
	"kind": "serverless_cache",
	"multi_az_enabled": null,
	"nodes": null,
}}

test_pass_when_no_zones_are_told := {"cache": _cache(false, [_node(1, null), _node(1, null)])}

# Memcached does not replicate: `memcached-in-one-zone` judges it.
test_not_applicable_when_memcached := {"cache": {
	"kind": "cache_cluster",
	"multi_az_enabled": false,
	"nodes": [_node(1, "us-east-1a"), _node(1, "us-east-1a")],
}}
