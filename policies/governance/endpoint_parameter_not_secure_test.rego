package cache_audit.governance.endpoint_parameter_not_secure_test

import data.cache_audit.lib.testing

_secrets(secrets) := {"cache": {"kind": "replication_group", "secrets": secrets}}

_cache(store, type) := _secrets([{
	"store": store,
	"address": "aws_ssm_parameter.endpoint",
	"parameter_type": type,
}])

_fails(type) := object.union(_cache("ssm", type), {"denials": [{
	"resource": "aws_ssm_parameter.endpoint",
	"attribute": "secrets[].parameter_type",
	"message": sprintf(
		"has an SSM parameter of type %s that refers to it, not SecureString",
		[type],
	),
}]})

test_pass_when_secure := _cache("ssm", "SecureString")

test_fail_when_string := _fails("String")

test_fail_when_list := _fails("StringList")

test_unknown_when_decided_after_apply := _cache("ssm", testing.unknown)

test_unknown_when_what_parameters_hold_is_unknown := _secrets(testing.unknown)

test_not_applicable_when_only_a_secret := _cache("secretsmanager", null)

test_not_applicable_when_nothing_refers_to_it := _secrets(null)

test_not_applicable_when_container := {"cache": {"kind": "ecs_service", "secrets": testing.unknown}}
