# METADATA
# title: The newest automatic snapshot failed
# description: |
#   The service tried to take a snapshot and could not. What was written since the one before can be restored from nowhere,
#   and the next attempt is a day away. Decided where the cache runs; a declaration has no snapshots.
# related_resources:
#   - https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/backups.html
#   - https://docs.aws.amazon.com/AmazonElastiCache/latest/APIReference/API_Snapshot.html
# custom:
#   subject: cache
#   severity: high
#   attributes:
#     - kind
#     - engine
#     - snapshots[].name
#     - snapshots[].source
#     - snapshots[].status
#     - snapshots[].create_time
#   labels:
#     - snapshots[].name
#   remediation: |
#     Look among the cache's events for the reason; most often the node has too little memory left for the snapshot. Raise
#     `reserved-memory-percent` or take a larger node type, then take a manual snapshot.
#   frameworks:
#     nist-800-53-r5: [CP-9, CP-10]
package cache_audit.resilience.snapshot_failed

import data.cache_audit.lib.finding
import data.cache_audit.lib.known

applicable if {
	input.cache.snapshots != null
	input.cache.engine in {"redis", "valkey"}
}

# Memcached keeps snapshots only as a serverless cache.
applicable if {
	input.cache.snapshots != null
	input.cache.kind == "serverless_cache"
}

# Whatever else is known of it.
applicable := false if input.cache.snapshots == null

deny contains denial if {
	_order_is_known
	newest := _automatic[0]
	newest.status in {"failed", "create-failed"}
	name := newest.name
	message := sprintf("its newest automatic snapshot, %s, failed", [name])
	denial := finding.at("snapshots[].status", message)
}

# The newest first, as all snapshots are.
_automatic := [snapshot |
	some snapshot in input.cache.snapshots
	snapshot.source == "automated"
]

_order_is_known if {
	known.complete("snapshots[].source")
	known.complete("snapshots[].create_time")
}
