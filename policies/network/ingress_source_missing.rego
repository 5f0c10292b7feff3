# METADATA
# title: A client that needs the cache may not reach it
# description: |
#   No security group rule lets a source that the policy set names reach the cache's port, so its
#   clients time out. A source matches as in `ingress-source-not-allowed`, which judges the others.
# related_resources:
#   - https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/elasticache-vpc-accessing.html
#   - https://docs.aws.amazon.com/vpc/latest/userguide/security-group-rules.html
# custom:
#   subject: cache
#   severity: medium
#   attributes:
#     - ingress[].ip_protocol
#     - ingress[].from_port
#     - ingress[].to_port
#     - ingress[].peer.kind
#     - ingress[].peer.names
#     - ingress[].peer.cidr_blocks
#   labels:
#     - ingress[].security_group
#     - ingress[].address
#     - ingress[].path
#   parameters:
#     required_sources:
#       default: []
#       type: array
#       description: Who has to reach the port; with an empty list nobody has to.
#   remediation: |
#     Add a rule for the cache's port with that source to the cache's security group.
#   frameworks: {}
package cache_audit.network.ingress_source_missing

import data.cache_audit.lib.finding
import data.cache_audit.lib.known
import data.cache_audit.lib.network

applicable if count(data.parameters.required_sources) > 0

deny contains denial if {
	known.complete("ingress")
	some source in data.parameters.required_sources
	not source in _names
	not _is_within_ranges(source)
	denial := finding.at("ingress", sprintf("no rule lets %s reach the cache's port", [source]))
}

_names contains name if {
	is_array(input.cache.ingress)
	some rule in input.cache.ingress
	is_array(rule.peer.names)
	some name in rule.peer.names
}

_names contains "self" if {
	is_array(input.cache.ingress)
	some rule in input.cache.ingress
	rule.peer.kind == "self"
}

_is_within_ranges(source) if {
	net.cidr_is_valid(source)
	network.within(source, _ranges)
}

_ranges contains cidr if {
	is_array(input.cache.ingress)
	some rule in input.cache.ingress
	network.reaches(rule)
	some cidr in network.ranges(rule.peer)
}
