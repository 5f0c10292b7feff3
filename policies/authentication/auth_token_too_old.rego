# METADATA
# title: The AUTH token is too old
# description: |
#   The token is one password for every client. The longer it stays the same, the more people, backups and logs have it, and
#   whoever left still gets in. Decided where the cache runs; a declaration has no date.
# related_resources:
#   - https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/auth.html
#   - https://docs.aws.amazon.com/AmazonElastiCache/latest/APIReference/API_ReplicationGroup.html
# custom:
#   subject: cache
#   severity: medium
#   attributes:
#     - auth_token.is_set
#     - auth_token_last_modified_date
#   parameters:
#     maximum_age_days:
#       default: 90
#       type: integer
#       description: Days that a token may stay the same.
#   remediation: |
#     Set a new token with `auth_token_update_strategy` `ROTATE`, let every client change over, then set it again with `SET`,
#     which ends the old one. A rotation schedule in Secrets Manager does it by itself; users with IAM need no token.
#   frameworks:
#     cis-aws-database-services: ["5.8"]
#     nist-800-53-r5: [IA-5, IA-5(1)]
package cache_audit.authentication.auth_token_too_old

import data.cache_audit.lib.finding
import data.cache_audit.lib.support

applicable if {
	input.cache.auth_token_last_modified_date != null
	input.cache.auth_token.is_set == true
}

# Whatever is known of the token.
applicable := false if input.cache.auth_token_last_modified_date == null

deny contains denial if {
	modified := support.day(input.cache.auth_token_last_modified_date)
	days := support.days_between(modified, support.day(input.now))
	days > data.parameters.maximum_age_days
	message := sprintf(
		"has had the same AUTH token since %s, for %d days, at most %d allowed",
		[modified, days, data.parameters.maximum_age_days],
	)
	denial := finding.at("auth_token_last_modified_date", message)
}
