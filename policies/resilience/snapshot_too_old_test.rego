package cache_audit.resilience.snapshot_too_old_test

import data.cache_audit.lib.testing

_cache(kind, engine, snapshots) := {
	"kind": kind,
	"engine": engine,
	"create_time": "2026-01-01T00:00:00Z",
	"snapshot_retention_limit": 7,
	"snapshots": snapshots,
}

_snapshot(source, status, create_time) := {
	"source": source,
	"status": status,
	"create_time": create_time,
}

_automatic(create_time) := _snapshot("automated", "available", create_time)

_case(cache) := {"cache": cache, "now": "2026-11-20T08:00:00Z"}

_fails(case, attribute, message) := object.union(
	case,
	{"denials": [{"attribute": attribute, "message": message}]},
)

_none_since(create_time, hours) := sprintf(
	concat(" ", [
		"has no automatic snapshot that is available;",
		"it was made at %s, more than %d hours ago",
	]),
	[create_time, hours],
)

test_pass_when_the_newest_is_young_enough := _case(_cache("replication_group", "redis", [
	_automatic("2026-11-19T06:00:00Z"),
	_automatic("2026-11-18T06:00:00Z"),
]))

test_pass_when_the_cache_is_too_young_for_one := _case(object.union(
	_cache("cache_cluster", "redis", []),
	{"create_time": "2026-11-20T07:00:00Z"},
))

test_pass_when_it_may_be_older := object.union(
	_case(_cache("replication_group", "valkey", [_automatic("2026-11-18T08:00:00Z")])),
	{"parameters": {"maximum_age_hours": 48}},
)

test_fail_when_the_newest_is_too_old := _fails(
	_case(_cache("replication_group", "valkey", [
		_automatic("2026-11-18T05:59:59Z"),
		_automatic("2026-11-19T05:59:59Z"),
	])),
	"snapshots[].create_time",
	"took its newest automatic snapshot at 2026-11-19T05:59:59Z, more than 26 hours ago",
)

test_fail_when_newer_ones_are_manual_or_not_finished := _fails(
	_case(_cache("serverless_cache", "memcached", [
		_snapshot("manual", "available", "2026-11-20T06:00:00Z"),
		_snapshot("automated", "creating", "2026-11-20T06:00:00Z"),
		_automatic("2026-11-17T06:00:00Z"),
	])),
	"snapshots[].create_time",
	"took its newest automatic snapshot at 2026-11-17T06:00:00Z, more than 26 hours ago",
)

test_fail_when_there_is_none := _fails(
	_case(_cache("replication_group", "redis", [])),
	"snapshots",
	_none_since("2026-01-01T00:00:00Z", 26),
)

test_unknown_when_the_snapshots_are_not_known := _case(_cache(
	"replication_group",
	"redis",
	testing.unknown,
))

test_unknown_when_a_snapshot_may_be_newer := _case(_cache("replication_group", "redis", [
	_automatic("2026-11-17T06:00:00Z"),
	_automatic(testing.unknown),
]))

test_unknown_when_the_age_of_the_cache_is_not_known := _case(object.union(
	_cache("replication_group", "redis", []),
	{"create_time": testing.unknown},
))

test_not_applicable_when_declared := _case(object.union(
	_cache("replication_group", testing.unknown, null),
	{"snapshot_retention_limit": testing.unknown, "create_time": null},
))

test_not_applicable_when_snapshots_are_turned_off := _case(object.union(
	_cache("replication_group", "redis", testing.unknown),
	{"snapshot_retention_limit": 0},
))

test_not_applicable_when_memcached_has_nodes := _case(_cache("cache_cluster", "memcached", []))
