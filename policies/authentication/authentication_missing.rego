# METADATA
# title: Nobody has to authenticate
# description: |
#   Without an AUTH token or a user group, everybody who reaches the port may read, write and delete everything. A token
#   without encryption in transit crosses the network in clear and counts as none. A single-node cluster can have neither
#   users nor a token. Whether the engine's version knows users, `user-group-unsupported` judges. A container needs a password;
#   whether that is encrypted on its way, `transit-encryption-disabled` judges.
# related_resources:
#   - https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/auth.html
#   - https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/Clusters.RBAC.html
#   - https://redis.io/docs/latest/operate/oss_and_stack/management/security/
# custom:
#   subject: cache
#   severity: high
#   attributes:
#     - kind
#     - engine
#     - auth_token.is_set
#     - user_group_ids
#     - transit_encryption_enabled
#   remediation: |
#     Attach a user group (`user_group_ids`), or set `auth_token` from a secret; both need `transit_encryption_enabled`. A
#     single-node Redis OSS cluster has to become a replication group with one node. Start a container's server with
#     `--requirepass` and a variable that `secrets` of the container definition fills.
#   frameworks:
#     cis-aws-database-services: ["5.1", "5.8"]
#     nist-800-53-r5: [AC-3, IA-2]
package cache_audit.authentication.authentication_missing

import data.cache_audit.lib.attribute
import data.cache_audit.lib.elasticache
import data.cache_audit.lib.finding
import data.cache_audit.lib.known

applicable if input.cache.kind == "replication_group"

applicable if {
	input.cache.kind == "cache_cluster"
	input.cache.engine == "redis"
}

applicable if input.cache.kind == "ecs_service"

deny contains denial if {
	input.cache.kind == "cache_cluster"
	_has_no_token
	denial := finding.at(
		"auth_token",
		"lets everybody in: a single-node cluster has neither an AUTH token nor users",
	)
}

deny contains denial if {
	input.cache.kind == "replication_group"
	_has_no_token
	_has_no_users
	denial := finding.at("auth_token", "has neither an AUTH token nor a user group")
}

deny contains denial if {
	input.cache.kind == "ecs_service"
	_has_no_token
	denial := finding.at("auth_token", "lets everybody in: it has no password")
}

deny contains denial if {
	input.cache.kind in elasticache.kinds
	input.cache.auth_token.is_set == true
	input.cache.transit_encryption_enabled == false
	denial := finding.at(
		"transit_encryption_enabled",
		"has an AUTH token that protects nothing: connections are not encrypted",
	)
}

_has_no_token if input.cache.auth_token == null

_has_no_token if input.cache.auth_token.is_set == false

_has_no_users if {
	attribute.is_empty(input.cache.user_group_ids)
	known.complete("user_group_ids")
}
