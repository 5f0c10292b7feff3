# METADATA
# title: The subnet group is not the required one
# description: |
#   Whoever looks after the network knows a subnet group by its name. A cache in another one may lie in other subnets, and
#   is left out of what is done to the required one.
# related_resources:
#   - https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/SubnetGroups.html
# custom:
#   subject: cache
#   severity: low
#   attributes:
#     - kind
#     - subnet_group.name
#   parameters:
#     name:
#       default: ""
#       type: string
#       description: The name of the subnet group required; empty requires none.
#   remediation: |
#     Set `subnet_group_name` to the required group, or give the group that name. Either replaces an existing cache, so
#     take a snapshot first.
#   frameworks:
#     nist-800-53-r5: [CM-2, CM-6]
package cache_audit.network.subnet_group_not_required

import data.cache_audit.lib.finding

# Serverless caches name their subnets themselves.
applicable if {
	data.parameters.name != ""
	input.cache.kind in {"replication_group", "cache_cluster"}
}

deny contains denial if {
	input.cache.subnet_group == null
	message := sprintf("has no subnet group, %s required", [data.parameters.name])
	denial := finding.at("subnet_group.name", message)
}

# ElastiCache stores names in lower case.
deny contains denial if {
	name := input.cache.subnet_group.name
	is_string(name)
	lower(name) != lower(data.parameters.name)
	message := sprintf("uses subnet group %s, %s required", [name, data.parameters.name])
	denial := finding.at("subnet_group.name", message)
}
