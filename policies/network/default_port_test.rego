package cache_audit.network.default_port_test

import data.cache_audit.lib.testing

_cache(engine, port) := {"kind": "cache_cluster", "engine": engine, "port": port}

_denials(text) := [{"attribute": "port", "message": text}]

test_pass_when_the_port_is_another := {"cache": _cache("redis", 6390)}

test_pass_when_the_port_is_another_engines := {"cache": _cache("memcached", 6379)}

test_fail_when_valkey_listens_on_its_default := {
	"cache": _cache("valkey", 6379),
	"denials": _denials("listens on port 6379, the default of valkey"),
}

test_fail_when_memcached_listens_on_its_default := {
	"cache": _cache("memcached", 11211),
	"denials": _denials("listens on port 11211, the default of memcached"),
}

test_fail_when_no_port_is_chosen := {
	"cache": _cache("redis", null),
	"denials": _denials("listens on port 6379, the default of redis"),
}

test_unknown_when_the_port_is_not_known := {"cache": _cache("redis", testing.unknown)}

test_not_applicable_when_serverless := {"cache": {
	"kind": "serverless_cache",
	"engine": "valkey",
	"port": 6379,
}}

test_fail_when_a_container_listens_on_its_default := {
	"cache": object.union(_cache("redis", 6379), {"kind": "ecs_service"}),
	"denials": _denials("listens on port 6379, the default of redis"),
}
