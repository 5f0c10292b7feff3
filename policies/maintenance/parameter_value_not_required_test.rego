package cache_audit.maintenance.parameter_value_not_required_test

import data.cache_audit.lib.testing

_required := {"timeout": 300, "maxmemory-policy": "allkeys-lru"}

_cache(values) := {
	"cache": {"parameter_group": {"parameters": values}},
	"parameters": {"required": _required},
}

_fails(values, denials) := object.union(_cache(values), {"denials": [denial |
	some name, message in denials
	denial := {"attribute": sprintf("parameter_group.parameters.%s", [name]), "message": message}
]})

test_pass_when_all_as_required := _cache({
	"timeout": "300",
	"maxmemory-policy": "allkeys-lru",
	"tcp-keepalive": "60",
})

test_fail_when_another_value := _fails(
	{"timeout": "0", "maxmemory-policy": "allkeys-lru"},
	{"timeout": "sets timeout to 0, 300 required"},
)

test_fail_when_not_set := _fails({"timeout": "300"}, {
	"maxmemory-policy": "does not set maxmemory-policy, allkeys-lru required",
})

test_fail_when_nothing_is_set := _fails(null, {
	"maxmemory-policy": "does not set maxmemory-policy, allkeys-lru required",
	"timeout": "does not set timeout, 300 required",
})

test_fail_beside_a_value_decided_after_apply := _fails(
	{"timeout": "0", "maxmemory-policy": testing.unknown},
	{"timeout": "sets timeout to 0, 300 required"},
)

test_unknown_when_a_value_is_decided_after_apply := _cache({
	"timeout": "300",
	"maxmemory-policy": testing.unknown,
})

test_unknown_when_values_are_not_in_the_inventory := _cache(testing.unknown)

test_not_applicable_when_serverless_or_container := {
	"cache": {"parameter_group": null},
	"parameters": {"required": _required},
}

test_not_applicable_when_nothing_is_required := {"cache": {"parameter_group": {"parameters": {}}}}
