# METADATA
# title: A user may do everything with every key
# description: |
#   A user with all keys and with all or dangerous commands (`FLUSHALL`, `KEYS`, `CONFIG` and the like) can read every
#   tenant's data, empty the cache or stall it. Applications need their own keys and a few categories of commands.
# related_resources:
#   - https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/Clusters.RBAC.html#Access-string
# custom:
#   subject: cache
#   severity: medium
#   attributes:
#     - user_groups[].users[].user_name
#     - user_groups[].users[].access
#   labels:
#     - user_groups[].users[].address
#   remediation: |
#     Narrow the access string to the keys and categories that the user needs, for example
#     `on ~orders:* -@all +@read +@write -@dangerous`. Tokens apply from left to right, so put exclusions last.
#   frameworks:
#     cis-aws-database-services: ["5.8"]
#     nist-800-53-r5: [AC-6, AC-6(1)]
package cache_audit.authentication.user_access_too_broad

import data.cache_audit.lib.finding

applicable if {
	input.cache.user_groups != null
	some _ in input.cache.user_groups
}

deny contains denial if {
	input.cache.user_groups != null
	some group in input.cache.user_groups
	group.users != null
	some user in group.users
	user.access.is_on == true
	user.access.reaches_all_keys == true
	commands := _commands(user.access)
	denial := finding.of(user.address, "user_groups[].users[].access", sprintf(
		"lets user %s run %s on all keys",
		[user.user_name, commands],
	))
}

_commands(access) := "all commands" if access.runs_all_commands == true

_commands(access) := "dangerous commands" if {
	access.runs_all_commands == false
	access.runs_dangerous_commands == true
}
