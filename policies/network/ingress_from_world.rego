# METADATA
# title: Anybody on the internet may reach the cache's port
# description: |
#   A security group rule lets every address, or ranges that together come to most of the internet,
#   reach the port that the cache listens on. The entries of prefix lists count. Nothing but routing
#   then keeps strangers away.
# related_resources:
#   - https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/elasticache-vpc-accessing.html
#   - https://docs.aws.amazon.com/vpc/latest/userguide/vpc-security-groups.html
# custom:
#   subject: cache
#   severity: critical
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
#   remediation: |
#     Take the rule away, or make its source the security group of the clients.
#   frameworks:
#     cis-aws-database-services: ["5.2"]
#     nist-800-53-r5: [AC-4, SC-7]
package cache_audit.network.ingress_from_world

import data.cache_audit.lib.finding
import data.cache_audit.lib.network

deny contains denial if {
	some source in _sources
	network.is_world(source.cidr)
	network.reaches(source.rule)
	message := sprintf(
		"%s lets the whole internet, %s, reach the cache's port",
		[network.name_of(source.rule), network.range_name(source.rule.peer, source.cidr)],
	)
	denial := network.denial(source.rule, "ingress[].peer.cidr_blocks", message)
}

deny contains denial if {
	_is_any_wide
	some family in ["ipv4", "ipv6"]
	network.amounts_to_world(_ranges, family)
	ranges := {cidr |
		some cidr in _ranges
		network.family(cidr) == family
		not network.is_world(cidr)
	}
	shortest := min({network.prefix_length(cidr) | some cidr in ranges})
	widest := sort([cidr | some cidr in ranges; network.prefix_length(cidr) == shortest])
	message := sprintf(
		"%d ranges that together come to most of the internet reach the cache's port, %s the widest",
		[count(ranges), widest[0]],
	)
	denial := finding.at("ingress[].peer.cidr_blocks", message)
}

# Each range with the rule that names it.
_sources := [{"rule": rule, "cidr": cidr} |
	is_array(input.cache.ingress)
	some rule in input.cache.ingress
	some cidr in network.ranges(rule.peer)
]

# Seldom so, and sooner told than what the ranges come to.
_is_any_wide if {
	some source in _sources
	network.is_wide(source.cidr)
}

_ranges := {source.cidr |
	some source in _sources
	network.reaches(source.rule)
}
