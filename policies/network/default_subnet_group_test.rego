package cache_audit.network.default_subnet_group_test

import data.cache_audit.lib.testing

_cache(kind, subnet_group) := {"kind": kind, "subnet_group": subnet_group}

test_pass_when_a_group_of_its_own_is_named := {"cache": _cache(
	"replication_group",
	{"is_default": false},
)}

test_fail_when_the_default_group_is_named := {
	"cache": _cache("cache_cluster", {"is_default": true}),
	"denials": [{
		"attribute": "subnet_group.is_default",
		"message": "uses the subnet group `default`",
	}],
}

test_fail_when_no_group_is_named := {
	"cache": _cache("replication_group", null),
	"denials": [{
		"attribute": "subnet_group.is_default",
		"message": "names no subnet group, so that AWS takes `default`",
	}],
}

test_unknown_when_the_group_is_not_known := {"cache": _cache(
	"replication_group",
	testing.unknown,
)}

test_unknown_when_the_name_is_not_known := {"cache": _cache(
	"cache_cluster",
	{"is_default": testing.unknown},
)}

test_not_applicable_when_serverless := {"cache": _cache("serverless_cache", null)}
