package cache_audit.network.availability_zones_too_few_test

import data.cache_audit.lib.testing

_cache(zones) := {"subnets": [{"availability_zone": zone} | some zone in zones]}

test_pass_when_two_zones_are_spanned := {"cache": _cache(["us-east-1a", "us-east-1b"])}

test_pass_when_one_zone_is_enough := {
	"cache": _cache(["us-east-1a"]),
	"parameters": {"minimum_zones": 1},
}

test_fail_when_two_subnets_share_one_zone := {
	"cache": _cache(["us-east-1a", "us-east-1a"]),
	"denials": [{
		"attribute": "subnets[].availability_zone",
		"message": "subnets lie in too few availability zones: 1 (us-east-1a), 2 required",
	}],
}

test_fail_when_three_zones_are_required := {
	"cache": _cache(["us-east-1b", "us-east-1a"]),
	"parameters": {"minimum_zones": 3},
	"denials": [{
		"attribute": "subnets[].availability_zone",
		"message": "subnets lie in too few availability zones: 2 (us-east-1a, us-east-1b), 3 required",
	}],
}

test_unknown_when_a_zone_is_not_known := {"cache": _cache(["us-east-1a", testing.unknown])}

test_unknown_when_a_subnet_is_not_known := {"cache": {"subnets": [
	{"availability_zone": "us-east-1a"},
	testing.unknown,
]}}

test_unknown_when_the_subnets_are_not_known := {"cache": {"subnets": testing.unknown}}
