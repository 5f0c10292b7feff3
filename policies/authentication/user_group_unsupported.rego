# METADATA
# title: The engine version knows no users
# description: |
#   Users exist from Redis OSS 6.0 and Valkey 7.2 on. A user group on an older version protects nothing: ElastiCache refuses
#   it, and the change fails when it is applied.
# related_resources:
#   - https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/Clusters.RBAC.html
# custom:
#   subject: cache
#   severity: medium
#   attributes: [engine, engine_version, user_group_ids]
#   remediation: |
#     Upgrade to Redis OSS 6.2 or later, or to Valkey: set `engine` and `engine_version`. The upgrade happens in place, with
#     a short failover and no way back. Or use an AUTH token until then.
#   frameworks:
#     nist-800-53-r5: [AC-3]
package cache_audit.authentication.user_group_unsupported

import data.cache_audit.lib.finding
import data.cache_audit.lib.version

applicable if {
	input.cache.user_group_ids != null
	some _ in input.cache.user_group_ids
}

deny contains denial if {
	since := _users_since[input.cache.engine]
	version.is_below(input.cache.engine_version, since)
	denial := finding.at("engine_version", sprintf(
		"has a user group, but %s %s knows no users, which came with %s",
		[input.cache.engine, input.cache.engine_version, since],
	))
}

_users_since := {"redis": "6.0", "valkey": "7.2"}
