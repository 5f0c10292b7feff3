# METADATA
# title: Subnets span too few availability zones
# description: |
#   Nodes can only be placed in the zones of the cache's subnets. With one zone a replica cannot
#   survive what its primary does not, and Multi-AZ cannot be turned on; a task that ended with its
#   zone can be started nowhere.
# related_resources:
#   - https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/SubnetGroups.html
#   - https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/AutoFailover.html
# custom:
#   subject: cache
#   severity: medium
#   attributes:
#     - subnets[].availability_zone
#   parameters:
#     minimum_zones:
#       default: 2
#       type: integer
#       description: Different zones that the subnets lie in.
#   remediation: |
#     Add subnets in further availability zones to the subnet group, or to the network configuration
#     of the service; this needs no replacement.
#   frameworks:
#     nist-800-53-r5: [CP-10, SC-36]
package cache_audit.network.availability_zones_too_few

import data.cache_audit.lib.finding
import data.cache_audit.lib.known

deny contains denial if {
	is_array(input.cache.subnets)
	known.complete("subnets[].availability_zone")
	zones := {zone | some subnet in input.cache.subnets; zone := subnet.availability_zone}
	count(zones) < data.parameters.minimum_zones
	message := sprintf(
		"subnets lie in too few availability zones: %d (%s), %d required",
		[count(zones), concat(", ", sort(zones)), data.parameters.minimum_zones],
	)
	denial := finding.at("subnets[].availability_zone", message)
}
