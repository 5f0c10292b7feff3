package cache_audit.observability.engine_log_not_delivered_test

import data.cache_audit.lib.testing

_cache(engine, engine_version, logs) := {
	"kind": "replication_group",
	"engine": engine,
	"engine_version": engine_version,
	"log_deliveries": logs,
}

_log(log_type) := {"log_type": log_type}

_denials := [{
	"attribute": "log_deliveries[].log_type",
	"message": "the engine log is delivered nowhere",
}]

test_pass_when_delivered := {"cache": _cache("redis", "6.2", [_log("engine-log")])}

test_pass_when_both_logs_are_delivered := {"cache": _cache(
	"valkey",
	"8.0",
	[_log("slow-log"), _log("engine-log")],
)}

test_fail_when_only_the_slow_log_is_delivered := {
	"cache": _cache("valkey", "7.2", [_log("slow-log")]),
	"denials": _denials,
}

test_fail_when_no_log_is_delivered := {
	"cache": _cache("redis", "7.1", []),
	"denials": _denials,
}

test_fail_when_nothing_is_said := {
	"cache": _cache("redis", null, null),
	"denials": _denials,
}

test_unknown_when_the_type_is_not_known := {"cache": _cache(
	"redis",
	"7.1",
	[_log(testing.unknown)],
)}

test_unknown_when_the_version_is_not_known := {"cache": _cache("redis", testing.unknown, [])}

test_not_applicable_when_the_version_is_too_old := {"cache": _cache("redis", "6.0", [])}

test_not_applicable_when_memcached := {"cache": object.union(
	_cache("memcached", "1.6.22", null),
	{"kind": "cache_cluster"},
)}

test_not_applicable_when_serverless := {"cache": object.union(
	_cache("valkey", "8", null),
	{"kind": "serverless_cache"},
)}

# The service takes 6.2 for it.
test_fail_when_the_version_is_the_newest_six := {
	"cache": _cache("redis", "6.x", []),
	"denials": _denials,
}

test_not_applicable_when_serverless_redis := {"cache": object.union(
	_cache("redis", testing.unknown, null),
	{"kind": "serverless_cache"},
)}

test_not_applicable_when_memcached_of_any_version := {"cache": object.union(
	_cache("memcached", testing.unknown, null),
	{"kind": "cache_cluster"},
)}

test_not_applicable_when_container := {"cache": object.union(
	_cache("redis", testing.unknown, []),
	{"kind": "ecs_service"},
)}
