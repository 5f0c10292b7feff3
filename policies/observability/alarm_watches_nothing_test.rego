package cache_audit.observability.alarm_watches_nothing_test

import data.cache_audit.lib.testing

test_pass_when_nothing_is_unmatched := {"alarm": {"unmatched_dimension": null}}

test_fail_when_the_cache_does_not_exist := {
	"alarm": {"unmatched_dimension": "orders-001"},
	"denials": [{
		"attribute": "unmatched_dimension",
		"message": "watches orders-001, which is no cache",
	}],
}

test_unknown_when_the_cache_may_lie_elsewhere := {"alarm": {"unmatched_dimension": testing.unknown}}
