package cache_audit.network.ingress_from_outside_vpc_test

import data.cache_audit.lib.testing

_rule(cidrs) := {
	"security_group": "redis",
	"address": null,
	"path": null,
	"ip_protocol": "tcp",
	"from_port": 6379,
	"to_port": 6379,
	"peer": {"name": "source", "cidr_blocks": cidrs},
}

_cache(cidrs) := {
	"ingress": [_rule(cidrs)],
	"vpc": {"cidr_blocks": ["10.0.0.0/16"], "ipv6_cidr_blocks": ["2001:db8::/56"]},
}

test_pass_when_the_range_is_the_vpc := {"cache": _cache(["10.0.0.0/16"])}

test_pass_when_two_halves_make_the_vpc := {"cache": _cache(["10.0.0.0/17", "10.0.128.0/17"])}

test_pass_when_the_range_is_the_vpcs_ipv6 := {"cache": _cache(["2001:db8::/64"])}

test_pass_when_the_source_is_a_group := {"cache": _cache(null)}

test_pass_when_the_peered_network_is_allowed := {
	"cache": _cache(["172.16.0.0/16"]),
	"parameters": {"allowed_ranges": ["172.16.0.0/12"]},
}

test_fail_when_the_range_is_wider_than_the_vpc := {
	"cache": _cache(["10.0.0.0/8"]),
	"denials": [{
		"attribute": "ingress[].peer.cidr_blocks",
		"message": concat(" ", [
			"security group redis lets 10.0.0.0/8 (entry of source) reach the cache's port,",
			"which lies outside the VPC (10.0.0.0/16, 2001:db8::/56)",
		]),
	}],
}

test_unknown_when_a_range_of_the_vpc_is_not_known := {"cache": object.union(
	_cache(["10.1.0.0/16"]),
	{"vpc": {"cidr_blocks": ["10.0.0.0/16", testing.unknown]}},
)}

test_unknown_when_the_vpc_is_not_known := {"cache": {
	"ingress": [_rule(["10.0.0.0/16"])],
	"vpc": testing.unknown,
}}

test_unknown_when_the_ports_of_an_outside_range_are_not_known := {"cache": object.union(
	_cache(["172.16.0.0/16"]),
	{"ingress": [object.union(_rule(["172.16.0.0/16"]), {"from_port": testing.unknown})]},
)}
