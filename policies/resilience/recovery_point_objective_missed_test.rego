package cache_audit.resilience.recovery_point_objective_missed_test

import data.cache_audit.lib.testing

_case(retention, datastore, minutes) := {
	"cache": {
		"kind": "replication_group",
		"engine": "redis",
		"snapshot_retention_limit": retention,
		"global_replication_group": datastore,
	},
	"parameters": {"minutes": minutes},
}

_no_snapshots(minutes) := {"denials": [{
	"attribute": "snapshot_retention_limit",
	"message": sprintf(
		"has neither automatic snapshots nor a global datastore, no more than %d minutes may be lost",
		[minutes],
	),
}]}

_daily(minutes) := {"denials": [{
	"attribute": "global_replication_group",
	"message": sprintf(
		"has a snapshot a day and no global datastore, no more than %d minutes may be lost",
		[minutes],
	),
}]}

_datastore := {"name": "orders-global"}

test_pass_when_a_day_may_be_lost := _case(1, null, 1440)

test_pass_when_in_a_global_datastore := _case(0, _datastore, 60)

test_fail_when_less_than_a_day_may_be_lost := object.union(_case(7, null, 1439), _daily(1439))

test_fail_when_no_snapshots_are_taken := object.union(_case(0, null, 1440), _no_snapshots(1440))

test_fail_when_nothing_is_said_of_snapshots := object.union(
	_case(null, null, 60),
	_no_snapshots(60),
)

test_unknown_when_the_retention_is_not_known := _case(testing.unknown, null, 1440)

test_unknown_when_the_datastore_is_not_known := _case(7, testing.unknown, 60)

test_not_applicable_when_nothing_is_asked := _case(0, null, 0)

test_not_applicable_when_memcached := {
	"cache": {
		"kind": "cache_cluster",
		"engine": "memcached",
		"snapshot_retention_limit": 0,
		"global_replication_group": null,
	},
	"parameters": {"minutes": 60},
}

test_not_applicable_when_container := object.union(
	_case(null, null, 60),
	{"cache": {"kind": "ecs_service"}},
)
