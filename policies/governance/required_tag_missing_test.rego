package cache_audit.governance.required_tag_missing_test

import data.cache_audit.lib.testing

_cache(tags) := {
	"cache": {"tags": tags},
	"parameters": {"required": ["Project", "Environment"]},
}

_fails(tags, keys) := object.union(_cache(tags), {"denials": [denial |
	some key in keys
	denial := {"attribute": "tags", "message": sprintf("has no tag %s", [key])}
]})

test_pass_when_all_are_there := _cache({
	"Project": "audio-pipeline",
	"Environment": "production",
	"Owner": "media",
})

test_fail_when_one_is_missing := _fails({"Project": "audio-pipeline"}, ["Environment"])

test_fail_when_one_is_empty := _fails({"Project": "", "Environment": "production"}, ["Project"])

test_fail_when_spelled_otherwise := _fails(
	{"project": "audio-pipeline", "Environment": "production"},
	["Project"],
)

test_fail_when_untagged := _fails(null, ["Project", "Environment"])

test_fail_beside_a_value_decided_after_apply := _fails(
	{"Environment": testing.unknown},
	["Project"],
)

test_unknown_when_a_value_is_decided_after_apply := _cache({
	"Project": "audio-pipeline",
	"Environment": testing.unknown,
})

test_unknown_when_tags_are_decided_after_apply := _cache(testing.unknown)

test_not_applicable_when_none_is_required := {"cache": {"tags": null}}
