package cache_audit.maintenance.image_floating_test

import data.cache_audit.lib.testing

_cache(tag, digest) := {"cache": {
	"kind": "ecs_service",
	"container": {"image_repository": "redis", "image_tag": tag, "image_digest": digest},
}}

_fails(tag) := object.union(_cache(tag, null), {"denials": [{
	"attribute": "container.image_tag",
	"message": sprintf("runs image redis with tag %s, which names no single version", [tag]),
}]})

test_pass_when_a_whole_version := _cache("8.0.1-alpine", null)

test_pass_when_a_digest := _cache(null, "sha256:0a1b")

test_pass_when_a_digest_beside_a_tag := _cache("8-alpine", "sha256:0a1b")

test_fail_when_a_major_version := _fails("8-alpine")

test_fail_when_a_minor_version := _fails("7.2")

test_fail_when_the_latest := _fails("latest")

test_unknown_when_the_image_is_not_known := _cache(testing.unknown, testing.unknown)

test_unknown_when_the_digest_is_not_known := _cache("8-alpine", testing.unknown)

test_not_applicable_when_no_container := {"cache": {"kind": "cache_cluster", "container": null}}
