package cache_audit.resilience.memcached_in_one_zone_test

import data.cache_audit.lib.testing

_cache(engine, nodes, cross_az) := {
	"kind": "cache_cluster",
	"engine": engine,
	"num_cache_nodes": nodes,
	"multi_az_enabled": cross_az,
}

test_pass_when_nodes_are_spread := {"cache": _cache("memcached", 3, true)}

test_fail_when_three_nodes_share_a_zone := {
	"cache": _cache("memcached", 3, false),
	"denials": [{
		"attribute": "multi_az_enabled",
		"message": "all 3 nodes are in one zone",
	}],
}

test_unknown_when_not_known := {"cache": _cache("memcached", 2, testing.unknown)}

test_unknown_when_the_number_of_nodes_is_not_known := {"cache": _cache(
	"memcached",
	testing.unknown,
	false,
)}

test_not_applicable_when_there_is_one_node := {"cache": _cache("memcached", 1, false)}

test_not_applicable_when_redis := {"cache": _cache("redis", 2, false)}

test_not_applicable_when_serverless := {"cache": {
	"kind": "serverless_cache",
	"engine": "memcached",
	"num_cache_nodes": null,
	"multi_az_enabled": true,
}}

test_not_applicable_when_container := {"cache": object.union(
	_cache(testing.unknown, 2, null),
	{"kind": "ecs_service"},
)}
