package cache_audit.authentication.user_access_too_broad_test

import data.cache_audit.lib.testing

_narrow := {
	"is_on": true,
	"reaches_all_keys": false,
	"runs_all_commands": false,
	"runs_dangerous_commands": false,
}

_user(changes) := {
	"user_name": "orders",
	"address": "aws_elasticache_user.orders",
	"access": object.union(_narrow, changes),
}

_cache(users) := {"cache": {"user_groups": [{"users": users}]}}

_fails(user, commands) := object.union(_cache([_user({}), user]), {"denials": [{
	"resource": "aws_elasticache_user.orders",
	"attribute": "user_groups[].users[].access",
	"message": sprintf("lets user orders run %s on all keys", [commands]),
}]})

test_pass_when_narrow := _cache([_user({})])

test_pass_when_all_keys_with_harmless_commands := _cache([_user({"reaches_all_keys": true})])

test_pass_when_own_keys_with_all_commands := _cache([_user({
	"runs_all_commands": true,
	"runs_dangerous_commands": true,
})])

test_pass_when_off := _cache([_user({
	"is_on": false,
	"reaches_all_keys": true,
	"runs_all_commands": true,
	"runs_dangerous_commands": true,
})])

test_fail_when_all_commands := _fails(
	_user({
		"reaches_all_keys": true,
		"runs_all_commands": true,
		"runs_dangerous_commands": true,
	}),
	"all commands",
)

test_fail_when_dangerous_commands := _fails(
	_user({"reaches_all_keys": true, "runs_dangerous_commands": true}),
	"dangerous commands",
)

test_unknown_when_access_is_decided_after_apply := _cache([{
	"user_name": "orders",
	"access": testing.unknown,
}])

test_unknown_when_group_is_not_in_the_inventory := {"cache": {"user_groups": [testing.unknown]}}

test_not_applicable_when_groups_are_unset := {"cache": {"user_groups": null}}

test_not_applicable_when_no_groups := {"cache": {"user_groups": []}}
