# METADATA
# title: Rule for many ports reaches the cache
# description: |
#   A security group rule opens every port, or a range much wider than the cache listens on. Such
#   rules are written for something else and reach the cache by accident; whoever checks who may use
#   the cache's port overlooks them.
# related_resources:
#   - https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/elasticache-vpc-accessing.html
#   - https://docs.aws.amazon.com/vpc/latest/userguide/security-group-rules.html
# custom:
#   subject: cache
#   severity: medium
#   attributes:
#     - ingress[].security_group
#     - ingress[].address
#     - ingress[].ip_protocol
#     - ingress[].from_port
#     - ingress[].to_port
#     - ingress[].peer.name
#   labels:
#     - ingress[].security_group
#     - ingress[].address
#     - ingress[].path
#   parameters:
#     maximum_ports:
#       default: 2
#       type: integer
#       description: Ports that one rule may open; serverless caches listen on two.
#   remediation: |
#     Write a rule for the cache's port alone, TCP 6379 or 11211 unless it was chosen differently.
#   frameworks:
#     cis-aws-database-services: ["5.2"]
#     nist-800-53-r5: [AC-4, SC-7]
package cache_audit.network.ingress_all_ports

import data.cache_audit.lib.network

deny contains denial if {
	is_array(input.cache.ingress)
	some rule in input.cache.ingress
	_opens_all(rule)
	network.reaches(rule)
	message := sprintf("%s opens every port to %s", [network.name_of(rule), rule.peer.name])
	denial := network.denial(rule, "ingress[].from_port", message)
}

deny contains denial if {
	is_array(input.cache.ingress)
	some rule in input.cache.ingress
	rule.ip_protocol != "-1"
	is_number(rule.from_port)
	ports := (rule.to_port - rule.from_port) + 1
	ports > data.parameters.maximum_ports
	message := sprintf(
		"%s opens %d ports (%d-%d) to %s, at most %d allowed",
		[
			network.name_of(rule), ports, rule.from_port, rule.to_port,
			rule.peer.name, data.parameters.maximum_ports,
		],
	)
	denial := network.denial(rule, "ingress[].from_port", message)
}

_opens_all(rule) if rule.ip_protocol == "-1"

_opens_all(rule) if is_null(rule.from_port)
