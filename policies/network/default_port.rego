# METADATA
# title: Cache listens on its engine's default port
# description: |
#   Scanners try the default ports first. Another port keeps out nobody who looks, but less noise
#   reaches the cache.
# related_resources:
#   - https://docs.aws.amazon.com/AmazonElastiCache/latest/APIReference/API_CreateReplicationGroup.html
#   - https://docs.aws.amazon.com/AmazonElastiCache/latest/APIReference/API_CreateCacheCluster.html
# custom:
#   subject: cache
#   severity: informational
#   attributes:
#     - kind
#     - engine
#     - port
#   remediation: |
#     Choose another port when the cache is next replaced; changing it replaces the cache. A container
#     is told by `--port`, and its clients with it.
#   frameworks: {}
package cache_audit.network.default_port

import data.cache_audit.lib.finding
import data.cache_audit.lib.port

# The ports of a serverless cache cannot be chosen.
applicable if input.cache.kind in {"replication_group", "cache_cluster", "ecs_service"}

deny contains denial if {
	usual := port.default_of[input.cache.engine]
	input.cache.port in {usual, null}
	message := sprintf("listens on port %d, the default of %s", [usual, input.cache.engine])
	denial := finding.at("port", message)
}
