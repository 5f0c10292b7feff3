# METADATA
# title: The node type is of a previous generation
# description: |
#   AWS no longer offers these families for new clusters. They cost more for what they do, and some of them lack snapshots,
#   automatic failover or encryption in transit.
# related_resources:
#   - https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/CacheNodes.SupportedTypes.html
#   - https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/CacheNodes.NodeMigration.html
# custom:
#   subject: cache
#   severity: low
#   attributes: [cache_node_type]
#   remediation: |
#     Set `node_type` to a current family: t4g or t3 for small caches, m7g for general purpose, r7g for large memory. Redis
#     OSS and Valkey change in place with a short failover; Terraform replaces a Memcached cluster for it, which starts
#     empty.
#   frameworks: {}
package cache_audit.maintenance.previous_generation_node_type

import data.cache_audit.lib.finding

applicable if input.cache.cache_node_type != null

deny contains denial if {
	[_, family, _] := split(input.cache.cache_node_type, ".")
	family in data.reference.node_types.previous_generation
	denial := finding.at("cache_node_type", sprintf(
		"runs on %s, whose family AWS lists as previous generation",
		[input.cache.cache_node_type],
	))
}
