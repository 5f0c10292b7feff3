# METADATA
# title: Required alarm is missing
# description: |
#   No alarm watches a metric that tells of trouble before clients do. Whether alarms that exist are
#   strict, fast and on every node is judged by `alarm-too-lax`, `alarm-too-slow` and
#   `alarm-node-not-covered`.
# related_resources:
#   - https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/CacheMetrics.WhichShouldIMonitor.html
#   - https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/AlarmThatSendsEmail.html
# custom:
#   subject: cache
#   severity: medium
#   attributes:
#     - kind
#     - engine
#     - alarms[].metric_name
#     - alarms[].direction
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
#   remediation: |
#     Add an alarm on one of the metrics for every node of the cache, with the dimension
#     `CacheClusterId`.
#   frameworks:
#     cis-aws-database-services: ["5.6"]
#     nist-800-53-r5: [SI-4]
package cache_audit.observability.required_alarm_missing

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
	count(alarm.on_metric(input.cache.alarms, requirement)) == 0
	message := sprintf(
		"no alarm goes off when %s is %s for %d seconds",
		[
			alarm.metric_names(requirement),
			alarm.side(requirement, requirement.threshold),
			requirement.duration_seconds,
		],
	)
	denial := finding.at("alarms[].metric_name", message)
}
