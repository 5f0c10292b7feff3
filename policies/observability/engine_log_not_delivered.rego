# METADATA
# title: Engine log is not delivered
# description: |
#   The engine log tells of failed replication, of snapshots that ran out of memory and of restarts.
#   Nobody can log in to a node to read it, so what is not delivered is not known.
# related_resources:
#   - https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/Log_Delivery.html
#   - https://docs.aws.amazon.com/AmazonElastiCache/latest/APIReference/API_LogDeliveryConfigurationRequest.html
# custom:
#   subject: cache
#   severity: low
#   attributes:
#     - kind
#     - engine
#     - engine_version
#     - log_deliveries[].log_type
#   remediation: |
#     Add a log delivery configuration of type `engine-log` to CloudWatch Logs or Firehose. It can
#     be added in place.
#   frameworks:
#     cis-aws-database-services: ["5.6", "5.9"]
#     nist-800-53-r5: [AU-2, AU-12]
package cache_audit.observability.engine_log_not_delivered

import data.cache_audit.lib.finding
import data.cache_audit.lib.known
import data.cache_audit.lib.version

applicable if {
	input.cache.kind in {"replication_group", "cache_cluster"}
	input.cache.engine == "valkey"
}

# Older versions of Redis OSS cannot deliver it. Without a version the service takes a newer one.
applicable if {
	input.cache.kind in {"replication_group", "cache_cluster"}
	input.cache.engine == "redis"
	engine_version := input.cache.engine_version
	not version.is_below(engine_version, "6.2")
}

# Whatever the version is.
applicable := false if input.cache.kind == "serverless_cache"

# The log of a container is what it writes to its output.
applicable := false if input.cache.kind == "ecs_service"

applicable := false if input.cache.engine == "memcached"

deny contains denial if {
	known.complete("log_deliveries[].log_type")
	not "engine-log" in _delivered
	denial := finding.at("log_deliveries[].log_type", "the engine log is delivered nowhere")
}

_delivered contains log_type if {
	is_array(input.cache.log_deliveries)
	some delivery in input.cache.log_deliveries
	log_type := delivery.log_type
}
