package cache_audit.maintenance.cluster_mode_not_required_test

import data.cache_audit.lib.testing

_cache(mode, required) := {"cache": {"cluster_mode": mode}, "parameters": {"mode": required}}

test_pass_when_as_required := _cache("disabled", "disabled")

test_fail_when_sharded := object.union(_cache("enabled", "disabled"), {"denials": [{
	"attribute": "cluster_mode",
	"message": "has cluster mode enabled, disabled required",
}]})

test_fail_when_still_migrating := object.union(_cache("compatible", "enabled"), {"denials": [{
	"attribute": "cluster_mode",
	"message": "has cluster mode compatible, enabled required",
}]})

test_unknown_when_decided_after_apply := _cache(testing.unknown, "disabled")

test_not_applicable_when_none_is_required := {"cache": {"cluster_mode": "enabled"}}

test_not_applicable_when_memcached := _cache(null, "disabled")
