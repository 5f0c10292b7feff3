# METADATA
# title: The parameter group's family does not fit the engine
# description: |
#   A parameter group belongs to one family of engine and major version. ElastiCache refuses a group of another family, so
#   the change fails when it is applied, often half-way through an upgrade.
# related_resources:
#   - https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/ParameterGroups.Engine.html
#   - https://docs.aws.amazon.com/AmazonElastiCache/latest/APIReference/API_CreateCacheParameterGroup.html
# custom:
#   subject: cache
#   severity: medium
#   attributes: [engine, engine_version, parameter_group.family]
#   remediation: |
#     Make a parameter group of the family that fits, and set `parameter_group_name` to it in the change that sets
#     `engine_version`. The family of an existing group cannot be changed.
#   frameworks: {}
package cache_audit.maintenance.parameter_group_family_mismatch

import data.cache_audit.lib.finding
import data.cache_audit.lib.version

applicable if input.cache.parameter_group != null

deny contains denial if {
	family := input.cache.parameter_group.family
	family != null
	fitting := _family(input.cache.engine, version.parts(input.cache.engine_version))
	family != fitting
	denial := finding.at("parameter_group.family", sprintf(
		"runs %s %s with a parameter group of family %s, not %s",
		[input.cache.engine, input.cache.engine_version, family, fitting],
	))
}

# Redis OSS up to 5 and Memcached have a family for each minor version, Redis OSS 6 one with an x.
_family("redis", parts) := sprintf("redis%d.%d", [parts[0], parts[1]]) if parts[0] < 6

_family("redis", parts) := "redis6.x" if parts[0] == 6

_family("redis", parts) := sprintf("redis%d", [parts[0]]) if parts[0] > 6

_family("valkey", parts) := sprintf("valkey%d", [parts[0]])

_family("memcached", parts) := sprintf("memcached%d.%d", [parts[0], parts[1]])
