# METADATA
# title: A service update is overdue
# description: |
#   AWS offers fixes as service updates and says by when each should be applied. Whoever waits longer runs with a fault that
#   is known, and may see the update applied at a time of AWS's choosing. Decided where the cache runs.
# related_resources:
#   - https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/Self-Service-Updates.html
#   - https://docs.aws.amazon.com/AmazonElastiCache/latest/APIReference/API_UpdateAction.html
# custom:
#   subject: cache
#   severity: high
#   attributes:
#     - kind
#     - update_actions[].service_update_name
#     - update_actions[].service_update_severity
#     - update_actions[].service_update_status
#     - update_actions[].service_update_recommended_apply_by_date
#     - update_actions[].update_action_status
#   labels:
#     - update_actions[].service_update_name
#   parameters:
#     severities:
#       default: [critical, important]
#       type: array
#       description: The severities, in AWS's words, of updates that are judged.
#   remediation: |
#     Apply the update: `aws elasticache batch-apply-update-action`. Nodes are replaced one after another; with replicas and
#     automatic failover, clients notice a few seconds.
#   frameworks:
#     cis-aws-database-services: ["5.4"]
#     nist-800-53-r5: [SI-2, SI-2(2)]
package cache_audit.maintenance.service_update_overdue

import data.cache_audit.lib.finding
import data.cache_audit.lib.support

applicable if {
	input.cache.update_actions != null
	input.cache.kind in {"replication_group", "cache_cluster"}
}

# AWS updates serverless caches itself.
applicable := false if input.cache.kind == "serverless_cache"

deny contains denial if {
	some action in input.cache.update_actions
	action.service_update_status == "available"
	action.service_update_severity in data.parameters.severities
	action.update_action_status in _unapplied
	due := support.day(action.service_update_recommended_apply_by_date)
	days := support.days_between(due, support.day(input.now))
	days > 0
	message := sprintf(
		"has not had update %s, which is %s, by %s: %d days overdue, %s",
		[
			action.service_update_name,
			action.service_update_severity,
			due,
			days,
			action.update_action_status,
		],
	)
	denial := finding.at("update_actions[].update_action_status", message)
}

# All that the API knows but `complete`, `in-progress` and `not-applicable`.
_unapplied := {
	"not-applied",
	"scheduled",
	"scheduling",
	"stopped",
	"stopping",
	"waiting-to-start",
}
