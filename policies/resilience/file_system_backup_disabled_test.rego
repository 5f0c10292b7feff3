package cache_audit.resilience.file_system_backup_disabled_test

import data.cache_audit.lib.testing

_cache(volume) := {"cache": {"kind": "ecs_service", "container": {"data_volume": volume}}}

_mounted(enabled) := _cache({"file_system": {"label": "fs-1", "backup_policy_enabled": enabled}})

test_pass_when_backed_up := _mounted(true)

test_fail_when_not := object.union(_mounted(false), {"denials": [{
	"attribute": "container.data_volume.file_system.backup_policy_enabled",
	"message": "keeps its data on file system fs-1, which is not backed up",
}]})

test_unknown_when_not_known := _mounted(testing.unknown)

test_unknown_when_the_volume_is_not_known := _cache(testing.unknown)

test_not_applicable_when_data_lies_on_no_volume := _cache(null)

test_not_applicable_when_no_container := {"cache": {"kind": "cache_cluster", "container": null}}
