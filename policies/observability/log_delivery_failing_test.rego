package cache_audit.observability.log_delivery_failing_test

import data.cache_audit.lib.testing

_case(status, deliveries) := {"cache": {
	"kind": "replication_group",
	"status": status,
	"log_deliveries": deliveries,
}}

_log(status, message) := {"log_type": "slow-log", "status": status, "message": message}

_fails(case, message) := object.union(
	case,
	{"denials": [{"attribute": "log_deliveries[].status", "message": message}]},
)

test_pass_when_active := _case("available", [_log("active", null)])

test_pass_when_it_is_being_turned_on := _case("available", [_log("enabling", null)])

test_fail_when_in_error := _fails(
	_case("available", [_log("active", null), _log("error", "Log group not found")]),
	"does not get its slow-log delivered: Log group not found",
)

test_fail_when_nobody_says_why := _fails(
	_case("available", [_log("error", null)]),
	"does not get its slow-log delivered",
)

test_fail_when_the_reason_is_not_known := _fails(
	_case("available", [_log("error", testing.unknown)]),
	"does not get its slow-log delivered",
)

test_unknown_when_the_status_is_not_known := _case(
	"available",
	[_log(testing.unknown, null)],
)

test_unknown_when_the_logs_are_not_known := _case("available", testing.unknown)

test_not_applicable_when_no_log_is_delivered := _case("available", [])

test_not_applicable_when_declared := _case(null, [_log(null, null)])

test_not_applicable_when_declared_with_unknown_logs := _case(null, testing.unknown)

test_not_applicable_when_container := object.union(
	_case(testing.unknown, []),
	{"cache": {"kind": "ecs_service"}},
)
