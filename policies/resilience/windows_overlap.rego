# METADATA
# title: Backup and maintenance windows overlap
# description: |
#   A node that is backed up has less memory and processor to spare, and one that is replaced or
#   patched takes its backup with it. At the same time the two disturb each other, and clients most.
# related_resources:
#   - https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/backups-automatic.html
#   - https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/maintenance-window.html
# custom:
#   subject: cache
#   severity: low
#   attributes:
#     - kind
#     - snapshot_retention_limit
#     - snapshot_window
#     - preferred_maintenance_window
#   remediation: |
#     Move one of the windows, so that the backup is over before maintenance begins. Both can be
#     changed in place.
#   frameworks: {}
package cache_audit.resilience.windows_overlap

import data.cache_audit.lib.finding
import data.cache_audit.lib.window

# The service chooses when a serverless cache is maintained. Without retention nothing is backed
# up.
applicable if {
	input.cache.kind in {"replication_group", "cache_cluster"}
	input.cache.snapshot_retention_limit > 0
}

deny contains denial if {
	backup := window.daily(input.cache.snapshot_window)
	maintenance := window.weekly(input.cache.preferred_maintenance_window)
	window.overlap(backup, maintenance)
	message := sprintf(
		"backup window %s overlaps maintenance window %s",
		[input.cache.snapshot_window, input.cache.preferred_maintenance_window],
	)
	denial := finding.at("snapshot_window", message)
}
