# METADATA
# title: Backup window differs from the required one
# description: |
#   Backups load the nodes. The policy set names the time of day when that does least harm, and when
#   other systems count on the backup to exist.
# related_resources:
#   - https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/backups-automatic.html
#   - https://docs.aws.amazon.com/AmazonElastiCache/latest/APIReference/API_ModifyReplicationGroup.html
# custom:
#   subject: cache
#   severity: low
#   attributes:
#     - kind
#     - engine
#     - snapshot_window
#   parameters:
#     window:
#       default: ""
#       type: string
#       description: The window, UTC, such as 03:00-04:00; empty asks for none.
#     starts_at:
#       default: ""
#       type: string
#       description: The time it starts, UTC, such as 03:00; empty asks for none.
#   remediation: |
#     Set `snapshot_window`, or `daily_snapshot_time` of a serverless cache. It can be changed in
#     place.
#   frameworks: {}
package cache_audit.resilience.backup_window_not_required

import data.cache_audit.lib.elasticache
import data.cache_audit.lib.finding

applicable if {
	_is_asked_for
	input.cache.kind in elasticache.kinds
	input.cache.engine in {"redis", "valkey"}
}

applicable if {
	_is_asked_for
	input.cache.kind == "serverless_cache"
}

# Nobody takes snapshots of a container.
applicable := false if input.cache.kind == "ecs_service"

_is_asked_for if data.parameters.window != ""

_is_asked_for if data.parameters.starts_at != ""

deny contains denial if {
	some required in _required
	is_string(input.cache.snapshot_window)
	_actual(required) != required
	message := sprintf("backup window is %s, %s required", [input.cache.snapshot_window, required])
	denial := finding.at("snapshot_window", message)
}

deny contains denial if {
	some required in _required
	input.cache.snapshot_window == null
	message := sprintf("no backup window is set, %s required", [required])
	denial := finding.at("snapshot_window", message)
}

_required contains start if {
	start := data.parameters.starts_at
	start != ""
}

_required contains window if {
	window := data.parameters.window
	window != ""
	input.cache.kind != "serverless_cache"
}

# A serverless cache is only told when to start.
_required contains start if {
	data.parameters.window != ""
	input.cache.kind == "serverless_cache"
	start := split(data.parameters.window, "-")[0]
}

# The window where a window is required, its start where a start is.
_actual(required) := input.cache.snapshot_window if contains(required, "-")

_actual(required) := split(input.cache.snapshot_window, "-")[0] if not contains(required, "-")
