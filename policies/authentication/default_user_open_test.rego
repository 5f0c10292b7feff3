package cache_audit.authentication.default_user_open_test

import data.cache_audit.lib.testing

_off := {
	"is_on": false,
	"needs_no_password": false,
	"reaches_all_keys": true,
	"runs_dangerous_commands": true,
}

_default(authentication, changes) := {
	"user_name": "default",
	"address": "aws_elasticache_user.default",
	"authentication_type": authentication,
	"access": object.union(_off, changes),
}

_cache(users) := {"cache": {"user_groups": [{"users": users}]}}

_fails(user, reach) := object.union(_cache([user]), {"denials": [{
	"resource": "aws_elasticache_user.default",
	"attribute": "user_groups[].users[].access",
	"message": sprintf("lets everybody in as user default, who needs no password and %s", [reach]),
}]})

test_pass_when_off := _cache([_default("no-password", {})])

test_pass_when_password := _cache([_default("password", {"is_on": true})])

test_pass_when_harmless := _cache([_default("no-password", {
	"is_on": true,
	"reaches_all_keys": false,
	"runs_dangerous_commands": false,
})])

test_pass_when_another_user_needs_no_password := _cache([object.union(
	_default("no-password", {"is_on": true}),
	{"user_name": "health"},
)])

test_fail_when_no_password_and_everything := _fails(
	_default("no-password", {"is_on": true}),
	"reaches all keys with dangerous commands",
)

test_fail_when_nopass_and_all_keys := _fails(
	_default("password", {
		"is_on": true,
		"needs_no_password": true,
		"runs_dangerous_commands": false,
	}),
	"reaches all keys",
)

test_fail_when_dangerous_commands := _fails(
	_default("no-password", {"is_on": true, "reaches_all_keys": false}),
	"runs dangerous commands",
)

test_unknown_when_user_is_decided_after_apply := _cache([testing.unknown])

test_unknown_when_access_is_decided_after_apply := _cache([object.union(
	_default("no-password", {}),
	{"access": testing.unknown},
)])

test_unknown_when_groups_are_decided_after_apply := {"cache": {"user_groups": testing.unknown}}

test_unknown_when_group_is_not_in_the_inventory := {"cache": {"user_groups": [testing.unknown]}}

test_not_applicable_when_no_groups := {"cache": {"user_groups": []}}

test_not_applicable_when_groups_are_unset := {"cache": {"user_groups": null}}
