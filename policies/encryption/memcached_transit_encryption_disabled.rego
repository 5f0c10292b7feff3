# METADATA
# title: Memcached connections are not encrypted
# description: |
#   Memcached clusters support TLS from version 1.6.12 on. Without it keys and values cross the network in clear, and since
#   Memcached on ElastiCache knows no users, whoever can read along can also take part.
# related_resources:
#   - https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/in-transit-encryption.html
# custom:
#   subject: cache
#   severity: medium
#   attributes: [kind, engine, transit_encryption_enabled]
#   remediation: |
#     Set `transit_encryption_enabled` to true on a cluster with Memcached 1.6.12 or newer. It can be set only when the
#     cluster is made: an existing one is replaced and starts empty.
#   frameworks:
#     cis-aws-database-services: ["5.3"]
#     nist-800-53-r5: [SC-8, SC-8(1)]
package cache_audit.encryption.memcached_transit_encryption_disabled

import data.cache_audit.lib.elasticache
import data.cache_audit.lib.finding

applicable if {
	input.cache.kind in elasticache.kinds
	input.cache.engine == "memcached"
}

# Whatever engine a container runs.
applicable := false if input.cache.kind == "ecs_service"

deny contains denial if {
	input.cache.transit_encryption_enabled in {false, null}
	denial := finding.at("transit_encryption_enabled", "does not encrypt connections")
}
