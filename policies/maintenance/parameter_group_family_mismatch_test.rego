package cache_audit.maintenance.parameter_group_family_mismatch_test

import data.cache_audit.lib.testing

_cache(engine, version, family) := {"cache": {
	"engine": engine,
	"engine_version": version,
	"parameter_group": {"family": family},
}}

_fails(engine, version, family, fitting) := object.union(
	_cache(engine, version, family),
	{"denials": [{
		"attribute": "parameter_group.family",
		"message": sprintf(
			"runs %s %s with a parameter group of family %s, not %s",
			[engine, version, family, fitting],
		),
	}]},
)

test_pass_when_redis_5 := _cache("redis", "5.0.6", "redis5.0")

test_pass_when_redis_6 := _cache("redis", "6.x", "redis6.x")

test_pass_when_redis_7 := _cache("redis", "7.1", "redis7")

test_pass_when_valkey := _cache("valkey", "8.0", "valkey8")

test_pass_when_memcached := _cache("memcached", "1.6.22", "memcached1.6")

test_pass_when_version_is_left_to_the_service := _cache("redis", null, "redis7")

test_pass_when_minor_version_is_not_told := _cache("redis", "5", "redis5.0")

test_pass_when_no_family_is_told := _cache("redis", "7.1", null)

test_fail_when_another_engine := _fails("valkey", "7.2", "redis7", "valkey7")

test_fail_when_redis_7_with_the_group_of_6 := _fails("redis", "7.0", "redis6.x", "redis7")

test_fail_when_redis_6_with_the_group_of_7 := _fails("redis", "6.2", "redis7", "redis6.x")

test_fail_when_redis_4_with_the_group_of_5 := _fails("redis", "4.0.10", "redis5.0", "redis4.0")

test_fail_when_memcached_with_an_older_group := _fails(
	"memcached",
	"1.6.22",
	"memcached1.5",
	"memcached1.6",
)

test_unknown_when_version_is_decided_after_apply := _cache("redis", testing.unknown, "redis7")

test_unknown_when_family_is_not_in_the_inventory := _cache("redis", "7.1", testing.unknown)

test_not_applicable_when_serverless := {"cache": {
	"engine": "valkey",
	"engine_version": "8",
	"parameter_group": null,
}}
