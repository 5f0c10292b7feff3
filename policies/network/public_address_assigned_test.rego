package cache_audit.network.public_address_assigned_test

import data.cache_audit.lib.testing

_cache(assigned) := {"cache": {"kind": "ecs_service", "container": {"assign_public_ip": assigned}}}

test_pass_when_it_gets_none := _cache(false)

test_fail_when_it_gets_one := object.union(_cache(true), {"denials": [{
	"attribute": "container.assign_public_ip",
	"message": "its tasks get a public address",
}]})

test_unknown_when_it_has_that_of_its_instance := _cache(testing.unknown)

test_not_applicable_when_no_container := {"cache": {"kind": "cache_cluster", "container": null}}
