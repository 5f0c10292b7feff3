package cache_audit.resilience.task_missing_test

import data.cache_audit.lib.testing

_cache(desired, running) := {"cache": {
	"kind": "ecs_service",
	"container": {"desired_count": desired, "running_count": running},
}}

test_pass_when_a_task_runs := _cache(1, 1)

test_pass_when_fewer_run_than_desired := _cache(2, 1)

test_pass_when_none_is_desired := _cache(0, 0)

test_pass_when_nobody_says_how_many := _cache(null, 0)

test_fail_when_none_runs := object.union(_cache(2, 0), {"denials": [{
	"attribute": "container.running_count",
	"message": "runs no task, 2 desired",
}]})

test_unknown_when_it_is_not_known_what_runs := _cache(1, testing.unknown)

test_unknown_when_it_is_not_known_what_is_desired := _cache(testing.unknown, 0)

test_not_applicable_when_declared := _cache(1, null)

test_not_applicable_when_no_container := {"cache": {"kind": "cache_cluster", "container": null}}
