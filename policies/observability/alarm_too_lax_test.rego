package cache_audit.observability.alarm_too_lax_test

import data.cache_audit.lib.testing

_cpu(name, threshold) := {
	"name": name,
	"address": sprintf("aws_cloudwatch_metric_alarm.%s", [name]),
	"metric_name": "CPUUtilization",
	"direction": "above",
	"threshold": threshold,
	"threshold_per_minute": threshold,
}

_evictions(threshold, per_minute) := {
	"name": "evictions",
	"address": "aws_cloudwatch_metric_alarm.evictions",
	"metric_name": "Evictions",
	"direction": "above",
	"threshold": threshold,
	"threshold_per_minute": per_minute,
}

_memory_left(threshold) := {
	"name": "memory-left",
	"address": "aws_cloudwatch_metric_alarm.memory-left",
	"metric_name": "FreeableMemory",
	"direction": "below",
	"threshold": threshold,
	"threshold_per_minute": threshold,
}

_requires_memory_left := {"alarms": [{
	"metrics": ["FreeableMemory"],
	"comparison": "below",
	"threshold": 1000000,
	"duration_seconds": 300,
}]}

_cache(alarms) := {"kind": "replication_group", "engine": "redis", "alarms": alarms}

_exact := {"compare": "exact"}

_denials(message) := [{"attribute": "alarms[].threshold", "message": message}]

test_pass_when_the_threshold_is_the_required_one := {"cache": _cache([_cpu("cpu", 80)])}

test_pass_when_the_threshold_is_stricter := {"cache": _cache([_cpu("cpu", 70)])}

# `>=` and `>` are told apart by no set.
test_pass_when_exact_and_equal := {"cache": _cache([_cpu("cpu", 80)]), "parameters": _exact}

test_pass_when_another_alarm_is_strict_enough := {"cache": _cache([
	_cpu("cpu-page", 95),
	_cpu("cpu-mail", 80),
])}

test_pass_when_the_band_is_learnt := {"cache": _cache([_cpu("cpu", null)])}

# `required-alarm-missing` reports it.
test_pass_when_there_is_no_alarm := {"cache": _cache([])}

# Sum over 60 s above 100, and over 300 s above 500: both 100 a minute.
test_pass_when_the_rate_is_the_required_one := {
	"cache": _cache([_evictions(500, 100)]),
	"parameters": _exact,
}

# Sum over 300 s above 100: 20 a minute.
test_pass_when_the_rate_is_stricter := {"cache": _cache([_evictions(100, 20)])}

test_pass_when_the_alarm_leaves_more_memory := {
	"cache": _cache([_memory_left(2000000)]),
	"parameters": _requires_memory_left,
}

test_fail_when_the_threshold_is_laxer := {
	"cache": _cache([_cpu("cpu", 95)]),
	"denials": _denials("alarm cpu goes off when CPUUtilization is above 95, at most 80 required"),
}

test_fail_when_the_alarm_leaves_less_memory := {
	"cache": _cache([_memory_left(500000)]),
	"parameters": _requires_memory_left,
	"denials": _denials(concat(" ", [
		"alarm memory-left goes off when FreeableMemory is below 500000,",
		"at least 1000000 required",
	])),
}

test_fail_when_exact_and_the_rate_is_stricter := {
	"cache": _cache([_evictions(100, 20)]),
	"parameters": _exact,
	"denials": _denials(concat(" ", [
		"alarm evictions goes off when Evictions is above 20 a minute,",
		"exactly 100 required",
	])),
}

test_unknown_when_the_threshold_is_not_known := {"cache": _cache([_cpu("cpu", testing.unknown)])}

test_unknown_when_another_alarm_may_be_strict_enough := {"cache": _cache([
	_cpu("cpu-page", 95),
	_cpu("cpu-mail", testing.unknown),
])}

test_unknown_when_an_alarm_may_watch_any_cache := {"cache": _cache([
	_cpu("cpu", 95),
	testing.unknown,
])}

test_not_applicable_when_serverless := {"cache": {
	"kind": "serverless_cache",
	"engine": "valkey",
	"alarms": [],
}}

test_fail_when_exact_and_the_alarm_leaves_more_memory := {
	"cache": _cache([_memory_left(2000000)]),
	"parameters": object.union(_requires_memory_left, _exact),
	"denials": _denials(concat(" ", [
		"alarm memory-left goes off when FreeableMemory is below 2000000,",
		"exactly 1000000 required",
	])),
}

test_not_applicable_when_container := {"cache": {
	"kind": "ecs_service",
	"engine": testing.unknown,
	"alarms": testing.unknown,
}}
