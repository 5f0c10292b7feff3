package cache_audit.lib.support_test

import data.cache_audit.lib.support

_table := {"releases": [
	{"engine": "redis", "major": 5, "standard_support_ends": "2026-01-31"},
	{"engine": "redis", "major": 6, "standard_support_ends": "2027-01-31"},
]}

_reference := {"engine_support": _table}

_ends(engine, engine_version) := release.standard_support_ends if {
	release := support.release(engine, engine_version) with data.reference as _reference
}

test_a_version_belongs_to_its_major_release if {
	_ends("redis", "6.2") == "2027-01-31"
	_ends("redis", "6.x") == "2027-01-31"
	_ends("redis", "5.0.6") == "2026-01-31"
}

test_a_release_that_is_not_listed_has_no_dates if {
	not _ends("redis", "7.1")
	not _ends("valkey", "6.2")
	not _ends("redis", null)
}

test_days_are_counted_over_months_and_years if {
	support.days_between("2026-11-20", "2026-11-20") == 0
	support.days_between("2026-11-20", "2027-01-31") == 72
	support.days_between("2028-02-28", "2028-03-01") == 2
}

test_a_day_is_the_date_of_its_timestamp if {
	support.day("2026-11-20T23:59:59Z") == "2026-11-20"
}
