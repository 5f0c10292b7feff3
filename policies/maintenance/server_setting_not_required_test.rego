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

test_fail_when_it_is_not_written := _fails(
	object.remove(_good, ["maxmemory"]),
	{"maxmemory": "does not set maxmemory, 0 required"},
)

_requires(required, settings) := {
	"cache": {"kind": "ecs_service", "container": {"settings": settings}},
	"parameters": {"required": required},
}

test_pass_when_it_is_told_nowhere := _requires({"requirepass": "x", "search-workers": "4"}, _good)

test_pass_when_the_size_is_the_same := _requires({"maxmemory": "512MB"}, {"maxmemory": "536870912"})

test_pass_when_the_directory_is_the_same := _requires({"dir": "/data"}, {"dir": "/data/"})

test_fail_when_the_unit_is_another := object.union(
	_requires({"maxmemory": "512mb"}, {"maxmemory": "512m"}),
	{"denials": [{
		"attribute": "container.settings.maxmemory",
		"message": "sets maxmemory to 512m, 512mb required",
	}]},
)

test_fail_when_the_size_is_none := object.union(
	_requires({"maxmemory": "512mb"}, {"maxmemory": "much"}),
	{"denials": [{
		"attribute": "container.settings.maxmemory",
		"message": "sets maxmemory to much, 512mb required",
	}]},
)

test_fail_when_the_directory_is_another := object.union(
	_requires({"dir": "/data"}, {"dir": "/"}),
	{"denials": [{
		"attribute": "container.settings.dir",
		"message": "sets dir to /, /data required",
	}]},
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
