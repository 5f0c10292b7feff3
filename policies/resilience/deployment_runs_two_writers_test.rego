package cache_audit.resilience.deployment_runs_two_writers_test

import data.cache_audit.lib.testing

_cache(tasks, percent, volume) := {"cache": {
	"kind": "ecs_service",
	"container": {
		"desired_count": tasks,
		"maximum_percent": percent,
		"data_volume": volume,
	},
}}

_efs := {"file_system": {"label": "fs-1"}}

_fails(tasks, percent, attribute, message) := object.union(
	_cache(tasks, percent, _efs),
	{"denials": [{"attribute": attribute, "message": message}]},
)

test_pass_when_the_old_task_ends_first := _cache(1, 100, _efs)

test_pass_when_the_percentage_comes_to_one_task := _cache(1, 199, _efs)

test_pass_when_nothing_runs := _cache(0, 200, _efs)

test_fail_when_the_new_task_starts_first := _fails(
	1,
	200,
	"container.maximum_percent",
	"runs 2 tasks on file system fs-1 while it is deployed, with a maximum percent of 200",
)

test_fail_when_there_are_always_two := _fails(
	2,
	100,
	"container.desired_count",
	"runs 2 tasks on file system fs-1, at most one may write to it",
)

test_unknown_when_the_percentage_is_not_known := _cache(1, testing.unknown, _efs)

test_unknown_when_the_volume_is_not_known := _cache(1, 200, testing.unknown)

test_pass_when_no_percentage_is_set := _cache(1, null, _efs)

test_pass_when_no_count_is_set := _cache(null, 200, _efs)

test_not_applicable_when_data_lies_on_no_volume := _cache(1, 200, null)

test_not_applicable_when_the_volume_is_another := _cache(1, 200, {"file_system": null})

test_not_applicable_when_no_container := {"cache": {"kind": "cache_cluster", "container": null}}
