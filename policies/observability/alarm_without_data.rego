# METADATA
# title: Alarm has had no data for long
# description: |
#   An alarm without data does not go off, whatever happens. ElastiCache sends a sample every minute, so an alarm that
#   gets none for a day watches a node that is gone or a metric that the cache does not have. Decided where the alarm runs;
#   a declaration has no state.
# related_resources:
#   - https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarms-and-missing-data.html
#   - https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/CacheMetrics.html
# custom:
#   subject: cache
#   severity: medium
#   attributes:
#     - kind
#     - status
#     - alarms[].state_value
#     - alarms[].state_transitioned_timestamp
#   labels:
#     - alarms[].address
#     - alarms[].name
#   parameters:
#     hours:
#       default: 24
#       type: integer
#       description: Hours that an alarm may be without data.
#   remediation: |
#     Compare the alarm's namespace, metric and dimensions with the metrics that the cache sends: `CacheClusterId` is the id
#     of a node, not of its replication group. Delete alarms on nodes that are gone.
#   frameworks:
#     cis-aws-database-services: ["5.6"]
#     nist-800-53-r5: [CA-7, SI-4]
package cache_audit.observability.alarm_without_data

import data.cache_audit.lib.age
import data.cache_audit.lib.elasticache
import data.cache_audit.lib.finding

applicable if {
	input.cache.kind in elasticache.kinds
	input.cache.status != null
	is_array(input.cache.alarms)
	count(input.cache.alarms) > 0
}

# Whatever is known of its alarms.
applicable := false if input.cache.status == null

# ElastiCache measures no containers.
applicable := false if input.cache.kind == "ecs_service"

deny contains denial if {
	some alarm in input.cache.alarms
	alarm.state_value == "INSUFFICIENT_DATA"
	since := alarm.state_transitioned_timestamp
	age.is_over(since, input.now, data.parameters.hours)
	message := sprintf(
		"alarm %s has had no data since %s, more than %d hours",
		[alarm.name, since, data.parameters.hours],
	)
	denial := finding.of(alarm.address, "alarms[].state_value", message)
}
