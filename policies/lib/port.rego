# Ports of engines.
package cache_audit.lib.port

# The port of an engine where none is chosen.
default_of := {"redis": 6379, "valkey": 6379, "memcached": 11211}
