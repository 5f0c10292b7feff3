# METADATA
# title: Peering connection is not routed both ways
# description: |
#   Peering needs a route on each side: from every subnet of the cache to the peer, and from the
#   peer back. With one of them missing or leading nowhere (a blackhole), packets go one way only
#   and connections time out.
# related_resources:
#   - https://docs.aws.amazon.com/vpc/latest/peering/vpc-peering-routing.html
#   - https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/elasticache-vpc-accessing.html
# custom:
#   subject: cache
#   severity: medium
#   attributes:
#     - vpc.peering_connections[].name
#     - vpc.peering_connections[].is_routed_from_cache
#     - vpc.peering_connections[].is_routed_back
#   labels:
#     - vpc.peering_connections[].address
#   remediation: |
#     Add a route through the peering connection to the tables of every subnet of the cache, and one
#     to the tables of the peer's subnets.
#   frameworks: {}
package cache_audit.network.peering_not_routed

import data.cache_audit.lib.finding

applicable if count(input.cache.vpc.peering_connections) > 0

deny contains denial if {
	some connection in input.cache.vpc.peering_connections
	connection.is_routed_from_cache == false
	message := sprintf(
		"not every subnet of the cache has an active route through peering connection %s",
		[connection.name],
	)
	denial := finding.of(connection.address, "vpc.peering_connections[].is_routed_from_cache", message)
}

deny contains denial if {
	some connection in input.cache.vpc.peering_connections
	connection.is_routed_back == false
	message := sprintf(
		"the peer has no active route back through peering connection %s",
		[connection.name],
	)
	denial := finding.of(connection.address, "vpc.peering_connections[].is_routed_back", message)
}
