package cache_audit.resilience.replica_missing_test

import data.cache_audit.lib.testing

_cache(kind, replicas) := {"kind": kind, "replicas_per_node_group": replicas}

test_pass_when_there_is_a_replica := {"cache": _cache("replication_group", 1)}

test_fail_when_there_is_none := {
	"cache": _cache("replication_group", 0),
	"denials": [{
		"attribute": "replicas_per_node_group",
		"message": "replicas for each shard: 0, at least 1 required",
	}],
}

test_fail_when_two_are_required := {
	"cache": _cache("replication_group", 1),
	"parameters": {"minimum_replicas": 2},
	"denials": [{
		"attribute": "replicas_per_node_group",
		"message": "replicas for each shard: 1, at least 2 required",
	}],
}

test_unknown_when_not_known := {"cache": _cache("replication_group", testing.unknown)}

test_not_applicable_when_a_single_cluster := {"cache": _cache("cache_cluster", 0)}

test_not_applicable_when_serverless := {"cache": _cache("serverless_cache", null)}

test_fail_when_nothing_is_said := {
	"cache": _cache("replication_group", null),
	"denials": [{
		"attribute": "replicas_per_node_group",
		"message": "replicas for each shard: 0, at least 1 required",
	}],
}
