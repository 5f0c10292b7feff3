# METADATA
# title: Every node of a shard is in the same zone
# description: |
#   A primary and its replicas in one availability zone fail together. With Multi-AZ on AWS keeps
#   them apart itself; without it their places are those that were asked for, or any.
# related_resources:
#   - https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/FaultTolerance.html
#   - https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/AutoFailover.html
# custom:
#   subject: cache
#   severity: medium
#   attributes:
#     - kind
#     - multi_az_enabled
#     - nodes[].node_group
#     - nodes[].availability_zone
#   remediation: |
#     Turn Multi-AZ on, or name different zones for the nodes of each shard. A node changes its zone
#     only by being replaced: add a replica in another zone, then remove one.
#   frameworks:
#     nist-800-53-r5: [CP-10, SC-36]
package cache_audit.resilience.replicas_in_one_zone

import data.cache_audit.lib.finding
import data.cache_audit.lib.known

applicable if {
	input.cache.kind == "replication_group"
	input.cache.multi_az_enabled == false
}

deny contains denial if {
	known.complete("nodes[].node_group")
	is_array(input.cache.nodes)
	some shard in {node.node_group | some node in input.cache.nodes}
	nodes := [node | some node in input.cache.nodes; node.node_group == shard]
	count(nodes) > 1
	zone := nodes[0].availability_zone
	is_string(zone)
	every node in nodes {
		node.availability_zone == zone
	}
	message := sprintf("all %d nodes of shard %d are in %s", [count(nodes), shard, zone])
	denial := finding.at("nodes[].availability_zone", message)
}
