# METADATA
# title: The task gets a public address
# description: |
#   A task with a public address in a public subnet is reached from the internet as far as its
#   security groups allow, and one wrong rule is all that is needed. Caches of ElastiCache have none.
# related_resources:
#   - https://docs.aws.amazon.com/AmazonECS/latest/developerguide/fargate-task-networking.html
#   - https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_AwsVpcConfiguration.html
# custom:
#   subject: cache
#   severity: high
#   attributes:
#     - kind
#     - container.assign_public_ip
#   remediation: |
#     Set `assignPublicIp` to `DISABLED` in the network configuration of the service, and place it in
#     subnets that reach its image by a NAT gateway or VPC endpoints. Tasks are replaced.
#   frameworks:
#     cis-aws-database-services: ["5.2"]
#     nist-800-53-r5: [AC-4, SC-7]
package cache_audit.network.public_address_assigned

import data.cache_audit.lib.finding

applicable if input.cache.kind == "ecs_service"

deny contains denial if {
	input.cache.container.assign_public_ip == true
	denial := finding.at("container.assign_public_ip", "its tasks get a public address")
}
