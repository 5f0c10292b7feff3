# METADATA
# title: A setting of the server has not the required value
# description: |
#   Clients and operators rely on how the server keeps its data, evicts keys or drops idle connections. A
#   container has no parameter group: its command line decides, and what that leaves out has the
#   documented default. Values of a directive that stands there several times are joined: `900 1 300 10`.
#   The defaults of `appendfsync`, `appendonly`, `cluster-enabled`, `databases`, `dir`, `maxmemory`,
#   `maxmemory-policy`, `port`, `save`, `tcp-keepalive`, `timeout` and `tls-port` count; any other directive that
#   is required has to be written. Those that are secret, such as `requirepass`, and those of modules are not told
#   and not judged.
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
	not _alike(name, sprintf("%v", [value]), sprintf("%v", [required]))
	message := sprintf("sets %s to %s, %v required", [name, _shown(value), required])
	denial := finding.at(_path(name), message)
}

# What is neither written nor has a default that counts.
deny contains denial if {
	some name, required in data.parameters.required
	_is_told(name)
	settings := input.cache.container.settings
	not name in object.keys(settings)
	known.complete(_path(name))
	denial := finding.at(_path(name), sprintf("does not set %s, %v required", [name, required]))
}

_is_told(name) if {
	not name in _secret
	not regex.match(`^(bf|cf|search|ts)-|[.]`, name)
}

_secret := {
	"aclfile",
	"include",
	"loadmodule",
	"loadmodule-ex",
	"masterauth",
	"masteruser",
	"primaryauth",
	"primaryuser",
	"rename-command",
	"requirepass",
	"sentinel",
	"tls-client-key-file-pass",
	"tls-key-file-pass",
	"user",
}

_alike(_, value, required) if value == required

# Sizes may have a unit, in either case.
_alike(name, value, required) if {
	name in {"maxmemory", "auto-aof-rewrite-min-size", "repl-backlog-size"}
	_bytes(value) == _bytes(required)
}

_alike("dir", value, required) if {
	value != ""
	trim_right(value, "/") == trim_right(required, "/")
}

_bytes(text) := to_number(parts[1]) * _units[parts[2]] if {
	parts := regex.find_all_string_submatch_n(`^([0-9]+)(b|kb?|mb?|gb?)?$`, lower(text), 1)[0]
}

# "1k" is a thousand bytes, and "1kb" is 1024.
_units := {
	"": 1,
	"b": 1,
	"k": 1000,
	"kb": 1024,
	"m": 1000000,
	"mb": 1048576,
	"g": 1000000000,
	"gb": 1073741824,
}

# `--save ""` sets a value as well.
_shown(value) := "nothing" if value == ""

_shown(value) := value if value != ""

_path(name) := sprintf("container.settings.%s", [name])
