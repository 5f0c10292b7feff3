package cache_audit.network.ingress_source_not_allowed_test

import data.cache_audit.lib.testing

_rule(peer) := {
	"security_group": "redis",
	"address": null,
	"path": null,
	"ip_protocol": "tcp",
	"from_port": 6379,
	"to_port": 6379,
	"peer": peer,
}

_group(name, names) := _rule({
	"kind": "security_group",
	"name": name,
	"names": names,
	"cidr_blocks": null,
})

_self := _rule({"kind": "self", "name": "redis", "names": ["sg-1", "redis"], "cidr_blocks": null})

_range(cidr) := _rule({
	"kind": "cidr_ipv4",
	"name": cidr,
	"names": null,
	"cidr_blocks": [cidr],
})

_list(cidrs) := _rule({
	"kind": "prefix_list",
	"name": "offices",
	"names": ["pl-1", "offices"],
	"cidr_blocks": cidrs,
})

_case(rules, sources) := {
	"cache": {"ingress": rules},
	"parameters": {"allowed_sources": sources},
}

_with_denial(attribute, source) := {"denials": [{
	"attribute": sprintf("ingress[].peer.%s", [attribute]),
	"message": sprintf(
		"security group redis lets %s reach the cache's port, which is not an allowed source",
		[source],
	),
}]}

test_pass_when_the_range_is_that_of_the_vpc := _case([_range("10.0.0.0/16")], ["10.0.0.0/16"])

test_pass_when_two_halves_lie_in_the_allowed_range := _case(
	[_range("10.0.0.0/17"), _range("10.0.128.0/17")],
	["10.0.0.0/16"],
)

test_pass_when_two_allowed_halves_hold_the_range := _case(
	[_range("10.0.0.0/16")],
	["10.0.0.0/17", "10.0.128.0/17", "192.0.2.0/24"],
)

test_fail_when_the_range_is_wider_than_allowed := object.union(
	_case([_range("10.0.0.0/8")], ["10.0.0.0/16"]),
	_with_denial("cidr_blocks", "10.0.0.0/8"),
)

test_fail_when_one_half_of_the_range_is_not_allowed := object.union(
	_case([_range("10.0.0.0/16")], ["10.0.0.0/17", "10.0.128.0/18"]),
	_with_denial("cidr_blocks", "10.0.0.0/16"),
)

test_pass_when_groups_of_the_same_change_are_known_by_name_and_address := _case(
	[
		_group("API-SG", ["API-SG", "aws_security_group.api"]),
		_group("aws_security_group.worker", ["aws_security_group.worker"]),
	],
	["API-SG", "aws_security_group.worker"],
)

# `ingress-all-ports` reports the ports.
test_pass_when_an_allowed_group_reaches_every_port := _case(
	[object.union(
		_group("API-SG", ["API-SG"]),
		{"ip_protocol": "-1", "from_port": null, "to_port": null},
	)],
	["API-SG"],
)

test_fail_when_a_group_is_not_on_the_list := object.union(
	_case([_group("API-SG", ["API-SG"]), _group("batch", ["sg-2", "batch"])], ["API-SG"]),
	_with_denial("names", "batch"),
)

test_pass_when_members_of_the_group_are_allowed := _case([_self], ["self"])

test_fail_when_members_of_the_group_are_not_allowed := object.union(
	_case([_self], ["API-SG"]),
	_with_denial("names", "redis"),
)

test_pass_when_a_prefix_list_is_named := _case([_list(["198.51.100.0/24"])], ["pl-1"])

test_pass_when_every_entry_of_a_prefix_list_is_allowed := _case(
	[_list(["10.0.1.0/24", "10.0.2.0/24"])],
	["10.0.0.0/16"],
)

test_fail_when_an_entry_of_a_prefix_list_is_not_allowed := object.union(
	_case([_list(["10.0.1.0/24", "198.51.100.0/24"])], ["10.0.0.0/16"]),
	_with_denial("cidr_blocks", "198.51.100.0/24 (entry of offices)"),
)

test_unknown_when_a_name_of_the_group_is_not_known := _case(
	[_group("batch", [testing.unknown, "batch"])],
	["sg-2"],
)

test_unknown_when_a_rule_is_not_known := _case([testing.unknown], ["API-SG"])

test_not_applicable_when_the_list_is_empty := _case([_range("10.0.0.0/8")], [])

test_unknown_when_the_ports_are_not_known := _case(
	[
		object.union(_group("batch", ["batch"]), {"from_port": testing.unknown}),
		object.union(_range("10.0.0.0/8"), {"to_port": testing.unknown}),
	],
	["API-SG"],
)
