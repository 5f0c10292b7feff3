# METADATA
# title: Log delivery fails
# description: |
#   The cache is set to deliver a log and cannot: its destination is gone, or may not be written to. What it would have told
#   is lost. Decided where the cache runs; a declaration delivers nothing yet.
# related_resources:
#   - https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/Log_Delivery.html
#   - https://docs.aws.amazon.com/AmazonElastiCache/latest/APIReference/API_LogDeliveryConfiguration.html
# custom:
#   subject: cache
#   severity: medium
#   attributes:
#     - kind
#     - status
#     - log_deliveries[].log_type
#     - log_deliveries[].status
#     - log_deliveries[].message
#   remediation: |
#     Make the log group or delivery stream again, or let ElastiCache write to it: the resource policy of CloudWatch Logs must
#     allow `delivery.logs.amazonaws.com`. Then set the log delivery configuration once more.
#   frameworks:
#     cis-aws-database-services: ["5.6", "5.9"]
#     nist-800-53-r5: [AU-12, SI-4]
package cache_audit.observability.log_delivery_failing

import data.cache_audit.lib.elasticache
import data.cache_audit.lib.finding

applicable if {
	input.cache.kind in elasticache.kinds
	input.cache.status != null
	is_array(input.cache.log_deliveries)
	count(input.cache.log_deliveries) > 0
}

# Whatever is known of its logs.
applicable := false if input.cache.status == null

# The log of a container is what it writes to its output.
applicable := false if input.cache.kind == "ecs_service"

deny contains denial if {
	some delivery in input.cache.log_deliveries
	delivery.status == "error"
	message := sprintf("does not get its %s delivered%s", [delivery.log_type, _cause(delivery)])
	denial := finding.at("log_deliveries[].status", message)
}

# AWS's own words, where it has any.
_cause(delivery) := sprintf(": %s", [delivery.message]) if {
	is_string(delivery.message)
} else := ""
