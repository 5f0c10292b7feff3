# METADATA
# title: AWS Backup is to protect a cache, which it cannot
# description: |
#   AWS Backup does not support ElastiCache. It takes a cache's ARN in a selection and backs nothing up, so whoever relies
#   on the plan finds no recovery point when one is needed.
# related_resources:
#   - https://docs.aws.amazon.com/aws-backup/latest/devguide/backup-feature-availability.html
#   - https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/backups.html
# custom:
#   subject: backup_selection
#   severity: high
#   attributes:
#     - resources[].name
#     - resources[].kind
#   remediation: |
#     Take the cache out of the selection. Keep automatic snapshots of it (`snapshot_retention_limit`), take a final one
#     (`final_snapshot_identifier`), and export snapshots to a bucket where another region or account needs a copy.
#   frameworks:
#     nist-800-53-r5: [CP-9, CP-10]
package cache_audit.resilience.backup_selection_unsupported

import data.cache_audit.lib.finding

deny contains denial if {
	is_array(input.backup_selection.resources)
	some resource in input.backup_selection.resources
	resource.kind == "elasticache"
	message := sprintf("selects %s of ElastiCache, which AWS Backup does not support", [resource.name])
	denial := finding.at("resources[].kind", message)
}
