# METADATA
# title: A setting of the server has not the required value
# description: |
#   Clients and operators rely on how the server keeps its data, evicts keys or drops idle connections. A
#   container has no parameter group: its command line decides, and what that leaves out has the
#   documented default. Values of a directive that stands there several times are joined: `900 1 300 10`.
# related_resources:
#   - https://redis.io/docs/latest/operate/oss_and_stack/management/config/
#   - https://valkey.io/topics/valkey.conf/
# custom:
#   subject: cache
#   severity: medium
#   attributes: [kind, container.settings]
#   parameters:
#     required:
#       default: {}
#       type: object
#       description: The values required, by directive.
#   remediation: |
#     Set the directive in the command of the container definition: `redis-server --appendonly yes`. Tasks are replaced.
#   frameworks:
#     nist-800-53-r5: [CM-6]
package cache_audit.maintenance.server_setting_not_required

import data.cache_audit.lib.finding
import data.cache_audit.lib.known

applicable if {
	count(data.parameters.required) > 0
	input.cache.kind == "ecs_service"
}

deny contains denial if {
	some name, required in data.parameters.required
	value := input.cache.container.settings[name]
	sprintf("%v", [value]) != sprintf("%v", [required])
	message := sprintf("sets %s to %s, %v required", [name, _shown(value), required])
	denial := finding.at(_path(name), message)
}

# A setting that is neither written nor documented here has a default of the server's own.
deny contains denial if {
	some name, required in data.parameters.required
	settings := input.cache.container.settings
	not name in object.keys(settings)
	known.complete(_path(name))
	denial := finding.at(_path(name), sprintf("does not set %s, %v required", [name, required]))
}

# `--save ""` sets a value as well.
_shown(value) := "nothing" if value == ""

_shown(value) := value if value != ""

_path(name) := sprintf("container.settings.%s", [name])
