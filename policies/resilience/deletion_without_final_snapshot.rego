# METADATA
# title: Cache is deleted without a final snapshot
# description: |
#   The change deletes a cache and takes no snapshot before. Its automatic snapshots are deleted
#   with it, so nothing of its data is left.
# related_resources:
#   - https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/backups-final.html
#   - https://docs.aws.amazon.com/AmazonElastiCache/latest/APIReference/API_DeleteReplicationGroup.html
# custom:
#   subject: cache_removal
#   severity: high
#   attributes:
#     - engine
#     - change.action
#     - final_snapshot_identifier
#   remediation: |
#     Set `final_snapshot_identifier` and apply that first, then delete; or take a manual snapshot,
#     which outlives the cache.
#   frameworks:
#     nist-800-53-r5: [CP-9, CP-10]
package cache_audit.resilience.deletion_without_final_snapshot

import data.cache_audit.lib.finding

# Memcached nodes keep no snapshots.
applicable if {
	input.cache_removal.engine in {"redis", "valkey"}
	input.cache_removal.change.action == "delete"
}

deny contains denial if {
	input.cache_removal.final_snapshot_identifier in {null, ""}
	denial := finding.at("final_snapshot_identifier", "is deleted without a final snapshot")
}
