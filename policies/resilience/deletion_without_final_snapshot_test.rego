package cache_audit.resilience.deletion_without_final_snapshot_test

import data.cache_audit.lib.testing

_removal(engine, action, snapshot) := {
	"engine": engine,
	"change": {"action": action},
	"final_snapshot_identifier": snapshot,
}

_denials := [{
	"attribute": "final_snapshot_identifier",
	"message": "is deleted without a final snapshot",
}]

test_pass_when_a_snapshot_is_taken := {"cache_removal": _removal("redis", "delete", "orders-final")}

test_fail_when_none_is_taken := {
	"cache_removal": _removal("valkey", "delete", null),
	"denials": _denials,
}

test_fail_when_the_name_is_empty := {
	"cache_removal": _removal("redis", "delete", ""),
	"denials": _denials,
}

test_unknown_when_not_known := {"cache_removal": _removal("redis", "delete", testing.unknown)}

test_not_applicable_when_memcached := {"cache_removal": _removal("memcached", "delete", null)}

test_not_applicable_when_replaced := {"cache_removal": _removal("redis", "replace", null)}
