# METADATA
# title: The cache uses a default parameter group
# description: |
#   Nobody can change a value of AWS's default parameter groups. To set one later, the cache has to move to another group,
#   and parameters that need a restart then restart every node.
# related_resources:
#   - https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/ParameterGroups.html
# custom:
#   subject: cache
#   severity: low
#   attributes: [parameter_group.is_default]
#   remediation: |
#     Make a parameter group of the engine's family and set `parameter_group_name` to it. The group is changed in place.
#   frameworks:
#     nist-800-53-r5: [CM-6]
package cache_audit.maintenance.default_parameter_group

import data.cache_audit.lib.finding

applicable if input.cache.parameter_group != null

deny contains denial if {
	input.cache.parameter_group.is_default == true
	denial := finding.at(
		"parameter_group",
		"uses a default parameter group, whose values nobody can change",
	)
}
