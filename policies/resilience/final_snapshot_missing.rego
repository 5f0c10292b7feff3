# METADATA
# title: No final snapshot is set for deletion
# description: |
#   A cache that is worth backing up is deleted without a last snapshot: everything since the last
#   automatic one is lost, and the automatic ones go with the cache. Decided of declarations: a final
#   snapshot belongs to the call that deletes, so a running cache has no such setting.
# related_resources:
#   - https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/backups-final.html
#   - https://docs.aws.amazon.com/AmazonElastiCache/latest/APIReference/API_DeleteReplicationGroup.html
# custom:
#   subject: cache
#   severity: low
#   attributes:
#     - kind
#     - status
#     - snapshot_retention_limit
#     - final_snapshot_identifier
#   labels:
#     - final_snapshot_identifier
#   remediation: |
#     Set `final_snapshot_identifier`. It takes effect when the cache is deleted and changes nothing
#     before.
#   frameworks:
#     nist-800-53-r5: [CP-9, CP-10]
package cache_audit.resilience.final_snapshot_missing

import data.cache_audit.lib.finding

# A cache without automatic snapshots, as Memcached's are, holds nothing that anybody means to keep.
applicable if {
	input.cache.kind in {"replication_group", "cache_cluster"}
	input.cache.snapshot_retention_limit > 0
	input.cache.status == null
}

# Whatever is known of the running cache.
applicable := false if input.cache.status != null

# Nobody takes snapshots of a container.
applicable := false if input.cache.kind == "ecs_service"

deny contains denial if {
	input.cache.final_snapshot_identifier in {null, ""}
	denial := finding.at("final_snapshot_identifier", "no final snapshot would be taken on deletion")
}
