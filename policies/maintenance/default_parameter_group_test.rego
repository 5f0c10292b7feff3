package cache_audit.maintenance.default_parameter_group_test

import data.cache_audit.lib.testing

_cache(group) := {"cache": {"parameter_group": group}}

test_pass_when_own_group := _cache({"is_default": false})

test_fail_when_default := object.union(_cache({"is_default": true}), {"denials": [{
	"attribute": "parameter_group",
	"message": "uses a default parameter group, whose values nobody can change",
}]})

test_unknown_when_group_is_decided_after_apply := _cache(testing.unknown)

test_unknown_when_it_may_be_a_default_group := _cache({"is_default": testing.unknown})

test_not_applicable_when_serverless := _cache(null)
