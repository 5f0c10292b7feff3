package cache_audit.lib.attribute_test

import data.cache_audit.lib.attribute

test_nothing_is_empty if {
	every value in [null, [], {}, ""] {
		attribute.is_empty(value)
	}
}

test_something_is_not_empty if {
	every value in [["a"], {"a": "b"}, "a", 0, false] {
		not attribute.is_empty(value)
	}
}

test_an_unknown_value_is_not_empty if not _is_empty({})

_is_empty(cache) if attribute.is_empty(cache.user_group_ids)
