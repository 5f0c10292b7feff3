# Address ranges and security group rules.
package cache_audit.lib.network

import data.cache_audit.lib.finding

# The port, or ports, that a rule opens are known, so that it is known to reach the cache.
reaches(rule) if {
	is_string(rule.ip_protocol)
	type_name(rule.from_port) in _known_port_types
	type_name(rule.to_port) in _known_port_types
}

_known_port_types := {"number", "null"}

# The ranges that a peer stands for; none for a group.
ranges(peer) := peer.cidr_blocks if is_array(peer.cidr_blocks)

# How messages call a rule: its group, and the resource that declares it.
name_of(rule) := sprintf("security group %s (%s)", [rule.security_group, rule.address]) if {
	is_string(rule.address)
}

name_of(rule) := sprintf("security group %s", [rule.security_group]) if is_null(rule.address)

# A denial about one rule.
denial(rule, attribute, message) := finding.within(rule.address, rule.path, attribute, message)

# How messages call one range of a peer: a prefix list is named with the entry at fault.
range_name(peer, cidr) := cidr if peer.name == cidr

range_name(peer, cidr) := sprintf("%s (entry of %s)", [cidr, peer.name]) if peer.name != cidr

# "ipv4" or "ipv6".
family(cidr) := "ipv6" if contains(cidr, ":") else := "ipv4"

# Bits of the network part; an address without a prefix length is one host.
prefix_length(cidr) := to_number(split(cidr, "/")[1]) if contains(cidr, "/")

prefix_length(cidr) := _address_length[family(cidr)] if not contains(cidr, "/")

_address_length := {"ipv4": 32, "ipv6": 128}

# Every address of its family.
is_world(cidr) if endswith(cidr, "/0")

# Parts of a family so large that a few of them come to most of the internet: of narrower ranges it
# would take more than fit into a security group.
is_wide(cidr) if {
	bits := prefix_length(cidr)
	bits > 0
	bits <= _narrowest_wide[family(cidr)]
}

_narrowest_wide := {"ipv4": 12, "ipv6": 15}

# The ranges of a family hold at least half of what the internet uses of it, the whole world aside.
amounts_to_world(cidrs, address_family) if {
	counted := {cidr | some cidr in cidrs; is_wide(cidr); family(cidr) == address_family}
	sum([_public_units(cidr) | some cidr in _outermost(counted)]) >= _half
}

# The range lies in one of the ranges, or several of them together hold all of it.
within(cidr, ranges) if {
	some range in ranges
	net.cidr_contains(range, cidr)
}

within(cidr, ranges) if {
	inside := {range | some range in ranges; net.cidr_contains(cidr, range)}
	shares := [share |
		some range in _outermost(inside)
		share := _units(prefix_length(range) - prefix_length(cidr))
	]
	sum(shares) == _all
}

# The ranges that lie in none of the others. Two ranges are nested or have nothing in common.
_outermost(cidrs) := {cidr |
	some cidr in cidrs
	count([outer | some outer in cidrs; outer != cidr; net.cidr_contains(outer, cidr)]) == 0
}

# Sizes are counted in units, so that they stay whole numbers: a family has 2^30 of them.
_all := 1073741824

_half := 536870912

_units(length) := bits.lsh(1, 30 - length) if length <= 30

_units(length) := 0 if length > 30

_public_units(cidr) := _units(prefix_length(cidr)) if family(cidr) == "ipv4"

# Of IPv6 only 2000::/3 is in use on the internet.
_public_units(cidr) := _units(prefix_length(cidr) - 3) if {
	family(cidr) == "ipv6"
	net.cidr_contains("2000::/3", cidr)
}

_public_units(cidr) := _all if {
	family(cidr) == "ipv6"
	cidr != "2000::/3"
	net.cidr_contains(cidr, "2000::/3")
}

_public_units(cidr) := 0 if {
	family(cidr) == "ipv6"
	not net.cidr_contains("2000::/3", cidr)
	not net.cidr_contains(cidr, "2000::/3")
}
