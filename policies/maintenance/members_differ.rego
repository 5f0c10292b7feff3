# METADATA
# title: Members of a replication group differ
# description: |
#   A group is one cache: after a failover another member is the primary, and what clients find then should be what they
#   found before. Members with another engine version, other security groups or another parameter group are left over from
#   a change that was not made everywhere. Decided where the cache runs; a declaration has no members.
# related_resources:
#   - https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/Replication.html
#   - https://docs.aws.amazon.com/AmazonElastiCache/latest/APIReference/API_CacheCluster.html
# custom:
#   subject: cache
#   severity: medium
#   attributes:
#     - member_differences.*
#   remediation: |
#     Make the change again on the group (`aws elasticache modify-replication-group`), not on a member, or apply the
#     configuration again. It may wait for the maintenance window.
#   frameworks:
#     nist-800-53-r5: [CM-2, CM-6]
package cache_audit.maintenance.members_differ

import data.cache_audit.lib.finding

applicable if input.cache.member_differences != null

deny contains denial if {
	some name, values in input.cache.member_differences
	message := sprintf("has members that differ in %s: %s", [name, concat(" and ", sort(values))])
	denial := finding.at(sprintf("member_differences.%s", [name]), message)
}
