package cache_audit.governance.node_count_not_required_test

import data.cache_audit.lib.testing

_cache(nodes, required) := {
	"cache": {"num_cache_nodes": nodes},
	"parameters": {"count": required},
}

_fails(nodes, required) := object.union(_cache(nodes, required), {"denials": [{
	"attribute": "num_cache_nodes",
	"message": sprintf("has %d nodes, %d required", [nodes, required]),
}]})

test_pass_when_as_required := _cache(2, 2)

test_fail_when_fewer := _fails(1, 2)

test_fail_when_more := _fails(3, 2)

test_unknown_when_decided_after_apply := _cache(testing.unknown, 2)

test_not_applicable_when_none_is_required := {"cache": {"num_cache_nodes": 1}}

test_not_applicable_when_serverless := _cache(null, 2)
