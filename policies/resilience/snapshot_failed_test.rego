package cache_audit.resilience.snapshot_failed_test

import data.cache_audit.lib.testing

_cache(kind, engine, snapshots) := {"cache": {
	"kind": kind,
	"engine": engine,
	"snapshots": snapshots,
}}

_snapshot(name, source, status) := {
	"name": name,
	"source": source,
	"status": status,
	"create_time": "2026-11-20T03:10:00Z",
}

_failed := _snapshot("automatic.orders-2026-11-20", "automated", "failed")

_available := _snapshot("automatic.orders-2026-11-19", "automated", "available")

_manual := _snapshot("before-the-upgrade", "manual", "failed")

_denials := [{
	"attribute": "snapshots[].status",
	"message": "its newest automatic snapshot, automatic.orders-2026-11-20, failed",
}]

test_pass_when_the_newest_is_available := _cache(
	"replication_group",
	"redis",
	[_available, _failed],
)

test_pass_when_only_a_manual_one_failed := _cache(
	"replication_group",
	"valkey",
	[_manual, _available],
)

test_pass_when_there_are_none := _cache("cache_cluster", "redis", [])

test_fail_when_the_newest_failed := object.union(
	_cache("replication_group", "redis", [_failed, _available]),
	{"denials": _denials},
)

test_fail_when_a_manual_one_is_newer := object.union(
	_cache("serverless_cache", "memcached", [_manual, _failed]),
	{"denials": _denials},
)

test_unknown_when_the_snapshots_are_not_known := _cache(
	"replication_group",
	"redis",
	testing.unknown,
)

test_unknown_when_nobody_knows_which_is_the_newest := _cache(
	"replication_group",
	"redis",
	[_failed, object.union(_available, {"create_time": testing.unknown})],
)

test_not_applicable_when_declared := _cache("replication_group", testing.unknown, null)

test_not_applicable_when_memcached_has_nodes := _cache("cache_cluster", "memcached", [])
