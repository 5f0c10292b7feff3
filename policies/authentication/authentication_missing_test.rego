package cache_audit.authentication.authentication_missing_test

import data.cache_audit.lib.testing

_open := {
	"kind": "replication_group",
	"engine": "redis",
	"auth_token": null,
	"user_group_ids": null,
	"transit_encryption_enabled": true,
}

_token := {"is_set": true, "source": "secret_reference"}

_cache(changes) := {"cache": object.union(_open, changes)}

_fails(changes, at, message) := object.union(
	_cache(changes),
	{"denials": [{"attribute": at, "message": message}]},
)

test_pass_when_token := _cache({"auth_token": _token})

test_pass_when_user_group := _cache({"user_group_ids": ["operators"]})

test_fail_when_neither := _fails(
	{},
	"auth_token",
	"has neither an AUTH token nor a user group",
)

test_fail_when_token_is_empty_and_list_of_groups_too := _fails(
	{"auth_token": {"is_set": false, "source": "literal"}, "user_group_ids": []},
	"auth_token",
	"has neither an AUTH token nor a user group",
)

test_fail_when_token_without_tls := _fails(
	{"auth_token": _token, "transit_encryption_enabled": false},
	"transit_encryption_enabled",
	"has an AUTH token that protects nothing: connections are not encrypted",
)

test_fail_when_single_node_cluster := _fails(
	{"kind": "cache_cluster"},
	"auth_token",
	"lets everybody in: a single-node cluster has neither an AUTH token nor users",
)

test_unknown_when_token_is_decided_after_apply := _cache({"auth_token": testing.unknown})

test_unknown_when_a_group_is_decided_after_apply := _cache({"user_group_ids": [testing.unknown]})

test_unknown_when_cluster_of_unknown_engine := _cache({
	"kind": "cache_cluster",
	"engine": testing.unknown,
})

test_not_applicable_when_memcached := _cache({"kind": "cache_cluster", "engine": "memcached"})

test_not_applicable_when_serverless := _cache({"kind": "serverless_cache"})

test_pass_when_a_container_has_a_password := _cache({
	"kind": "ecs_service",
	"auth_token": _token,
	"user_group_ids": [],
	"transit_encryption_enabled": false,
})

test_fail_when_a_container_has_none := _fails(
	{"kind": "ecs_service", "user_group_ids": []},
	"auth_token",
	"lets everybody in: it has no password",
)

test_unknown_when_nobody_knows_whether_a_container_has_one := _cache({
	"kind": "ecs_service",
	"auth_token": testing.unknown,
})
