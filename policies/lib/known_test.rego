package cache_audit.lib.known_test

import data.cache_audit.lib.known

_unknown(paths) := {"unknown": paths}

test_what_is_not_listed_is_known if {
	known.complete("engine") with input as _unknown([])
	known.complete("engine") with input as _unknown(["engine_version", "tags.engine"])
}

test_what_is_listed_is_not if {
	not known.complete("engine") with input as _unknown(["arn", "engine"])
}

test_what_lies_below_something_unknown_is_not_known if {
	not known.complete("alarms[].threshold") with input as _unknown(["alarms"])
	not known.complete("alarms[].threshold") with input as _unknown(["alarms[]"])
	not known.complete("kms_key.enabled") with input as _unknown(["kms_key"])
}

test_what_holds_something_unknown_is_not_complete if {
	not known.complete("alarms") with input as _unknown(["alarms[].threshold"])
	not known.complete("alarms") with input as _unknown(["alarms[]"])
	not known.complete("parameter_group") with input as _unknown(["parameter_group.parameters.a"])
}

test_what_lies_beside_something_unknown_is_known if {
	known.complete("alarms[].threshold") with input as _unknown(["alarms[].period", "alarms[].nodes[]"])
}
