package cache_audit.governance.endpoint_secret_missing_test

import data.cache_audit.lib.testing

_secret(store, name) := {"store": store, "name": name}

_cache(secrets, name) := {
	"cache": {"kind": "replication_group", "secrets": secrets},
	"parameters": {"name": name},
}

_fails(case, message) := object.union(
	case,
	{"denials": [{"attribute": "secrets", "message": message}]},
)

test_pass_when_any_secret := _cache([_secret("secretsmanager", "orders/cache")], "")

test_pass_when_the_secret_asked_for := _cache(
	[
		_secret("secretsmanager", "orders/other"),
		_secret("secretsmanager", "orders/cache"),
	],
	"orders/cache",
)

test_fail_when_none := _fails(
	_cache([], ""),
	"has no secret in Secrets Manager that refers to it",
)

test_fail_when_unset := _fails(
	_cache(null, ""),
	"has no secret in Secrets Manager that refers to it",
)

test_fail_when_only_a_parameter := _fails(
	_cache([_secret("ssm", "orders/cache")], "orders/cache"),
	"has no secret orders/cache in Secrets Manager that refers to it",
)

test_fail_when_another_name := _fails(
	_cache([_secret("secretsmanager", "orders/other")], "orders/cache"),
	"has no secret orders/cache in Secrets Manager that refers to it",
)

test_unknown_when_name_is_decided_after_apply := _cache(
	[_secret("secretsmanager", testing.unknown)],
	"orders/cache",
)

test_unknown_when_what_secrets_hold_is_unknown := _cache(testing.unknown, "")

test_unknown_when_a_secret_may_refer_to_it := _cache([testing.unknown], "")

test_not_applicable_when_no_secret_tells_of_a_container := {"cache": {
	"kind": "ecs_service",
	"secrets": testing.unknown,
}}
