# METADATA
# title: The throughput of the file system is not as required
# description: |
#   The server waits for its file system when it logs writes. With less throughput than planned, or with a mode
#   that runs out of credits, writes stall; more is paid for and unused.
# related_resources:
#   - https://docs.aws.amazon.com/efs/latest/ug/performance.html
# custom:
#   subject: cache
#   severity: low
#   attributes:
#     - kind
#     - container.data_volume.file_system.throughput_mode
#     - container.data_volume.file_system.provisioned_throughput_in_mibps
#   parameters:
#     mode:
#       default: ""
#       type: string
#       description: The mode required, `bursting`, `provisioned` or `elastic`; empty requires none.
#     mibps:
#       default: 0
#       type: integer
#       description: The provisioned throughput required in MiB/s; 0 requires none.
#   remediation: |
#     Set the throughput mode and the provisioned throughput of the file system. Both change in place; the mode, and a
#     throughput to a lower one, once in 24 hours.
#   frameworks:
#     nist-800-53-r5: [CM-2]
package cache_audit.governance.file_system_throughput_not_required

import data.cache_audit.lib.finding

applicable if {
	_is_asked_for
	input.cache.container.data_volume.file_system != null
}

_is_asked_for if data.parameters.mode != ""

_is_asked_for if data.parameters.mibps > 0

deny contains denial if {
	required := data.parameters.mode
	required != ""
	mode := input.cache.container.data_volume.file_system.throughput_mode
	mode != required
	denial := finding.at(
		"container.data_volume.file_system.throughput_mode",
		sprintf("has the throughput mode %s on its file system, %s required", [mode, required]),
	)
}

deny contains denial if {
	required := data.parameters.mibps
	required > 0
	mibps := input.cache.container.data_volume.file_system.provisioned_throughput_in_mibps
	mibps != required
	denial := finding.at(
		"container.data_volume.file_system.provisioned_throughput_in_mibps",
		sprintf("has %s on its file system, %d MiB/s required", [_throughput(mibps), required]),
	)
}

_throughput(mibps) := sprintf("%v MiB/s", [mibps]) if is_number(mibps)

_throughput(mibps) := "no provisioned throughput" if is_null(mibps)
