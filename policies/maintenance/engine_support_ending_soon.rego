# METADATA
# title: Standard support for the engine version ends soon
# description: |
#   An upgrade over a major version needs tests of every client. Once standard support has ended, each node costs extra.
#   Containers run what they are given: AWS supports none of it.
# related_resources:
#   - https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/extended-support.html
#   - https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/engine-versions.html#deprecated-engine-versions
# custom:
#   subject: cache
#   severity: low
#   attributes: [kind, engine, engine_version]
#   parameters:
#     days:
#       default: 180
#       type: integer
#       description: How many days ahead to warn.
#   remediation: |
#     Plan the upgrade to a supported version of Redis OSS or to Valkey: set `engine` and `engine_version`. The upgrade
#     happens in place, with a short failover; there is no way back without restoring a snapshot.
#   frameworks:
#     nist-800-53-r5: [SA-22]
package cache_audit.maintenance.engine_support_ending_soon

import data.cache_audit.lib.elasticache
import data.cache_audit.lib.finding
import data.cache_audit.lib.support

applicable if input.cache.kind in elasticache.kinds

deny contains denial if {
	release := support.release(input.cache.engine, input.cache.engine_version)
	days := support.days_between(support.day(input.now), release.standard_support_ends)
	days >= 0
	days <= data.parameters.days
	denial := finding.at("engine_version", sprintf(
		"runs %s %s, whose standard support ends on %s, in %d days; warned of %d days ahead",
		[
			input.cache.engine,
			input.cache.engine_version,
			release.standard_support_ends,
			days,
			data.parameters.days,
		],
	))
}
