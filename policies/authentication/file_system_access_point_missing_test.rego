package cache_audit.authentication.file_system_access_point_missing_test

import data.cache_audit.lib.testing

_cache(volume) := {"cache": {"kind": "ecs_service", "container": {"data_volume": volume}}}

_mounted(has_access_point) := _cache({"file_system": {
	"label": "fs-1",
	"has_access_point": has_access_point,
}})

test_pass_when_there_is_one := _mounted(true)

test_fail_when_there_is_none := object.union(_mounted(false), {"denials": [{
	"attribute": "container.data_volume.file_system.has_access_point",
	"message": "mounts file system fs-1 without an access point",
}]})

test_unknown_when_not_known := _mounted(testing.unknown)

test_unknown_when_the_volume_is_not_known := _cache(testing.unknown)

test_not_applicable_when_data_lies_on_no_volume := _cache(null)

test_not_applicable_when_the_volume_is_another := _cache({"file_system": null})

test_not_applicable_when_no_container := {"cache": {"kind": "cache_cluster", "container": null}}
