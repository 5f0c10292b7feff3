package cache_audit.governance.image_repository_not_allowed_test

import data.cache_audit.lib.testing

_case(repository) := {
	"cache": {"kind": "ecs_service", "container": {"image_repository": repository}},
	"parameters": {"allowed": ["redis", "bitnami/*"]},
}

test_pass_when_on_the_list := _case("redis")

test_pass_when_a_pattern_holds := _case("bitnami/valkey")

test_fail_when_not_on_the_list := object.union(_case("team/redis"), {"denials": [{
	"attribute": "container.image_repository",
	"message": "runs image team/redis, allowed: redis, bitnami/*",
}]})

test_unknown_when_not_known := _case(testing.unknown)

test_not_applicable_when_all_are_allowed := {"cache": {
	"kind": "ecs_service",
	"container": {"image_repository": "team/redis"},
}}

test_not_applicable_when_no_container := {
	"cache": {"kind": "cache_cluster", "container": null},
	"parameters": {"allowed": ["redis"]},
}
