# METADATA
# title: The image is not on the allow list
# description: |
#   An image from anybody's repository brings what anybody put into it. A list of repositories keeps to those
#   that somebody vouches for. The registry that an image comes from is not told apart.
# related_resources:
#   - https://docs.aws.amazon.com/AmazonECS/latest/developerguide/security-tasks-containers.html
# custom:
#   subject: cache
#   severity: medium
#   attributes: [kind, container.image_repository]
#   parameters:
#     allowed:
#       default: []
#       type: array
#       description: |
#         The repositories allowed, without registry; `*` stands for any part, as in `bitnami/*`. An empty list allows all.
#   remediation: |
#     Run an image of a repository on the list, or put the repository on it. Tasks are replaced.
#   frameworks:
#     nist-800-53-r5: [CM-2, CM-6]
package cache_audit.governance.image_repository_not_allowed

import data.cache_audit.lib.finding

applicable if {
	count(data.parameters.allowed) > 0
	input.cache.kind == "ecs_service"
}

deny contains denial if {
	repository := input.cache.container.image_repository
	not _is_allowed(repository)
	denial := finding.at("container.image_repository", sprintf(
		"runs image %s, allowed: %s",
		[repository, concat(", ", data.parameters.allowed)],
	))
}

_is_allowed(repository) if {
	some pattern in data.parameters.allowed
	regex.match(_expression(pattern), repository)
}

_expression(pattern) := sprintf("^%s$", [replace(replace(pattern, ".", `\.`), "*", ".*")])
