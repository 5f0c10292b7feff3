# METADATA
# title: The engine version is not the required one
# description: |
#   A system tested with one version should run with it everywhere. The required version may leave out its last part:
#   `7.0` holds for `7.0.7`, not for `7.1`. The version of a container is what the tag of its image begins with.
# related_resources:
#   - https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/supported-engine-versions.html
# custom:
#   subject: cache
#   severity: medium
#   attributes: [engine_version]
#   parameters:
#     version:
#       default: ""
#       type: string
#       description: The version required, or its first parts; empty requires none.
#   remediation: |
#     Set `engine_version` to the required version. Redis OSS and Valkey are upgraded in place; a downgrade replaces the
#     cache, so take a snapshot first. A Memcached cluster loses its data either way. Give a container an image with another
#     tag.
#   frameworks:
#     nist-800-53-r5: [CM-2, CM-6]
package cache_audit.maintenance.engine_version_not_required

import data.cache_audit.lib.finding
import data.cache_audit.lib.version

applicable if data.parameters.version != ""

deny contains denial if {
	version.differs(input.cache.engine_version, data.parameters.version)
	denial := finding.at("engine_version", sprintf(
		"runs version %s, %s required",
		[input.cache.engine_version, data.parameters.version],
	))
}
