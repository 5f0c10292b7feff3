package cache_audit.maintenance.modification_pending_test

import data.cache_audit.lib.testing

_cache(values) := {"cache": {"pending_modified_values": values}}

test_pass_when_nothing_is_pending := _cache({})

test_fail_for_each_value_that_is_pending := object.union(
	_cache({"engine_version": "7.1", "cache_node_type": "cache.r7g.large"}),
	{"denials": [
		{
			"attribute": "pending_modified_values.cache_node_type",
			"message": "has a change pending: cache_node_type to cache.r7g.large",
		},
		{
			"attribute": "pending_modified_values.engine_version",
			"message": "has a change pending: engine_version to 7.1",
		},
	]},
)

test_unknown_when_not_known := _cache(testing.unknown)

test_unknown_when_a_value_is_not_known := _cache({"engine_version": testing.unknown})

test_not_applicable_when_declared := _cache(null)
