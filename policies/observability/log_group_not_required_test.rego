package cache_audit.observability.log_group_not_required_test

import data.cache_audit.lib.testing

_case(group) := {
	"cache": {"kind": "ecs_service", "container": {"log_group": group}},
	"parameters": {"name": "/ecs/phillm-redis"},
}

_fails(group, message) := object.union(_case(group), {"denials": [{
	"attribute": "container.log_group",
	"message": message,
}]})

test_pass_when_as_required := _case("/ecs/phillm-redis")

test_fail_when_another := _fails(
	"/ecs/phillm",
	"writes its log to /ecs/phillm, /ecs/phillm-redis required",
)

test_fail_when_none := _fails(null, "writes its log to no log group, /ecs/phillm-redis required")

test_unknown_when_not_known := _case(testing.unknown)

test_not_applicable_when_none_is_required := object.union(_case(null), {"parameters": {"name": ""}})

test_not_applicable_when_no_container := object.union(
	_case(null),
	{"cache": {"kind": "cache_cluster", "container": null}},
)
