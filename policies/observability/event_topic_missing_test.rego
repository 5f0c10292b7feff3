package cache_audit.observability.event_topic_missing_test

import data.cache_audit.lib.testing

_cache(kind, topic) := {"kind": kind, "notification_topic": topic}

test_pass_when_a_topic_is_told := {"cache": _cache("replication_group", {"name": "ops"})}

test_fail_when_no_topic_is_told := {
	"cache": _cache("cache_cluster", null),
	"denials": [{
		"attribute": "notification_topic.name",
		"message": "no topic is told of events",
	}],
}

test_unknown_when_not_known := {"cache": _cache("replication_group", testing.unknown)}

test_not_applicable_when_serverless := {"cache": _cache("serverless_cache", null)}
