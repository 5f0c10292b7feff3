# METADATA
# title: The container's log is not in the required group
# description: |
#   Whoever reads the log, and what is alarmed of it, looks into one log group. In another one, or elsewhere,
#   nobody finds it.
# related_resources:
#   - https://docs.aws.amazon.com/AmazonECS/latest/developerguide/using_awslogs.html
# custom:
#   subject: cache
#   severity: low
#   attributes:
#     - kind
#     - container.log_group
#   parameters:
#     name:
#       default: ""
#       type: string
#       description: The name of the log group required; empty requires none.
#   remediation: |
#     Set the option `awslogs-group` of the container's log configuration to the required group. Tasks are
#     replaced.
#   frameworks:
#     nist-800-53-r5: [AU-12, CM-6]
package cache_audit.observability.log_group_not_required

import data.cache_audit.lib.finding

applicable if {
	data.parameters.name != ""
	input.cache.kind == "ecs_service"
}

deny contains denial if {
	input.cache.container.log_group == null
	message := sprintf("writes its log to no log group, %s required", [data.parameters.name])
	denial := finding.at("container.log_group", message)
}

deny contains denial if {
	group := input.cache.container.log_group
	is_string(group)
	group != data.parameters.name
	message := sprintf("writes its log to %s, %s required", [group, data.parameters.name])
	denial := finding.at("container.log_group", message)
}
