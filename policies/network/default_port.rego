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
#     Choose another port when the cache is next replaced; changing it replaces the cache.
#   frameworks: {}
package cache_audit.network.default_port

import data.cache_audit.lib.finding

# The ports of a serverless cache cannot be chosen.
applicable if input.cache.kind in {"replication_group", "cache_cluster"}

_default_ports := {"redis": 6379, "valkey": 6379, "memcached": 11211}

deny contains denial if {
	port := _default_ports[input.cache.engine]
	input.cache.port in {port, null}
	message := sprintf("listens on port %d, the default of %s", [port, input.cache.engine])
	denial := finding.at("port", message)
}
