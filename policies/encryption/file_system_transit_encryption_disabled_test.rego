package cache_audit.encryption.file_system_transit_encryption_disabled_test

import data.cache_audit.lib.testing

_cache(volume) := {"cache": {"kind": "ecs_service", "container": {"data_volume": volume}}}

_mounted(encrypted) := _cache({"file_system": {
	"label": "fs-1",
	"transit_encryption_enabled": encrypted,
}})

test_pass_when_on := _mounted(true)

test_fail_when_off := object.union(_mounted(false), {"denials": [{
	"attribute": "container.data_volume.file_system.transit_encryption_enabled",
	"message": "mounts file system fs-1 without encryption in transit",
}]})

test_unknown_when_not_known := _mounted(testing.unknown)

test_unknown_when_the_volume_is_not_known := _cache(testing.unknown)

test_not_applicable_when_data_lies_on_no_volume := _cache(null)

test_not_applicable_when_the_volume_is_another := _cache({"file_system": null})

test_not_applicable_when_no_container := {"cache": {"kind": "cache_cluster", "container": null}}
