package cache_audit.authentication.auth_token_rotation_incomplete_test

import data.cache_audit.lib.testing

_cache(token, strategy) := {"cache": {
	"kind": "replication_group",
	"auth_token": token,
	"auth_token_update_strategy": strategy,
	"change": {"action": "update"},
	"status": null,
}}

_token := {"is_set": true, "source": "parameter"}

test_pass_when_set := _cache(_token, "SET")

test_pass_when_no_strategy := _cache(_token, null)

test_fail_when_rotate := object.union(_cache(_token, "ROTATE"), {"denials": [{
	"attribute": "auth_token_update_strategy",
	"message": concat(" ", [
		"accepts the previous AUTH token beside the new one:",
		"the update strategy is ROTATE, not SET",
	]),
}]})

test_unknown_when_strategy_is_decided_after_apply := _cache(_token, testing.unknown)

test_not_applicable_when_no_token := _cache(null, "ROTATE")

test_not_applicable_when_created := object.union(
	_cache(_token, "ROTATE"),
	{"cache": {"change": {"action": "create"}}},
)

test_not_applicable_when_running := object.union(
	_cache(testing.unknown, testing.unknown),
	{"cache": {"status": "available"}},
)

test_not_applicable_when_container := object.union(
	_cache(testing.unknown, null),
	{"cache": {"kind": "ecs_service"}},
)
