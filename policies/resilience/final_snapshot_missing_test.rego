package cache_audit.resilience.final_snapshot_missing_test

import data.cache_audit.lib.testing

_cache(snapshot) := {
	"kind": "replication_group",
	"status": null,
	"snapshot_retention_limit": 7,
	"final_snapshot_identifier": snapshot,
}

_denials := [{
	"attribute": "final_snapshot_identifier",
	"message": "no final snapshot would be taken on deletion",
}]

test_pass_when_a_snapshot_is_named := {"cache": _cache("orders-final")}

test_fail_when_none_is_named := {"cache": _cache(null), "denials": _denials}

test_fail_when_the_name_is_empty := {"cache": _cache(""), "denials": _denials}

test_unknown_when_the_source_does_not_tell := {"cache": _cache(testing.unknown)}

test_not_applicable_when_nothing_is_backed_up := {"cache": object.union(
	_cache(null),
	{"snapshot_retention_limit": 0},
)}

test_not_applicable_when_memcached := {"cache": {
	"kind": "cache_cluster",
	"status": null,
	"snapshot_retention_limit": null,
	"final_snapshot_identifier": null,
}}

test_not_applicable_when_serverless := {"cache": object.union(
	_cache(null),
	{"kind": "serverless_cache"},
)}

test_not_applicable_when_running := {"cache": object.union(
	_cache(testing.unknown),
	{"status": "available", "snapshot_retention_limit": testing.unknown},
)}

test_not_applicable_when_container := {"cache": {
	"kind": "ecs_service",
	"status": testing.unknown,
	"snapshot_retention_limit": null,
	"final_snapshot_identifier": null,
}}
