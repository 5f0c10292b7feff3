package cache_audit.resilience.manual_snapshot_missing_test

import data.cache_audit.lib.testing

_case(kind, engine, minimum, snapshots) := {
	"cache": {"kind": kind, "engine": engine, "snapshots": snapshots},
	"parameters": {"minimum": minimum},
}

_snapshot(source, status) := {"source": source, "status": status}

_manual := _snapshot("manual", "available")

_fails(case, message) := object.union(
	case,
	{"denials": [{"attribute": "snapshots", "message": message}]},
)

test_pass_when_there_is_one := _case("cache_cluster", "redis", 1, [
	_snapshot("automated", "available"),
	_manual,
])

test_fail_when_there_are_too_few := _fails(
	_case("replication_group", "valkey", 2, [_manual]),
	"has 1 manual snapshots that are available, 2 required",
)

test_fail_when_others_are_automatic_or_not_finished := _fails(
	_case("serverless_cache", "memcached", 1, [
		_snapshot("automated", "available"),
		_snapshot("manual", "creating"),
	]),
	"has 0 manual snapshots that are available, 1 required",
)

test_unknown_when_the_snapshots_are_not_known := _case(
	"replication_group",
	"redis",
	1,
	testing.unknown,
)

test_unknown_when_one_may_be_available := _case(
	"replication_group",
	"redis",
	1,
	[_snapshot("manual", testing.unknown)],
)

test_not_applicable_when_none_is_required := _case("replication_group", "redis", 0, [])

test_not_applicable_when_declared := _case("replication_group", testing.unknown, 1, null)

test_not_applicable_when_memcached_has_nodes := _case("cache_cluster", "memcached", 1, [])
