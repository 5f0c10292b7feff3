# How long AWS supports an engine version.
package cache_audit.lib.support

import data.cache_audit.lib.version

# The release that a version belongs to, with its dates; undefined where AWS has announced no end.
release(engine, engine_version) := _releases(engine, version.major(engine_version))[0]

_releases(engine, major) := [listed |
	some listed in data.reference.engine_support.releases
	listed.engine == engine
	listed.major == major
]

# The day of a timestamp: "2026-11-20" of "2026-11-20T08:00:00Z". Such days sort as text.
day(timestamp) := substring(timestamp, 0, 10)

# Days from one day to another.
days_between(from, to) := floor((_nanoseconds(to) - _nanoseconds(from)) / 86400000000000)

_nanoseconds(date) := time.parse_rfc3339_ns(sprintf("%sT00:00:00Z", [date]))
