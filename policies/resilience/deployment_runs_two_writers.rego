# METADATA
# title: Two tasks write to one file system
# description: |
#   Every task of the service starts a server on the same files. Two of them at a time, for good or while
#   a deployment replaces one by the other, write their logs and snapshots over each other, and what is
#   there afterwards may be neither. ECS starts the new task before it stops the old one unless the
#   maximum percent forbids it; unless somebody sets it, that is 200. Whatever it is, blue/green deployments, among them
#   linear and canary ones and those of CodeDeploy, run both revisions side by side, and who deploys from outside may.
# related_resources:
#   - https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_DeploymentConfiguration.html
#   - https://redis.io/docs/latest/operate/oss_and_stack/management/persistence/
# custom:
#   subject: cache
#   severity: high
#   attributes:
#     - kind
#     - container.desired_count
#     - container.maximum_percent
#     - container.deployment_controller
#     - container.deployment_strategy
#     - container.data_volume.file_system.label
#   labels:
#     - container.data_volume.file_system.label
#   remediation: |
#     Run one task, and set the service's `minimumHealthyPercent` to 0 and `maximumPercent` to 100, so
#     that the old task ends before the new one starts; let ECS deploy it, with the strategy `ROLLING`. The cache is away for that long.
#   frameworks:
#     nist-800-53-r5: [CP-10]
package cache_audit.resilience.deployment_runs_two_writers

import data.cache_audit.lib.finding

applicable if input.cache.container.data_volume.file_system != null

deny contains denial if {
	tasks := input.cache.container.desired_count
	is_number(tasks)
	tasks > 1
	message := sprintf(
		"runs %d tasks on file system %s, at most one may write to it",
		[tasks, input.cache.container.data_volume.file_system.label],
	)
	denial := finding.at("container.desired_count", message)
}

# AWS rounds down.
deny contains denial if {
	not _side_by_side
	input.cache.container.desired_count == 1
	percent := input.cache.container.maximum_percent
	is_number(percent)
	tasks := floor(percent / 100)
	tasks > 1
	message := sprintf(
		"runs %d tasks on file system %s while it is deployed, with a maximum percent of %d",
		[tasks, input.cache.container.data_volume.file_system.label, percent],
	)
	denial := finding.at("container.maximum_percent", message)
}

deny contains denial if {
	input.cache.container.desired_count == 1
	some attribute, how in _side_by_side
	message := sprintf(
		"runs two tasks on file system %s while it is deployed, as %s does",
		[input.cache.container.data_volume.file_system.label, how],
	)
	denial := finding.at(sprintf("container.%s", [attribute]), message)
}

# The controller decides before the strategy, which is that of ECS alone.
_side_by_side := {"deployment_controller": controller} if {
	controller := input.cache.container.deployment_controller
	controller in {"CODE_DEPLOY", "EXTERNAL"}
} else := {"deployment_strategy": strategy} if {
	strategy := input.cache.container.deployment_strategy
	strategy in {"BLUE_GREEN", "LINEAR", "CANARY"}
}
