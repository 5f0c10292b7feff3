package cache_audit.network.ingress_source_missing_test

import data.cache_audit.lib.testing

_rule(peer) := {
	"security_group": "redis",
	"address": null,
	"ip_protocol": "tcp",
	"from_port": 6379,
	"to_port": 6379,
	"peer": peer,
}

_group(names) := _rule({
	"kind": "security_group",
	"name": "a group",
	"names": names,
	"cidr_blocks": null,
})

_range(cidr) := _rule({
	"kind": "cidr_ipv4",
	"name": cidr,
	"names": [],
	"cidr_blocks": [cidr],
})

_case(rules, sources) := {
	"cache": {"ingress": rules},
	"parameters": {"required_sources": sources},
}

_with_denial(source) := {"denials": [{
	"attribute": "ingress",
	"message": sprintf("no rule lets %s reach the cache's port", [source]),
}]}

test_pass_when_every_source_has_a_rule := _case(
	[_group(["sg-1", "API-SG"]), _group(["sg-2", "Worker-SG"])],
	["API-SG", "Worker-SG"],
)

test_pass_when_a_range_holds_the_source := _case([_range("10.0.0.0/16")], ["10.0.1.0/24"])

test_pass_when_the_group_itself_is_a_source := _case(
	[_rule({"kind": "self", "name": "redis", "names": ["sg-1"], "cidr_blocks": null})],
	["self"],
)

test_fail_when_a_source_has_no_rule := object.union(
	_case([_group(["sg-1", "API-SG"])], ["API-SG", "Worker-SG"]),
	_with_denial("Worker-SG"),
)

test_fail_when_there_is_no_rule := object.union(_case([], ["API-SG"]), _with_denial("API-SG"))

test_unknown_when_a_rule_is_unknown := _case([testing.unknown], ["API-SG"])

test_unknown_when_a_source_is_unknown := _case([_group([testing.unknown])], ["API-SG"])

test_not_applicable_when_nobody_has_to_reach_it := _case([_group(["sg-1"])], [])
