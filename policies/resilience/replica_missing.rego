# METADATA
# title: Shard has too few replicas
# description: |
#   Failover needs somebody to fail over to. A shard without a replica loses its data with its node,
#   even where automatic failover is on.
# related_resources:
#   - https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/Replication.html
#   - https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/FaultTolerance.html
# custom:
#   subject: cache
#   severity: medium
#   attributes:
#     - kind
#     - replicas_per_node_group
#   parameters:
#     minimum_replicas:
#       default: 1
#       type: integer
#       description: Replicas that every shard has at least.
#   remediation: |
#     Raise the number of replicas for each shard; nodes are added in place.
#   frameworks:
#     nist-800-53-r5: [CP-10, SC-36, SI-13(5)]
package cache_audit.resilience.replica_missing

import data.cache_audit.lib.finding

# Only replication groups have replicas.
applicable if input.cache.kind == "replication_group"

deny contains denial if {
	_replicas < data.parameters.minimum_replicas
	message := sprintf(
		"replicas for each shard: %d, at least %d required",
		[_replicas, data.parameters.minimum_replicas],
	)
	denial := finding.at("replicas_per_node_group", message)
}

_replicas := input.cache.replicas_per_node_group if {
	is_number(input.cache.replicas_per_node_group)
}

# AWS makes one node where nothing is said.
_replicas := 0 if input.cache.replicas_per_node_group == null
