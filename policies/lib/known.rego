# Guards for rules that deny because something is missing: what nobody knows is not missing.
package cache_audit.lib.known

# Holds when nothing at the path, below it, or above it is unknown. Paths are those of METADATA: "alarms[].threshold".
complete(path) if {
	every unknown in input.unknown {
		not _touches(unknown, path)
	}
}

_touches(unknown, path) if unknown == path

_touches(unknown, path) if _is_below(unknown, path)

_touches(unknown, path) if _is_below(path, unknown)

_is_below(lower, upper) if startswith(lower, sprintf("%s.", [upper]))

_is_below(lower, upper) if startswith(lower, sprintf("%s[", [upper]))
