# METADATA
# title: The cache is not available
# description: |
#   The cache could not be made or restored, lost its network, or is being deleted: it serves nobody, and nothing else that is
#   said of it helps. States that pass by themselves, such as `creating`, `modifying` and `snapshotting`, are fine. A service of
#   ECS that is `DRAINING` is being deleted. Decided where the cache runs; a declaration has no status.
# related_resources:
#   - https://docs.aws.amazon.com/AmazonElastiCache/latest/APIReference/API_ReplicationGroup.html
#   - https://docs.aws.amazon.com/AmazonElastiCache/latest/APIReference/API_CacheCluster.html
#   - https://docs.aws.amazon.com/AmazonElastiCache/latest/APIReference/API_ServerlessCache.html
# custom:
#   subject: cache
#   severity: high
#   attributes:
#     - status
#   remediation: |
#     Look among the cache's events for the reason. After `create-failed` or `restore-failed` delete the cache and make it
#     anew; after `incompatible-network` give its subnet group subnets with free addresses in the zones of its nodes. Make a
#     service of ECS that is draining anew, once it is gone.
#   frameworks:
#     nist-800-53-r5: [CP-10, SI-4]
package cache_audit.resilience.cache_not_available

import data.cache_audit.lib.finding

applicable if input.cache.status != null

deny contains denial if {
	status := input.cache.status
	lower(status) in _unavailable
	message := sprintf("has the status %s", [status])
	denial := finding.at("status", message)
}

_unavailable := {
	"create-failed",
	"deleted",
	"deleting",
	"draining",
	"incompatible-network",
	"restore-failed",
}
