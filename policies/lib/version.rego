# Engine versions as AWS writes them: "7.1", "6.x", "5.0.6", "7" of a serverless cache.
package cache_audit.lib.version

# The leading numbers: [6] of "6.x". What a version leaves open, the service fills with its newest.
# Most are numbers throughout, or up to ".x", which is told sooner than with a regular expression.
parts(text) := [to_number(part) | some part in split(numbers, ".")] if {
	numbers := trim_suffix(text, ".x")
	numbers != ""
	trim(numbers, "0123456789.") == ""
} else := [to_number(part) | some part in split(numbers, ".")] if {
	is_string(text)
	numbers := regex.find_n(`^[0-9]+(\.[0-9]+)*`, text, 1)[0]
}

# The first number: 7 of "7.1".
major(text) := parts(text)[0]

# Holds when the version lies below the limit for certain: "6.0" below "6.2", while "6.x" may be "6.2".
is_below(text, limit) if {
	shared := _shared(parts(text), parts(limit))
	shared.left < shared.right
}

# Holds when the version is none of those wanted for certain: "7.0.7" is a "7.0", "7.1" is not.
differs(text, wanted) if {
	shared := _shared(parts(text), parts(wanted))
	shared.left != shared.right
}

# Both cut to the numbers that both tell.
_shared(left, right) := {"left": array.slice(left, 0, size), "right": array.slice(right, 0, size)} if {
	size := min([count(left), count(right)])
}
