# METADATA
# title: Others than the cache's tasks may reach its file system
# description: |
#   A security group rule of a mount target lets somebody reach the port of NFS who is in none of the
#   cache's own security groups. Whoever mounts the file system reads the data, and the log of writes,
#   past every password. A source matches an entry of the allow list by id, group name, Name tag or
#   address of a security group or prefix list; a range of addresses by lying in ranges on the list.
# related_resources:
#   - https://docs.aws.amazon.com/efs/latest/ug/network-access.html
#   - https://docs.aws.amazon.com/efs/latest/ug/accessing-fs.html
# custom:
#   subject: cache
#   severity: medium
#   attributes:
#     - kind
#     - security_groups[].id
#     - container.data_volume.file_system.label
#     - container.data_volume.file_system.ingress[].security_group
#     - container.data_volume.file_system.ingress[].address
#     - container.data_volume.file_system.ingress[].ip_protocol
#     - container.data_volume.file_system.ingress[].from_port
#     - container.data_volume.file_system.ingress[].to_port
#     - container.data_volume.file_system.ingress[].peer.name
#     - container.data_volume.file_system.ingress[].peer.names
#     - container.data_volume.file_system.ingress[].peer.cidr_blocks
#   labels:
#     - container.data_volume.file_system.label
#     - container.data_volume.file_system.ingress[].security_group
#     - container.data_volume.file_system.ingress[].address
#     - container.data_volume.file_system.ingress[].path
#   parameters:
#     allowed_sources:
#       default: []
#       type: array
#       description: Who may reach the file system beside the cache's own security groups.
#   remediation: |
#     Give the mount targets a security group whose only rule lets TCP 2049 in from the security
#     group of the service. Groups can be changed in place.
#   frameworks:
#     nist-800-53-r5: [AC-4, SC-7]
package cache_audit.network.file_system_ingress_not_allowed

import data.cache_audit.lib.finding
import data.cache_audit.lib.known
import data.cache_audit.lib.network

applicable if input.cache.container.data_volume.file_system != null

deny contains denial if {
	some rule in _strangers
	is_null(rule.peer.cidr_blocks)
	denial := _denial(rule, rule.peer.name)
}

deny contains denial if {
	some rule in _strangers
	some cidr in network.ranges(rule.peer)
	not network.within(cidr, _allowed_ranges)
	denial := _denial(rule, network.range_name(rule.peer, cidr))
}

# The rules that no name on the list means.
_strangers := [rule |
	known.complete("security_groups[].id")
	not "container.data_volume.file_system.ingress[].peer.names[]" in input.unknown
	is_array(input.cache.container.data_volume.file_system.ingress)
	some rule in input.cache.container.data_volume.file_system.ingress
	network.reaches(rule)
	count(_names(rule) & _allowed) == 0
]

_denial(rule, source) := network.denial(
	rule,
	"container.data_volume.file_system.ingress[].peer",
	sprintf("%s lets %s reach file system %s, which is no allowed source", [
		network.name_of(rule),
		source,
		input.cache.container.data_volume.file_system.label,
	]),
)

# Of a rule whose names are not known nobody knows whom it means.
_names(rule) := {name | some name in rule.peer.names} if is_array(rule.peer.names)

_names(rule) := set() if is_null(rule.peer.names)

_allowed contains source if some source in data.parameters.allowed_sources

_allowed contains id if {
	is_array(input.cache.security_groups)
	some group in input.cache.security_groups
	id := group.id
	is_string(id)
}

_allowed_ranges := {source | some source in _allowed; net.cidr_is_valid(source)}
