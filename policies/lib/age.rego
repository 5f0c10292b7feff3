# How long ago something was. Timestamps are RFC 3339, in UTC.
package cache_audit.lib.age

# Holds when more than so many hours lie between the timestamp and now. Never of an unset one.
is_over(timestamp, now, hours) if {
	is_string(timestamp)
	elapsed := time.parse_rfc3339_ns(now) - time.parse_rfc3339_ns(timestamp)
	elapsed > hours * _nanoseconds_per_hour
}

_nanoseconds_per_hour := 3600000000000
