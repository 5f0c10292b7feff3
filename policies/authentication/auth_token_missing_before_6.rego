# METADATA
# title: Redis OSS before 6.0 has no AUTH token
# description: |
#   Redis OSS knows users from version 6.0 on. Before, an AUTH token is the only thing that keeps out whoever reaches the
#   port.
# related_resources:
#   - https://docs.aws.amazon.com/securityhub/latest/userguide/elasticache-controls.html#elasticache-6
#   - https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/auth.html
# custom:
#   subject: cache
#   severity: medium
#   attributes: [kind, engine, engine_version, auth_token.is_set]
#   remediation: |
#     Upgrade to Redis OSS 6.2 or later, or to Valkey, and attach a user group; or set `auth_token` from a secret, which
#     needs `transit_encryption_enabled`. Before 7.0.5, switching that on replaces the group.
#   frameworks:
#     aws-fsbp: [ElastiCache.6]
#     cis-aws-database-services: ["5.1"]
#     nist-800-53-r5: [AC-2(1), AC-3, AC-3(15), AC-3(7), AC-6]
package cache_audit.authentication.auth_token_missing_before_6

import data.cache_audit.lib.finding
import data.cache_audit.lib.version

applicable if {
	input.cache.kind == "replication_group"
	input.cache.engine == "redis"
	version.is_below(input.cache.engine_version, "6.0")
}

# Whatever the version is.
applicable := false if input.cache.kind != "replication_group"

applicable := false if input.cache.engine != "redis"

deny contains denial if {
	_has_no_token
	denial := finding.at("auth_token", sprintf(
		"runs Redis OSS %s, which knows no users, and has no AUTH token",
		[input.cache.engine_version],
	))
}

_has_no_token if input.cache.auth_token == null

_has_no_token if input.cache.auth_token.is_set == false
