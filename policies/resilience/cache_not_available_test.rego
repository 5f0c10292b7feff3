package cache_audit.resilience.cache_not_available_test

import data.cache_audit.lib.testing

_cache(status) := {"cache": {"status": status}}

_fails(status) := object.union(_cache(status), {"denials": [{
	"attribute": "status",
	"message": sprintf("has the status %s", [status]),
}]})

test_pass_when_available := _cache("available")

test_pass_when_it_passes_by_itself := _cache("rebooting cluster nodes")

test_fail_when_it_could_not_be_made := _fails("create-failed")

test_fail_when_a_serverless_cache_could_not_be_made := _fails("CREATE-FAILED")

test_fail_when_it_could_not_be_restored := _fails("restore-failed")

test_fail_when_it_lost_its_network := _fails("incompatible-network")

test_fail_when_it_is_being_deleted := _fails("deleting")

test_unknown_when_not_known := _cache(testing.unknown)

test_not_applicable_when_declared := _cache(null)

test_pass_when_a_service_is_active := _cache("ACTIVE")

test_fail_when_a_service_is_being_deleted := _fails("DRAINING")
