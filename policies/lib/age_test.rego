package cache_audit.lib.age_test

import data.cache_audit.lib.age

_now := "2026-11-20T08:00:00Z"

test_what_is_older_is_over if {
	age.is_over("2026-11-19T05:59:59Z", _now, 26)
	age.is_over("2025-11-20T08:00:00.123Z", _now, 26)
}

test_what_is_as_old_or_younger_is_not if {
	not age.is_over("2026-11-19T06:00:00Z", _now, 26)
	not age.is_over("2026-11-20T08:00:00.123Z", _now, 0)
}

test_what_is_unset_has_no_age if {
	not age.is_over(null, _now, 0)
}
