# METADATA
# title: Replacement loses the cache's data
# description: |
#   The change cannot be made in place: the cache is deleted and made anew, empty, and no snapshot
#   is taken before.
# related_resources:
#   - https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/backups-final.html
#   - https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/backups-restoring.html
# custom:
#   subject: cache_removal
#   severity: high
#   attributes:
#     - engine
#     - change.action
#     - change.replace_paths
#     - final_snapshot_identifier
#   remediation: |
#     Leave the attribute that forces the replacement as it is; or set `final_snapshot_identifier`,
#     apply that first, and restore the new cache from the snapshot by `snapshot_name`.
#   frameworks:
#     nist-800-53-r5: [CP-9, CP-10]
package cache_audit.resilience.replacement_loses_data

import data.cache_audit.lib.finding

# Memcached nodes keep no snapshots.
applicable if {
	input.cache_removal.engine in {"redis", "valkey"}
	input.cache_removal.change.action == "replace"
}

deny contains denial if {
	input.cache_removal.final_snapshot_identifier in {null, ""}
	message := sprintf("is replaced without a final snapshot%s", [_cause])
	denial := finding.at("final_snapshot_identifier", message)
}

# The paths are left out where the source names none.
default _cause := ""

_cause := sprintf(", because of %s", [concat(", ", sort(paths))]) if {
	paths := input.cache_removal.change.replace_paths
	count(paths) > 0
}
