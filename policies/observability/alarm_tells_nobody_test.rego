package cache_audit.observability.alarm_tells_nobody_test

import data.cache_audit.lib.testing

_alarm(enabled, actions) := {
	"name": "cpu",
	"address": "aws_cloudwatch_metric_alarm.cpu",
	"actions_enabled": enabled,
	"actions": actions,
}

_topic(name, subscriptions) := {"topic": {"name": name, "subscriptions": subscriptions}}

_function := {"topic": null}

_confirmed := {"pending_confirmation": false}

_pending := {"pending_confirmation": true}

_cache(alarm) := {"kind": "replication_group", "alarms": [alarm]}

_unheard(topics) := [{
	"resource": "aws_cloudwatch_metric_alarm.cpu",
	"attribute": "alarms[].actions[].topic.subscriptions",
	"message": sprintf("alarm cpu tells only %s, which nobody listens to", [topics]),
}]

test_pass_when_somebody_has_confirmed := {"cache": _cache(_alarm(
	true,
	[_topic("ops", [_pending, _confirmed])],
))}

test_pass_when_a_function_runs := {"cache": _cache(_alarm(true, [_topic("ops", []), _function]))}

test_pass_when_one_topic_of_two_is_heard := {"cache": _cache(_alarm(
	true,
	[_topic("old", []), _topic("ops", [_confirmed])],
))}

test_fail_when_actions_are_disabled := {
	"cache": _cache(_alarm(false, [_topic("ops", [_confirmed])])),
	"denials": [{
		"attribute": "alarms[].actions_enabled",
		"message": "alarm cpu has its actions disabled",
	}],
}

test_fail_when_there_are_no_actions := {
	"cache": _cache(_alarm(true, [])),
	"denials": [{
		"attribute": "alarms[].actions",
		"message": "alarm cpu has no actions",
	}],
}

test_fail_when_nobody_has_subscribed := {
	"cache": _cache(_alarm(true, [_topic("ops", []), _topic("dev", [])])),
	"denials": _unheard("dev (it has no subscription), ops (it has no subscription)"),
}

test_fail_when_nobody_has_confirmed := {
	"cache": _cache(_alarm(true, [_topic("ops", [_pending])])),
	"denials": _unheard("ops (its subscription is not confirmed)"),
}

test_fail_when_none_of_several_has_confirmed := {
	"cache": _cache(_alarm(true, [_topic("ops", [_pending, _pending])])),
	"denials": _unheard("ops (2 subscriptions, none confirmed)"),
}

test_unknown_when_the_subscriptions_are_not_known := {"cache": _cache(_alarm(
	true,
	[_topic("ops", testing.unknown)],
))}

test_unknown_when_the_actions_are_not_known := {"cache": _cache(_alarm(true, testing.unknown))}

test_fail_once_when_actions_are_disabled_and_there_are_none := {
	"cache": _cache(_alarm(false, [])),
	"denials": [{
		"attribute": "alarms[].actions_enabled",
		"message": "alarm cpu has its actions disabled",
	}],
}

test_fail_once_when_actions_are_disabled_and_nobody_listens := {
	"cache": _cache(_alarm(false, [_topic("ops", [])])),
	"denials": [{
		"attribute": "alarms[].actions_enabled",
		"message": "alarm cpu has its actions disabled",
	}],
}

test_not_applicable_when_container := {"cache": {"kind": "ecs_service", "alarms": testing.unknown}}
