# METADATA
# title: Backup retention is too short
# description: |
#   Automatic snapshots older than the retention are deleted; with 0 none are taken at all. What is
#   lost with the cache can then be restored from nowhere. Whether they are really taken is judged by
#   `snapshot-too-old`, where the cache runs.
# related_resources:
#   - https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/backups-automatic.html
#   - https://docs.aws.amazon.com/securityhub/latest/userguide/elasticache-controls.html#elasticache-1
# custom:
#   subject: cache
#   severity: high
#   attributes:
#     - kind
#     - engine
#     - snapshot_retention_limit
#   parameters:
#     minimum_days:
#       default: 7
#       type: integer
#       description: Days that automatic snapshots are kept.
#     kinds:
#       default: [replication_group, cache_cluster, serverless_cache]
#       type: array
#       description: The kinds of cache that are judged.
#   remediation: |
#     Set `snapshot_retention_limit` to at least the required number of days. It can be changed in
#     place.
#   frameworks:
#     aws-fsbp: [ElastiCache.1]
#     nist-800-53-r5: [CP-6, CP-6(1), CP-6(2), CP-9, CP-10, SC-5(2), SI-12, SI-13(5)]
package cache_audit.resilience.backup_retention_too_short

import data.cache_audit.lib.finding

applicable if {
	input.cache.kind in data.parameters.kinds
	input.cache.engine in {"redis", "valkey"}
}

# Memcached keeps snapshots only as a serverless cache.
applicable if {
	input.cache.kind in data.parameters.kinds
	input.cache.kind == "serverless_cache"
}

# Whatever else is known of it.
applicable := false if {
	kind := input.cache.kind
	not kind in data.parameters.kinds
}

deny contains denial if {
	days := input.cache.snapshot_retention_limit
	is_number(days)
	days < data.parameters.minimum_days
	message := sprintf(
		"keeps automatic snapshots for %d days, %d required",
		[days, data.parameters.minimum_days],
	)
	denial := finding.at("snapshot_retention_limit", message)
}

# AWS takes no snapshots where nothing is said.
deny contains denial if {
	input.cache.snapshot_retention_limit == null
	data.parameters.minimum_days > 0
	message := sprintf(
		"takes no automatic snapshots, %d days of them required",
		[data.parameters.minimum_days],
	)
	denial := finding.at("snapshot_retention_limit", message)
}
