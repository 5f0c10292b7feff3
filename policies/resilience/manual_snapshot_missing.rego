# METADATA
# title: Manual snapshots are missing
# description: |
#   Automatic snapshots are deleted after their retention and with the cache. A manual one stays until somebody deletes it:
#   the state to go back to when everything newer is spoilt. Decided where the cache runs; a declaration has no snapshots.
# related_resources:
#   - https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/backups-manual.html
#   - https://docs.aws.amazon.com/AmazonElastiCache/latest/APIReference/API_Snapshot.html
# custom:
#   subject: cache
#   severity: medium
#   attributes:
#     - kind
#     - engine
#     - snapshots[].source
#     - snapshots[].status
#   parameters:
#     minimum:
#       default: 0
#       type: integer
#       description: Manual snapshots that must be available; 0 asks for none.
#   remediation: |
#     Take a manual snapshot of the cache (`aws elasticache create-snapshot`) and keep it. Nothing else changes, but the node
#     that it is taken of may answer more slowly meanwhile.
#   frameworks:
#     nist-800-53-r5: [CP-9, CP-10]
package cache_audit.resilience.manual_snapshot_missing

import data.cache_audit.lib.finding
import data.cache_audit.lib.known

applicable if {
	data.parameters.minimum > 0
	input.cache.snapshots != null
	input.cache.engine in {"redis", "valkey"}
}

# Memcached keeps snapshots only as a serverless cache.
applicable if {
	data.parameters.minimum > 0
	input.cache.snapshots != null
	input.cache.kind == "serverless_cache"
}

# Whatever else is known of it.
applicable := false if input.cache.snapshots == null

deny contains denial if {
	known.complete("snapshots[].source")
	known.complete("snapshots[].status")
	found := count(_available)
	found < data.parameters.minimum
	message := sprintf(
		"has %d manual snapshots that are available, %d required",
		[found, data.parameters.minimum],
	)
	denial := finding.at("snapshots", message)
}

_available := [snapshot.status |
	some snapshot in input.cache.snapshots
	snapshot.source == "manual"
	snapshot.status == "available"
]
