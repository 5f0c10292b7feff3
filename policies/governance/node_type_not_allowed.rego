# METADATA
# title: The node type is not on the allow list
# description: |
#   A list of node types keeps costs foreseeable and reserved nodes in use.
# related_resources:
#   - https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/CacheNodes.SupportedTypes.html
#   - https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/CacheNodes.SelectSize.html
# custom:
#   subject: cache
#   severity: low
#   attributes: [cache_node_type]
#   parameters:
#     allowed:
#       default: []
#       type: array
#       description: |
#         The node types allowed; `*` stands for any part, as in `cache.t4g.*`. An empty list allows all.
#   remediation: |
#     Set `node_type` to one of the list. Redis OSS and Valkey change in place with a short failover; Terraform replaces a
#     Memcached cluster for it, which starts empty.
#   frameworks: {}
package cache_audit.governance.node_type_not_allowed

import data.cache_audit.lib.finding

applicable if {
	count(data.parameters.allowed) > 0
	input.cache.cache_node_type != null
}

deny contains denial if {
	node_type := input.cache.cache_node_type
	not _is_allowed(node_type)
	denial := finding.at("cache_node_type", sprintf(
		"runs on %s, allowed: %s",
		[node_type, concat(", ", data.parameters.allowed)],
	))
}

_is_allowed(node_type) if {
	some pattern in data.parameters.allowed
	regex.match(_expression(pattern), node_type)
}

_expression(pattern) := sprintf("^%s$", [replace(replace(pattern, ".", `\.`), "*", ".*")])
