# METADATA
# title: The number of nodes is not as required
# description: |
#   One node fewer is one failure less that the cache survives; one more is paid for and unused. Of a container its tasks are
#   counted.
# related_resources:
#   - https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/CacheNodes.NodeGroups.html
# custom:
#   subject: cache
#   severity: low
#   attributes: [kind, num_cache_nodes]
#   parameters:
#     count:
#       default: 0
#       type: integer
#       description: The number of nodes in all, replicas included; 0 requires none.
#   remediation: |
#     Set `num_cache_clusters`, or `num_node_groups` and `replicas_per_node_group` of a sharded group, so that they come to
#     the required number. Replicas are added and removed in place. Of a service of ECS set `desired_count`.
#   frameworks:
#     nist-800-53-r5: [CM-2]
package cache_audit.governance.node_count_not_required

import data.cache_audit.lib.finding

applicable if {
	data.parameters.count > 0
	input.cache.num_cache_nodes != null
}

deny contains denial if {
	input.cache.num_cache_nodes != data.parameters.count
	denial := finding.at("num_cache_nodes", sprintf(
		"has %d %s, %d required",
		[input.cache.num_cache_nodes, _nodes, data.parameters.count],
	))
}

_nodes := "nodes" if input.cache.kind != "ecs_service"

_nodes := "tasks" if input.cache.kind == "ecs_service"
