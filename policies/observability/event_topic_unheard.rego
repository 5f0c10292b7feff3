# METADATA
# title: Nobody hears the cache's events
# description: |
#   The cache tells an SNS topic of failovers, node replacements and failed snapshots, but nobody has subscribed to the topic
#   and confirmed it, or the cache has stopped telling it. Who looks at the settings believes that somebody would know.
# related_resources:
#   - https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/ECEvents.SNS.html
#   - https://docs.aws.amazon.com/sns/latest/dg/sns-create-subscribe-endpoint-to-topic.html
# custom:
#   subject: cache
#   severity: low
#   attributes:
#     - notification_topic.name
#     - notification_topic.subscriptions[].pending_confirmation
#     - notification_topic_status
#   labels:
#     - notification_topic.name
#   remediation: |
#     Subscribe to the topic and confirm the subscription. An inactive topic is made active again with
#     `aws elasticache modify-replication-group --notification-topic-status active`, or `modify-cache-cluster`.
#   frameworks:
#     cis-aws-database-services: ["5.6"]
#     nist-800-53-r5: [IR-4, SI-4]
package cache_audit.observability.event_topic_unheard

import data.cache_audit.lib.finding
import data.cache_audit.lib.topic

applicable if input.cache.notification_topic != null

deny contains denial if {
	input.cache.notification_topic_status == "inactive"
	name := input.cache.notification_topic.name
	message := sprintf("does not tell topic %s of events: it is inactive", [name])
	denial := finding.at("notification_topic_status", message)
}

deny contains denial if {
	subscriptions := input.cache.notification_topic.subscriptions
	every subscription in subscriptions {
		subscription.pending_confirmation == true
	}
	name := input.cache.notification_topic.name
	message := sprintf(
		"tells topic %s of events, which nobody listens to: %s",
		[name, topic.silence(count(subscriptions))],
	)
	denial := finding.at("notification_topic.subscriptions", message)
}
