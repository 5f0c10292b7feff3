# METADATA
# title: The container has no health check
# description: |
#   ECS replaces a task whose container reports itself unhealthy. Without a health check it only notices
#   when the process ends; a server that hangs, or is busy loading for ever, stays.
# related_resources:
#   - https://docs.aws.amazon.com/AmazonECS/latest/developerguide/healthcheck.html
#   - https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_HealthCheck.html
# custom:
#   subject: cache
#   severity: medium
#   attributes:
#     - kind
#     - container.has_health_check
#   remediation: |
#     Add a `healthCheck` to the container definition, such as `CMD-SHELL`, `redis-cli ping | grep PONG`.
#     With a password, let the variable `REDISCLI_AUTH` hold it.
#   frameworks:
#     nist-800-53-r5: [SI-4, SI-13(5)]
package cache_audit.resilience.health_check_missing

import data.cache_audit.lib.finding

applicable if input.cache.kind == "ecs_service"

deny contains denial if {
	input.cache.container.has_health_check == false
	denial := finding.at("container.has_health_check", "nobody checks whether it answers")
}
