# METADATA
# title: The engine version is below the minimum
# description: |
#   Old versions lack users, encryption in transit or fixes that others rely on. The minimum is set for each engine. A
#   version that leaves a part open, such as `6.x`, counts as the newest that it may stand for.
# related_resources:
#   - https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/supported-engine-versions.html
#   - https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/VersionManagement.HowTo.html
# custom:
#   subject: cache
#   severity: medium
#   attributes: [engine, engine_version]
#   parameters:
#     minimum:
#       default: {redis: "6.2", valkey: "7.2", memcached: "1.6.12"}
#       type: object
#       description: The lowest version allowed, by engine; an engine that is left out is not judged.
#   remediation: |
#     Set `engine_version` to at least the minimum. Redis OSS and Valkey are upgraded in place, with a short failover and no
#     way back; a Memcached cluster loses its data over an upgrade. Give a container an image with a newer tag.
#   frameworks:
#     cis-aws-database-services: ["5.4"]
#     nist-800-53-r5: [SI-2]
package cache_audit.maintenance.engine_version_below_floor

import data.cache_audit.lib.finding
import data.cache_audit.lib.version

applicable if data.parameters.minimum[input.cache.engine]

deny contains denial if {
	minimum := data.parameters.minimum[input.cache.engine]
	version.is_below(input.cache.engine_version, minimum)
	denial := finding.at("engine_version", sprintf(
		"runs %s %s, at least %s required",
		[input.cache.engine, input.cache.engine_version, minimum],
	))
}
