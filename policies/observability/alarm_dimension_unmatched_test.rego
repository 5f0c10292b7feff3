package cache_audit.observability.alarm_dimension_unmatched_test

import data.cache_audit.lib.testing

_alarm(name, dimension) := {
	"name": name,
	"address": sprintf("aws_cloudwatch_metric_alarm.%s", [name]),
	"unmatched_dimension": dimension,
}

_cache(alarms) := {"kind": "replication_group", "alarms": alarms}

test_pass_when_every_dimension_matches := {"cache": _cache([_alarm("cpu", null)])}

test_pass_when_there_are_no_alarms := {"cache": _cache([])}

test_fail_when_the_dimension_is_the_replication_group := {
	"cache": _cache([_alarm("cpu", "orders"), _alarm("memory", null)]),
	"denials": [{
		"resource": "aws_cloudwatch_metric_alarm.cpu",
		"attribute": "alarms[].unmatched_dimension",
		"message": "alarm cpu watches orders, which is no node of the cache",
	}],
}

test_unknown_when_the_dimension_is_not_known := {"cache": _cache([_alarm("cpu", testing.unknown)])}

test_unknown_when_an_alarm_may_watch_any_cache := {"cache": _cache([testing.unknown])}

test_not_applicable_when_container := {"cache": {"kind": "ecs_service", "alarms": testing.unknown}}
