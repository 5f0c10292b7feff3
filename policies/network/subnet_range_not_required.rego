# METADATA
# title: The cache's subnets are not the required ones
# description: |
#   A network plan gives each purpose its ranges, and routes and firewalls are written for them. A cache in a range of
#   another purpose is treated as what it is not; a range without the cache is a zone that it does not reach.
# related_resources:
#   - https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/SubnetGroups.html
#   - https://docs.aws.amazon.com/vpc/latest/userguide/subnet-sizing.html
# custom:
#   subject: cache
#   severity: medium
#   attributes:
#     - subnets[].name
#     - subnets[].cidr_block
#   parameters:
#     ranges:
#       default: []
#       type: array
#       description: The IPv4 ranges of the subnets, all of them; an empty list requires none.
#   remediation: |
#     Put the subnets with the required ranges into the cache's subnet group, or into the network configuration of its
#     service, and take the others out. A subnet that the cache has nodes in cannot be taken out: move the nodes first, or
#     replace the cache.
#   frameworks:
#     nist-800-53-r5: [CM-2, CM-6, SC-7]
package cache_audit.network.subnet_range_not_required

import data.cache_audit.lib.finding
import data.cache_audit.lib.known

applicable if count(data.parameters.ranges) > 0

_ranges contains cidr if {
	is_array(input.cache.subnets)
	some subnet in input.cache.subnets
	cidr := subnet.cidr_block
	is_string(cidr)
}

deny contains denial if {
	is_array(input.cache.subnets)
	some subnet in input.cache.subnets
	cidr := subnet.cidr_block
	is_string(cidr)
	not cidr in data.parameters.ranges
	message := sprintf("subnet %s has the range %s, which is not a required one", [subnet.name, cidr])
	denial := finding.at("subnets[].cidr_block", message)
}

deny contains denial if {
	known.complete("subnets[].cidr_block")
	some cidr in data.parameters.ranges
	not cidr in _ranges
	denial := finding.at("subnets", sprintf("lies in no subnet with the range %s", [cidr]))
}
