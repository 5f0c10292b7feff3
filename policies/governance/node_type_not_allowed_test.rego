package cache_audit.governance.node_type_not_allowed_test

import data.cache_audit.lib.testing

_cache(node_type, allowed) := {
	"cache": {"cache_node_type": node_type},
	"parameters": {"allowed": allowed},
}

_fails(case, message) := object.union(
	case,
	{"denials": [{"attribute": "cache_node_type", "message": message}]},
)

test_pass_when_named := _cache("cache.t4g.micro", ["cache.t4g.micro"])

test_pass_when_family_is_named := _cache("cache.r7g.2xlarge", ["cache.t4g.*", "cache.r7g.*"])

test_fail_when_not_named := _fails(
	_cache("cache.r7g.large", ["cache.t4g.micro", "cache.t4g.small"]),
	"runs on cache.r7g.large, allowed: cache.t4g.micro, cache.t4g.small",
)

test_fail_when_the_name_only_begins_alike := _fails(
	_cache("cache.m7g.12xlarge", ["cache.m7g.1"]),
	"runs on cache.m7g.12xlarge, allowed: cache.m7g.1",
)

test_fail_when_a_dot_would_have_to_match_anything := _fails(
	_cache("cache.t4gxmicro", ["cache.t4g.micro"]),
	"runs on cache.t4gxmicro, allowed: cache.t4g.micro",
)

test_unknown_when_decided_after_apply := _cache(testing.unknown, ["cache.t4g.*"])

test_not_applicable_when_all_are_allowed := {"cache": {"cache_node_type": "cache.t2.micro"}}

test_not_applicable_when_serverless := _cache(null, ["cache.t4g.*"])
