# METADATA
# title: The container's log goes nowhere
# description: |
#   The server writes to its output what it loads, saves and fails at. Without a log configuration that is
#   gone with the task on Fargate, and stays on the instance elsewhere.
# related_resources:
#   - https://docs.aws.amazon.com/AmazonECS/latest/developerguide/using_awslogs.html
#   - https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_LogConfiguration.html
# custom:
#   subject: cache
#   severity: low
#   attributes:
#     - kind
#     - container.log_driver
#   remediation: |
#     Add a `logConfiguration` with the driver `awslogs` and a log group to the container definition. Tasks
#     are replaced.
#   frameworks:
#     cis-aws-database-services: ["5.6", "5.9"]
#     nist-800-53-r5: [AU-2, AU-12]
package cache_audit.observability.container_log_missing

import data.cache_audit.lib.finding

applicable if input.cache.kind == "ecs_service"

deny contains denial if {
	input.cache.container.log_driver == null
	denial := finding.at("container.log_driver", "what it logs goes nowhere")
}
