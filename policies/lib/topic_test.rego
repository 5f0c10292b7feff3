package cache_audit.lib.topic_test

import data.cache_audit.lib.topic

test_every_number_has_its_words if {
	topic.silence(0) == "it has no subscription"
	topic.silence(1) == "its subscription is not confirmed"
	topic.silence(2) == "2 subscriptions, none confirmed"
}
