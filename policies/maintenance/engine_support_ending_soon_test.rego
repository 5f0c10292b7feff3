package cache_audit.maintenance.engine_support_ending_soon_test

import data.cache_audit.lib.testing

_cache(engine, version, now) := {
	"cache": {"kind": "replication_group", "engine": engine, "engine_version": version},
	"now": sprintf("%sT12:00:00Z", [now]),
}

_fails(case, message) := object.union(
	case,
	{"denials": [{"attribute": "engine_version", "message": message}]},
)

test_pass_when_far_off := _cache("redis", "6.2", "2026-08-03")

test_pass_when_already_ended := _cache("redis", "5.0.6", "2026-11-20")

test_pass_when_no_end_is_announced := _cache("redis", "7.1", "2026-11-20")

test_pass_when_version_is_left_to_the_service := _cache("redis", null, "2026-11-20")

test_fail_when_within_the_days := _fails(
	_cache("redis", "6.2", "2026-08-04"),
	concat(" ", [
		"runs redis 6.2, whose standard support ends on 2027-01-31,",
		"in 180 days; warned of 180 days ahead",
	]),
)

test_fail_on_the_last_day := _fails(
	_cache("redis", "6.x", "2027-01-31"),
	concat(" ", [
		"runs redis 6.x, whose standard support ends on 2027-01-31,",
		"in 0 days; warned of 180 days ahead",
	]),
)

test_pass_when_fewer_days_are_asked_for := object.union(
	_cache("redis", "6.2", "2026-11-20"),
	{"parameters": {"days": 30}},
)

test_unknown_when_version_is_decided_after_apply := _cache("redis", testing.unknown, "2026-11-20")

test_not_applicable_when_container := object.union(
	_cache("redis", "5.0.6", "2026-01-31"),
	{"cache": {"kind": "ecs_service"}},
)
