package cache_audit.network.port_not_required_test

import data.cache_audit.lib.testing

_case(port, required) := {
	"cache": {"kind": "replication_group", "engine": "redis", "port": port},
	"parameters": {"port": required},
}

_fails(port, required, listens_on) := object.union(_case(port, required), {"denials": [{
	"attribute": "port",
	"message": sprintf("listens on port %d, %d required", [listens_on, required]),
}]})

test_pass_when_as_required := _case(6380, 6380)

test_pass_when_the_engines_own_is_required_and_none_is_chosen := _case(null, 6379)

test_fail_when_another_is_chosen := _fails(6379, 6380, 6379)

test_fail_when_none_is_chosen := _fails(null, 6380, 6379)

test_unknown_when_the_port_is_not_known := _case(testing.unknown, 6379)

test_not_applicable_when_none_is_required := _case(6379, 0)

test_not_applicable_when_serverless := {
	"cache": {"kind": "serverless_cache", "engine": "valkey", "port": 6379},
	"parameters": {"port": 6380},
}

test_fail_when_a_container_listens_on_another := object.union(
	_fails(6380, 6379, 6380),
	{"cache": {"kind": "ecs_service"}},
)
