package cache_audit.network.peering_not_active_test

import data.cache_audit.lib.testing

_cache(connections) := {"vpc": {"peering_connections": connections}}

_connection(status) := {
	"name": "pcx-1",
	"address": "aws_vpc_peering_connection.api",
	"status": status,
}

test_pass_when_the_connection_is_active := {"cache": _cache([_connection("active")])}

test_fail_when_nobody_has_accepted := {
	"cache": _cache([_connection("active"), _connection("pending-acceptance")]),
	"denials": [{
		"resource": "aws_vpc_peering_connection.api",
		"attribute": "vpc.peering_connections[].status",
		"message": "peering connection pcx-1 is pending-acceptance, active required",
	}],
}

test_unknown_when_the_status_is_not_known := {"cache": _cache([_connection(testing.unknown)])}

test_unknown_when_the_connections_are_not_known := {"cache": _cache(testing.unknown)}

test_not_applicable_when_the_vpc_has_none := {"cache": _cache([])}
