package cache_audit.governance.secret_recovery_window_too_short_test

import data.cache_audit.lib.testing

_cache(store, days) := _declared([{
	"store": store,
	"address": "aws_secretsmanager_secret.endpoint",
	"recovery_window_in_days": days,
}])

_declared(secrets) := {"cache": {"status": null, "secrets": secrets}}

_fails(case, days, required) := object.union(case, {"denials": [{
	"resource": "aws_secretsmanager_secret.endpoint",
	"attribute": "secrets[].recovery_window_in_days",
	"message": sprintf(
		"has a secret that can be restored for %d days after deletion, %d required",
		[days, required],
	),
}]})

test_pass_when_long_enough := _cache("secretsmanager", 7)

test_pass_when_not_told := _cache("secretsmanager", null)

test_fail_when_deleted_at_once := _fails(_cache("secretsmanager", 0), 0, 7)

test_fail_when_shorter_than_the_set_minimum := object.union(
	_fails(_cache("secretsmanager", 29), 29, 30),
	{"parameters": {"minimum_days": 30}},
)

test_unknown_when_decided_after_apply := _cache("secretsmanager", testing.unknown)

test_unknown_when_what_secrets_hold_is_unknown := _declared(testing.unknown)

test_not_applicable_when_only_a_parameter := _cache("ssm", null)

test_not_applicable_when_no_secret := _declared([])

test_not_applicable_when_running := {"cache": {"status": "available", "secrets": testing.unknown}}
