package cache_audit.authentication.auth_token_too_old_test

import data.cache_audit.lib.testing

_case(token, modified) := {
	"cache": {"auth_token": token, "auth_token_last_modified_date": modified},
	"now": "2026-11-20T08:00:00Z",
}

_token := {"is_set": true}

_denied(case, message) := object.union(
	case,
	{"denials": [{"attribute": "auth_token_last_modified_date", "message": message}]},
)

test_pass_when_young_enough := _case(_token, "2026-08-22T09:00:00Z")

test_pass_when_it_may_be_older := object.union(
	_case(_token, "2026-01-01T00:00:00Z"),
	{"parameters": {"maximum_age_days": 365}},
)

test_fail_when_a_day_too_old := _denied(
	_case(_token, "2026-08-21T09:00:00Z"),
	"has had the same AUTH token since 2026-08-21, for 91 days, at most 90 allowed",
)

test_unknown_when_the_date_is_not_known := _case(_token, testing.unknown)

test_unknown_when_the_token_is_not_known := _case(testing.unknown, "2026-08-21T09:00:00Z")

test_not_applicable_when_the_token_was_taken_away := _case(
	{"is_set": false},
	"2026-01-01T00:00:00Z",
)

test_not_applicable_when_declared := _case(testing.unknown, null)
