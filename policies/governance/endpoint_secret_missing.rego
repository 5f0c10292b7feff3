# METADATA
# title: No secret holds the cache's endpoint
# description: |
#   Applications that read the endpoint from a secret follow the cache when it is replaced. Without one, every consumer
#   carries its own copy. A secret counts when its value refers to the cache. Which secrets tell of a container is not known;
#   its clients find it by a name (`dns-name-not-required`).
# related_resources:
#   - https://docs.aws.amazon.com/secretsmanager/latest/userguide/create_secret.html
#   - https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/Endpoints.html
# custom:
#   subject: cache
#   severity: low
#   attributes: [kind, "secrets[].store", "secrets[].name"]
#   parameters:
#     name:
#       default: ""
#       type: string
#       description: The name that the secret must have; empty takes any.
#   remediation: |
#     Add a secret in Secrets Manager (`aws_secretsmanager_secret`) and a version whose `secret_string` is made from the
#     cache's endpoint and port.
#   frameworks: {}
package cache_audit.governance.endpoint_secret_missing

import data.cache_audit.lib.elasticache
import data.cache_audit.lib.finding
import data.cache_audit.lib.known

applicable if input.cache.kind in elasticache.kinds

deny contains denial if {
	data.parameters.name == ""
	count(_names) == 0
	_all_known
	denial := finding.at("secrets", "has no secret in Secrets Manager that refers to it")
}

deny contains denial if {
	data.parameters.name != ""
	names := _names
	not data.parameters.name in names
	_all_known
	denial := finding.at("secrets", sprintf(
		"has no secret %s in Secrets Manager that refers to it",
		[data.parameters.name],
	))
}

_names := {secret.name |
	input.cache.secrets != null
	some secret in input.cache.secrets
	secret.store == "secretsmanager"
}

_all_known if {
	known.complete("secrets[].store")
	known.complete("secrets[].name")
}
