package cache_audit.encryption.transit_encryption_preferred_test

import data.cache_audit.lib.testing

_required := {
	"kind": "replication_group",
	"engine": "redis",
	"transit_encryption_enabled": true,
	"transit_encryption_mode": "required",
}

_cache(changes) := {"cache": object.union(_required, changes)}

test_pass_when_required := _cache({})

test_pass_when_mode_is_left_to_the_service := _cache({"transit_encryption_mode": null})

test_fail_when_preferred := object.union(_cache({"transit_encryption_mode": "preferred"}), {
	"denials": [{
		"attribute": "transit_encryption_mode",
		"message": concat(" ", [
			"accepts unencrypted connections:",
			"transit encryption mode is preferred, not required",
		]),
	}],
})

test_unknown_when_decided_after_apply := _cache({"transit_encryption_mode": testing.unknown})

test_not_applicable_when_off := _cache({
	"transit_encryption_enabled": false,
	"transit_encryption_mode": null,
})

test_not_applicable_when_memcached := _cache({"kind": "cache_cluster", "engine": "memcached"})

test_not_applicable_when_serverless := _cache({"kind": "serverless_cache"})
