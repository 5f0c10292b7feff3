# METADATA
# title: The health check tells the password
# description: |
#   The command of the container's health check holds the password in clear, as in `redis-cli -a PASSWORD ping`. Everybody who
#   may describe the task definition reads it, and every process of the task sees it in the list of processes.
# related_resources:
#   - https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_HealthCheck.html
#   - https://redis.io/docs/latest/develop/tools/cli/
# custom:
#   subject: cache
#   severity: medium
#   attributes: [kind, container.health_check_tells_password]
#   remediation: |
#     Let the check read the variable that `secrets` of the container definition fills: name that variable `REDISCLI_AUTH` and
#     check with `redis-cli ping`. Then change the password: the written one is known.
#   frameworks:
#     nist-800-53-r5: [IA-5, IA-5(7)]
package cache_audit.authentication.password_in_health_check

import data.cache_audit.lib.finding

applicable if input.cache.kind == "ecs_service"

deny contains denial if {
	input.cache.container.health_check_tells_password == true
	denial := finding.at(
		"container.health_check_tells_password",
		"has its password in the command of its health check",
	)
}
