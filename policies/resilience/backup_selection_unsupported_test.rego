package cache_audit.resilience.backup_selection_unsupported_test

import data.cache_audit.lib.testing

_resource(name, kind) := {"name": name, "kind": kind}

_case(resources) := {"backup_selection": {"resources": resources}}

_database := _resource("aws_rds_cluster.aurora", "other")

_cache := _resource("orders", "elasticache")

_denials := {"denials": [{
	"attribute": "resources[].kind",
	"message": "selects orders of ElastiCache, which AWS Backup does not support",
}]}

test_pass_when_other_services_are_selected := _case([_database])

test_pass_when_everything_is_selected := _case([_resource("*", "other")])

test_pass_when_tags_select := _case([])

test_fail_when_a_cache_is_selected := object.union(_case([_cache]), _denials)

test_fail_when_a_cache_is_among_others := object.union(
	_case([_database, testing.unknown, _cache]),
	_denials,
)

test_unknown_when_a_resource_is_not_known := _case([_database, testing.unknown])

test_unknown_when_a_resource_may_be_a_cache := _case([_resource("orders", testing.unknown)])

test_unknown_when_the_resources_are_not_known := _case(testing.unknown)
