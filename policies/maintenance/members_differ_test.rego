package cache_audit.maintenance.members_differ_test

import data.cache_audit.lib.testing

_cache(differences) := {"cache": {"member_differences": differences}}

test_pass_when_they_are_alike := _cache({})

test_fail_for_each_difference := object.union(
	_cache({
		"engine_version": ["7.1.0", "7.0.7"],
		"security_group_ids": ["sg-1", "sg-1, sg-2"],
	}),
	{"denials": [
		{
			"attribute": "member_differences.engine_version",
			"message": "has members that differ in engine_version: 7.0.7 and 7.1.0",
		},
		{
			"attribute": "member_differences.security_group_ids",
			"message": "has members that differ in security_group_ids: sg-1 and sg-1, sg-2",
		},
	]},
)

test_unknown_when_not_known := _cache(testing.unknown)

test_not_applicable_when_declared := _cache(null)
