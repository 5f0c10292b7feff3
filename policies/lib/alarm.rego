# What policies about alarms share. A requirement is one element of their parameter `alarms`:
#
#     metrics           any of them will do
#     comparison        `above` or `below`: the side of the threshold on which the alarm goes off
#     threshold         the value that the alarm compares with
#     per_minute        the threshold counts events in a minute, whatever the alarm's period;
#                       false when left out
#     duration_seconds  how long it may take until the alarm goes off
#     kinds             kinds of cache that need it; those with nodes when left out
package cache_audit.lib.alarm

# The requirements that concern a cache, each with those of its metrics that the engine publishes.
applying(requirements, kind, engine) := [narrowed |
	some requirement in requirements
	kind in object.get(requirement, "kinds", ["replication_group", "cache_cluster"])
	metrics := [metric | some metric in requirement.metrics; not metric in foreign]
	count(metrics) > 0
	narrowed := object.union(requirement, {"metrics": metrics})
] if {
	foreign := _foreign(engine)
}

# The alarms on one of the requirement's metrics that go off on the side it names, or on both.
on_metric(alarms, requirement) := {alarm |
	some alarm in alarms
	alarm.metric_name in requirement.metrics
	alarm.direction in {requirement.comparison, null}
} if {
	is_array(alarms)
}

# The alarm goes off later than it must as the value grows worse; `exact` takes no other threshold.
is_lax(alarm, requirement, compare) if {
	value := threshold(alarm, requirement)
	is_number(value)
	_is_worse(value, requirement, compare)
}

_is_worse(value, requirement, "at_least") if {
	requirement.comparison == "above"
	value > requirement.threshold
}

_is_worse(value, requirement, "at_least") if {
	requirement.comparison == "below"
	value < requirement.threshold
}

_is_worse(value, requirement, "exact") if value != requirement.threshold

# The alarm goes off later than it must as time goes by; `exact` takes no other duration.
is_slow(alarm, requirement, "at_least") if {
	is_number(alarm.duration)
	alarm.duration > requirement.duration_seconds
}

is_slow(alarm, requirement, "exact") if {
	is_number(alarm.duration)
	alarm.duration != requirement.duration_seconds
}

# The alarm is known not to be lax. One on a learnt band has no threshold that could be.
is_strict(alarm, requirement, compare) if {
	is_number(threshold(alarm, requirement))
	not is_lax(alarm, requirement, compare)
}

is_strict(alarm, requirement, _) if is_null(threshold(alarm, requirement))

# The alarm is known to be neither lax nor slow.
meets(alarm, requirement, compare) if {
	is_strict(alarm, requirement, compare)
	is_number(alarm.duration)
	not is_slow(alarm, requirement, compare)
}

# The alarm's threshold, in the unit of the requirement's.
threshold(alarm, requirement) := alarm.threshold_per_minute if requirement.per_minute == true

threshold(alarm, requirement) := alarm.threshold if {
	object.get(requirement, "per_minute", false) == false
}

# "above 100 a minute".
side(requirement, value) := sprintf("%s %v a minute", [requirement.comparison, value]) if {
	object.get(requirement, "per_minute", false) == true
}

side(requirement, value) := sprintf("%s %v", [requirement.comparison, value]) if {
	object.get(requirement, "per_minute", false) == false
}

# "CPUUtilization or EngineCPUUtilization".
metric_names(requirement) := concat(" or ", requirement.metrics)

# Metrics that an engine does not publish.
_foreign(engine) := {
	"BytesUsedForCacheItems",
	"EvictedUnfetched",
	"UnusedMemory",
} if {
	engine in {"redis", "valkey"}
} else := {
	"BytesUsedForCache",
	"CacheHitRate",
	"DatabaseCapacityUsagePercentage",
	"DatabaseMemoryUsageCountedForEvictPercentage",
	"DatabaseMemoryUsagePercentage",
	"EngineCPUUtilization",
	"MemoryFragmentationRatio",
	"ReplicationBytes",
	"ReplicationLag",
	"SaveInProgress",
} if {
	engine == "memcached"
} else := set()
