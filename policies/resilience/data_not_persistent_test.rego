package cache_audit.resilience.data_not_persistent_test

import data.cache_audit.lib.testing

_cache(volume, settings) := {"cache": {
	"kind": "ecs_service",
	"container": {"data_volume": volume, "settings": settings},
}}

_volume(is_persistent) := {"name": "data", "is_persistent": is_persistent}

_writes := {"appendonly": "yes", "save": ""}

_nothing := {"appendonly": "no", "save": ""}

_fails(volume, settings, attribute, message) := object.union(
	_cache(volume, settings),
	{"denials": [{"attribute": attribute, "message": message}]},
)

test_pass_when_it_logs_writes := _cache(_volume(true), _writes)

test_pass_when_it_saves := _cache(_volume(true), {"appendonly": "no", "save": "900 1"})

test_fail_when_on_no_volume := _fails(
	null,
	_writes,
	"container.data_volume",
	"keeps its data on no volume",
)

test_fail_when_the_volume_goes_away := _fails(
	_volume(false),
	_writes,
	"container.data_volume.is_persistent",
	"keeps its data on volume data, which goes away with the task",
)

test_fail_when_it_writes_nothing := _fails(
	_volume(true),
	_nothing,
	"container.settings.appendonly",
	"writes nothing to disk: appendonly is no, and save has no rule",
)

test_unknown_when_the_volume_is_none_of_efs := _cache(_volume(testing.unknown), _writes)

test_unknown_when_the_volume_is_not_known := _cache(testing.unknown, _writes)

test_unknown_when_the_settings_are_not_known := _cache(_volume(true), testing.unknown)

test_not_applicable_when_no_container := {"cache": {"kind": "cache_cluster", "container": null}}
