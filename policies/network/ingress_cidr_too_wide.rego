# METADATA
# title: Ingress from an address range wider than allowed
# description: |
#   A security group rule lets a range of addresses reach the cache's port that is wider than any
#   one network of clients. The whole internet is a finding of its own, `ingress-from-world`.
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
#   labels:
#     - ingress[].security_group
#     - ingress[].address
#     - ingress[].path
#   parameters:
#     minimum_prefix_length_ipv4:
#       default: 16
#       type: integer
#       description: Bits that an IPv4 range fixes at least.
#     minimum_prefix_length_ipv6:
#       default: 48
#       type: integer
#       description: Bits that an IPv6 range fixes at least.
#   remediation: |
#     Name the clients' subnets, or better their security group, in place of the wide range.
#   frameworks:
#     cis-aws-database-services: ["5.2"]
#     nist-800-53-r5: [AC-4, SC-7]
package cache_audit.network.ingress_cidr_too_wide

import data.cache_audit.lib.network

_minimum := {
	"ipv4": data.parameters.minimum_prefix_length_ipv4,
	"ipv6": data.parameters.minimum_prefix_length_ipv6,
}

deny contains denial if {
	is_array(input.cache.ingress)
	some rule in input.cache.ingress
	some cidr in network.ranges(rule.peer)
	bits := network.prefix_length(cidr)
	bits > 0
	bits < _minimum[network.family(cidr)]
	network.reaches(rule)
	message := sprintf(
		"%s lets %s reach the cache's port, /%d or narrower required",
		[
			network.name_of(rule),
			network.range_name(rule.peer, cidr),
			_minimum[network.family(cidr)],
		],
	)
	denial := network.denial(rule, "ingress[].peer.cidr_blocks", message)
}
