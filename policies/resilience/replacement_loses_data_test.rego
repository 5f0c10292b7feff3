package cache_audit.resilience.replacement_loses_data_test

import data.cache_audit.lib.testing

_removal(engine, action, paths, snapshot) := {
	"engine": engine,
	"change": {"action": action, "replace_paths": paths},
	"final_snapshot_identifier": snapshot,
}

_denials(message) := [{"attribute": "final_snapshot_identifier", "message": message}]

test_pass_when_a_snapshot_is_taken := {"cache_removal": _removal(
	"redis",
	"replace",
	["port"],
	"orders-final",
)}

test_fail_when_attributes_force_it := {
	"cache_removal": _removal("valkey", "replace", ["subnet_group_name", "port"], null),
	"denials": _denials(concat(" ", [
		"is replaced without a final snapshot,",
		"because of port, subnet_group_name",
	])),
}

test_fail_when_the_source_names_no_attribute := {
	"cache_removal": _removal("redis", "replace", [], ""),
	"denials": _denials("is replaced without a final snapshot"),
}

test_unknown_when_not_known := {"cache_removal": _removal(
	"redis",
	"replace",
	["port"],
	testing.unknown,
)}

test_not_applicable_when_memcached := {"cache_removal": _removal(
	"memcached",
	"replace",
	["port"],
	null,
)}

test_not_applicable_when_deleted := {"cache_removal": _removal("redis", "delete", [], null)}
