package cache_audit.encryption.customer_managed_key_missing_test

import data.cache_audit.lib.testing

_cache(encrypted, key) := {"cache": {"at_rest_encryption_enabled": encrypted, "kms_key": key}}

_fails(case, message) := object.union(
	case,
	{"denials": [{"attribute": "kms_key", "message": message}]},
)

test_pass_when_customer_key := _cache(true, {"key_manager": "CUSTOMER"})

test_fail_when_no_key := _fails(
	_cache(true, null),
	"is encrypted with a key that the service owns",
)

test_fail_when_aws_key := _fails(
	_cache(true, {"key_manager": "AWS"}),
	"is encrypted with a key that AWS manages",
)

test_unknown_when_key_is_not_in_the_inventory := _cache(true, {"key_manager": testing.unknown})

test_unknown_when_key_is_decided_after_apply := _cache(true, testing.unknown)

test_not_applicable_when_unencrypted := _cache(false, null)
