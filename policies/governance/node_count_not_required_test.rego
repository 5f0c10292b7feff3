package cache_audit.governance.node_count_not_required_test

import data.cache_audit.lib.testing

_cache(nodes, required) := {
	"cache": {"kind": "replication_group", "num_cache_nodes": nodes},
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

test_not_applicable_when_none_is_required := _cache(1, 0)

test_not_applicable_when_serverless := _cache(null, 2)

test_fail_when_a_container_has_more_tasks := {
	"cache": {"kind": "ecs_service", "num_cache_nodes": 2},
	"parameters": {"count": 1},
	"denials": [{"attribute": "num_cache_nodes", "message": "has 2 tasks, 1 required"}],
}
