# METADATA
# title: Cluster mode is not as required
# description: |
#   A client made for one shard breaks on a sharded cache, and a client of the cluster protocol on one that is not.
# related_resources:
#   - https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/Replication.Redis-RedisCluster.html
#   - https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/modify-cluster-mode.html
# custom:
#   subject: cache
#   severity: medium
#   attributes: [cluster_mode]
#   parameters:
#     mode:
#       default: ""
#       type: string
#       description: The mode required, `enabled`, `disabled` or `compatible`; empty requires none.
#   remediation: |
#     From Redis OSS 7.0 and Valkey 7.2 on cluster mode can be enabled in place, by way of `compatible`, once every client
#     speaks the cluster protocol. There is no way back: disabling it takes a new replication group. A container is told by
#     `--cluster-enabled`.
#   frameworks:
#     nist-800-53-r5: [CM-2, CM-6]
package cache_audit.maintenance.cluster_mode_not_required

import data.cache_audit.lib.finding

applicable if {
	data.parameters.mode != ""
	input.cache.cluster_mode != null
}

deny contains denial if {
	input.cache.cluster_mode != data.parameters.mode
	denial := finding.at("cluster_mode", sprintf(
		"has cluster mode %s, %s required",
		[input.cache.cluster_mode, data.parameters.mode],
	))
}
