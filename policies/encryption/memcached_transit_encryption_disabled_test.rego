package cache_audit.encryption.memcached_transit_encryption_disabled_test

import data.cache_audit.lib.testing

_cache(engine, encrypted) := {"cache": {
	"kind": "cache_cluster",
	"engine": engine,
	"transit_encryption_enabled": encrypted,
}}

_fails(case) := object.union(case, {"denials": [{
	"attribute": "transit_encryption_enabled",
	"message": "does not encrypt connections",
}]})

test_pass_when_on := _cache("memcached", true)

test_fail_when_off := _fails(_cache("memcached", false))

test_fail_when_unset := _fails(_cache("memcached", null))

test_unknown_when_decided_after_apply := _cache("memcached", testing.unknown)

test_unknown_when_engine_is_unknown := _cache(testing.unknown, false)

test_not_applicable_when_redis := _cache("redis", false)

test_not_applicable_when_container := object.union(
	_cache(testing.unknown, false),
	{"cache": {"kind": "ecs_service"}},
)
