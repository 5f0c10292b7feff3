package cache_audit.network.ingress_all_ports_test

import data.cache_audit.lib.testing

_rule(protocol, from_port, to_port) := {
	"security_group": "redis",
	"address": "aws_security_group.redis",
	"path": "ingress[0]",
	"ip_protocol": protocol,
	"from_port": from_port,
	"to_port": to_port,
	"peer": {"name": "API-SG"},
}

_cache(rule) := {"ingress": [rule]}

_denial(text) := {
	"resource": "aws_security_group.redis",
	"part": "ingress[0]",
	"attribute": "ingress[].from_port",
	"message": sprintf("security group redis (aws_security_group.redis) opens %s", [text]),
}

test_pass_when_the_rule_is_for_the_port := {"cache": _cache(_rule("tcp", 6379, 6379))}

test_pass_when_the_rule_is_for_both_ports_of_a_serverless_cache := {"cache": _cache(_rule(
	"tcp",
	6379, 6380,
))}

test_fail_when_an_allowed_group_reaches_every_port := {
	"cache": _cache(_rule("-1", null, null)),
	"denials": [_denial("every port to API-SG")],
}

test_fail_when_every_port_is_written_as_zero := {
	"cache": _cache(_rule("-1", 0, 0)),
	"denials": [_denial("every port to API-SG")],
}

test_fail_when_tcp_has_no_ports := {
	"cache": _cache(_rule("tcp", null, null)),
	"denials": [_denial("every port to API-SG")],
}

test_fail_when_the_range_is_wide := {
	"cache": _cache(_rule("tcp", 0, 65535)),
	"denials": [_denial("65536 ports (0-65535) to API-SG, at most 2 allowed")],
}

test_fail_when_a_set_allows_one_port := {
	"cache": _cache(_rule("tcp", 6379, 6380)),
	"parameters": {"maximum_ports": 1},
	"denials": [_denial("2 ports (6379-6380) to API-SG, at most 1 allowed")],
}

test_unknown_when_the_last_port_is_not_known := {"cache": _cache(_rule("tcp", 0, testing.unknown))}

test_unknown_when_the_protocol_is_not_known := {"cache": _cache(_rule(testing.unknown, null, null))}

test_fail_when_every_port_is_written_as_a_range := {
	"cache": _cache(_rule("-1", 0, 65535)),
	"denials": [_denial("every port to API-SG")],
}

test_unknown_when_a_group_opens_every_port_of_an_unknown_protocol := {"cache": _cache(_rule(
	testing.unknown,
	0, 65535,
))}
