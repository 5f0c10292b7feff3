package cache_audit.encryption.at_rest_encryption_disabled_test

import data.cache_audit.lib.testing

_group(encrypted) := {"cache": {
	"kind": "replication_group",
	"engine": "redis",
	"at_rest_encryption_enabled": encrypted,
}}

_cluster(engine) := {"cache": {
	"kind": "cache_cluster",
	"engine": engine,
	"at_rest_encryption_enabled": null,
}}

_fails(case, message) := object.union(
	case,
	{"denials": [{"attribute": "at_rest_encryption_enabled", "message": message}]},
)

test_pass_when_on := _group(true)

test_pass_when_serverless := {"cache": {
	"kind": "serverless_cache",
	"engine": "memcached",
	"at_rest_encryption_enabled": true,
}}

test_fail_when_off := _fails(_group(false), "does not encrypt data at rest")

test_fail_when_single_node_cluster := _fails(
	_cluster("redis"),
	"does not encrypt data at rest: a single-node cluster cannot",
)

test_unknown_when_decided_after_apply := _group(testing.unknown)

test_unknown_when_cluster_of_unknown_engine := _cluster(testing.unknown)

test_not_applicable_when_memcached_cluster := _cluster("memcached")

test_not_applicable_when_only_groups_are_judged := object.union(
	_cluster(testing.unknown),
	{"parameters": {"kinds": ["replication_group"]}},
)

_container(engine, encrypted) := {"cache": {
	"kind": "ecs_service",
	"engine": engine,
	"at_rest_encryption_enabled": encrypted,
}}

test_pass_when_the_file_system_of_a_container_is_encrypted := _container("redis", true)

test_fail_when_the_file_system_of_a_container_is_not := _fails(
	_container("redis", false),
	"does not encrypt data at rest",
)

test_unknown_when_the_file_system_of_a_container_is_not_known := _container(
	"redis",
	testing.unknown,
)

test_not_applicable_when_a_container_keeps_nothing := _container(testing.unknown, null)
