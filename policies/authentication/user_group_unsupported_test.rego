package cache_audit.authentication.user_group_unsupported_test

import data.cache_audit.lib.testing

_cache(engine, version, groups) := {"cache": {
	"engine": engine,
	"engine_version": version,
	"user_group_ids": groups,
}}

test_pass_when_redis_6 := _cache("redis", "6.x", ["operators"])

test_pass_when_valkey := _cache("valkey", "7.2", ["operators"])

test_pass_when_version_is_left_to_the_service := _cache("redis", null, ["operators"])

test_fail_when_redis_5 := object.union(_cache("redis", "5.0.6", ["operators"]), {"denials": [{
	"attribute": "engine_version",
	"message": "has a user group, but redis 5.0.6 knows no users, which came with 6.0",
}]})

test_unknown_when_version_is_decided_after_apply := _cache(
	"redis",
	testing.unknown,
	["operators"],
)

test_unknown_when_group_is_decided_after_apply := _cache("redis", "5.0.6", [testing.unknown])

test_not_applicable_when_no_group := _cache("redis", "5.0.6", [])

test_not_applicable_when_groups_are_unset := _cache("redis", "5.0.6", null)
