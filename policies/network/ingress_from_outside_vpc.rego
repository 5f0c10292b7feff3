# METADATA
# title: Ingress from addresses outside the cache's VPC
# description: |
#   A security group rule lets addresses that are not the VPC's own reach the cache's port: another
#   network, an office, or a range that is wider than the VPC. Sources that are security groups are
#   not judged here.
# related_resources:
#   - https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/elasticache-vpc-accessing.html
#   - https://docs.aws.amazon.com/vpc/latest/userguide/security-group-rules.html
# custom:
#   subject: cache
#   severity: medium
#   attributes:
#     - ingress[].security_group
#     - ingress[].address
#     - ingress[].ip_protocol
#     - ingress[].from_port
#     - ingress[].to_port
#     - ingress[].peer.name
#     - ingress[].peer.cidr_blocks
#     - vpc.cidr_blocks
#     - vpc.ipv6_cidr_blocks
#   labels:
#     - ingress[].security_group
#     - ingress[].address
#     - ingress[].path
#   parameters:
#     allowed_ranges:
#       default: []
#       type: array
#       description: Further ranges, such as those of peered networks.
#   remediation: |
#     Narrow the rule to the VPC's own ranges, or name the security group of the clients as its
#     source.
#   frameworks:
#     cis-aws-database-services: ["5.2"]
#     nist-800-53-r5: [AC-4, SC-7]
package cache_audit.network.ingress_from_outside_vpc

import data.cache_audit.lib.known
import data.cache_audit.lib.network

deny contains denial if {
	known.complete("vpc.cidr_blocks")
	known.complete("vpc.ipv6_cidr_blocks")
	is_array(input.cache.ingress)
	some rule in input.cache.ingress
	network.reaches(rule)
	some cidr in network.ranges(rule.peer)
	not network.within(cidr, _inside)
	message := sprintf(
		"%s lets %s reach the cache's port, which lies outside the VPC (%s)",
		[
			network.name_of(rule),
			network.range_name(rule.peer, cidr),
			concat(", ", sort(_inside)),
		],
	)
	denial := network.denial(rule, "ingress[].peer.cidr_blocks", message)
}

_inside contains range if {
	is_array(input.cache.vpc.cidr_blocks)
	some range in input.cache.vpc.cidr_blocks
}

_inside contains range if {
	is_array(input.cache.vpc.ipv6_cidr_blocks)
	some range in input.cache.vpc.ipv6_cidr_blocks
}

_inside contains range if {
	some range in data.parameters.allowed_ranges
}
