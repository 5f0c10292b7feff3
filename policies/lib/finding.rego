# What a policy hands back for each fault it finds.
package cache_audit.lib.finding

# A denial: the attribute at fault, as a path below the subject, and a message that states what is.
at(attribute, message) := {"attribute": attribute, "message": message}

# A denial about one of the resources that the subject relates to: its address, or null where it has
# none. Reports then point at the line there.
of(address, attribute, message) := within(address, null, attribute, message)

# A denial about a part of such a resource: the path of the part in it, or null for all of it.
within(address, path, attribute, message) := {
	"attribute": attribute,
	"message": message,
	"resource": address,
	"part": path,
}
