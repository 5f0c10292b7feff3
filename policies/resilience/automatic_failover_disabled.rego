# METADATA
# title: Automatic failover is off
# description: |
#   When a primary fails, a replica takes over by itself only with automatic failover. Without it
#   writes fail until somebody promotes a replica by hand.
# related_resources:
#   - https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/AutoFailover.html
#   - https://docs.aws.amazon.com/securityhub/latest/userguide/elasticache-controls.html#elasticache-3
# custom:
#   subject: cache
#   severity: medium
#   attributes:
#     - kind
#     - automatic_failover_enabled
#   remediation: |
#     Set `automatic_failover_enabled` to true; the group needs at least one replica for it. It can
#     be changed in place.
#   frameworks:
#     aws-fsbp: [ElastiCache.3]
#     nist-800-53-r5: [CP-10, SC-5(2), SC-36, SI-13(5)]
package cache_audit.resilience.automatic_failover_disabled

import data.cache_audit.lib.finding

# Single clusters have no replica to fail over to; serverless caches fail over by themselves.
applicable if input.cache.kind == "replication_group"

deny contains denial if {
	input.cache.automatic_failover_enabled == false
	denial := finding.at("automatic_failover_enabled", "automatic failover is off")
}
