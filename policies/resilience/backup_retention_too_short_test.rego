package cache_audit.resilience.backup_retention_too_short_test

import data.cache_audit.lib.testing

_cache(kind, engine, days) := {
	"kind": kind,
	"engine": engine,
	"snapshot_retention_limit": days,
}

_denials(message) := [{"attribute": "snapshot_retention_limit", "message": message}]

test_pass_when_kept_long_enough := {"cache": _cache("replication_group", "valkey", 7)}

test_pass_when_one_day_is_enough := {
	"cache": _cache("cache_cluster", "redis", 1),
	"parameters": {"minimum_days": 1},
}

test_fail_when_kept_a_day_too_few := {
	"cache": _cache("replication_group", "redis", 6),
	"denials": _denials("keeps automatic snapshots for 6 days, 7 required"),
}

test_fail_when_turned_off := {
	"cache": _cache("serverless_cache", "valkey", 0),
	"parameters": {"minimum_days": 1},
	"denials": _denials("keeps automatic snapshots for 0 days, 1 required"),
}

test_fail_when_nothing_is_said := {
	"cache": _cache("replication_group", "redis", null),
	"denials": _denials("takes no automatic snapshots, 7 days of them required"),
}

test_fail_when_serverless_memcached_keeps_none := {
	"cache": _cache("serverless_cache", "memcached", 0),
	"denials": _denials("keeps automatic snapshots for 0 days, 7 required"),
}

test_unknown_when_not_known := {"cache": _cache("replication_group", "redis", testing.unknown)}

test_not_applicable_when_memcached_has_nodes := {"cache": _cache(
	"cache_cluster",
	"memcached",
	null,
)}

test_pass_when_nothing_is_said_and_nothing_required := {
	"cache": _cache("replication_group", "redis", null),
	"parameters": {"minimum_days": 0},
}

test_not_applicable_when_serverless_caches_are_not_judged := {
	"cache": _cache("serverless_cache", testing.unknown, 0),
	"parameters": {"kinds": ["replication_group", "cache_cluster"]},
}
