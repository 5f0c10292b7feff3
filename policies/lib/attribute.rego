# What values of attributes come to.
package cache_audit.lib.attribute

# Holds when there is nothing: unset, or a list, map or text with nothing in it. Never of an unknown value.
is_empty(value) if value in [null, [], {}, ""]
