# METADATA
# title: Cache's security group lets traffic out to anywhere
# description: |
#   A cache answers its clients and needs no connections of its own to the outside. An open egress
#   rule does no harm by itself, but a group shared with something else then lets that something
#   send data anywhere. Tasks of ECS are not judged: they fetch their image from outside.
# related_resources:
#   - https://docs.aws.amazon.com/vpc/latest/userguide/security-group-rules.html
#   - https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/elasticache-vpc-accessing.html
# custom:
#   subject: cache
#   severity: low
#   attributes:
#     - kind
#     - egress[].security_group
#     - egress[].address
#     - egress[].peer.name
#     - egress[].peer.cidr_blocks
#   labels:
#     - egress[].security_group
#     - egress[].address
#     - egress[].path
#   remediation: |
#     Take the egress rule away, or narrow it to the VPC. Answers to clients need no egress rule.
#   frameworks:
#     cis-aws-database-services: ["5.2"]
#     nist-800-53-r5: [AC-4, SC-7]
package cache_audit.network.unrestricted_egress

import data.cache_audit.lib.elasticache
import data.cache_audit.lib.network

applicable if input.cache.kind in elasticache.kinds

deny contains denial if {
	is_array(input.cache.egress)
	some rule in input.cache.egress
	some cidr in network.ranges(rule.peer)
	network.is_world(cidr)
	message := sprintf(
		"%s lets traffic out to %s",
		[network.name_of(rule), network.range_name(rule.peer, cidr)],
	)
	denial := network.denial(rule, "egress[].peer.cidr_blocks", message)
}
