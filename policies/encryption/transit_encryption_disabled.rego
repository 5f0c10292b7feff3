# METADATA
# title: Encryption in transit is off
# description: |
#   Without TLS, keys, values and the AUTH token cross the network in clear, and neither AUTH nor users can be relied on.
#   Serverless caches always use TLS, containers where they have a `tls-port`.
# related_resources:
#   - https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/in-transit-encryption.html
#   - https://redis.io/docs/latest/operate/oss_and_stack/management/security/encryption/
#   - https://docs.aws.amazon.com/securityhub/latest/userguide/elasticache-controls.html
# custom:
#   subject: cache
#   severity: high
#   attributes: [kind, engine, transit_encryption_enabled]
#   parameters:
#     kinds:
#       default: [replication_group, cache_cluster, serverless_cache, ecs_service]
#       type: array
#       description: The kinds of cache that are judged.
#   remediation: |
#     Set `transit_encryption_enabled` to true. From Redis OSS 7.0.5 and Valkey 7.2 on it can be switched on in place: first
#     with `transit_encryption_mode` `preferred`, then, when every client uses TLS, with `required`. An older group is
#     replaced. Give a container `--tls-port`, its certificates and `--port 0`.
#   frameworks:
#     aws-fsbp: [ElastiCache.5]
#     cis-aws-database-services: ["5.3"]
#     nist-800-53-r5: [AC-17(2), AC-4, IA-5(1), SC-12(3), SC-13, SC-23, SC-8, SC-8(1), SC-8(2), SI-7(6)]
package cache_audit.encryption.transit_encryption_disabled

import data.cache_audit.lib.finding

applicable if {
	input.cache.kind in data.parameters.kinds
	input.cache.kind in {"replication_group", "serverless_cache", "ecs_service"}
}

applicable if {
	input.cache.kind in data.parameters.kinds
	input.cache.kind == "cache_cluster"
	input.cache.engine in {"redis", "valkey"}
}

# Whatever else is known of it.
applicable := false if {
	kind := input.cache.kind
	not kind in data.parameters.kinds
}

deny contains denial if {
	input.cache.transit_encryption_enabled in {false, null}
	denial := finding.at("transit_encryption_enabled", "does not encrypt connections")
}
