package cache_audit.authentication.auth_token_secret_not_required_test

import data.cache_audit.lib.testing

_case(token, secret) := {
	"cache": {"kind": "replication_group", "auth_token": token, "auth_token_secret": secret},
	"parameters": {"name": "orders/token"},
}

_from(source) := {"is_set": true, "source": source}

_denials(attribute, text) := {"denials": [{"attribute": attribute, "message": text}]}

test_pass_when_as_required := _case(_from("secret_reference"), {"name": "orders/token"})

test_fail_when_the_secret_is_another := object.union(
	_case(_from("secret_reference"), {"name": "sessions/token"}),
	_denials(
		"auth_token_secret.name",
		"takes its AUTH token from secret sessions/token, orders/token required",
	),
)

test_fail_when_written_in_the_configuration := object.union(
	_case(_from("literal"), null),
	_denials(
		"auth_token.source",
		"takes its AUTH token from the configuration itself, secret orders/token required",
	),
)

test_fail_when_generated := object.union(
	_case(_from("generated"), null),
	_denials(
		"auth_token.source",
		"takes its AUTH token from what generates it, secret orders/token required",
	),
)

test_fail_when_there_is_no_token := object.union(
	_case(null, null),
	_denials("auth_token", "has no AUTH token, one from secret orders/token required"),
)

test_fail_when_the_token_is_empty := object.union(
	_case({"is_set": false, "source": null}, null),
	_denials("auth_token", "has no AUTH token, one from secret orders/token required"),
)

test_unknown_when_the_token_is_not_known := _case(testing.unknown, testing.unknown)

test_unknown_when_the_source_is_not_known := _case(_from(testing.unknown), testing.unknown)

test_unknown_when_the_name_is_not_known := _case(
	_from("secret_reference"),
	{"name": testing.unknown},
)

test_not_applicable_when_none_is_required := {"cache": {
	"kind": "replication_group",
	"auth_token": null,
	"auth_token_secret": null,
}}

test_not_applicable_when_there_can_be_no_token := {
	"cache": {"kind": "serverless_cache", "auth_token": null, "auth_token_secret": null},
	"parameters": {"name": "orders/token"},
}

_container(token, secret) := object.union(
	_case(token, secret),
	{"cache": {"kind": "ecs_service"}},
)

test_pass_when_a_container_reads_the_required_parameter := _container(
	_from("secret_reference"),
	{"name": "orders/token"},
)

test_fail_when_a_container_reads_another := object.union(
	_container(_from("secret_reference"), {"name": "sessions/token"}),
	_denials(
		"auth_token_secret.name",
		"takes its password from secret sessions/token, orders/token required",
	),
)

test_fail_when_a_container_has_no_password := object.union(
	_container(null, null),
	_denials("auth_token", "has no password, one from secret orders/token required"),
)
