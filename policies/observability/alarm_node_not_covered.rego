# METADATA
# title: A node is not watched by a required alarm
# description: |
#   CloudWatch measures every node for itself, and after a failover the replica is the primary. An
#   alarm that meets the requirement must watch each node; several alarms may share the nodes.
# related_resources:
#   - https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/CacheMetrics.html
#   - https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutMetricAlarm.html
# custom:
#   subject: cache
#   severity: medium
#   attributes:
#     - kind
#     - engine
#     - nodes[].key
#     - alarms[].metric_name
#     - alarms[].direction
#     - alarms[].threshold
#     - alarms[].threshold_per_minute
#     - alarms[].duration
#     - alarms[].nodes
#   labels:
#     - nodes[].key
#     - alarms[].nodes[]
#   parameters:
#     alarms:
#       type: array
#       description: |
#         The alarms that a cache needs: metrics (any of them), comparison (above or below),
#         threshold, per_minute, duration_seconds, kinds of cache.
#       default:
#         - metrics: [EngineCPUUtilization, CPUUtilization]
#           comparison: above
#           threshold: 80
#           duration_seconds: 300
#         - metrics: [DatabaseMemoryUsagePercentage, DatabaseMemoryUsageCountedForEvictPercentage]
#           comparison: above
#           threshold: 85
#           duration_seconds: 300
#         - metrics: [Evictions]
#           comparison: above
#           threshold: 100
#           per_minute: true
#           duration_seconds: 300
#     compare:
#       default: at_least
#       type: string
#       description: at_least lets alarms be stricter than required, exact does not.
#   remediation: |
#     Make an alarm for every member of the replication group, `CacheClusterId` being the id of the
#     member (such as orders-002), with `for_each` over the members.
#   frameworks:
#     cis-aws-database-services: ["5.6"]
#     nist-800-53-r5: [SI-4]
package cache_audit.observability.alarm_node_not_covered

import data.cache_audit.lib.alarm
import data.cache_audit.lib.elasticache
import data.cache_audit.lib.finding
import data.cache_audit.lib.known

applicable if {
	input.cache.kind in elasticache.kinds
	count(_requirements) > 0
}

# ElastiCache measures no containers.
applicable := false if input.cache.kind == "ecs_service"

_requirements := alarm.applying(
	data.parameters.alarms,
	input.cache.kind,
	input.cache.engine,
)

# Where no alarm meets the requirement, which is a finding of its own, any alarm on the metric will
# do.
deny contains denial if {
	some watch in _watches
	uncovered := _uncovered(watch.alarms)
	count(uncovered) > 0
	count(_meeting(watch)) == 0
	message := sprintf(
		"no alarm on %s watches %s",
		[alarm.metric_names(watch.requirement), concat(", ", uncovered)],
	)
	denial := finding.at("alarms[].nodes", message)
}

deny contains denial if {
	some watch in _watches
	uncovered := _uncovered(watch.alarms - _failing(watch))
	count(uncovered) > 0
	count(_meeting(watch)) > 0
	message := sprintf(
		"no alarm on %s that meets the requirement watches %s",
		[alarm.metric_names(watch.requirement), concat(", ", uncovered)],
	)
	denial := finding.at("alarms[].nodes", message)
}

# The requirements that alarms look after, each with its alarms.
_watches := [{"requirement": requirement, "alarms": alarms} |
	some requirement in _requirements
	alarms := alarm.on_metric(input.cache.alarms, requirement)
	count(alarms) > 0
] if {
	known.complete("alarms[].metric_name")
	known.complete("alarms[].direction")
}

_meeting(watch) := {candidate |
	some candidate in watch.alarms
	alarm.meets(candidate, watch.requirement, data.parameters.compare)
}

# The alarms that are known not to meet the requirement.
_failing(watch) := {candidate |
	some candidate in watch.alarms
	alarm.is_lax(candidate, watch.requirement, data.parameters.compare)
} | {candidate |
	some candidate in watch.alarms
	alarm.is_slow(candidate, watch.requirement, data.parameters.compare)
}

# The nodes that none of the alarms watches, if it is known of each alarm which it watches.
_uncovered(candidates) := sort(_nodes - covered) if {
	every candidate in candidates {
		is_array(candidate.nodes)
	}
	covered := {key | some candidate in candidates; some key in candidate.nodes}
}

_nodes := {node.key | some node in input.cache.nodes} if is_array(input.cache.nodes)
