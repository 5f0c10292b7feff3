package cache_audit.maintenance.engine_support_ended_test

import data.cache_audit.lib.testing

_cache(engine, version, now) := {
	"cache": {"kind": "replication_group", "engine": engine, "engine_version": version},
	"now": sprintf("%sT12:00:00Z", [now]),
}

_fails(case, message) := object.union(
	case,
	{"denials": [{"attribute": "engine_version", "message": message}]},
)

test_pass_when_supported := _cache("redis", "6.2", "2026-11-20")

test_pass_when_no_end_is_announced := _cache("valkey", "8.0", "2026-11-20")

test_pass_on_the_last_day := _cache("redis", "5.0.6", "2026-01-31")

test_pass_when_version_is_left_to_the_service := _cache("redis", null, "2026-11-20")

test_fail_on_the_day_after := _fails(
	_cache("redis", "5.0.6", "2026-02-01"),
	concat(" ", [
		"runs redis 5.0.6, whose standard support ended on 2026-01-31;",
		"paid extended support ends on 2029-01-31",
	]),
)

test_fail_when_extended_support_has_ended_too := _fails(
	_cache("redis", "3.2.10", "2026-11-20"),
	concat(" ", [
		"runs redis 3.2.10, whose standard support ended on 2023-07-31;",
		"there is no extended support any more",
	]),
)

test_unknown_when_version_is_decided_after_apply := _cache("redis", testing.unknown, "2026-11-20")

test_not_applicable_when_container := object.union(
	_cache("redis", "5.0.6", "2026-02-01"),
	{"cache": {"kind": "ecs_service"}},
)
