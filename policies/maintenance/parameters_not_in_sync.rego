# METADATA
# title: Parameters are not in sync
# description: |
#   The parameter group has values that the nodes do not run with: they take some only when they restart. Until then the
#   group says one thing and the cache does another, and the change comes with the next restart, when nobody expects it.
#   While changes are being applied the cache passes. Decided where the cache runs; a declaration has no such state.
# related_resources:
#   - https://docs.aws.amazon.com/AmazonElastiCache/latest/APIReference/API_CacheParameterGroupStatus.html
#   - https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/ParameterGroups.html
# custom:
#   subject: cache
#   severity: medium
#   attributes:
#     - parameter_apply_status
#   remediation: |
#     Reboot the nodes one by one, replicas first, or set the values back. A node that reboots loses what it has in memory:
#     with replicas, fail over first.
#   frameworks:
#     nist-800-53-r5: [CM-2, CM-6]
package cache_audit.maintenance.parameters_not_in_sync

import data.cache_audit.lib.finding

# Serverless caches have no parameters.
applicable if input.cache.parameter_apply_status != null

deny contains denial if {
	status := input.cache.parameter_apply_status
	not status in {"applying", "in-sync"}
	message := sprintf("does not run with the values of its parameter group: %s", [status])
	denial := finding.at("parameter_apply_status", message)
}
