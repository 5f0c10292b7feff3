# METADATA
# title: Alarm watches a node that does not exist
# description: |
#   The alarm's dimensions name no node of the cache, most often because they carry the id of the
#   replication group where a member's belongs. Such an alarm never gets data, and with missing data
#   treated as good it shows OK for ever.
# related_resources:
#   - https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/CacheMetrics.html
#   - https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarms-and-missing-data.html
# custom:
#   subject: cache
#   severity: high
#   attributes:
#     - kind
#     - alarms[].name
#     - alarms[].unmatched_dimension
#   labels:
#     - alarms[].address
#     - alarms[].name
#     - alarms[].unmatched_dimension
#   remediation: |
#     Write the id of a member, such as orders-001, into the dimension `CacheClusterId`.
#   frameworks:
#     cis-aws-database-services: ["5.6"]
#     nist-800-53-r5: [SI-4]
package cache_audit.observability.alarm_dimension_unmatched

import data.cache_audit.lib.elasticache
import data.cache_audit.lib.finding

# ElastiCache measures no containers.
applicable if input.cache.kind in elasticache.kinds

deny contains denial if {
	is_array(input.cache.alarms)
	some alarm in input.cache.alarms
	is_string(alarm.unmatched_dimension)
	message := sprintf(
		"alarm %s watches %s, which is no node of the cache",
		[alarm.name, alarm.unmatched_dimension],
	)
	denial := finding.of(alarm.address, "alarms[].unmatched_dimension", message)
}
