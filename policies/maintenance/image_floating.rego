# METADATA
# title: The image may be another tomorrow
# description: |
#   The tag names no single version of the server, so whoever publishes the image decides which one the
#   next task starts, and two tasks may run different ones. A tag with three numbers, such as `8.0.1`,
#   stands for one version; a digest is one image.
# related_resources:
#   - https://docs.aws.amazon.com/AmazonECS/latest/developerguide/container-considerations.html
#   - https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_ContainerDefinition.html
# custom:
#   subject: cache
#   severity: low
#   attributes:
#     - kind
#     - container.image_repository
#     - container.image_tag
#     - container.image_digest
#   labels:
#     - container.image_repository
#   remediation: |
#     Name the image by a whole version, or by its digest: `redis:8.0.1`, `redis@sha256:…`. Then let a
#     tool that updates dependencies propose newer ones.
#   frameworks:
#     nist-800-53-r5: [CM-2, SI-2]
package cache_audit.maintenance.image_floating

import data.cache_audit.lib.finding

applicable if input.cache.kind == "ecs_service"

deny contains denial if {
	input.cache.container.image_digest == null
	tag := input.cache.container.image_tag
	not regex.match(`^v?[0-9]+\.[0-9]+\.[0-9]+`, tag)
	message := sprintf(
		"runs image %s with tag %s, which names no single version",
		[input.cache.container.image_repository, tag],
	)
	denial := finding.at("container.image_tag", message)
}
