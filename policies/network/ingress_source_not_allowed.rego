# METADATA
# title: Ingress from a source that is not on the allow list
# description: |
#   A security group rule lets somebody reach the cache's port whom the policy set does not name. A
#   source matches an entry by id, group name, Name tag or address of a security group or prefix
#   list; a range of addresses also by lying in ranges on the list; rules among the cache's own
#   group by the word `self`.
# related_resources:
#   - https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/elasticache-vpc-accessing.html
#   - https://docs.aws.amazon.com/vpc/latest/userguide/security-group-rules.html
# custom:
#   subject: cache
#   severity: high
#   attributes:
#     - ingress[].security_group
#     - ingress[].address
#     - ingress[].ip_protocol
#     - ingress[].from_port
#     - ingress[].to_port
#     - ingress[].peer.kind
#     - ingress[].peer.name
#     - ingress[].peer.names
#     - ingress[].peer.cidr_blocks
#   labels:
#     - ingress[].security_group
#     - ingress[].address
#     - ingress[].path
#   parameters:
#     allowed_sources:
#       default: []
#       type: array
#       description: Who may reach the port; with an empty list nobody is judged.
#   remediation: Take the rule away, or put its source on the list of allowed sources.
#   frameworks:
#     cis-aws-database-services: ["5.2"]
#     nist-800-53-r5: [AC-4, SC-7]
package cache_audit.network.ingress_source_not_allowed

import data.cache_audit.lib.network

applicable if count(data.parameters.allowed_sources) > 0

deny contains denial if {
	is_array(input.cache.ingress)
	some rule in input.cache.ingress
	network.reaches(rule)
	rule.peer.kind in {"security_group", "self"}
	not "ingress[].peer.names[]" in input.unknown
	count(_names(rule) & _allowed) == 0
	message := sprintf(
		"%s lets %s reach the cache's port, which is not an allowed source",
		[network.name_of(rule), rule.peer.name],
	)
	denial := network.denial(rule, "ingress[].peer.names", message)
}

deny contains denial if {
	is_array(input.cache.ingress)
	some rule in input.cache.ingress
	network.reaches(rule)
	not "ingress[].peer.names[]" in input.unknown
	count(_names(rule) & _allowed) == 0
	some cidr in network.ranges(rule.peer)
	not network.within(cidr, _allowed_ranges)
	message := sprintf(
		"%s lets %s reach the cache's port, which is not an allowed source",
		[network.name_of(rule), network.range_name(rule.peer, cidr)],
	)
	denial := network.denial(rule, "ingress[].peer.cidr_blocks", message)
}

_allowed := {source | some source in data.parameters.allowed_sources}

_allowed_ranges := {source | some source in _allowed; net.cidr_is_valid(source)}

# Every word on the list that means the rule's source.
_names(rule) := {name | some name in rule.peer.names} | _words(rule.peer.kind) if {
	is_array(rule.peer.names)
}

_names(rule) := _words(rule.peer.kind) if is_null(rule.peer.names)

_words(kind) := {"self"} if kind == "self"

_words(kind) := set() if kind != "self"
