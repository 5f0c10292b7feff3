package cache_audit.maintenance.engine_version_below_floor_test

import data.cache_audit.lib.testing

_cache(engine, version) := {"cache": {"engine": engine, "engine_version": version}}

_fails(case, message) := object.union(
	case,
	{"denials": [{"attribute": "engine_version", "message": message}]},
)

test_pass_when_at_the_minimum := _cache("redis", "6.2")

test_pass_when_open_version_may_be_new_enough := _cache("redis", "6.x")

test_pass_when_left_to_the_service := _cache("valkey", null)

test_fail_when_below := _fails(
	_cache("redis", "6.0"),
	"runs redis 6.0, at least 6.2 required",
)

test_fail_when_memcached_is_below := _fails(
	_cache("memcached", "1.6.6"),
	"runs memcached 1.6.6, at least 1.6.12 required",
)

test_fail_when_below_the_set_minimum := object.union(
	_fails(_cache("valkey", "7.2"), "runs valkey 7.2, at least 8.0 required"),
	{"parameters": {"minimum": {"valkey": "8.0"}}},
)

test_unknown_when_version_is_decided_after_apply := _cache("redis", testing.unknown)

test_unknown_when_engine_is_unknown := _cache(testing.unknown, "6.0")

test_not_applicable_when_engine_has_no_minimum := object.union(
	_cache("memcached", "1.4.5"),
	{"parameters": {"minimum": {"valkey": "8.0"}}},
)
