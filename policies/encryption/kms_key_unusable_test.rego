package cache_audit.encryption.kms_key_unusable_test

import data.cache_audit.lib.testing

_cache(status, key) := {"cache": {"status": status, "kms_key": key}}

_key(state, date) := {"name": "alias/orders", "key_state": state, "deletion_date": date}

_fails(key, what) := object.union(_cache("available", key), {"denials": [{
	"attribute": "kms_key.key_state",
	"message": sprintf("is encrypted with key alias/orders, which is %s", [what]),
}]})

test_pass_when_enabled := _cache("available", _key("Enabled", null))

test_fail_when_disabled := _fails(_key("Disabled", null), "Disabled")

test_fail_when_it_will_be_deleted := _fails(
	_key("PendingDeletion", "2026-12-01T12:00:00Z"),
	"PendingDeletion and will be deleted on 2026-12-01",
)

test_fail_when_nobody_knows_when_it_will_be_deleted := _fails(
	_key("PendingDeletion", testing.unknown),
	"PendingDeletion",
)

test_fail_when_it_has_no_material := _fails(_key("PendingImport", null), "PendingImport")

test_unknown_when_the_state_is_not_known := _cache("available", _key(testing.unknown, null))

test_unknown_when_the_key_is_not_known := _cache("available", testing.unknown)

test_not_applicable_when_the_service_owns_the_key := _cache("available", null)

test_not_applicable_when_declared := _cache(null, _key(null, null))

test_not_applicable_when_declared_with_an_unknown_key := _cache(null, testing.unknown)
