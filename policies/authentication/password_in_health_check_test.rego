package cache_audit.authentication.password_in_health_check_test

import data.cache_audit.lib.testing

_cache(tells) := {"cache": {
	"kind": "ecs_service",
	"container": {"health_check_tells_password": tells},
}}

test_pass_when_it_does_not := _cache(false)

test_fail_when_it_does := object.union(_cache(true), {"denials": [{
	"attribute": "container.health_check_tells_password",
	"message": "has its password in the command of its health check",
}]})

test_unknown_when_not_known := _cache(testing.unknown)

test_not_applicable_when_no_container := {"cache": {"kind": "cache_cluster", "container": null}}
