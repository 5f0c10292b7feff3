# METADATA
# title: A serverless cache has no user group
# description: |
#   User groups are the only access control that a serverless cache has. Without one every client is the user `default`, who
#   needs no password and may do everything.
# related_resources:
#   - https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/Clusters.RBAC.html
#   - https://docs.aws.amazon.com/AmazonElastiCache/latest/APIReference/API_CreateServerlessCache.html
# custom:
#   subject: cache
#   severity: high
#   attributes: [kind, engine, user_group_ids]
#   remediation: |
#     Attach a user group (`user_group_id`) whose `default` user is off or has a password. It changes in place.
#   frameworks:
#     cis-aws-database-services: ["5.1", "5.8"]
#     nist-800-53-r5: [AC-3, IA-2]
package cache_audit.authentication.serverless_user_group_missing

import data.cache_audit.lib.attribute
import data.cache_audit.lib.finding
import data.cache_audit.lib.known

applicable if {
	input.cache.kind == "serverless_cache"
	input.cache.engine in {"redis", "valkey"}
}

# Whatever engine it runs.
applicable := false if input.cache.kind != "serverless_cache"

deny contains denial if {
	attribute.is_empty(input.cache.user_group_ids)
	known.complete("user_group_ids")
	denial := finding.at("user_group_ids", "has no user group: every client may do everything")
}
