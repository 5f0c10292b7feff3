package cache_audit.network.default_security_group_test

import data.cache_audit.lib.testing

_group(name, is_default) := {
	"name": name,
	"address": sprintf("aws_security_group.%s", [name]),
	"is_default": is_default,
}

_cache(groups) := {"security_groups": groups}

test_pass_when_the_group_is_its_own := {"cache": _cache([_group("redis", false)])}

test_fail_when_one_group_is_the_default := {
	"cache": _cache([_group("redis", false), _group("default", true)]),
	"denials": [{
		"resource": "aws_security_group.default",
		"attribute": "security_groups[].is_default",
		"message": "security group default is its VPC's default group",
	}],
}

test_unknown_when_a_group_is_not_known := {"cache": _cache([
	_group("redis", false),
	testing.unknown,
])}

test_unknown_when_nobody_can_tell_whether_it_is_the_default := {"cache": _cache([_group(
	"sg-1",
	testing.unknown,
)])}
