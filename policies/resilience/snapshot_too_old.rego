# METADATA
# title: The newest automatic snapshot is too old
# description: |
#   Automatic snapshots are turned on, and yet none was finished of late. A retention is a wish: only a snapshot that is
#   there can be restored, and what was written since the newest one is lost with the cache. Decided where the cache
#   runs; a declaration has no snapshots.
# related_resources:
#   - https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/backups-automatic.html
#   - https://docs.aws.amazon.com/AmazonElastiCache/latest/APIReference/API_Snapshot.html
# custom:
#   subject: cache
#   severity: high
#   attributes:
#     - kind
#     - engine
#     - create_time
#     - snapshot_retention_limit
#     - snapshots[].source
#     - snapshots[].status
#     - snapshots[].create_time
#   parameters:
#     maximum_age_hours:
#       default: 26
#       type: integer
#       description: Hours since the newest automatic snapshot; a day, and time to take it.
#   remediation: |
#     Look among the cache's events for the reason: too little memory for the snapshot, a key that cannot be used, a cache that
#     is being changed in every window. Take a manual snapshot until the next automatic one is there. If snapshots were
#     turned on only now, wait for the first window.
#   frameworks:
#     nist-800-53-r5: [CP-6(2), CP-9, CP-10]
package cache_audit.resilience.snapshot_too_old

import data.cache_audit.lib.age
import data.cache_audit.lib.finding
import data.cache_audit.lib.known

applicable if {
	input.cache.snapshots != null
	input.cache.snapshot_retention_limit > 0
	input.cache.engine in {"redis", "valkey"}
}

# Memcached keeps snapshots only as a serverless cache.
applicable if {
	input.cache.snapshots != null
	input.cache.snapshot_retention_limit > 0
	input.cache.kind == "serverless_cache"
}

# Whatever else is known of it.
applicable := false if input.cache.snapshots == null

applicable := false if input.cache.snapshot_retention_limit in {0, null}

deny contains denial if {
	_all_known
	newest := max(_taken)
	age.is_over(newest, input.now, data.parameters.maximum_age_hours)
	message := sprintf(
		"took its newest automatic snapshot at %s, more than %d hours ago",
		[newest, data.parameters.maximum_age_hours],
	)
	denial := finding.at("snapshots[].create_time", message)
}

deny contains denial if {
	_all_known
	count(_taken) == 0
	created := input.cache.create_time
	age.is_over(created, input.now, data.parameters.maximum_age_hours)
	message := sprintf(
		"has no automatic snapshot that is available; it was made at %s, more than %d hours ago",
		[created, data.parameters.maximum_age_hours],
	)
	denial := finding.at("snapshots", message)
}

# When each automatic snapshot that can be restored was taken.
_taken := {snapshot.create_time |
	some snapshot in input.cache.snapshots
	snapshot.source == "automated"
	snapshot.status == "available"
}

_all_known if {
	known.complete("snapshots[].source")
	known.complete("snapshots[].status")
	known.complete("snapshots[].create_time")
}
