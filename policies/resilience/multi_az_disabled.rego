# METADATA
# title: Multi-AZ is off
# description: |
#   Without Multi-AZ the service may place replicas in the zone of their primary, or fail over into
#   it, so that the loss of one availability zone takes the cache with it.
# related_resources:
#   - https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/AutoFailover.html
#   - https://docs.aws.amazon.com/AmazonElastiCache/latest/APIReference/API_ModifyReplicationGroup.html
# custom:
#   subject: cache
#   severity: medium
#   attributes:
#     - kind
#     - multi_az_enabled
#   remediation: |
#     Set `multi_az_enabled` to true, with automatic failover, a replica and subnets in two zones.
#     It can be changed in place.
#   frameworks:
#     nist-800-53-r5: [CP-10, SC-36]
package cache_audit.resilience.multi_az_disabled

import data.cache_audit.lib.finding

# Serverless caches always span zones; Memcached has a policy of its own.
applicable if input.cache.kind == "replication_group"

deny contains denial if {
	input.cache.multi_az_enabled == false
	denial := finding.at("multi_az_enabled", "Multi-AZ is off")
}
