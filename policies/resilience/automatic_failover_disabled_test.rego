package cache_audit.resilience.automatic_failover_disabled_test

import data.cache_audit.lib.testing

_cache(kind, enabled) := {"kind": kind, "automatic_failover_enabled": enabled}

test_pass_when_on := {"cache": _cache("replication_group", true)}

test_fail_when_off := {
	"cache": _cache("replication_group", false),
	"denials": [{
		"attribute": "automatic_failover_enabled",
		"message": "automatic failover is off",
	}],
}

test_unknown_when_not_known := {"cache": _cache("replication_group", testing.unknown)}

test_not_applicable_when_a_single_cluster := {"cache": _cache("cache_cluster", null)}

test_not_applicable_when_serverless := {"cache": _cache("serverless_cache", null)}
