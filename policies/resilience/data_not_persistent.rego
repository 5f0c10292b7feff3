# METADATA
# title: Data goes away with the task
# description: |
#   The server writes its files to the container's own storage, or writes none. Whenever the task is
#   replaced, by a deployment or because a host failed, the cache starts empty. What kind of volume
#   outlives a task is known of file systems of EFS only.
# related_resources:
#   - https://docs.aws.amazon.com/AmazonECS/latest/developerguide/using_data_volumes.html
#   - https://redis.io/docs/latest/operate/oss_and_stack/management/persistence/
# custom:
#   subject: cache
#   severity: high
#   attributes:
#     - kind
#     - container.data_volume.name
#     - container.data_volume.is_persistent
#     - container.settings.appendonly
#     - container.settings.save
#   labels:
#     - container.data_volume.name
#   remediation: |
#     Mount a file system of EFS where `dir` says, and start the server with `--appendonly yes` or with
#     rules for `--save`.
#   frameworks:
#     nist-800-53-r5: [CP-9, CP-10]
package cache_audit.resilience.data_not_persistent

import data.cache_audit.lib.finding

applicable if input.cache.kind == "ecs_service"

deny contains denial if {
	input.cache.container.data_volume == null
	denial := finding.at("container.data_volume", "keeps its data on no volume")
}

deny contains denial if {
	input.cache.container.data_volume.is_persistent == false
	message := sprintf(
		"keeps its data on volume %s, which goes away with the task",
		[input.cache.container.data_volume.name],
	)
	denial := finding.at("container.data_volume.is_persistent", message)
}

deny contains denial if {
	input.cache.container.settings.appendonly == "no"
	input.cache.container.settings.save == ""
	message := "writes nothing to disk: appendonly is no, and save has no rule"
	denial := finding.at("container.settings.appendonly", message)
}
