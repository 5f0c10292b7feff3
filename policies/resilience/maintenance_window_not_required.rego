# METADATA
# title: Maintenance window differs from the required one
# description: |
#   In the maintenance window nodes may be patched, replaced and failed over. The policy set names
#   the hour of the week when that does least harm.
# related_resources:
#   - https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/maintenance-window.html
#   - https://docs.aws.amazon.com/AmazonElastiCache/latest/APIReference/API_ModifyReplicationGroup.html
# custom:
#   subject: cache
#   severity: low
#   attributes:
#     - kind
#     - preferred_maintenance_window
#   parameters:
#     window:
#       default: ""
#       type: string
#       description: The window, UTC, such as sun:03:00-sun:04:00; empty asks for none.
#   remediation: Set `maintenance_window`. It can be changed in place.
#   frameworks: {}
package cache_audit.resilience.maintenance_window_not_required

import data.cache_audit.lib.finding

# The service chooses the maintenance time of a serverless cache.
applicable if {
	data.parameters.window != ""
	input.cache.kind in {"replication_group", "cache_cluster"}
}

deny contains denial if {
	lower(input.cache.preferred_maintenance_window) != lower(data.parameters.window)
	message := sprintf(
		"maintenance window is %s, %s required",
		[input.cache.preferred_maintenance_window, data.parameters.window],
	)
	denial := finding.at("preferred_maintenance_window", message)
}

deny contains denial if {
	input.cache.preferred_maintenance_window == null
	message := sprintf("no maintenance window is set, %s required", [data.parameters.window])
	denial := finding.at("preferred_maintenance_window", message)
}
