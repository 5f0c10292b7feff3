# METADATA
# title: An engine parameter has not the required value
# description: |
#   Clients rely on how the engine evicts keys, drops idle connections or keeps them alive. A parameter that the group does
#   not set has the family's default, which differs between engines and may change; a default group sets none.
# related_resources:
#   - https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/ParameterGroups.Engine.html
# custom:
#   subject: cache
#   severity: medium
#   attributes: [parameter_group.parameters]
#   parameters:
#     required:
#       default: {}
#       type: object
#       description: The values required, by parameter name.
#   remediation: |
#     Set the parameter in the cache's own parameter group. Most take effect at once; some only after the nodes restart:
#     where the cache runs, `parameters-not-in-sync` fails until then.
#   frameworks:
#     nist-800-53-r5: [CM-6]
package cache_audit.maintenance.parameter_value_not_required

import data.cache_audit.lib.finding
import data.cache_audit.lib.known

applicable if {
	count(data.parameters.required) > 0
	input.cache.parameter_group != null
}

deny contains denial if {
	some name, required in data.parameters.required
	value := _values[name]
	sprintf("%v", [value]) != sprintf("%v", [required])
	denial := finding.at(_path(name), sprintf("sets %s to %v, %v required", [name, value, required]))
}

deny contains denial if {
	some name, required in data.parameters.required
	values := _values
	not name in object.keys(values)
	known.complete(_path(name))
	denial := finding.at(_path(name), sprintf("does not set %s, %v required", [name, required]))
}

_path(name) := sprintf("parameter_group.parameters.%s", [name])

_values := {} if input.cache.parameter_group.parameters == null

_values := input.cache.parameter_group.parameters if {
	input.cache.parameter_group.parameters != null
}
