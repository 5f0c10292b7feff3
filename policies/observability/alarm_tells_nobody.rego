# METADATA
# title: Alarm tells nobody
# description: |
#   The alarm goes off and nothing happens: its actions are disabled, it has none, or it only writes
#   to topics that nobody has subscribed to and confirmed.
# related_resources:
#   - https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/AlarmThatSendsEmail.html
#   - https://docs.aws.amazon.com/sns/latest/dg/sns-create-subscribe-endpoint-to-topic.html
# custom:
#   subject: cache
#   severity: medium
#   attributes:
#     - kind
#     - alarms[].name
#     - alarms[].actions_enabled
#     - alarms[].actions[].topic.name
#     - alarms[].actions[].topic.subscriptions[].pending_confirmation
#   labels:
#     - alarms[].address
#     - alarms[].name
#   remediation: |
#     Enable the alarm's actions and let one of them be a topic with a confirmed subscription.
#   frameworks:
#     cis-aws-database-services: ["5.6"]
#     nist-800-53-r5: [IR-4, SI-4]
package cache_audit.observability.alarm_tells_nobody

import data.cache_audit.lib.elasticache
import data.cache_audit.lib.finding
import data.cache_audit.lib.topic

# ElastiCache measures no containers.
applicable if input.cache.kind in elasticache.kinds

deny contains denial if {
	is_array(input.cache.alarms)
	some alarm in input.cache.alarms
	alarm.actions_enabled == false
	message := sprintf("alarm %s has its actions disabled", [alarm.name])
	denial := finding.of(alarm.address, "alarms[].actions_enabled", message)
}

deny contains denial if {
	is_array(input.cache.alarms)
	some alarm in input.cache.alarms
	alarm.actions_enabled == true
	alarm.actions in [null, []]
	message := sprintf("alarm %s has no actions", [alarm.name])
	denial := finding.of(alarm.address, "alarms[].actions", message)
}

deny contains denial if {
	is_array(input.cache.alarms)
	some alarm in input.cache.alarms
	alarm.actions_enabled == true
	every action in alarm.actions {
		_is_unheard(action)
	}
	topics := {description |
		some action in alarm.actions
		silence := topic.silence(count(action.topic.subscriptions))
		description := sprintf("%s (%s)", [action.topic.name, silence])
	}
	count(topics) > 0
	message := sprintf(
		"alarm %s tells only %s, which nobody listens to",
		[alarm.name, concat(", ", sort(topics))],
	)
	denial := finding.of(alarm.address, "alarms[].actions[].topic.subscriptions", message)
}

# A topic without subscription, or with none that is confirmed. Other actions have no topic.
_is_unheard(action) if {
	every subscription in action.topic.subscriptions {
		subscription.pending_confirmation == true
	}
}
