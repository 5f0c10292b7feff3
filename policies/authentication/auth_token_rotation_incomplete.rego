# METADATA
# title: The previous AUTH token is still valid
# description: |
#   Strategy `ROTATE` adds a new token and keeps the one before valid, so that clients can change over. On a group that had
#   no token, clients without one stay welcome. Only strategy `SET` ends that. Decided of declarations: a strategy belongs to
#   the call that changes the token, and AWS keeps none with a running cache.
# related_resources:
#   - https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/auth.html
# custom:
#   subject: cache
#   severity: informational
#   attributes: [kind, auth_token.is_set, auth_token_update_strategy, change.action, status]
#   remediation: |
#     When every client uses the new token, set `auth_token_update_strategy` to `SET` and apply. It changes in place.
#   frameworks:
#     nist-800-53-r5: [IA-5, IA-5(1)]
package cache_audit.authentication.auth_token_rotation_incomplete

import data.cache_audit.lib.elasticache
import data.cache_audit.lib.finding

# A new cache has no previous token. Providers of version 5 write `ROTATE` even then.
applicable if {
	input.cache.kind in elasticache.kinds
	input.cache.auth_token.is_set == true
	input.cache.change.action != "create"
	input.cache.status == null
}

# Whatever is known of the running cache.
applicable := false if input.cache.status != null

# A container has one password, until its tasks are replaced.
applicable := false if input.cache.kind == "ecs_service"

deny contains denial if {
	input.cache.auth_token_update_strategy == "ROTATE"
	denial := finding.at(
		"auth_token_update_strategy",
		"accepts the previous AUTH token beside the new one: the update strategy is ROTATE, not SET",
	)
}
