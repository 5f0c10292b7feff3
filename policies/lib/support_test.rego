package cache_audit.lib.support_test

import data.cache_audit.lib.support

_table := {"releases": [{"engine": "redis", "major": 6, "standard_support_ends": "2027-01-31"}]}

_own := [{"engine": "redis", "major": 6, "standard_support_ends": "2028-01-31"}]

_ends(engine, engine_version, own) := ends if {
	release := support.release(engine, engine_version) with data.parameters as {"releases": own}
		with data.reference as {"engine_support": _table}
	ends := release.standard_support_ends
}

test_a_version_belongs_to_its_major_release if {
	_ends("redis", "6.2", []) == "2027-01-31"
	_ends("redis", "6.x", []) == "2027-01-31"
}

test_dates_of_the_policy_set_win if _ends("redis", "6.2", _own) == "2028-01-31"

test_a_release_without_dates_has_none if {
	not _ends("redis", "7.1", [])
	not _ends("valkey", "6.2", [])
	not _ends("redis", null, [])
}

test_days_are_counted_over_months_and_years if {
	support.days_between("2026-11-20", "2026-11-20") == 0
	support.days_between("2026-11-20", "2027-01-31") == 72
	support.days_between("2028-02-28", "2028-03-01") == 2
}

test_a_day_is_the_date_of_its_timestamp if {
	support.day("2026-11-20T23:59:59Z") == "2026-11-20"
}
