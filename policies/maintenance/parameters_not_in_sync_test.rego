package cache_audit.maintenance.parameters_not_in_sync_test

import data.cache_audit.lib.testing

_cache(status) := {"cache": {"parameter_apply_status": status}}

test_pass_when_in_sync := _cache("in-sync")

test_pass_while_they_are_applied := _cache("applying")

test_fail_when_they_wait_for_a_reboot := object.union(_cache("pending-reboot"), {"denials": [{
	"attribute": "parameter_apply_status",
	"message": "does not run with the values of its parameter group: pending-reboot",
}]})

test_unknown_when_not_known := _cache(testing.unknown)

test_not_applicable_when_declared := _cache(null)
