package cache_audit.network.dns_name_not_required_test

import data.cache_audit.lib.testing

_case(names) := {
	"cache": {"kind": "ecs_service", "container": {"dns_names": names}},
	"parameters": {"name": "redis.phillm.local"},
}

_fails(names, message) := object.union(_case(names), {"denials": [{
	"attribute": "container.dns_names",
	"message": message,
}]})

test_pass_when_found_by_it := _case(["other.phillm.local", "Redis.phillm.local"])

test_fail_when_found_by_others := _fails(
	["redis.other.local", "cache.phillm.local"],
	"is found by redis.other.local, cache.phillm.local, redis.phillm.local required",
)

test_fail_when_found_by_none := _fails([], "is found by no name, redis.phillm.local required")

test_unknown_when_a_name_is_not_known := _case(["other.phillm.local", testing.unknown])

test_unknown_when_the_names_are_not_known := _case(testing.unknown)

test_not_applicable_when_none_is_required := object.union(_case([]), {"parameters": {"name": ""}})

test_not_applicable_when_no_container := object.union(
	_case([]),
	{"cache": {"kind": "cache_cluster", "container": null}},
)
