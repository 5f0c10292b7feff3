# METADATA
# title: Alarm watches a cache that does not exist
# description: |
#   An alarm on ElastiCache names a cache that is not there: it was deleted, renamed, or misspelt.
#   The alarm never gets data and guards nothing.
# related_resources:
#   - https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/CacheMetrics.html
#   - https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarms-and-missing-data.html
# custom:
#   subject: alarm
#   severity: medium
#   attributes:
#     - unmatched_dimension
#   remediation: Correct the dimension, or delete the alarm.
#   frameworks:
#     cis-aws-database-services: ["5.6"]
#     nist-800-53-r5: [SI-4]
package cache_audit.observability.alarm_watches_nothing

import data.cache_audit.lib.finding

deny contains denial if {
	is_string(input.alarm.unmatched_dimension)
	message := sprintf("watches %s, which is no cache", [input.alarm.unmatched_dimension])
	denial := finding.at("unmatched_dimension", message)
}
