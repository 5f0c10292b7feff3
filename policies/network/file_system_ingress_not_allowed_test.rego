package cache_audit.network.file_system_ingress_not_allowed_test

import data.cache_audit.lib.testing

_rule(peer) := {
	"security_group": "efs",
	"address": "aws_security_group.efs",
	"path": "ingress[0]",
	"ip_protocol": "tcp",
	"from_port": 2049,
	"to_port": 2049,
	"peer": peer,
}

_group(name, names) := _rule({"name": name, "names": names, "cidr_blocks": null})

_range(cidr) := _rule({"name": cidr, "names": [], "cidr_blocks": [cidr]})

_tasks := _group("redis", ["sg-redis", "redis"])

_cache(volume) := {"cache": {
	"kind": "ecs_service",
	"security_groups": [{"id": "sg-redis"}],
	"container": {"data_volume": volume},
}}

_reached(rules) := _cache({"file_system": {"label": "fs-1", "ingress": rules}})

_denial(source) := {
	"attribute": "container.data_volume.file_system.ingress[].peer",
	"resource": "aws_security_group.efs",
	"message": sprintf(
		"security group efs (aws_security_group.efs) lets %s reach file system fs-1, %s",
		[source, "which is no allowed source"],
	),
}

test_pass_when_only_its_tasks_do := _reached([_tasks])

test_pass_when_nobody_does := _reached([])

test_pass_when_others_are_allowed := object.union(
	_reached([_tasks, _group("backup", ["sg-backup", "backup"]), _range("10.0.1.0/24")]),
	{"parameters": {"allowed_sources": ["backup", "10.0.0.0/16"]}},
)

test_fail_when_another_group_does := object.union(
	_reached([_tasks, _group("app", ["sg-app", "app"])]),
	{"denials": [_denial("app")]},
)

test_fail_when_a_range_does := object.union(
	_reached([_range("10.0.0.0/8")]),
	{"parameters": {"allowed_sources": ["10.0.0.0/16"]}, "denials": [_denial("10.0.0.0/8")]},
)

test_fail_when_a_source_has_no_names := object.union(
	_reached([_group("pl-1", null)]),
	{"denials": [_denial("pl-1")]},
)

test_unknown_when_a_rule_is_not_known := _reached([_tasks, testing.unknown])

test_unknown_when_the_mount_targets_are_not_known := _reached(testing.unknown)

test_unknown_when_a_name_is_not_known := _reached([_group("app", ["sg-app", testing.unknown])])

test_unknown_when_its_own_groups_are_not_known := object.union(
	_reached([_tasks]),
	{"cache": {"security_groups": testing.unknown}},
)

test_unknown_when_the_volume_is_not_known := _cache(testing.unknown)

test_not_applicable_when_data_lies_on_no_volume := _cache(null)

test_not_applicable_when_no_container := {"cache": {
	"kind": "cache_cluster",
	"security_groups": [{"id": "sg-redis"}],
	"container": null,
}}
