# METADATA
# title: The file system is not backed up
# description: |
#   The file system has no automatic backups, so nothing is left of the cache's data once somebody, or
#   the server itself, deletes or spoils its files. A plan of AWS Backup that selects the file system by
#   itself is not looked for.
# related_resources:
#   - https://docs.aws.amazon.com/efs/latest/ug/automatic-backups.html
#   - https://docs.aws.amazon.com/efs/latest/ug/API_DescribeBackupPolicy.html
# custom:
#   subject: cache
#   severity: medium
#   attributes:
#     - kind
#     - container.data_volume.file_system.label
#     - container.data_volume.file_system.backup_policy_enabled
#   labels:
#     - container.data_volume.file_system.label
#   remediation: |
#     Turn automatic backups of the file system on: `aws efs put-backup-policy --backup-policy
#     Status=ENABLED`. AWS Backup then keeps a daily one for 35 days.
#   frameworks:
#     nist-800-53-r5: [CP-9, CP-10]
package cache_audit.resilience.file_system_backup_disabled

import data.cache_audit.lib.finding

applicable if input.cache.container.data_volume.file_system != null

deny contains denial if {
	file_system := input.cache.container.data_volume.file_system
	file_system.backup_policy_enabled == false
	message := sprintf("keeps its data on file system %s, which is not backed up", [file_system.label])
	denial := finding.at("container.data_volume.file_system.backup_policy_enabled", message)
}
