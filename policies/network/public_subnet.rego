# METADATA
# title: Cache lies in a public subnet
# description: |
#   A subnet is public when its route table, or its VPC's main table where it has none of its own,
#   sends traffic for the internet to an internet or carrier gateway, over IPv4 or IPv6. Cache nodes
#   get no public address, but neighbours do, and one wrong rule then stands between the internet
#   and the data. Routes through NAT or egress-only gateways are fine. Whether a task of ECS gets a
#   public address, `public-address-assigned` judges.
# related_resources:
#   - https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/VPCs.EC.html
#   - https://docs.aws.amazon.com/vpc/latest/userguide/configure-subnets.html#subnet-types
# custom:
#   subject: cache
#   severity: high
#   attributes:
#     - subnets[].name
#     - subnets[].ipv4_route_class
#     - subnets[].ipv6_route_class
#   labels:
#     - subnets[].address
#   remediation: |
#     Place the cache in subnets without a route to an internet gateway. Changing the subnet group
#     of an existing cache replaces it; taking the internet route out of the subnet's table does
#     not. A service of ECS changes its subnets in place, and its tasks are replaced.
#   frameworks:
#     cis-aws-database-services: ["5.2"]
#     nist-800-53-r5: [AC-4, SC-7]
package cache_audit.network.public_subnet

import data.cache_audit.lib.finding

deny contains denial if {
	is_array(input.cache.subnets)
	some subnet in input.cache.subnets
	subnet.ipv4_route_class == "public"
	message := sprintf("subnet %s routes IPv4 to and from the internet", [subnet.name])
	denial := finding.of(subnet.address, "subnets[].ipv4_route_class", message)
}

deny contains denial if {
	is_array(input.cache.subnets)
	some subnet in input.cache.subnets
	subnet.ipv6_route_class == "public"
	message := sprintf("subnet %s routes IPv6 to and from the internet", [subnet.name])
	denial := finding.of(subnet.address, "subnets[].ipv6_route_class", message)
}
