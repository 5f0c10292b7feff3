# METADATA
# title: A modification waits to come into force
# description: |
#   Somebody asked for a change without `apply_immediately`, or one that takes long: until the next maintenance window the
#   cache runs with the old value, whatever the configuration says. Decided where the cache runs; in a declaration nothing
#   is pending.
# related_resources:
#   - https://docs.aws.amazon.com/AmazonElastiCache/latest/APIReference/API_ReplicationGroupPendingModifiedValues.html
#   - https://docs.aws.amazon.com/AmazonElastiCache/latest/APIReference/API_PendingModifiedValues.html
# custom:
#   subject: cache
#   severity: low
#   attributes:
#     - pending_modified_values.*
#   remediation: |
#     Wait for the maintenance window, or make the same change again with `apply_immediately`. If it is still
#     pending after the window, look among the cache's events for the reason.
#   frameworks:
#     nist-800-53-r5: [CM-6]
package cache_audit.maintenance.modification_pending

import data.cache_audit.lib.finding

applicable if input.cache.pending_modified_values != null

deny contains denial if {
	some name, value in input.cache.pending_modified_values
	message := sprintf("has a change pending: %s to %v", [name, value])
	denial := finding.at(sprintf("pending_modified_values.%s", [name]), message)
}
