package cache_audit.resilience.deployment_runs_two_writers_test

import data.cache_audit.lib.testing

_cache(tasks, percent, volume) := _deployed(tasks, percent, volume, "ECS", "ROLLING")

_deployed(tasks, percent, volume, controller, strategy) := {"cache": {
	"kind": "ecs_service",
	"container": {
		"desired_count": tasks,
		"maximum_percent": percent,
		"deployment_controller": controller,
		"deployment_strategy": strategy,
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

_side_by_side(controller, strategy, attribute, how) := object.union(
	_deployed(1, 100, _efs, controller, strategy),
	{"denials": [{"attribute": attribute, "message": sprintf(
		"runs two tasks on file system fs-1 while it is deployed, as %s does",
		[how],
	)}]},
)

test_fail_when_codedeploy_deploys := _side_by_side(
	"CODE_DEPLOY",
	"ROLLING",
	"container.deployment_controller",
	"CODE_DEPLOY",
)

test_fail_when_somebody_else_deploys := _side_by_side(
	"EXTERNAL",
	null,
	"container.deployment_controller",
	"EXTERNAL",
)

test_fail_when_blue_is_replaced_by_green := _side_by_side(
	"ECS",
	"BLUE_GREEN",
	"container.deployment_strategy",
	"BLUE_GREEN",
)

test_fail_when_traffic_moves_in_steps := _side_by_side(
	"ECS",
	"LINEAR",
	"container.deployment_strategy",
	"LINEAR",
)

test_fail_when_some_traffic_moves_first := _side_by_side(
	null,
	"CANARY",
	"container.deployment_strategy",
	"CANARY",
)

test_pass_when_blue_is_replaced_by_green_and_nothing_runs := _deployed(
	0,
	200,
	_efs,
	"ECS",
	"BLUE_GREEN",
)

test_pass_when_nothing_is_said_of_how_it_is_deployed := _deployed(1, 100, _efs, null, null)

test_unknown_when_it_is_not_known_who_deploys := _deployed(
	1,
	100,
	_efs,
	testing.unknown,
	"ROLLING",
)

test_unknown_when_it_is_not_known_how_ecs_deploys := _deployed(
	1,
	100,
	_efs,
	"ECS",
	testing.unknown,
)

test_unknown_when_the_percentage_is_not_known := _cache(1, testing.unknown, _efs)

test_unknown_when_the_volume_is_not_known := _cache(1, 200, testing.unknown)

test_pass_when_no_percentage_is_set := _cache(1, null, _efs)

test_pass_when_no_count_is_set := _cache(null, 200, _efs)

test_not_applicable_when_data_lies_on_no_volume := _cache(1, 200, null)

test_not_applicable_when_the_volume_is_another := _cache(1, 200, {"file_system": null})

test_not_applicable_when_no_container := {"cache": {"kind": "cache_cluster", "container": null}}
