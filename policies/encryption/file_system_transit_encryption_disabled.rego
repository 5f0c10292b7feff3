# METADATA
# title: The file system is mounted without encryption in transit
# description: |
#   What the server writes crosses the network in clear on its way to the file system, whether the file system itself is
#   encrypted or not. Tasks mount without encryption unless their definition asks for it.
# related_resources:
#   - https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_EFSVolumeConfiguration.html
#   - https://docs.aws.amazon.com/efs/latest/ug/encryption-in-transit.html
# custom:
#   subject: cache
#   severity: medium
#   attributes:
#     - kind
#     - container.data_volume.file_system.label
#     - container.data_volume.file_system.transit_encryption_enabled
#   labels:
#     - container.data_volume.file_system.label
#   remediation: |
#     Set `transitEncryption` of the volume to `ENABLED` in a new revision of the task definition. Tasks are replaced.
#   frameworks:
#     nist-800-53-r5: [SC-8, SC-8(1)]
package cache_audit.encryption.file_system_transit_encryption_disabled

import data.cache_audit.lib.finding

applicable if input.cache.container.data_volume.file_system != null

deny contains denial if {
	file_system := input.cache.container.data_volume.file_system
	file_system.transit_encryption_enabled == false
	message := sprintf("mounts file system %s without encryption in transit", [file_system.label])
	denial := finding.at("container.data_volume.file_system.transit_encryption_enabled", message)
}
