# METADATA
# title: Memcached nodes are all in one zone
# description: |
#   Memcached does not replicate: the keys of a lost node are gone. With all nodes in one
#   availability zone, the loss of the zone empties the whole cache and every request falls through
#   to what lies behind.
# related_resources:
#   - https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/FaultTolerance.html
#   - https://docs.aws.amazon.com/AmazonElastiCache/latest/APIReference/API_CreateCacheCluster.html
# custom:
#   subject: cache
#   severity: medium
#   attributes:
#     - kind
#     - engine
#     - num_cache_nodes
#     - multi_az_enabled
#   remediation: |
#     Set `az_mode` to `cross-az`. Nodes that exist stay where they are; new ones are spread.
#   frameworks:
#     nist-800-53-r5: [SC-36]
package cache_audit.resilience.memcached_in_one_zone

import data.cache_audit.lib.elasticache
import data.cache_audit.lib.finding

# One node cannot be spread.
applicable if {
	input.cache.kind in elasticache.kinds
	input.cache.engine == "memcached"
	input.cache.num_cache_nodes > 1
}

# Whatever engine a container runs.
applicable := false if input.cache.kind == "ecs_service"

deny contains denial if {
	input.cache.multi_az_enabled == false
	message := sprintf("all %d nodes are in one zone", [input.cache.num_cache_nodes])
	denial := finding.at("multi_az_enabled", message)
}
