package cache_audit.lib.window_test

import data.cache_audit.lib.window

test_times_are_counted_from_midnight if {
	window.minute_of_day("00:00") == 0
	window.minute_of_day("03:30") == 210
	window.minute_of_day("23:59") == 1439
	not window.minute_of_day("3:30")
	not window.minute_of_day("noon")
}

test_a_daily_window_may_cross_midnight if {
	window.daily("03:00-04:00") == {"start": 180, "length": 60}
	window.daily("23:30-00:30") == {"start": 1410, "length": 60}
}

test_a_weekly_window_may_cross_the_end_of_the_week if {
	window.weekly("sun:03:00-sun:04:00") == {"start": 180, "length": 60}
	window.weekly("Sat:23:30-Sun:00:30") == {"start": 10050, "length": 60}
}

test_windows_that_touch_do_not_overlap if {
	sunday := window.weekly("sun:03:00-sun:04:00")
	not window.overlap(window.daily("02:00-03:00"), sunday)
	not window.overlap(window.daily("04:00-05:00"), sunday)
	window.overlap(window.daily("02:00-03:01"), sunday)
	window.overlap(window.daily("03:59-05:00"), sunday)
}
