package cache_audit.maintenance.previous_generation_node_type_test

import data.cache_audit.lib.testing

_cache(node_type) := {"cache": {"cache_node_type": node_type}}

_fails(node_type) := object.union(_cache(node_type), {"denials": [{
	"attribute": "cache_node_type",
	"message": sprintf("runs on %s, whose family AWS lists as previous generation", [node_type]),
}]})

test_pass_when_current := _cache("cache.t4g.micro")

test_pass_when_older_but_still_listed_as_current := _cache("cache.r4.large")

test_fail_when_t2 := _fails("cache.t2.micro")

test_fail_when_m3 := _fails("cache.m3.2xlarge")

test_unknown_when_decided_after_apply := _cache(testing.unknown)

test_not_applicable_when_serverless := _cache(null)
