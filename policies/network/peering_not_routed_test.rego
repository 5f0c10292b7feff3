package cache_audit.network.peering_not_routed_test

import data.cache_audit.lib.testing

_cache(from_cache, back) := {"vpc": {"peering_connections": [{
	"name": "pcx-1",
	"address": "aws_vpc_peering_connection.api",
	"is_routed_from_cache": from_cache,
	"is_routed_back": back,
}]}}

_denial_from_cache := {
	"attribute": "vpc.peering_connections[].is_routed_from_cache",
	"message": concat(" ", [
		"not every subnet of the cache has an active route",
		"through peering connection pcx-1",
	]),
}

_denial_back := {
	"resource": "aws_vpc_peering_connection.api",
	"attribute": "vpc.peering_connections[].is_routed_back",
	"message": "the peer has no active route back through peering connection pcx-1",
}

test_pass_when_both_sides_are_routed := {"cache": _cache(true, true)}

test_fail_when_only_the_requester_has_a_route := {
	"cache": _cache(true, false),
	"denials": [_denial_back],
}

test_fail_when_neither_side_is_routed := {
	"cache": _cache(false, false),
	"denials": [_denial_from_cache, _denial_back],
}

test_fail_when_the_cache_has_none_and_the_peer_is_not_known := {
	"cache": _cache(false, testing.unknown),
	"denials": [_denial_from_cache],
}

test_unknown_when_the_peers_tables_are_not_known := {"cache": _cache(true, testing.unknown)}

test_not_applicable_when_the_vpc_has_no_peering := {"cache": {"vpc": {"peering_connections": []}}}
