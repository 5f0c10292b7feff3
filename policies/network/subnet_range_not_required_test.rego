package cache_audit.network.subnet_range_not_required_test

import data.cache_audit.lib.testing

_subnet(name, cidr) := {"name": name, "cidr_block": cidr}

_case(subnets, ranges) := {
	"cache": {"subnets": subnets},
	"parameters": {"ranges": ranges},
}

_missing(cidr) := {
	"attribute": "subnets",
	"message": sprintf("lies in no subnet with the range %s", [cidr]),
}

_other(name, cidr) := {
	"attribute": "subnets[].cidr_block",
	"message": sprintf("subnet %s has the range %s, which is not a required one", [name, cidr]),
}

_first := "10.0.2.0/24"

_second := "10.0.3.0/24"

test_pass_when_as_required := _case(
	[_subnet("a", _first), _subnet("b", _second)],
	[_first, _second],
)

test_fail_when_one_is_another := object.union(
	_case([_subnet("a", _first), _subnet("b", "10.0.0.0/24")], [_first, _second]),
	{"denials": [_other("b", "10.0.0.0/24"), _missing(_second)]},
)

test_fail_when_one_is_missing := object.union(
	_case([_subnet("a", _first)], [_first, _second]),
	{"denials": [_missing(_second)]},
)

test_fail_when_there_is_one_more := object.union(
	_case([_subnet("a", _first), _subnet("b", _second)], [_first]),
	{"denials": [_other("b", _second)]},
)

test_fail_when_a_subnet_has_no_ipv4 := object.union(
	_case([_subnet("a", null)], [_first]),
	{"denials": [_missing(_first)]},
)

test_fail_when_there_are_no_subnets := object.union(
	_case(null, [_first]),
	{"denials": [_missing(_first)]},
)

test_fail_when_one_is_another_and_one_unknown := object.union(
	_case([_subnet("a", testing.unknown), _subnet("b", "10.0.0.0/24")], [_first]),
	{"denials": [_other("b", "10.0.0.0/24")]},
)

test_unknown_when_a_range_is_not_known := _case(
	[_subnet("a", _first), _subnet("b", testing.unknown)],
	[_first, _second],
)

test_unknown_when_the_subnets_are_not_known := _case(testing.unknown, [_first])

test_not_applicable_when_none_is_required := _case([_subnet("a", _first)], [])
