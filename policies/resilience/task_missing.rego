# METADATA
# title: No task of the service runs
# description: |
#   The service shall run tasks and has none: whatever the image, the network or the file system does to them, nobody is
#   served. Right after the service is made or deployed this passes by itself. Decided where the cache runs; a declaration
#   has no tasks.
# related_resources:
#   - https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_Service.html
#   - https://docs.aws.amazon.com/AmazonECS/latest/developerguide/stopped-task-error-codes.html
# custom:
#   subject: cache
#   severity: high
#   attributes:
#     - kind
#     - container.desired_count
#     - container.running_count
#   remediation: |
#     Look among the service's events and at the reason why its last task stopped: `aws ecs describe-services` and
#     `aws ecs describe-tasks`.
#   frameworks:
#     nist-800-53-r5: [CP-10, SI-4]
package cache_audit.resilience.task_missing

import data.cache_audit.lib.finding

applicable if {
	input.cache.kind == "ecs_service"
	input.cache.container.running_count != null
}

deny contains denial if {
	tasks := input.cache.container.desired_count
	is_number(tasks)
	tasks > 0
	input.cache.container.running_count == 0
	denial := finding.at("container.running_count", sprintf("runs no task, %d desired", [tasks]))
}
