# METADATA
# title: Peering connection is not active
# description: |
#   A peering connection of the cache's VPC waits to be accepted, has expired, was rejected or
#   failed. Clients behind it cannot reach the cache, however routes and security groups are set.
# related_resources:
#   - https://docs.aws.amazon.com/vpc/latest/peering/vpc-peering-basics.html
#   - https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/elasticache-vpc-accessing.html
# custom:
#   subject: cache
#   severity: medium
#   attributes:
#     - vpc.peering_connections[].name
#     - vpc.peering_connections[].status
#   labels:
#     - vpc.peering_connections[].address
#   remediation: |
#     Accept the connection in the account of the accepter, or make a new one; a failed or expired
#     one cannot be revived.
#   frameworks: {}
package cache_audit.network.peering_not_active

import data.cache_audit.lib.finding

applicable if count(input.cache.vpc.peering_connections) > 0

deny contains denial if {
	some connection in input.cache.vpc.peering_connections
	connection.status != "active"
	message := sprintf(
		"peering connection %s is %s, active required",
		[connection.name, connection.status],
	)
	denial := finding.of(connection.address, "vpc.peering_connections[].status", message)
}
