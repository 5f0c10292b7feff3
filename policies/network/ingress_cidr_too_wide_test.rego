package cache_audit.network.ingress_cidr_too_wide_test

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

test_pass_when_ranges_are_narrow := {"cache": _cache([
	_rule("10.0.0.0/16", ["10.0.0.0/16"]),
	_rule("2001:db8::/48", ["2001:db8::/48"]),
	_rule("API-SG", null),
])}

# `ingress-from-world` reports it.
test_pass_when_the_range_is_the_world := {"cache": _cache([_rule("0.0.0.0/0", ["0.0.0.0/0"])])}

test_fail_when_an_ipv4_range_is_wide := {
	"cache": _cache([_rule("10.0.0.0/8", ["10.0.0.0/8"])]),
	"denials": [_denial(concat(" ", [
		"security group redis lets 10.0.0.0/8 reach the cache's port,",
		"/16 or narrower required",
	]))],
}

test_fail_when_an_entry_of_a_prefix_list_is_wide := {
	"cache": _cache([_rule("pl-1", ["10.1.0.0/16", "2001:db8::/32"])]),
	"denials": [_denial(concat(" ", [
		"security group redis lets 2001:db8::/32 (entry of pl-1) reach the cache's port,",
		"/48 or narrower required",
	]))],
}

test_fail_when_a_set_asks_for_narrower := {
	"cache": _cache([_rule("10.0.0.0/16", ["10.0.0.0/16"])]),
	"parameters": {"minimum_prefix_length_ipv4": 24},
	"denials": [_denial(concat(" ", [
		"security group redis lets 10.0.0.0/16 reach the cache's port,",
		"/24 or narrower required",
	]))],
}

test_unknown_when_a_range_is_not_known := {"cache": _cache([_rule("pl-1", [testing.unknown])])}

test_unknown_when_the_port_is_not_known := {"cache": _cache([object.union(
	_rule("10.0.0.0/8", ["10.0.0.0/8"]),
	{"to_port": testing.unknown},
)])}
