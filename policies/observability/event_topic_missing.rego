# METADATA
# title: Nobody is told of the cache's events
# description: |
#   ElastiCache announces failovers, node replacements, failed snapshots and changed settings to an
#   SNS topic, if the cache names one. Whether anybody listens is judged by `event-topic-unheard`.
# related_resources:
#   - https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/ECEvents.SNS.html
#   - https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/ElastiCacheSNS.html
# custom:
#   subject: cache
#   severity: low
#   attributes:
#     - kind
#     - notification_topic.name
#   remediation: |
#     Set `notification_topic_arn` to a topic that somebody listens to. It can be set in place. The
#     topic must be in the same account and region and not encrypted, or no event arrives.
#   frameworks:
#     cis-aws-database-services: ["5.6"]
#     nist-800-53-r5: [SI-4]
package cache_audit.observability.event_topic_missing

import data.cache_audit.lib.finding

# Serverless caches send their events to EventBridge.
applicable if input.cache.kind in {"replication_group", "cache_cluster"}

deny contains denial if {
	input.cache.notification_topic == null
	denial := finding.at("notification_topic.name", "no topic is told of events")
}
