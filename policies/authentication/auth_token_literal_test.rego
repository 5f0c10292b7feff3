package cache_audit.authentication.auth_token_literal_test

import data.cache_audit.lib.testing

_cache(token) := {"cache": {
	"kind": "replication_group",
	"auth_token": token,
	"status": null,
}}

_container(token, status) := {"cache": {
	"kind": "ecs_service",
	"auth_token": token,
	"status": status,
}}

test_pass_when_read_from_a_secret := _cache({"is_set": true, "source": "secret_reference"})

test_pass_when_passed_in := _cache({"is_set": true, "source": "parameter"})

test_fail_when_literal := object.union(
	_cache({"is_set": true, "source": "literal"}),
	{"denials": [{
		"attribute": "auth_token",
		"message": "has its AUTH token written in the configuration",
	}]},
)

test_unknown_when_decided_after_apply := _cache(testing.unknown)

test_not_applicable_when_unset := _cache(null)

test_not_applicable_when_empty := _cache({"is_set": false, "source": "literal"})

test_not_applicable_when_running := {"cache": {
	"kind": "replication_group",
	"auth_token": {"is_set": true, "source": testing.unknown},
	"status": "available",
}}

test_pass_when_a_running_container_reads_it_from_a_secret := _container(
	{"is_set": true, "source": "secret_reference"},
	"ACTIVE",
)

test_fail_when_a_running_container_has_it_in_clear := object.union(
	_container({"is_set": true, "source": "literal"}, "ACTIVE"),
	{"denials": [{
		"attribute": "auth_token",
		"message": "has its password written in the task definition",
	}]},
)

test_unknown_when_nobody_knows_where_a_container_gets_it := _container(
	{"is_set": true, "source": testing.unknown},
	"ACTIVE",
)

test_not_applicable_when_a_container_has_none := _container(null, null)
