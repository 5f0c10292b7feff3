package cache_audit.authentication.serverless_user_group_missing_test

import data.cache_audit.lib.testing

_cache(kind, engine, groups) := {"cache": {
	"kind": kind,
	"engine": engine,
	"user_group_ids": groups,
}}

_fails(case) := object.union(case, {"denials": [{
	"attribute": "user_group_ids",
	"message": "has no user group: every client may do everything",
}]})

test_pass_when_group := _cache("serverless_cache", "valkey", ["operators"])

test_fail_when_unset := _fails(_cache("serverless_cache", "valkey", null))

test_fail_when_empty := _fails(_cache("serverless_cache", "redis", []))

test_unknown_when_group_is_decided_after_apply := _cache(
	"serverless_cache",
	"valkey",
	[testing.unknown],
)

test_unknown_when_engine_is_unknown := _cache("serverless_cache", testing.unknown, null)

test_not_applicable_when_memcached := _cache("serverless_cache", "memcached", null)

test_not_applicable_when_replication_group := _cache("replication_group", "valkey", null)

test_not_applicable_when_container := _cache("ecs_service", testing.unknown, [])
