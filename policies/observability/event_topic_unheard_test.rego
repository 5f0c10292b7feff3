package cache_audit.observability.event_topic_unheard_test

import data.cache_audit.lib.testing

_cache(status, subscriptions) := {"cache": {
	"notification_topic": {"name": "ops", "subscriptions": subscriptions},
	"notification_topic_status": status,
}}

_confirmed := {"pending_confirmation": false}

_pending := {"pending_confirmation": true}

_inactive := {
	"attribute": "notification_topic_status",
	"message": "does not tell topic ops of events: it is inactive",
}

_unheard(why) := {
	"attribute": "notification_topic.subscriptions",
	"message": sprintf("tells topic ops of events, which nobody listens to: %s", [why]),
}

_fails(case, denials) := object.union(case, {"denials": denials})

test_pass_when_somebody_has_confirmed := _cache("active", [_pending, _confirmed])

test_pass_when_somebody_listens_to_what_is_declared := _cache(null, [_confirmed])

test_fail_when_nobody_has_subscribed := _fails(
	_cache("active", []),
	[_unheard("it has no subscription")],
)

test_fail_when_one_has_not_confirmed := _fails(
	_cache(null, [_pending]),
	[_unheard("its subscription is not confirmed")],
)

test_fail_when_nobody_has_confirmed := _fails(
	_cache("active", [_pending, _pending]),
	[_unheard("2 subscriptions, none confirmed")],
)

test_fail_when_inactive := _fails(_cache("inactive", [_confirmed]), [_inactive])

test_fail_twice_when_inactive_and_unheard := _fails(
	_cache("inactive", []),
	[_inactive, _unheard("it has no subscription")],
)

test_unknown_when_the_subscriptions_are_not_known := _cache("active", testing.unknown)

test_unknown_when_one_may_be_confirmed := _cache(
	"active",
	[_pending, {"pending_confirmation": testing.unknown}],
)

test_not_applicable_when_there_is_no_topic := {"cache": {
	"notification_topic": null,
	"notification_topic_status": null,
}}
