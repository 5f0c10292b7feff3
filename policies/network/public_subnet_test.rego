package cache_audit.network.public_subnet_test

import data.cache_audit.lib.testing

_subnet(name, ipv4, ipv6) := {
	"name": name,
	"address": sprintf("aws_subnet.%s", [name]),
	"ipv4_route_class": ipv4,
	"ipv6_route_class": ipv6,
}

_cache(subnets) := {"subnets": subnets}

test_pass_when_subnets_only_reach_out := {"cache": _cache([
	_subnet("subnet-a", "nat", "egress_only"),
	_subnet("subnet-b", "isolated", null),
	_subnet("subnet-c", "private", "isolated"),
])}

test_fail_when_the_route_table_has_an_internet_gateway := {
	"cache": _cache([_subnet("subnet-a", "nat", null), _subnet("subnet-b", "public", null)]),
	"denials": [{
		"resource": "aws_subnet.subnet-b",
		"attribute": "subnets[].ipv4_route_class",
		"message": "subnet subnet-b routes IPv4 to and from the internet",
	}],
}

test_fail_when_only_ipv6_is_public := {
	"cache": _cache([_subnet("subnet-a", "nat", "public")]),
	"denials": [{
		"attribute": "subnets[].ipv6_route_class",
		"message": "subnet subnet-a routes IPv6 to and from the internet",
	}],
}

test_fail_when_one_subnet_is_public_and_another_unknown := {
	"cache": _cache([_subnet("subnet-a", "public", null), testing.unknown]),
	"denials": [{
		"attribute": "subnets[].ipv4_route_class",
		"message": "subnet subnet-a routes IPv4 to and from the internet",
	}],
}

test_unknown_when_a_route_table_is_not_known := {"cache": _cache([
	_subnet("subnet-a", "nat", null),
	_subnet("subnet-b", testing.unknown, null),
])}

test_unknown_when_the_subnets_are_not_known := {"cache": _cache(testing.unknown)}
