# METADATA
# title: The root of the file system is mounted
# description: |
#   Without an access point the task sees the whole file system, and acts in it as the user that its container runs as. An
#   access point keeps it to one directory and one user, whatever else lies in the file system.
# related_resources:
#   - https://docs.aws.amazon.com/efs/latest/ug/efs-access-points.html
#   - https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_EFSAuthorizationConfig.html
# custom:
#   subject: cache
#   severity: low
#   attributes:
#     - kind
#     - container.data_volume.file_system.label
#     - container.data_volume.file_system.has_access_point
#   labels:
#     - container.data_volume.file_system.label
#   remediation: |
#     Make an access point for the server's user and directory, name it in `authorizationConfig` of the volume, and turn
#     encryption in transit on, which it needs. Move the data into the directory first.
#   frameworks:
#     nist-800-53-r5: [AC-3, AC-6]
package cache_audit.authentication.file_system_access_point_missing

import data.cache_audit.lib.finding

applicable if input.cache.container.data_volume.file_system != null

deny contains denial if {
	file_system := input.cache.container.data_volume.file_system
	file_system.has_access_point == false
	message := sprintf("mounts file system %s without an access point", [file_system.label])
	denial := finding.at("container.data_volume.file_system.has_access_point", message)
}
