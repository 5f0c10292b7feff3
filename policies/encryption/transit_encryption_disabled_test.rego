package cache_audit.encryption.transit_encryption_disabled_test

import data.cache_audit.lib.testing

_cache(kind, engine, encrypted) := {"cache": {
	"kind": kind,
	"engine": engine,
	"transit_encryption_enabled": encrypted,
}}

_fails(case) := object.union(case, {"denials": [{
	"attribute": "transit_encryption_enabled",
	"message": "does not encrypt connections",
}]})

test_pass_when_on := _cache("replication_group", "valkey", true)

test_pass_when_serverless := _cache("serverless_cache", "redis", true)

test_fail_when_off := _fails(_cache("replication_group", "redis", false))

test_fail_when_single_node_cluster_leaves_it_unset := _fails(_cache("cache_cluster", "redis", null))

test_unknown_when_decided_after_apply := _cache("replication_group", "redis", testing.unknown)

test_unknown_when_cluster_of_unknown_engine := _cache("cache_cluster", testing.unknown, false)

test_not_applicable_when_memcached := _cache("cache_cluster", "memcached", false)

test_not_applicable_when_only_groups_are_judged := object.union(
	_cache("cache_cluster", testing.unknown, false),
	{"parameters": {"kinds": ["replication_group"]}},
)

test_pass_when_a_container_has_a_port_for_tls := _cache("ecs_service", "redis", true)

test_fail_when_a_container_has_none := _fails(_cache("ecs_service", "valkey", false))

test_unknown_when_the_settings_of_a_container_are_not_known := _cache(
	"ecs_service",
	"redis",
	testing.unknown,
)
