package cache_audit.lib.version_test

import data.cache_audit.lib.version

test_parts_stop_at_the_first_that_is_no_number if {
	version.parts("7.1") == [7, 1]
	version.parts("1.6.22") == [1, 6, 22]
	version.parts("6.x") == [6]
	version.parts("8") == [8]
}

test_major_is_the_first_number if {
	version.major("6.x") == 6
	version.major("1.6.22") == 1
}

test_what_is_no_version_has_no_parts if {
	not version.major("latest")
	not version.major(null)
	not version.is_below("latest", "6.2")
	not version.differs("latest", "6.2")
}

test_numbers_are_compared_as_numbers if {
	version.is_below("1.6.9", "1.6.12")
	version.is_below("7.2", "7.10")
	not version.is_below("10.0", "9.1")
}

test_below_only_for_certain if {
	version.is_below("5.0.6", "6.2")
	version.is_below("6.0", "6.2")
	not version.is_below("6.2", "6.2")
	not version.is_below("6.x", "6.2")
	not version.is_below("1.6", "1.6.12")
}

test_differs_beyond_the_wanted_prefix_is_no_difference if {
	version.differs("7.1", "7.0")
	version.differs("6.x", "7.0")
	not version.differs("7.0.7", "7.0")
	not version.differs("6.2.6", "6.x")
	not version.differs("7", "7.0")
}
