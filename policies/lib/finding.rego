# What a policy hands back for each fault it finds.
package cache_audit.lib.finding

# A denial: the attribute at fault, as a path below the subject, and a message that states what is.
at(attribute, message) := {"attribute": attribute, "message": message}
