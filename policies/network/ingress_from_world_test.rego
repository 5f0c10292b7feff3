package cache_audit.network.ingress_from_world_test

import data.cache_audit.lib.testing

_rule(name, cidrs) := {
	"security_group": "redis",
	"address": null,
	"path": null,
	"ip_protocol": "tcp",
	"from_port": 6379,
	"to_port": 6379,
	"peer": {"name": name, "cidr_blocks": cidrs},
}

_cache(rules) := {"ingress": rules}

_denial(message) := {"attribute": "ingress[].peer.cidr_blocks", "message": message}

test_pass_when_sources_are_private_or_groups := {"cache": _cache([
	_rule("10.0.0.0/8", ["10.0.0.0/8"]),
	_rule("API-SG", null),
])}

test_pass_when_nothing_reaches_the_port := {"cache": _cache([])}

test_fail_when_a_rule_names_every_ipv4_address := {
	"cache": _cache([_rule("0.0.0.0/0", ["0.0.0.0/0"])]),
	"denials": [_denial(concat(" ", [
		"security group redis lets the whole internet, 0.0.0.0/0,",
		"reach the cache's port",
	]))],
}

test_fail_when_a_rule_names_every_ipv6_address := {
	"cache": _cache([object.union(
		_rule("::/0", ["::/0"]),
		{
			"address": "aws_vpc_security_group_ingress_rule.any",
			"ip_protocol": "-1",
			"from_port": null,
			"to_port": null,
		},
	)]),
	"denials": [_denial(concat(" ", [
		"security group redis (aws_vpc_security_group_ingress_rule.any)",
		"lets the whole internet, ::/0, reach the cache's port",
	]))],
}

test_fail_when_a_prefix_list_holds_every_address := {
	"cache": _cache([_rule("pl-offices", ["192.0.2.0/24", "0.0.0.0/0"])]),
	"denials": [_denial(concat(" ", [
		"security group redis lets the whole internet, 0.0.0.0/0 (entry of pl-offices),",
		"reach the cache's port",
	]))],
}

test_fail_when_two_halves_make_the_world := {
	"cache": _cache([
		_rule("0.0.0.0/1", ["0.0.0.0/1"]),
		_rule("128.0.0.0/1", ["128.0.0.0/1"]),
		_rule("10.0.0.0/8", ["10.0.0.0/8"]),
	]),
	"denials": [_denial(concat(" ", [
		"3 ranges that together come to most of the internet reach the cache's port,",
		"0.0.0.0/1 the widest",
	]))],
}

test_fail_when_a_range_is_all_of_ipv6_that_is_in_use := {
	"cache": _cache([_rule("2000::/3", ["2000::/3"])]),
	"denials": [_denial(concat(" ", [
		"1 ranges that together come to most of the internet reach the cache's port,",
		"2000::/3 the widest",
	]))],
}

test_unknown_when_a_source_is_not_known := {"cache": _cache([_rule("pl-1", testing.unknown)])}

test_unknown_when_the_ports_are_not_known := {"cache": _cache([object.union(
	_rule("0.0.0.0/0", ["0.0.0.0/0"]),
	{"from_port": testing.unknown, "to_port": testing.unknown},
)])}

test_unknown_when_a_rule_is_not_known := {"cache": _cache([testing.unknown])}

test_unknown_when_the_ports_of_a_half_are_not_known := {"cache": _cache([
	_rule("0.0.0.0/1", ["0.0.0.0/2"]),
	object.union(_rule("64.0.0.0/2", ["64.0.0.0/2"]), {"to_port": testing.unknown}),
])}
