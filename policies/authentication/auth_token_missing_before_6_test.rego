package cache_audit.authentication.auth_token_missing_before_6_test

import data.cache_audit.lib.testing

_old := {
	"kind": "replication_group",
	"engine": "redis",
	"engine_version": "5.0.6",
	"auth_token": {"is_set": true, "source": "parameter"},
}

_cache(changes) := {"cache": object.union(_old, changes)}

_fails(changes) := object.union(_cache(changes), {"denials": [{
	"attribute": "auth_token",
	"message": "runs Redis OSS 5.0.6, which knows no users, and has no AUTH token",
}]})

test_pass_when_token := _cache({})

test_fail_when_no_token := _fails({"auth_token": null})

test_fail_when_token_is_empty := _fails({"auth_token": {"is_set": false, "source": "literal"}})

test_unknown_when_token_is_decided_after_apply := _cache({"auth_token": testing.unknown})

test_unknown_when_version_is_decided_after_apply := _cache({"engine_version": testing.unknown})

test_not_applicable_when_version_knows_users := _cache({"engine_version": "6.x"})

test_not_applicable_when_version_is_left_to_the_service := _cache({"engine_version": null})

test_not_applicable_when_valkey := _cache({"engine": "valkey", "engine_version": "7.2"})

test_not_applicable_when_single_node_cluster := _cache({"kind": "cache_cluster"})

test_not_applicable_when_single_node_of_any_version := _cache({
	"kind": "cache_cluster",
	"engine_version": testing.unknown,
})

test_not_applicable_when_valkey_of_any_version := _cache({
	"engine": "valkey",
	"engine_version": testing.unknown,
})
