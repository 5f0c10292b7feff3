# METADATA
# title: The recovery point objective is missed
# description: |
#   Automatic snapshots are taken once a day, so up to a day of writes is lost with the cache, and all of them where none are
#   taken. Only a global datastore keeps a copy that is seconds old; AWS Backup does not support ElastiCache. What a container
#   keeps, `data-not-persistent` judges.
# related_resources:
#   - https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/backups-automatic.html
#   - https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/Redis-Global-Datastore.html
# custom:
#   subject: cache
#   severity: medium
#   attributes:
#     - kind
#     - engine
#     - snapshot_retention_limit
#     - global_replication_group.name
#   parameters:
#     minutes:
#       default: 0
#       type: integer
#       description: Minutes of writes that may be lost; 0 asks nothing.
#   remediation: |
#     Keep automatic snapshots where a day may be lost. Where less may, make the replication group the primary of a global
#     datastore, take manual snapshots more often, or keep what must not be lost in a database.
#   frameworks:
#     nist-800-53-r5: [CP-6(2), CP-9, CP-10]
package cache_audit.resilience.recovery_point_objective_missed

import data.cache_audit.lib.elasticache
import data.cache_audit.lib.finding

# Memcached keeps nothing that could be recovered.
applicable if {
	data.parameters.minutes > 0
	input.cache.kind in elasticache.kinds
	input.cache.engine in {"redis", "valkey"}
}

# Whatever engine it runs.
applicable := false if input.cache.kind == "ecs_service"

_minutes_between_snapshots := 1440

_takes_none if input.cache.snapshot_retention_limit in {0, null}

deny contains denial if {
	input.cache.global_replication_group == null
	_takes_none
	denial := finding.at("snapshot_retention_limit", sprintf(
		"has neither automatic snapshots nor a global datastore, no more than %d minutes may be lost",
		[data.parameters.minutes],
	))
}

deny contains denial if {
	input.cache.global_replication_group == null
	input.cache.snapshot_retention_limit > 0
	data.parameters.minutes < _minutes_between_snapshots
	denial := finding.at("global_replication_group", sprintf(
		"has a snapshot a day and no global datastore, no more than %d minutes may be lost",
		[data.parameters.minutes],
	))
}
