package cache_audit.observability.alarm_without_data_test

import data.cache_audit.lib.testing

_alarm(state, since) := {
	"name": "cpu",
	"address": "arn:aws:cloudwatch:us-east-1:123456789012:alarm:cpu",
	"state_value": state,
	"state_transitioned_timestamp": since,
}

_case(status, alarms) := {
	"cache": {"kind": "replication_group", "status": status, "alarms": alarms},
	"now": "2026-11-20T08:00:00Z",
}

test_pass_when_it_gets_data := _case(
	"available",
	[_alarm("OK", "2026-01-01T00:00:00Z"), _alarm("ALARM", "2026-01-01T00:00:00Z")],
)

test_pass_when_it_has_none_for_a_day := _case(
	"available",
	[_alarm("INSUFFICIENT_DATA", "2026-11-19T08:00:00Z")],
)

test_pass_when_it_may_be_longer := object.union(
	_case("available", [_alarm("INSUFFICIENT_DATA", "2026-11-19T07:00:00Z")]),
	{"parameters": {"hours": 48}},
)

test_fail_when_it_has_none_for_longer := object.union(
	_case("available", [_alarm("INSUFFICIENT_DATA", "2026-11-19T07:59:59Z")]),
	{"denials": [{
		"attribute": "alarms[].state_value",
		"resource": "arn:aws:cloudwatch:us-east-1:123456789012:alarm:cpu",
		"message": "alarm cpu has had no data since 2026-11-19T07:59:59Z, more than 24 hours",
	}]},
)

test_unknown_when_the_alarms_are_not_known := _case("available", testing.unknown)

test_unknown_when_nobody_knows_since_when := _case(
	"available",
	[_alarm("INSUFFICIENT_DATA", testing.unknown)],
)

test_not_applicable_when_there_are_no_alarms := _case("available", [])

test_not_applicable_when_declared := _case(null, [_alarm(null, null)])

test_not_applicable_when_declared_with_unknown_alarms := _case(null, testing.unknown)

test_not_applicable_when_container := object.union(
	_case("ACTIVE", testing.unknown),
	{"cache": {"kind": "ecs_service"}},
)
