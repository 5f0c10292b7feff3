package cache_audit.observability.alarm_too_slow_test

import data.cache_audit.lib.testing

_cpu(name, threshold, duration) := {
	"name": name,
	"address": sprintf("aws_cloudwatch_metric_alarm.%s", [name]),
	"metric_name": "CPUUtilization",
	"direction": "above",
	"threshold": threshold,
	"threshold_per_minute": threshold,
	"duration": duration,
}

_evictions(threshold, per_minute, duration) := {
	"name": "evictions",
	"address": "aws_cloudwatch_metric_alarm.evictions",
	"metric_name": "Evictions",
	"direction": "above",
	"threshold": threshold,
	"threshold_per_minute": per_minute,
	"duration": duration,
}

_cache(alarms) := {"kind": "cache_cluster", "engine": "redis", "alarms": alarms}

_exact := {"compare": "exact"}

_evictions_in_a_minute(compare) := {
	"compare": compare,
	"alarms": [{
		"metrics": ["Evictions"],
		"comparison": "above",
		"threshold": 100,
		"per_minute": true,
		"duration_seconds": 60,
	}],
}

_denials(alarm, limit) := [{
	"attribute": "alarms[].duration",
	"message": sprintf("alarm %s, %s required", [alarm, limit]),
}]

# Five datapoints of 60 s and one of 300 s take the same time.
test_pass_when_the_duration_is_the_required_one := {
	"cache": _cache([_cpu("cpu", 80, 300)]),
	"parameters": _exact,
}

# Three of five datapoints of 60 s.
test_pass_when_fewer_datapoints_suffice := {"cache": _cache([_cpu("cpu", 80, 180)])}

test_pass_when_a_stricter_alarm_is_fast_enough := {"cache": _cache([
	_cpu("cpu-page", 95, 900),
	_cpu("cpu-mail", 80, 300),
])}

# `alarm-too-lax` reports it.
test_pass_when_every_alarm_is_lax_and_one_is_fast := {"cache": _cache([
	_cpu("cpu-page", 95, 60),
	_cpu("cpu-mail", 90, 900),
])}

test_pass_when_evictions_are_counted_by_the_minute := {
	"cache": _cache([_evictions(100, 100, 60)]),
	"parameters": _evictions_in_a_minute("exact"),
}

test_fail_when_fewer_datapoints_suffice_and_exact := {
	"cache": _cache([_cpu("cpu", 80, 180)]),
	"parameters": _exact,
	"denials": _denials("cpu on CPUUtilization goes off after 180 seconds", "exactly 300"),
}

# Sum over 300 s above 500 is the required rate, and later.
test_fail_when_evictions_are_added_up_longer := {
	"cache": _cache([_evictions(500, 100, 300)]),
	"parameters": _evictions_in_a_minute("at_least"),
	"denials": _denials("evictions on Evictions goes off after 300 seconds", "at most 60"),
}

# Sum over 300 s above 100 is a stricter rate, and later all the same.
test_fail_when_a_stricter_rate_takes_longer := {
	"cache": _cache([_evictions(100, 20, 300)]),
	"parameters": _evictions_in_a_minute("at_least"),
	"denials": _denials("evictions on Evictions goes off after 300 seconds", "at most 60"),
}

test_fail_when_only_a_lax_alarm_is_fast := {
	"cache": _cache([_cpu("cpu-page", 95, 60), _cpu("cpu-mail", 80, 900)]),
	"denials": _denials(
		"cpu-mail on CPUUtilization goes off after 900 seconds",
		"at most 300",
	),
}

test_fail_when_the_only_alarm_is_lax_and_slow := {
	"cache": _cache([_cpu("cpu", 90, 900)]),
	"denials": _denials("cpu on CPUUtilization goes off after 900 seconds", "at most 300"),
}

test_unknown_when_the_duration_is_not_known := {"cache": _cache([_cpu("cpu", 80, testing.unknown)])}

test_unknown_when_an_alarm_may_watch_any_cache := {"cache": _cache([
	_cpu("cpu", 80, 900),
	testing.unknown,
])}

test_not_applicable_when_serverless := {"cache": {
	"kind": "serverless_cache",
	"engine": "valkey",
	"alarms": [],
}}

test_not_applicable_when_container := {"cache": {
	"kind": "ecs_service",
	"engine": testing.unknown,
	"alarms": testing.unknown,
}}
