# METADATA
# title: The cache's port is not the required one
# description: |
#   Clients, firewalls and security group rules are written for one port. A cache on another one is not reached, or is
#   reached past rules that nobody meant for it.
# related_resources:
#   - https://docs.aws.amazon.com/AmazonElastiCache/latest/APIReference/API_CreateReplicationGroup.html
#   - https://docs.aws.amazon.com/AmazonElastiCache/latest/APIReference/API_CreateCacheCluster.html
# custom:
#   subject: cache
#   severity: medium
#   attributes:
#     - kind
#     - engine
#     - port
#   parameters:
#     port:
#       default: 0
#       type: integer
#       description: The port required; 0 requires none.
#   remediation: |
#     Set `port` to the required port. Changing it replaces the cache, so take a snapshot first. A container is told by
#     `--port`, or by `--tls-port` with `--port 0`.
#   frameworks:
#     nist-800-53-r5: [CM-2, CM-6]
package cache_audit.network.port_not_required

import data.cache_audit.lib.finding
import data.cache_audit.lib.port

# The ports of a serverless cache cannot be chosen.
applicable if {
	data.parameters.port > 0
	input.cache.kind in {"replication_group", "cache_cluster", "ecs_service"}
}

_port := input.cache.port if is_number(input.cache.port)

_port := port.default_of[input.cache.engine] if is_null(input.cache.port)

deny contains denial if {
	_port != data.parameters.port
	message := sprintf("listens on port %d, %d required", [_port, data.parameters.port])
	denial := finding.at("port", message)
}
