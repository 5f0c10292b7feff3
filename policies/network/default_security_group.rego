# METADATA
# title: Cache uses the VPC's default security group
# description: |
#   Everything in a VPC that names no security group gets the default one, whose members all reach
#   each other on every port. A cache in it is open to whatever is started there next.
# related_resources:
#   - https://docs.aws.amazon.com/vpc/latest/userguide/default-security-group.html
#   - https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/elasticache-vpc-accessing.html
# custom:
#   subject: cache
#   severity: medium
#   attributes:
#     - security_groups[].name
#     - security_groups[].is_default
#   labels:
#     - security_groups[].address
#     - security_groups[].name
#   remediation: |
#     Give the cache a security group of its own that names its clients. Groups can be changed in
#     place.
#   frameworks:
#     cis-aws-database-services: ["5.2"]
#     nist-800-53-r5: [AC-4, SC-7]
package cache_audit.network.default_security_group

import data.cache_audit.lib.finding

deny contains denial if {
	is_array(input.cache.security_groups)
	some group in input.cache.security_groups
	group.is_default == true
	message := sprintf("security group %s is its VPC's default group", [group.name])
	denial := finding.of(group.address, "security_groups[].is_default", message)
}
