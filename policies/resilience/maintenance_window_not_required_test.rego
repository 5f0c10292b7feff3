package cache_audit.resilience.maintenance_window_not_required_test

import data.cache_audit.lib.testing

_case(kind, window) := {
	"cache": {"kind": kind, "preferred_maintenance_window": window},
	"parameters": {"window": "sun:03:00-sun:04:00"},
}

_with_denial(message) := {"denials": [{
	"attribute": "preferred_maintenance_window",
	"message": message,
}]}

test_pass_when_the_window_is_the_required_one := _case("replication_group", "sun:03:00-sun:04:00")

test_pass_when_days_are_written_large := _case("cache_cluster", "Sun:03:00-Sun:04:00")

test_fail_when_the_day_differs := object.union(
	_case("cache_cluster", "mon:03:00-mon:04:00"),
	_with_denial("maintenance window is mon:03:00-mon:04:00, sun:03:00-sun:04:00 required"),
)

test_fail_when_no_window_is_set := object.union(
	_case("replication_group", null),
	_with_denial("no maintenance window is set, sun:03:00-sun:04:00 required"),
)

test_unknown_when_the_service_chooses := _case("replication_group", testing.unknown)

test_not_applicable_when_serverless := _case("serverless_cache", null)

test_not_applicable_when_nothing_is_required := object.remove(
	_case("replication_group", "mon:03:00-mon:04:00"),
	["parameters"],
)
