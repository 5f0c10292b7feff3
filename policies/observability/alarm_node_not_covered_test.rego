package cache_audit.observability.alarm_node_not_covered_test

import data.cache_audit.lib.testing

_cpu(threshold, duration, nodes) := {
	"metric_name": "CPUUtilization",
	"direction": "above",
	"threshold": threshold,
	"threshold_per_minute": threshold,
	"duration": duration,
	"nodes": nodes,
}

_cache(alarms) := {
	"kind": "replication_group",
	"engine": "redis",
	"nodes": [{"key": "orders-001"}, {"key": "orders-002"}],
	"alarms": alarms,
}

_both := ["orders-001", "orders-002"]

_denials(text) := [{
	"attribute": "alarms[].nodes",
	"message": sprintf("no alarm on EngineCPUUtilization or CPUUtilization %s", [text]),
}]

test_pass_when_one_alarm_watches_every_node := {"cache": _cache([_cpu(80, 300, _both)])}

test_pass_when_each_node_has_its_own_alarm := {"cache": _cache([
	_cpu(80, 300, ["orders-001"]),
	_cpu(70, 60, ["orders-002"]),
])}

# `alarm-too-lax` and `alarm-too-slow` report them.
test_pass_when_alarms_that_do_not_meet_the_requirement_watch_every_node := {"cache": _cache([
	_cpu(95, 300, ["orders-001"]),
	_cpu(80, 900, ["orders-002"]),
])}

# `required-alarm-missing` reports it.
test_pass_when_there_is_no_alarm := {"cache": _cache([])}

test_pass_when_the_band_is_learnt := {"cache": _cache([_cpu(null, 300, _both)])}

test_fail_when_only_the_first_node_is_watched := {
	"cache": _cache([_cpu(80, 300, ["orders-001"])]),
	"denials": _denials("that meets the requirement watches orders-002"),
}

test_fail_when_the_other_nodes_alarm_is_lax := {
	"cache": _cache([_cpu(80, 300, ["orders-001"]), _cpu(95, 300, ["orders-002"])]),
	"denials": _denials("that meets the requirement watches orders-002"),
}

test_fail_when_the_other_nodes_alarm_is_slow := {
	"cache": _cache([_cpu(80, 300, ["orders-001"]), _cpu(80, 900, ["orders-002"])]),
	"denials": _denials("that meets the requirement watches orders-002"),
}

test_fail_when_the_dimension_matches_no_node := {
	"cache": _cache([_cpu(95, 300, [])]),
	"denials": _denials("watches orders-001, orders-002"),
}

test_fail_when_exact_and_the_other_nodes_alarm_is_stricter := {
	"cache": _cache([_cpu(80, 300, ["orders-001"]), _cpu(70, 300, ["orders-002"])]),
	"parameters": {"compare": "exact"},
	"denials": _denials("that meets the requirement watches orders-002"),
}

test_unknown_when_the_watched_nodes_are_not_known := {"cache": _cache([
	_cpu(80, 300, ["orders-001"]),
	_cpu(80, 300, testing.unknown),
])}

test_unknown_when_the_other_nodes_alarm_may_meet_the_requirement := {"cache": _cache([
	_cpu(80, 300, ["orders-001"]),
	_cpu(testing.unknown, 300, ["orders-002"]),
])}

test_unknown_when_the_number_of_nodes_is_not_known := {"cache": object.union(
	_cache([_cpu(80, 300, ["orders-001"])]),
	{"nodes": testing.unknown},
)}

test_unknown_when_an_alarm_may_watch_any_cache := {"cache": _cache([
	_cpu(80, 300, ["orders-001"]),
	testing.unknown,
])}

test_not_applicable_when_serverless := {"cache": {
	"kind": "serverless_cache",
	"engine": "valkey",
	"nodes": null,
	"alarms": [],
}}

test_not_applicable_when_container := {"cache": {
	"kind": "ecs_service",
	"engine": testing.unknown,
	"nodes": null,
	"alarms": testing.unknown,
}}
