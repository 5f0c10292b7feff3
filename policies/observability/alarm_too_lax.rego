# METADATA
# title: Alarm's threshold is laxer than required
# description: |
#   Every alarm on a metric goes off only when the value is worse than the policy set puts up with.
#   A `Sum` is compared by the minute where the requirement is, since a longer period adds up more.
# related_resources:
#   - https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/CacheMetrics.WhichShouldIMonitor.html
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
#   remediation: Set the alarm's threshold to the required value. It can be changed in place.
#   frameworks:
#     cis-aws-database-services: ["5.6"]
#     nist-800-53-r5: [SI-4]
package cache_audit.observability.alarm_too_lax

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

# One alarm that is strict enough lets the others serve another purpose.
deny contains denial if {
	known.complete("alarms[].metric_name")
	known.complete("alarms[].direction")
	some requirement in _requirements
	watching := alarm.on_metric(input.cache.alarms, requirement)
	count(watching) > 0
	every candidate in watching {
		alarm.is_lax(candidate, requirement, data.parameters.compare)
	}
	some candidate in watching
	message := sprintf(
		"alarm %s goes off when %s is %s, %s %v required",
		[
			candidate.name,
			candidate.metric_name,
			alarm.side(requirement, alarm.threshold(candidate, requirement)),
			_bound(requirement),
			requirement.threshold,
		],
	)
	denial := finding.of(candidate.address, "alarms[].threshold", message)
}

_bound(_) := "exactly" if data.parameters.compare == "exact"

_bound(requirement) := "at most" if {
	data.parameters.compare == "at_least"
	requirement.comparison == "above"
}

_bound(requirement) := "at least" if {
	data.parameters.compare == "at_least"
	requirement.comparison == "below"
}
