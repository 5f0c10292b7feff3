# Guards for rules that deny because something is missing: what nobody knows is not missing.
package cache_audit.lib.known

# Holds when nothing at the path, below it, or above it is unknown. Paths are those of METADATA: "alarms[].threshold".
complete(path) if {
	ended := concat("", [replace(path, "[", ".["), "."])
	not strings.any_prefix_match(ended, _unknown)
	not strings.any_prefix_match(_unknown, ended)
}

# The unknown paths, taken together at once: policies ask often, and every call costs.
_unknown := split(_ended(concat(".\n", input.unknown)), "\n") if count(input.unknown) > 0

_unknown := [] if count(input.unknown) == 0

# Steps end in a dot, so that one path begins with another only where it lies below: "alarms.[].threshold.".
_ended(path) := concat("", [replace(path, "[", ".["), "."])
