package cache_audit.network.serverless_public_connection_test

import data.cache_audit.lib.testing

_cache(kind, connection_type) := {"kind": kind, "connection_type": connection_type}

test_pass_when_the_endpoint_is_in_the_vpc := {"cache": _cache("serverless_cache", "vpc")}

# AWS takes `vpc` where nothing is said.
test_pass_when_nothing_is_said := {"cache": _cache("serverless_cache", null)}

test_fail_when_the_endpoint_is_public := {
	"cache": _cache("serverless_cache", "public"),
	"denials": [{
		"attribute": "connection_type",
		"message": "connection type is `public`, `vpc` required",
	}],
}

test_unknown_when_the_connection_type_is_not_known := {"cache": _cache(
	"serverless_cache",
	testing.unknown,
)}

test_not_applicable_when_the_cache_has_nodes := {"cache": _cache("replication_group", null)}
