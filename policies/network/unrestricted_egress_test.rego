package cache_audit.network.unrestricted_egress_test

import data.cache_audit.lib.testing

_rule(name, cidrs) := {
	"security_group": "redis",
	"address": null,
	"path": null,
	"peer": {"name": name, "cidr_blocks": cidrs},
}

_cache(rules) := {"kind": "replication_group", "egress": rules}

_denial(destination) := {
	"attribute": "egress[].peer.cidr_blocks",
	"message": sprintf("security group redis lets traffic out to %s", [destination]),
}

test_pass_when_there_is_no_egress := {"cache": _cache([])}

test_pass_when_egress_stays_inside := {"cache": _cache([
	_rule("10.0.0.0/16", ["10.0.0.0/16"]),
	_rule("API-SG", null),
])}

test_fail_when_egress_is_open_to_both_families := {
	"cache": _cache([_rule("0.0.0.0/0", ["0.0.0.0/0"]), _rule("::/0", ["::/0"])]),
	"denials": [_denial("0.0.0.0/0"), _denial("::/0")],
}

test_unknown_when_a_destination_is_not_known := {"cache": _cache([_rule("pl-1", testing.unknown)])}

test_unknown_when_the_egress_is_not_known := {"cache": _cache(testing.unknown)}

test_not_applicable_when_container := {"cache": object.union(
	_cache([_rule("0.0.0.0/0", ["0.0.0.0/0"])]),
	{"kind": "ecs_service"},
)}
