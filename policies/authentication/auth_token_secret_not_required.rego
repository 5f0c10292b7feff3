# METADATA
# title: The AUTH token is not in the required secret
# description: |
#   Applications read the token from one secret, by its name, and what rotates it writes it there. A cache with a token from
#   elsewhere, or with none, lets those clients in no longer, or lets them in without anybody rotating the token. The password of
#   a container counts as its token.
# related_resources:
#   - https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/auth.html
#   - https://docs.aws.amazon.com/secretsmanager/latest/userguide/intro.html
#   - https://docs.aws.amazon.com/AmazonECS/latest/developerguide/specifying-sensitive-data.html
# custom:
#   subject: cache
#   severity: medium
#   attributes:
#     - kind
#     - auth_token.is_set
#     - auth_token.source
#     - auth_token_secret.name
#   parameters:
#     name:
#       default: ""
#       type: string
#       description: The name of the secret or SSM parameter required; empty requires none.
#   remediation: |
#     Keep the token in the required secret and let the cache read it from there: through the secret's version in Terraform,
#     by a dynamic reference in CloudFormation, by `secrets` of the container definition. Change a token in use with
#     `auth_token_update_strategy` `ROTATE`, later `SET`.
#   frameworks:
#     nist-800-53-r5: [IA-5, IA-5(7)]
package cache_audit.authentication.auth_token_secret_not_required

import data.cache_audit.lib.finding

# Other kinds of cache can have no token.
applicable if {
	data.parameters.name != ""
	input.cache.kind in {"replication_group", "ecs_service"}
}

_what := "AUTH token" if input.cache.kind != "ecs_service"

_what := "password" if input.cache.kind == "ecs_service"

_is_missing if is_null(input.cache.auth_token)

_is_missing if input.cache.auth_token.is_set == false

deny contains denial if {
	_is_missing
	message := sprintf("has no %s, one from secret %s required", [_what, data.parameters.name])
	denial := finding.at("auth_token", message)
}

_places := {
	"literal": "the configuration itself",
	"parameter": "a parameter",
	"generated": "what generates it",
	"elsewhere": "elsewhere",
}

deny contains denial if {
	input.cache.auth_token.is_set == true
	place := _places[input.cache.auth_token.source]
	message := sprintf(
		"takes its %s from %s, secret %s required",
		[_what, place, data.parameters.name],
	)
	denial := finding.at("auth_token.source", message)
}

deny contains denial if {
	input.cache.auth_token.is_set == true
	name := input.cache.auth_token_secret.name
	name != data.parameters.name
	message := sprintf(
		"takes its %s from secret %s, %s required",
		[_what, name, data.parameters.name],
	)
	denial := finding.at("auth_token_secret.name", message)
}
