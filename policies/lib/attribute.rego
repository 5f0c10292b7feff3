# What values of attributes come to.
package cache_audit.lib.attribute

# What a list holds: nothing where it is unset, since iterating over null is an error.
elements(value) := [] if value == null

elements(value) := value if is_array(value)

# Holds when there is nothing: unset, or a list, map or text with nothing in it. Never of an unknown value.
is_empty(value) if value in [null, [], {}, ""]
