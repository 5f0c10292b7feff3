package cache_audit.network.subnet_group_not_required_test

import data.cache_audit.lib.testing

_case(group, required) := {
	"cache": {"kind": "cache_cluster", "subnet_group": group},
	"parameters": {"name": required},
}

_denials(text) := {"denials": [{"attribute": "subnet_group.name", "message": text}]}

test_pass_when_as_required := _case({"name": "sessions"}, "sessions")

test_pass_when_written_in_another_case := _case({"name": "sessions"}, "Sessions")

test_fail_when_another := object.union(
	_case({"name": "default"}, "sessions"),
	_denials("uses subnet group default, sessions required"),
)

test_fail_when_there_is_none := object.union(
	_case(null, "sessions"),
	_denials("has no subnet group, sessions required"),
)

test_unknown_when_the_name_is_not_known := _case({"name": testing.unknown}, "sessions")

test_unknown_when_the_group_is_not_known := _case(testing.unknown, "sessions")

test_not_applicable_when_none_is_required := _case({"name": "default"}, "")

test_not_applicable_when_serverless := {
	"cache": {"kind": "serverless_cache", "subnet_group": null},
	"parameters": {"name": "sessions"},
}
