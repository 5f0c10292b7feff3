# METADATA
# title: Cache's security group lets traffic out
# description: |
#   A cache answers its clients and opens no connections of its own, so a group of its own needs no
#   egress at all. Where the policy set asks for none, every rule is one too many, however narrow;
#   `unrestricted-egress` is content with rules that stay inside. Tasks of ECS need some: for their
#   image, their log and their file system.
# related_resources:
#   - https://docs.aws.amazon.com/vpc/latest/userguide/security-group-rules.html
#   - https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/elasticache-vpc-accessing.html
# custom:
#   subject: cache
#   severity: medium
#   attributes:
#     - kind
#     - egress[].security_group
#     - egress[].address
#     - egress[].peer.name
#   labels:
#     - egress[].security_group
#     - egress[].address
#   remediation: |
#     Take every egress rule away. In CloudFormation a group without egress rules gets AWS's rule to
#     everywhere: write one rule to 127.0.0.1/32 there, which lets nothing out.
#   frameworks:
#     cis-aws-database-services: ["5.2"]
#     nist-800-53-r5: [AC-4, SC-7, SC-7(5), SC-7(10)]
package cache_audit.network.egress_not_blocked

import data.cache_audit.lib.elasticache
import data.cache_audit.lib.finding
import data.cache_audit.lib.network

applicable if input.cache.kind in elasticache.kinds

deny contains denial if {
	is_array(input.cache.egress)
	some rule in input.cache.egress
	message := sprintf("%s lets traffic out to %s", [network.name_of(rule), rule.peer.name])
	denial := finding.at("egress[].peer.name", message)
}
