package cache_audit.maintenance.server_setting_not_required_test

import data.cache_audit.lib.testing

_required := {"appendonly": "yes", "maxmemory": 0, "save": "900 1 300 10"}

_cache(settings) := {
	"cache": {"kind": "ecs_service", "container": {"settings": settings}},
	"parameters": {"required": _required},
}

_fails(settings, denials) := object.union(_cache(settings), {"denials": [denial |
	some name, message in denials
	denial := {"attribute": sprintf("container.settings.%s", [name]), "message": message}
]})

_good := {"appendonly": "yes", "maxmemory": "0", "save": "900 1 300 10"}

test_pass_when_all_as_required := _cache(_good)

test_fail_when_another_value := _fails(
	object.union(_good, {"appendonly": "no", "save": ""}),
	{
		"appendonly": "sets appendonly to no, yes required",
		"save": "sets save to nothing, 900 1 300 10 required",
	},
)

test_fail_when_not_set := _fails(
	object.remove(_good, ["maxmemory"]),
	{"maxmemory": "does not set maxmemory, 0 required"},
)

test_unknown_when_a_value_is_not_known := _cache(object.union(_good, {"save": testing.unknown}))

test_unknown_when_a_file_may_set_more := _cache(testing.unknown)

test_not_applicable_when_nothing_is_required := {"cache": {
	"kind": "ecs_service",
	"container": {"settings": {}},
}}

test_not_applicable_when_no_container := {
	"cache": {"kind": "cache_cluster", "container": null},
	"parameters": {"required": _required},
}
