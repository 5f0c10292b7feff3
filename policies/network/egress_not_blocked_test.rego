package cache_audit.network.egress_not_blocked_test

import data.cache_audit.lib.testing

_rule(name, address) := {
	"security_group": "redis",
	"address": address,
	"peer": {"name": name},
}

_cache(rules) := {"kind": "replication_group", "egress": rules}

_denial(text) := {"attribute": "egress[].peer.name", "message": text}

test_pass_when_there_is_no_egress := {"cache": _cache([])}

test_fail_when_there_is_any := {
	"cache": _cache([_rule("10.0.0.0/16", null), _rule("API-SG", "aws_security_group.redis")]),
	"denials": [
		_denial("security group redis lets traffic out to 10.0.0.0/16"),
		_denial("security group redis (aws_security_group.redis) lets traffic out to API-SG"),
	],
}

test_fail_when_one_rule_is_known := {
	"cache": _cache([testing.unknown, _rule("0.0.0.0/0", null)]),
	"denials": [_denial("security group redis lets traffic out to 0.0.0.0/0")],
}

test_unknown_when_a_rule_is_not_known := {"cache": _cache([testing.unknown])}

test_unknown_when_the_egress_is_not_known := {"cache": _cache(testing.unknown)}

test_not_applicable_when_container := {"cache": object.union(
	_cache([_rule("0.0.0.0/0", null)]),
	{"kind": "ecs_service"},
)}
