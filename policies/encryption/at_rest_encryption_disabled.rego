# METADATA
# title: Encryption at rest is off
# description: |
#   Without encryption at rest, snapshots and the files that nodes write while they synchronise or swap hold the data in
#   clear. Valkey caches are encrypted unless the setting says otherwise, Redis OSS caches only if it asks for it;
#   serverless caches always are. Memcached clusters write nothing to disk. Of a container the file system that it keeps its
#   data on is judged, if it keeps any.
# related_resources:
#   - https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/at-rest-encryption.html
#   - https://docs.aws.amazon.com/efs/latest/ug/encryption-at-rest.html
#   - https://docs.aws.amazon.com/securityhub/latest/userguide/elasticache-controls.html
# custom:
#   subject: cache
#   severity: high
#   attributes: [kind, engine, at_rest_encryption_enabled]
#   parameters:
#     kinds:
#       default: [replication_group, cache_cluster, serverless_cache, ecs_service]
#       type: array
#       description: The kinds of cache that are judged.
#   remediation: |
#     Set `at_rest_encryption_enabled` to true. It can be set only when a replication group is made: an existing one is
#     replaced, so take a snapshot first and restore the new group from it. A single-node Redis OSS cluster has no such
#     setting; use a replication group with one node instead. For a container make an encrypted file system in EFS and copy
#     the data: one that exists cannot be encrypted.
#   frameworks:
#     aws-fsbp: [ElastiCache.4]
#     cis-aws-database-services: ["5.3"]
#     nist-800-53-r5: [CA-9(1), CM-3(6), SC-13, SC-28, SC-28(1), SC-7(10), SI-7(6)]
package cache_audit.encryption.at_rest_encryption_disabled

import data.cache_audit.lib.finding

applicable if {
	input.cache.kind in data.parameters.kinds
	input.cache.kind in {"replication_group", "serverless_cache"}
}

applicable if {
	input.cache.kind in data.parameters.kinds
	input.cache.kind == "cache_cluster"
	input.cache.engine in {"redis", "valkey"}
}

applicable if {
	input.cache.kind in data.parameters.kinds
	input.cache.kind == "ecs_service"
	input.cache.at_rest_encryption_enabled != null
}

# Whatever else is known of it.
applicable := false if {
	kind := input.cache.kind
	not kind in data.parameters.kinds
}

# A container that keeps nothing.
applicable := false if {
	input.cache.kind == "ecs_service"
	input.cache.at_rest_encryption_enabled == null
}

deny contains denial if {
	input.cache.at_rest_encryption_enabled == false
	denial := finding.at("at_rest_encryption_enabled", "does not encrypt data at rest")
}

deny contains denial if {
	input.cache.kind == "cache_cluster"
	input.cache.at_rest_encryption_enabled == null
	denial := finding.at(
		"at_rest_encryption_enabled",
		"does not encrypt data at rest: a single-node cluster cannot",
	)
}
