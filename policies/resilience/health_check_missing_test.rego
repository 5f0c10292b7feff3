package cache_audit.resilience.health_check_missing_test

import data.cache_audit.lib.testing

_cache(checked) := {"cache": {"kind": "ecs_service", "container": {"has_health_check": checked}}}

test_pass_when_there_is_one := _cache(true)

test_fail_when_there_is_none := object.union(_cache(false), {"denials": [{
	"attribute": "container.has_health_check",
	"message": "nobody checks whether it answers",
}]})

test_unknown_when_not_known := _cache(testing.unknown)

test_not_applicable_when_no_container := {"cache": {"kind": "cache_cluster", "container": null}}
