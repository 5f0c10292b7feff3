package cache_audit.lib.network_test

import data.cache_audit.lib.network

_rule(protocol, from_port, to_port) := {
	"ip_protocol": protocol,
	"from_port": from_port,
	"to_port": to_port,
}

test_a_rule_whose_ports_are_known_reaches if {
	network.reaches(_rule("tcp", 6379, 6379))
	network.reaches(_rule("-1", null, null))
}

test_a_rule_of_which_something_is_unknown_does_not_reach if {
	not network.reaches({"ip_protocol": "tcp", "from_port": 6379})
	not network.reaches({"ip_protocol": "tcp", "to_port": 6379})
	not network.reaches({"from_port": 6379, "to_port": 6379})
}

test_rules_are_named_by_group_and_resource if {
	network.name_of({"security_group": "redis", "address": null}) == "security group redis"
	network.name_of({"security_group": "redis", "address": "aws_security_group.redis"}) == concat(
		" ",
		["security group redis", "(aws_security_group.redis)"],
	)
}

test_a_denial_tells_where_the_rule_is_declared if {
	rule := {"address": "aws_security_group.redis", "path": "ingress[0]"}
	network.denial(rule, "ingress[].peer", "is open") == {
		"attribute": "ingress[].peer",
		"message": "is open",
		"resource": "aws_security_group.redis",
		"part": "ingress[0]",
	}
}

test_ranges_of_lists_are_named_with_the_list if {
	network.range_name({"name": "10.0.0.0/8"}, "10.0.0.0/8") == "10.0.0.0/8"
	network.range_name({"name": "pl-1"}, "10.0.0.0/8") == "10.0.0.0/8 (entry of pl-1)"
}

test_a_group_stands_for_no_ranges if {
	network.ranges({"cidr_blocks": ["10.0.0.0/8"]}) == ["10.0.0.0/8"]
	not network.ranges({"cidr_blocks": null})
}

test_an_address_without_prefix_length_is_one_host if {
	network.prefix_length("192.0.2.1") == 32
	network.prefix_length("2001:db8::1") == 128
	network.prefix_length("10.0.0.0/8") == 8
}

test_the_world_is_written_in_many_ways if {
	network.is_world("0.0.0.0/0")
	network.is_world("::/0")
	network.is_world("0:0:0:0:0:0:0:0/0")
	not network.is_world("0.0.0.0/1")
}

test_nested_ranges_count_once if {
	not network.amounts_to_world({"10.0.0.0/7", "10.0.0.0/8", "11.0.0.0/8"}, "ipv4")
	not network.amounts_to_world({"0.0.0.0/2", "0.0.0.0/3", "32.0.0.0/3"}, "ipv4")
	network.amounts_to_world({"0.0.0.0/2", "64.0.0.0/2"}, "ipv4")
}

test_each_family_counts_by_itself if {
	not network.amounts_to_world({"0.0.0.0/2", "64.0.0.0/2"}, "ipv6")
	not network.amounts_to_world({"0.0.0.0/2", "2000::/5"}, "ipv4")
}

test_only_public_ipv6_counts if {
	not network.amounts_to_world({"fc00::/7", "8000::/1"}, "ipv6")
	not network.amounts_to_world({"2001:db8::/64"}, "ipv6")
	network.amounts_to_world({"2000::/3"}, "ipv6")
	network.amounts_to_world({"2000::/5", "2800::/5"}, "ipv6")
	network.amounts_to_world({"::/1"}, "ipv6")
}

test_sixteen_parts_of_half_the_ipv6_internet_make_it if {
	parts := {sprintf("2%s00::/8", [digit]) | some digit in split("0123456789abcdef", "")}
	count(parts) == 16
	network.amounts_to_world(parts, "ipv6")
	not network.amounts_to_world(parts - {"2000::/8"}, "ipv6")
}

test_an_address_lies_within_a_range if {
	network.within("10.0.1.7", {"10.0.0.0/16"})
	not network.within("10.1.0.0", {"10.0.0.0/16"})
}

test_a_range_lies_within_one_or_several if {
	network.within("10.0.1.0/24", {"10.0.0.0/16"})
	network.within("10.0.0.0/16", {"10.0.0.0/16"})
	network.within("10.0.0.0/16", {"10.0.0.0/17", "10.0.128.0/17"})
	network.within("2001:db8::/48", {"2001:db8::/49", "2001:db8:0:8000::/49"})
	not network.within("10.0.0.0/16", {"10.0.0.0/17", "10.0.0.0/18"})
	not network.within("10.0.0.0/8", {"10.0.0.0/16"})
	not network.within("10.0.0.0/8", set())
}

test_ranges_of_different_families_have_nothing_in_common if {
	not network.within("2001:db8::/64", {"0.0.0.0/0"})
	not network.within("10.0.0.0/8", {"::/0"})
}
