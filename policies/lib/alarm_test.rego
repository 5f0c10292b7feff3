package cache_audit.lib.alarm_test

import data.cache_audit.lib.alarm

_cpu := {
	"metrics": ["EngineCPUUtilization", "CPUUtilization"],
	"comparison": "above",
	"threshold": 80,
	"duration_seconds": 300,
}

_evictions := {
	"metrics": ["Evictions"],
	"comparison": "above",
	"threshold": 100,
	"per_minute": true,
	"duration_seconds": 60,
}

_memory_left := {
	"metrics": ["FreeableMemory"],
	"comparison": "below",
	"threshold": 1000,
	"duration_seconds": 300,
}

test_a_requirement_keeps_the_metrics_that_the_engine_publishes if {
	alarm.applying([_cpu], "replication_group", "valkey") == [_cpu]
	alarm.applying([_cpu], "cache_cluster", "memcached") == [object.union(
		_cpu,
		{"metrics": ["CPUUtilization"]},
	)]
	memory := object.union(_cpu, {"metrics": ["DatabaseMemoryUsagePercentage"]})
	alarm.applying([memory], "cache_cluster", "memcached") == []
}

test_a_requirement_concerns_the_kinds_it_names if {
	alarm.applying([_cpu], "serverless_cache", "valkey") == []
	named := object.union(_cpu, {"kinds": ["serverless_cache"]})
	alarm.applying([named], "serverless_cache", "valkey") == [named]
	alarm.applying([named], "replication_group", "valkey") == []
}

test_alarms_count_on_the_side_they_go_off if {
	above := {"metric_name": "CPUUtilization", "direction": "above"}
	below := {"metric_name": "CPUUtilization", "direction": "below"}
	both := {"metric_name": "EngineCPUUtilization", "direction": null}
	other := {"metric_name": "Evictions", "direction": "above"}
	alarm.on_metric([above, below, both, other], _cpu) == {above, both}
}

test_lax_is_on_the_far_side_of_the_threshold if {
	alarm.is_lax({"threshold": 81}, _cpu, "at_least")
	not alarm.is_lax({"threshold": 80}, _cpu, "at_least")
	not alarm.is_lax({"threshold": 79}, _cpu, "at_least")
	alarm.is_lax({"threshold": 999}, _memory_left, "at_least")
	not alarm.is_lax({"threshold": 1000}, _memory_left, "at_least")
	not alarm.is_lax({"threshold": 1001}, _memory_left, "at_least")
	alarm.is_lax({"threshold": 79}, _cpu, "exact")
	not alarm.is_lax({"threshold": 80}, _cpu, "exact")
}

test_events_are_compared_by_the_minute if {
	not alarm.is_lax({"threshold": 500, "threshold_per_minute": 100}, _evictions, "at_least")
	not alarm.is_lax({"threshold": 500, "threshold_per_minute": 100}, _evictions, "exact")
	alarm.is_lax({"threshold": 100, "threshold_per_minute": 20}, _evictions, "exact")
}

test_slow_takes_longer_than_required if {
	alarm.is_slow({"duration": 301}, _cpu, "at_least")
	not alarm.is_slow({"duration": 180}, _cpu, "at_least")
	alarm.is_slow({"duration": 180}, _cpu, "exact")
}

test_nothing_unknown_is_lax_strict_or_slow if {
	every compare in ["at_least", "exact"] {
		not alarm.is_lax({}, _cpu, compare)
		not alarm.is_strict({}, _cpu, compare)
		not alarm.is_slow({}, _cpu, compare)
		not alarm.meets({"threshold": 80}, _cpu, compare)
		not alarm.meets({"duration": 300}, _cpu, compare)
		alarm.meets({"threshold": 80, "duration": 300}, _cpu, compare)
	}
}

test_what_is_lax_is_not_strict if {
	not alarm.is_strict({"threshold": 81}, _cpu, "at_least")
	alarm.is_strict({"threshold": 80}, _cpu, "at_least")
	not alarm.is_strict({"threshold": 79}, _cpu, "exact")
}

test_what_is_unset_is_neither_lax_nor_slow if {
	not alarm.is_lax({"threshold": null}, _memory_left, "at_least")
	not alarm.is_lax({"threshold": null}, _cpu, "exact")
	not alarm.is_slow({"duration": null}, _cpu, "exact")
}

test_a_learnt_band_is_strict_but_may_be_slow if {
	alarm.meets({"threshold": null, "duration": 300}, _cpu, "at_least")
	not alarm.meets({"threshold": null, "duration": 900}, _cpu, "at_least")
}

test_sides_are_told_with_their_unit if {
	alarm.side(_cpu, 90) == "above 90"
	alarm.side(_evictions, 100) == "above 100 a minute"
	alarm.side(object.union(_cpu, {"per_minute": false}), 90) == "above 90"
	alarm.metric_names(_cpu) == "EngineCPUUtilization or CPUUtilization"
}
