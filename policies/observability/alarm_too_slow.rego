# METADATA
# title: Alarm goes off later than required
# description: |
#   An alarm goes off when enough datapoints in a row, each as long as its period, are beyond the
#   threshold. Every alarm on a metric that is strict enough takes longer than the policy set puts
#   up with.
# related_resources:
#   - https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarm-evaluation.html
#   - https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutMetricAlarm.html
# custom:
#   subject: cache
#   severity: low
#   attributes:
#     - kind
#     - engine
#     - alarms[].name
#     - alarms[].metric_name
#     - alarms[].direction
#     - alarms[].threshold
#     - alarms[].threshold_per_minute
#     - alarms[].duration
#   labels:
#     - alarms[].address
#     - alarms[].name
#   parameters:
#     alarms:
#       type: array
#       description: |
#         The alarms that a cache needs: metrics (any of them), comparison (above or below),
#         threshold, per_minute, duration_seconds, kinds of cache.
#       default:
#         - metrics: [EngineCPUUtilization, CPUUtilization]
#           comparison: above
#           threshold: 80
#           duration_seconds: 300
#         - metrics: [DatabaseMemoryUsagePercentage, DatabaseMemoryUsageCountedForEvictPercentage]
#           comparison: above
#           threshold: 85
#           duration_seconds: 300
#         - metrics: [Evictions]
#           comparison: above
#           threshold: 100
#           per_minute: true
#           duration_seconds: 300
#     compare:
#       default: at_least
#       type: string
#       description: at_least lets alarms be stricter than required, exact does not.
#   remediation: |
#     Lower the alarm's period, or the number of datapoints that must be beyond the threshold; with
#     the period of a `Sum` lower its threshold too. Both can be changed in place.
#   frameworks:
#     cis-aws-database-services: ["5.6"]
#     nist-800-53-r5: [SI-4]
package cache_audit.observability.alarm_too_slow

import data.cache_audit.lib.alarm
import data.cache_audit.lib.elasticache
import data.cache_audit.lib.finding
import data.cache_audit.lib.known

applicable if {
	input.cache.kind in elasticache.kinds
	count(_requirements) > 0
}

# ElastiCache measures no containers.
applicable := false if input.cache.kind == "ecs_service"

_requirements := alarm.applying(
	data.parameters.alarms,
	input.cache.kind,
	input.cache.engine,
)

deny contains denial if {
	known.complete("alarms[].metric_name")
	known.complete("alarms[].direction")
	some requirement in _requirements
	watching := alarm.on_metric(input.cache.alarms, requirement)
	slow := _slow(watching, requirement)
	count(slow) > 0
	candidates := _candidates(watching, requirement)
	count(candidates - slow) == 0
	some candidate in candidates
	message := sprintf(
		"alarm %s on %s goes off after %d seconds, %s %d required",
		[
			candidate.name, candidate.metric_name, candidate.duration,
			_bound, requirement.duration_seconds,
		],
	)
	denial := finding.of(candidate.address, "alarms[].duration", message)
}

# The alarms that are not too lax; where none is known to be strict enough, all of them.
_candidates(watching, requirement) := watching - _lax(watching, requirement) if {
	count(_strict(watching, requirement)) > 0
}

_candidates(watching, requirement) := watching if {
	count(_strict(watching, requirement)) == 0
}

_slow(watching, requirement) := {candidate |
	some candidate in watching
	alarm.is_slow(candidate, requirement, data.parameters.compare)
}

_strict(watching, requirement) := {candidate |
	some candidate in watching
	alarm.is_strict(candidate, requirement, data.parameters.compare)
}

_lax(watching, requirement) := {candidate |
	some candidate in watching
	alarm.is_lax(candidate, requirement, data.parameters.compare)
}

_bound := "exactly" if data.parameters.compare == "exact"

_bound := "at most" if data.parameters.compare == "at_least"
