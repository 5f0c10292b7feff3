# Daily and weekly windows of time, UTC, counted in minutes.
package cache_audit.lib.window

# Minutes since midnight of "03:30".
minute_of_day(text) := (_number(parts[0]) * 60) + _number(parts[1]) if {
	regex.match(`^[0-9]{2}:[0-9]{2}$`, text)
	parts := split(text, ":")
}

# `to_number` takes no leading zeros.
_number(digits) := to_number(sprintf("1%s", [digits])) - 100

# "03:00-04:00", every day. A window that ends before it starts crosses midnight.
daily(text) := {"start": start, "length": ((end - start) + _day) % _day} if {
	times := split(text, "-")
	start := minute_of_day(times[0])
	end := minute_of_day(times[1])
}

# "sun:03:00-sun:04:00", once a week. A window that ends before it starts runs into the next week.
weekly(text) := {"start": start, "length": ((end - start) + _week) % _week} if {
	times := split(lower(text), "-")
	start := _minute_of_week(times[0])
	end := _minute_of_week(times[1])
}

# Whether some day's run of the daily window meets the weekly one.
overlap(daily_window, weekly_window) if {
	some day in numbers.range(0, 6)
	start := (day * _day) + daily_window.start
	_meet(start, daily_window.length, weekly_window)
}

# The second starts while the first is open.
_meet(start, length, window) if ((window.start - start) + _week) % _week < length

# The first starts while the second is open.
_meet(start, _, window) if ((start - window.start) + _week) % _week < window.length

_minute_of_week(text) := (_days[substring(text, 0, 3)] * _day) + minute if {
	minute := minute_of_day(substring(text, 4, -1))
}

_days := {"sun": 0, "mon": 1, "tue": 2, "wed": 3, "thu": 4, "fri": 5, "sat": 6}

_day := 1440

_week := 10080
