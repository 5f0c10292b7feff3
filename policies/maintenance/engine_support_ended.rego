# METADATA
# title: Standard support for the engine version has ended
# description: |
#   After the end of standard support AWS fixes only severe faults and charges extra for each node; after the end of
#   extended support it upgrades the cache by itself, whatever clients make of that.
#   Containers run what they are given: AWS supports none of it.
# related_resources:
#   - https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/extended-support.html
#   - https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/engine-versions.html#deprecated-engine-versions
# custom:
#   subject: cache
#   severity: high
#   attributes: [kind, engine, engine_version]
#   remediation: |
#     Upgrade to a supported version of Redis OSS or to Valkey: set `engine` and `engine_version`. The upgrade happens in
#     place, with a short failover; there is no way back without restoring a snapshot.
#   frameworks:
#     cis-aws-database-services: ["5.4"]
#     nist-800-53-r5: [SA-22, SI-2]
package cache_audit.maintenance.engine_support_ended

import data.cache_audit.lib.elasticache
import data.cache_audit.lib.finding
import data.cache_audit.lib.support

applicable if input.cache.kind in elasticache.kinds

deny contains denial if {
	release := support.release(input.cache.engine, input.cache.engine_version)
	release.standard_support_ends < support.day(input.now)
	denial := finding.at("engine_version", sprintf(
		"runs %s %s, whose standard support ended on %s; %s",
		[
			input.cache.engine,
			input.cache.engine_version,
			release.standard_support_ends,
			_extension(release),
		],
	))
}

_extension(release) := message if {
	release.extended_support_ends >= support.day(input.now)
	message := sprintf("paid extended support ends on %s", [release.extended_support_ends])
}

_extension(release) := "there is no extended support any more" if {
	release.extended_support_ends < support.day(input.now)
}
