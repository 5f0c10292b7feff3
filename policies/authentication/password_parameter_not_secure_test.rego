package cache_audit.authentication.password_parameter_not_secure_test

import data.cache_audit.lib.testing

_cache(parameter) := {"cache": {
	"kind": "ecs_service",
	"container": {"password_parameter": parameter},
}}

_of(type) := _cache({"name": "/phillm/redis/password", "parameter_type": type})

test_pass_when_secure := _of("SecureString")

test_fail_when_in_clear := object.union(_of("String"), {"denials": [{
	"attribute": "container.password_parameter.parameter_type",
	"message": concat(" ", [
		"takes its password from parameter /phillm/redis/password",
		"of type String, not SecureString",
	]),
}]})

test_unknown_when_the_type_is_not_known := _of(testing.unknown)

test_unknown_when_nobody_knows_where_it_comes_from := _cache(testing.unknown)

test_not_applicable_when_it_comes_from_elsewhere := _cache(null)

test_not_applicable_when_no_container := {"cache": {"kind": "cache_cluster", "container": null}}
