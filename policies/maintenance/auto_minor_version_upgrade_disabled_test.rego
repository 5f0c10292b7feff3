package cache_audit.maintenance.auto_minor_version_upgrade_disabled_test

import data.cache_audit.lib.testing

_cache(kind, engine, upgrade) := {"cache": {
	"kind": kind,
	"engine": engine,
	"auto_minor_version_upgrade": upgrade,
}}

_fails(case) := object.union(case, {"denials": [{
	"attribute": "auto_minor_version_upgrade",
	"message": "does not take minor versions automatically",
}]})

test_pass_when_on := _cache("replication_group", "valkey", true)

test_pass_when_left_to_the_service := _cache("replication_group", "redis", null)

test_fail_when_off := _fails(_cache("replication_group", "redis", false))

test_fail_when_off_for_a_single_node := _fails(_cache("cache_cluster", "redis", false))

test_unknown_when_decided_after_apply := _cache("replication_group", "redis", testing.unknown)

test_unknown_when_cluster_of_unknown_engine := _cache("cache_cluster", testing.unknown, false)

test_not_applicable_when_memcached := _cache("cache_cluster", "memcached", false)

test_not_applicable_when_serverless := _cache("serverless_cache", "valkey", null)

test_not_applicable_when_container := _cache("ecs_service", testing.unknown, null)
