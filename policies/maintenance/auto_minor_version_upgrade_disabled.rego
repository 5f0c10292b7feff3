# METADATA
# title: Minor versions are not upgraded automatically
# description: |
#   With automatic minor upgrades AWS brings security fixes in during the maintenance window. Without them every fix waits
#   for somebody to notice. AWS acts on the setting from Redis OSS 6.0 and Valkey 7.2 on; before, it has no effect.
#   Serverless caches are always upgraded; Memcached clusters never are.
# related_resources:
#   - https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/VersionManagement.html
#   - https://docs.aws.amazon.com/securityhub/latest/userguide/elasticache-controls.html#elasticache-2
# custom:
#   subject: cache
#   severity: medium
#   attributes: [kind, engine, auto_minor_version_upgrade]
#   remediation: Set `auto_minor_version_upgrade` to true, or leave it out. It changes in place.
#   frameworks:
#     aws-fsbp: [ElastiCache.2]
#     cis-aws-database-services: ["5.4"]
#     nist-800-53-r5: [SI-2, SI-2(2), SI-2(4), SI-2(5)]
package cache_audit.maintenance.auto_minor_version_upgrade_disabled

import data.cache_audit.lib.finding

applicable if input.cache.kind == "replication_group"

applicable if {
	input.cache.kind == "cache_cluster"
	input.cache.engine == "redis"
}

# Whatever engine a container runs.
applicable := false if input.cache.kind == "ecs_service"

deny contains denial if {
	input.cache.auto_minor_version_upgrade == false
	denial := finding.at("auto_minor_version_upgrade", "does not take minor versions automatically")
}
