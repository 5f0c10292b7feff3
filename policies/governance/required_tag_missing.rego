# METADATA
# title: A required tag is missing
# description: |
#   Cost reports, access rules and on-call rotas go by tags. A cache without them belongs to nobody. A tag with an empty
#   value counts as missing.
# related_resources:
#   - https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/Tagging-Resources.html
# custom:
#   subject: cache
#   severity: low
#   attributes: [tags]
#   parameters:
#     required:
#       default: []
#       type: array
#       description: The keys of the tags required.
#   remediation: |
#     Add the tag to the cache's `tags`, or to the provider's `default_tags` for everything. Tags change in place.
#   frameworks:
#     nist-800-53-r5: [CM-8]
package cache_audit.governance.required_tag_missing

import data.cache_audit.lib.finding
import data.cache_audit.lib.known

applicable if count(data.parameters.required) > 0

deny contains denial if {
	tags := _tags
	some key in data.parameters.required
	object.get(tags, key, "") in {"", null}
	known.complete(sprintf("tags.%s", [key]))
	denial := finding.at("tags", sprintf("has no tag %s", [key]))
}

_tags := {} if input.cache.tags == null

_tags := input.cache.tags if input.cache.tags != null
