# METADATA
# title: Sample
# description: Sample.
# related_resources:
#   - https://example.com/
# custom:
#   subject: cache_removal
#   severity: low
#   attributes: [snapshot_retention_limit]
#   parameters:
#     minimum_days: {default: 7, type: integer, description: Days.}
#   remediation: Sample.
#   frameworks: {}
package own.sample_policy

import data.cache_audit.lib.finding

deny contains denial if {
	days := input.cache_removal.snapshot_retention_limit
	days < data.parameters.minimum_days
	denial := finding.at("snapshot_retention_limit", "is short")
}
