# METADATA
# title: The default user is on and open
# description: |
#   A client that gives no name becomes the user `default`. If that user is on, needs no password and reaches all keys or
#   runs dangerous commands, the other users of the group protect nothing. A `default` user that is off does no harm.
# related_resources:
#   - https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/Clusters.RBAC.html
# custom:
#   subject: cache
#   severity: critical
#   attributes:
#     - user_groups[].users[].user_name
#     - user_groups[].users[].authentication_type
#     - user_groups[].users[].access
#   labels:
#     - user_groups[].users[].address
#   remediation: |
#     Make a user with the name `default` and another id, whose access string begins with `off` or who has a password, and
#     put it into the user group in place of the one that AWS provides. Let clients log in with users of their own.
#   frameworks:
#     cis-aws-database-services: ["5.8"]
#     nist-800-53-r5: [AC-3, AC-6, IA-2]
package cache_audit.authentication.default_user_open

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
	user.user_name == "default"
	user.access.is_on == true
	_needs_no_password(user)
	reach := _reach(user.access)
	denial := finding.of(user.address, "user_groups[].users[].access", sprintf(
		"lets everybody in as user default, who needs no password and %s",
		[reach],
	))
}

_needs_no_password(user) if user.authentication_type == "no-password"

_needs_no_password(user) if user.access.needs_no_password == true

_reach(access) := "reaches all keys" if {
	access.reaches_all_keys == true
	access.runs_dangerous_commands == false
}

_reach(access) := "runs dangerous commands" if {
	access.reaches_all_keys == false
	access.runs_dangerous_commands == true
}

_reach(access) := "reaches all keys with dangerous commands" if {
	access.reaches_all_keys == true
	access.runs_dangerous_commands == true
}
