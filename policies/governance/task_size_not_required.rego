# METADATA
# title: The size of the task is not as required
# description: |
#   A task with less memory than planned ends when the data no longer fits; one with more is paid for and
#   unused.
# related_resources:
#   - https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task_definition_parameters.html#task_size
# custom:
#   subject: cache
#   severity: low
#   attributes: [kind, container.cpu, container.memory]
#   parameters:
#     cpu:
#       default: 0
#       type: integer
#       description: The units of CPU required, 1024 to a vCPU; 0 requires none.
#     memory:
#       default: 0
#       type: integer
#       description: The MiB of memory required; 0 requires none.
#   remediation: |
#     Set `cpu` and `memory` in a new revision of the task definition, in one of the combinations that Fargate has. Tasks are
#     replaced.
#   frameworks:
#     nist-800-53-r5: [CM-2]
package cache_audit.governance.task_size_not_required

import data.cache_audit.lib.finding

applicable if {
	data.parameters.cpu + data.parameters.memory > 0
	input.cache.kind == "ecs_service"
}

deny contains denial if {
	required := data.parameters.cpu
	required > 0
	units := input.cache.container.cpu
	units != required
	message := sprintf("has %s units of CPU for a task, %d required", [_number(units), required])
	denial := finding.at("container.cpu", message)
}

deny contains denial if {
	required := data.parameters.memory
	required > 0
	memory := input.cache.container.memory
	memory != required
	message := sprintf("has %s MiB of memory for a task, %d required", [_number(memory), required])
	denial := finding.at("container.memory", message)
}

# Tasks on instances may leave their size open.
_number(value) := sprintf("%d", [value]) if is_number(value)

_number(value) := "no certain number of" if is_null(value)
