package cache_audit.resilience.windows_overlap_test

import data.cache_audit.lib.testing

_cache(backup, maintenance) := {
	"kind": "replication_group",
	"snapshot_retention_limit": 7,
	"snapshot_window": backup,
	"preferred_maintenance_window": maintenance,
}

_denials(backup, maintenance) := [{
	"attribute": "snapshot_window",
	"message": sprintf(
		"backup window %s overlaps maintenance window %s",
		[backup, maintenance],
	),
}]

test_pass_when_maintenance_follows_the_backup := {"cache": _cache(
	"02:00-03:00",
	"sun:03:00-sun:04:00",
)}

test_pass_when_the_backup_follows_maintenance := {"cache": _cache(
	"04:00-05:00",
	"sun:03:00-sun:04:00",
)}

test_fail_when_the_backup_runs_past_midnight_into_maintenance := {
	"cache": _cache("23:30-00:30", "mon:00:00-mon:01:00"),
	"denials": _denials("23:30-00:30", "mon:00:00-mon:01:00"),
}

test_fail_when_maintenance_runs_from_saturday_into_sunday := {
	"cache": _cache("00:00-01:00", "sat:23:30-sun:00:30"),
	"denials": _denials("00:00-01:00", "sat:23:30-sun:00:30"),
}

test_fail_when_saturdays_backup_runs_into_sundays_maintenance := {
	"cache": _cache("23:30-00:30", "sun:00:00-sun:01:00"),
	"denials": _denials("23:30-00:30", "sun:00:00-sun:01:00"),
}

test_fail_when_one_lies_within_the_other := {
	"cache": _cache("03:00-06:00", "Wed:04:00-Wed:05:00"),
	"denials": _denials("03:00-06:00", "Wed:04:00-Wed:05:00"),
}

test_fail_when_maintenance_lasts_for_days := {
	"cache": _cache("03:00-04:00", "mon:12:00-wed:12:00"),
	"denials": _denials("03:00-04:00", "mon:12:00-wed:12:00"),
}

test_unknown_when_the_service_chooses_a_window := {"cache": _cache(
	testing.unknown,
	"sun:03:00-sun:04:00",
)}

test_not_applicable_when_nothing_is_backed_up := {"cache": object.union(
	_cache("03:00-04:00", "sun:03:00-sun:04:00"),
	{"snapshot_retention_limit": 0},
)}

test_not_applicable_when_serverless := {"cache": object.union(
	_cache("03:00", null),
	{"kind": "serverless_cache"},
)}
