package cache_audit.maintenance.engine_version_not_required_test

import data.cache_audit.lib.testing

_cache(version, required) := {
	"cache": {"engine_version": version},
	"parameters": {"version": required},
}

test_pass_when_equal := _cache("7.0", "7.0")

test_pass_when_only_the_patch_is_told_beyond := _cache("7.0.7", "7.0")

test_pass_when_left_to_the_service := _cache(null, "7.0")

test_fail_when_another := object.union(_cache("7.1", "7.0"), {"denials": [{
	"attribute": "engine_version",
	"message": "runs version 7.1, 7.0 required",
}]})

test_unknown_when_decided_after_apply := _cache(testing.unknown, "7.0")

test_not_applicable_when_none_is_required := {"cache": {"engine_version": "7.1"}}
