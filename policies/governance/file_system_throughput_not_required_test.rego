package cache_audit.governance.file_system_throughput_not_required_test

import data.cache_audit.lib.testing

_cache(volume) := {
	"cache": {"kind": "ecs_service", "container": {"data_volume": volume}},
	"parameters": {"mode": "provisioned", "mibps": 10},
}

_case(mode, mibps) := _cache({"file_system": {
	"throughput_mode": mode,
	"provisioned_throughput_in_mibps": mibps,
}})

_mode(message) := {
	"attribute": "container.data_volume.file_system.throughput_mode",
	"message": message,
}

_mibps(message) := {
	"attribute": "container.data_volume.file_system.provisioned_throughput_in_mibps",
	"message": message,
}

test_pass_when_as_required := _case("provisioned", 10)

test_pass_when_only_the_mode_is_required := object.union(
	_case("elastic", null),
	{"parameters": {"mode": "elastic", "mibps": 0}},
)

test_pass_when_only_the_throughput_is_required := object.union(
	_case("provisioned", 10),
	{"parameters": {"mode": "", "mibps": 10}},
)

test_fail_when_less := object.union(_case("provisioned", 1.5), {"denials": [
	_mibps("has 1.5 MiB/s on its file system, 10 MiB/s required"),
]})

test_fail_when_in_another_mode := object.union(_case("bursting", null), {"denials": [
	_mode("has the throughput mode bursting on its file system, provisioned required"),
	_mibps("has no provisioned throughput on its file system, 10 MiB/s required"),
]})

test_unknown_when_not_known := _case(testing.unknown, testing.unknown)

test_unknown_when_the_volume_is_not_known := _cache(testing.unknown)

test_not_applicable_when_none_is_required := object.union(
	_case("bursting", null),
	{"parameters": {"mode": "", "mibps": 0}},
)

test_not_applicable_when_data_lies_on_no_volume := _cache(null)

test_not_applicable_when_no_container := {
	"cache": {"kind": "cache_cluster", "container": null},
	"parameters": {"mode": "provisioned", "mibps": 10},
}
