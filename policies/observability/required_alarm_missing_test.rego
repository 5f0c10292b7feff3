package cache_audit.observability.required_alarm_missing_test

import data.cache_audit.lib.testing

_alarm(metric, direction) := {"metric_name": metric, "direction": direction}

_cache(engine, alarms) := {"kind": "replication_group", "engine": engine, "alarms": alarms}

_cpu := _alarm("CPUUtilization", "above")

_memory := _alarm("DatabaseMemoryUsagePercentage", "above")

_evictions := _alarm("Evictions", "above")

_denial(text) := {
	"attribute": "alarms[].metric_name",
	"message": sprintf("no alarm goes off when %s", [text]),
}

_no_cpu := _denial(concat(" ", [
	"EngineCPUUtilization or CPUUtilization",
	"is above 80 for 300 seconds",
]))

test_pass_when_each_metric_is_watched := {"cache": _cache("redis", [_cpu, _memory, _evictions])}

test_pass_when_another_metric_of_the_requirement_is_watched := {"cache": _cache("valkey", [
	_alarm("EngineCPUUtilization", "above"),
	_memory,
	_evictions,
])}

# A learnt band may be left on both sides.
test_pass_when_an_alarm_goes_off_on_both_sides := {"cache": _cache("redis", [
	_alarm("CPUUtilization", null),
	_memory,
	_evictions,
])}

test_fail_when_there_are_no_alarms := {
	"cache": _cache("redis", []),
	"denials": [
		_no_cpu,
		_denial(concat(" ", [
			"DatabaseMemoryUsagePercentage or DatabaseMemoryUsageCountedForEvictPercentage",
			"is above 85 for 300 seconds",
		])),
		_denial("Evictions is above 100 a minute for 300 seconds"),
	],
}

test_fail_when_the_alarm_goes_off_on_the_other_side := {
	"cache": _cache("redis", [_alarm("CPUUtilization", "below"), _memory, _evictions]),
	"denials": [_no_cpu],
}

test_fail_when_a_set_asks_for_connections := {
	"cache": _cache("redis", [_cpu]),
	"parameters": {"alarms": [{
		"metrics": ["CurrConnections"],
		"comparison": "above",
		"threshold": 1000,
		"duration_seconds": 60,
	}]},
	"denials": [_denial("CurrConnections is above 1000 for 60 seconds")],
}

# Memcached publishes neither EngineCPUUtilization nor DatabaseMemoryUsagePercentage.
test_fail_when_memcached_has_no_alarms := {
	"cache": object.union(_cache("memcached", []), {"kind": "cache_cluster"}),
	"denials": [
		_denial("CPUUtilization is above 80 for 300 seconds"),
		_denial("Evictions is above 100 a minute for 300 seconds"),
	],
}

test_fail_when_a_set_asks_for_alarms_on_serverless_caches := {
	"cache": object.union(_cache("valkey", []), {"kind": "serverless_cache"}),
	"parameters": {"alarms": [{
		"metrics": ["ThrottledCmds"],
		"comparison": "above",
		"threshold": 0,
		"duration_seconds": 60,
		"kinds": ["serverless_cache"],
	}]},
	"denials": [_denial("ThrottledCmds is above 0 for 60 seconds")],
}

test_unknown_when_a_metric_is_not_known := {"cache": _cache("redis", [
	_alarm(testing.unknown, "above"),
	_memory,
	_evictions,
])}

test_unknown_when_an_alarm_may_watch_any_cache := {"cache": _cache("redis", [testing.unknown])}

test_not_applicable_when_serverless := {"cache": {
	"kind": "serverless_cache",
	"engine": "valkey",
	"alarms": [],
}}

test_not_applicable_when_nothing_is_required := {
	"cache": _cache("redis", []),
	"parameters": {"alarms": []},
}

test_not_applicable_when_container := {"cache": {
	"kind": "ecs_service",
	"engine": testing.unknown,
	"alarms": testing.unknown,
}}
