# METADATA
# title: Cache uses the default subnet group
# description: |
#   A cache that names no subnet group, or the one called `default`, lands in the default VPC, whose
#   subnets all route to the internet and whose security group everybody in the account shares.
# related_resources:
#   - https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/SubnetGroups.html
#   - https://docs.aws.amazon.com/securityhub/latest/userguide/elasticache-controls.html#elasticache-7
# custom:
#   subject: cache
#   severity: high
#   attributes:
#     - kind
#     - subnet_group.is_default
#   remediation: |
#     Create a subnet group of private subnets and name it. Changing the subnet group of an existing
#     cache replaces it.
#   frameworks:
#     aws-fsbp: [ElastiCache.7]
#     cis-aws-database-services: ["5.5"]
#     nist-800-53-r5: [AC-4, AC-4(21), SC-7, SC-7(4), SC-7(5), SC-7(11), SC-7(16), SC-7(21)]
package cache_audit.network.default_subnet_group

import data.cache_audit.lib.finding

# Serverless caches name their subnets themselves.
applicable if input.cache.kind in {"replication_group", "cache_cluster"}

deny contains denial if {
	input.cache.subnet_group == null
	message := "names no subnet group, so that AWS takes `default`"
	denial := finding.at("subnet_group.is_default", message)
}

deny contains denial if {
	input.cache.subnet_group.is_default == true
	denial := finding.at("subnet_group.is_default", "uses the subnet group `default`")
}
