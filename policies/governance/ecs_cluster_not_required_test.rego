package cache_audit.governance.ecs_cluster_not_required_test

import data.cache_audit.lib.testing

_case(cluster) := {
	"cache": {"kind": "ecs_service", "container": {"cluster": cluster}},
	"parameters": {"name": "phillm-cluster"},
}

test_pass_when_as_required := _case("phillm-cluster")

test_fail_when_another := object.union(_case("default"), {"denials": [{
	"attribute": "container.cluster",
	"message": "is in cluster default, phillm-cluster required",
}]})

test_unknown_when_not_known := _case(testing.unknown)

test_not_applicable_when_none_is_required := object.union(
	_case("default"),
	{"parameters": {"name": ""}},
)

test_not_applicable_when_no_container := object.union(
	_case("default"),
	{"cache": {"kind": "cache_cluster", "container": null}},
)
