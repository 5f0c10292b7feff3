package cache_audit.observability.container_log_missing_test

import data.cache_audit.lib.testing

_cache(driver) := {"cache": {"kind": "ecs_service", "container": {"log_driver": driver}}}

test_pass_when_it_goes_to_cloudwatch := _cache("awslogs")

test_pass_when_it_goes_elsewhere := _cache("awsfirelens")

test_fail_when_nothing_is_configured := object.union(_cache(null), {"denials": [{
	"attribute": "container.log_driver",
	"message": "what it logs goes nowhere",
}]})

test_unknown_when_not_known := _cache(testing.unknown)

test_not_applicable_when_no_container := {"cache": {"kind": "cache_cluster", "container": null}}
