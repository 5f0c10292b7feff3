# METADATA
# title: The AUTH token is written in the configuration
# description: |
#   A token in clear lies in the repository and its history, in every plan and in the state, and it is the same wherever the
#   configuration is used. The password of a container, in its command or in a variable in clear, is told to everybody who may
#   describe the task definition. Decided of declarations and of containers: a running cache of ElastiCache's does not tell
#   where its token was written.
# related_resources:
#   - https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/auth.html
#   - https://docs.aws.amazon.com/secretsmanager/latest/userguide/best-practices.html
#   - https://docs.aws.amazon.com/AmazonECS/latest/developerguide/specifying-sensitive-data.html
# custom:
#   subject: cache
#   severity: high
#   attributes: [kind, auth_token.is_set, auth_token.source, status]
#   remediation: |
#     Read the token from Secrets Manager or from an SSM SecureString parameter, or use a user group with IAM
#     authentication. Then rotate the token (`auth_token_update_strategy` `ROTATE`, later `SET`): the written one is known.
#     Give a container its password by `secrets` of the container definition, and let its command read that variable.
#   frameworks:
#     nist-800-53-r5: [IA-5, IA-5(7)]
package cache_audit.authentication.auth_token_literal

import data.cache_audit.lib.elasticache
import data.cache_audit.lib.finding

applicable if {
	input.cache.auth_token.is_set == true
	input.cache.status == null
}

applicable if {
	input.cache.auth_token.is_set == true
	input.cache.kind == "ecs_service"
}

# Whatever is known of the running cache.
applicable := false if {
	input.cache.kind in elasticache.kinds
	input.cache.status != null
}

deny contains denial if {
	input.cache.kind in elasticache.kinds
	input.cache.auth_token.source == "literal"
	denial := finding.at("auth_token", "has its AUTH token written in the configuration")
}

deny contains denial if {
	input.cache.kind == "ecs_service"
	input.cache.auth_token.source == "literal"
	denial := finding.at("auth_token", "has its password written in the task definition")
}
