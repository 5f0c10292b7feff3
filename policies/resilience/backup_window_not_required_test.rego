package cache_audit.resilience.backup_window_not_required_test

import data.cache_audit.lib.testing

_cache(kind, window) := {"kind": kind, "engine": "redis", "snapshot_window": window}

_denials(message) := [{"attribute": "snapshot_window", "message": message}]

test_pass_when_the_window_is_the_required_one := {
	"cache": _cache("cache_cluster", "03:00-04:00"),
	"parameters": {"window": "03:00-04:00"},
}

test_pass_when_the_window_starts_as_required := {
	"cache": _cache("replication_group", "03:00-05:00"),
	"parameters": {"starts_at": "03:00"},
}

test_pass_when_a_serverless_cache_starts_with_the_window := {
	"cache": _cache("serverless_cache", "03:00"),
	"parameters": {"window": "03:00-04:00"},
}

test_fail_when_the_window_is_longer := {
	"cache": _cache("cache_cluster", "03:00-05:00"),
	"parameters": {"window": "03:00-04:00"},
	"denials": _denials("backup window is 03:00-05:00, 03:00-04:00 required"),
}

test_fail_when_the_window_starts_later := {
	"cache": _cache("replication_group", "04:00-05:00"),
	"parameters": {"starts_at": "03:00"},
	"denials": _denials("backup window is 04:00-05:00, 03:00 required"),
}

test_fail_when_no_window_is_set := {
	"cache": _cache("replication_group", null),
	"parameters": {"starts_at": "03:00"},
	"denials": _denials("no backup window is set, 03:00 required"),
}

test_unknown_when_the_service_chooses := {
	"cache": _cache("replication_group", testing.unknown),
	"parameters": {"starts_at": "03:00"},
}

test_not_applicable_when_nothing_is_required := {"cache": _cache("cache_cluster", "05:00-06:00")}

test_not_applicable_when_memcached_has_nodes := {
	"cache": {"kind": "cache_cluster", "engine": "memcached", "snapshot_window": null},
	"parameters": {"window": "03:00-04:00"},
}

test_pass_when_a_serverless_cache_starts_as_required := {
	"cache": _cache("serverless_cache", "03:00"),
	"parameters": {"starts_at": "03:00"},
}

test_fail_when_a_serverless_cache_starts_later_than_the_window := {
	"cache": _cache("serverless_cache", "04:00"),
	"parameters": {"window": "03:00-04:00"},
	"denials": _denials("backup window is 04:00, 03:00 required"),
}

test_fail_when_no_window_is_set_and_a_whole_one_required := {
	"cache": _cache("replication_group", null),
	"parameters": {"window": "03:00-04:00"},
	"denials": _denials("no backup window is set, 03:00-04:00 required"),
}

test_not_applicable_when_nothing_is_required_of_a_serverless_cache := {"cache": _cache(
	"serverless_cache",
	"05:00",
)}

test_not_applicable_when_container := {
	"cache": {"kind": "ecs_service", "engine": testing.unknown, "snapshot_window": null},
	"parameters": {"window": "03:00-04:00"},
}
