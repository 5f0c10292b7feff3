package cache_audit.maintenance.service_update_overdue_test

import data.cache_audit.lib.testing

_action(severity, due, status) := {
	"service_update_name": "elasticache-20260901-001",
	"service_update_severity": severity,
	"service_update_status": "available",
	"service_update_recommended_apply_by_date": due,
	"update_action_status": status,
}

_overdue := _action("critical", "2026-11-10T23:59:59Z", "not-applied")

_case(kind, actions) := {
	"cache": {"kind": kind, "update_actions": actions},
	"now": "2026-11-20T08:00:00Z",
}

_fails(case, what) := object.union(case, {"denials": [{
	"attribute": "update_actions[].update_action_status",
	"message": sprintf("has not had update elasticache-20260901-001, which is %s", [what]),
}]})

test_pass_when_there_are_none := _case("replication_group", [])

test_pass_on_the_last_day := _case(
	"replication_group",
	[_action("critical", "2026-11-20T00:00:00Z", "not-applied")],
)

test_pass_when_applied_or_about_to_be := _case("replication_group", [
	_action("critical", "2026-11-10T23:59:59Z", "complete"),
	_action("critical", "2026-11-10T23:59:59Z", "in-progress"),
	_action("critical", "2026-11-10T23:59:59Z", "not-applicable"),
])

test_pass_when_not_severe_enough := _case(
	"cache_cluster",
	[_action("medium", "2026-11-10T23:59:59Z", "not-applied")],
)

test_pass_when_the_update_is_withdrawn := _case(
	"cache_cluster",
	[object.union(_overdue, {"service_update_status": "cancelled"})],
)

test_fail_when_overdue := _fails(
	_case("replication_group", [_overdue]),
	"critical, by 2026-11-10: 10 days overdue, not-applied",
)

test_fail_when_it_is_only_planned := _fails(
	_case("cache_cluster", [_action("important", "2026-11-19T00:00:00Z", "scheduled")]),
	"important, by 2026-11-19: 1 days overdue, scheduled",
)

test_fail_when_others_are_judged_too := object.union(
	_fails(
		_case("replication_group", [_action("low", "2026-11-19T00:00:00Z", "stopped")]),
		"low, by 2026-11-19: 1 days overdue, stopped",
	),
	{"parameters": {"severities": ["critical", "important", "medium", "low"]}},
)

test_unknown_when_the_updates_are_not_known := _case("replication_group", testing.unknown)

test_unknown_when_the_date_is_not_known := _case(
	"replication_group",
	[_action("critical", testing.unknown, "not-applied")],
)

test_not_applicable_when_declared := _case("replication_group", null)

test_not_applicable_when_serverless := _case("serverless_cache", testing.unknown)
