package cache_audit.governance.task_size_not_required_test

import data.cache_audit.lib.testing

_case(cpu, memory) := {
	"cache": {"kind": "ecs_service", "container": {"cpu": cpu, "memory": memory}},
	"parameters": {"cpu": 256, "memory": 512},
}

_cpu(message) := {"attribute": "container.cpu", "message": message}

_memory(message) := {"attribute": "container.memory", "message": message}

test_pass_when_as_required := _case(256, 512)

test_pass_when_only_one_is_required := object.union(
	_case(1024, 512),
	{"parameters": {"cpu": 0, "memory": 512}},
)

test_fail_when_others := object.union(_case(512, 1024), {"denials": [
	_cpu("has 512 units of CPU for a task, 256 required"),
	_memory("has 1024 MiB of memory for a task, 512 required"),
]})

test_fail_when_left_open := object.union(_case(null, 512), {"denials": [
	_cpu("has no certain number of units of CPU for a task, 256 required"),
]})

test_unknown_when_not_known := _case(testing.unknown, 512)

test_not_applicable_when_none_is_required := object.union(
	_case(256, 512),
	{"parameters": {"cpu": 0, "memory": 0}},
)

test_not_applicable_when_no_container := object.union(
	_case(256, 512),
	{"cache": {"kind": "cache_cluster", "container": null}},
)
