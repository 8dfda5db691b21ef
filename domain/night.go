package domain

import "time"

// The hours at which people may be written to, on their own clock.
const (
	wakes  = 8
	sleeps = 21
)

// IsNight reports whether nobody is to be written to whose clock is that of zone:
// between nine in the evening and eight in the morning.
func IsNight(at time.Time, zone *time.Location) bool {
	h := at.In(zone).Hour()
	return h < wakes || h >= sleeps
}

// MorningAfter is the next time that it is eight in the morning.
func MorningAfter(at time.Time, zone *time.Location) time.Time {
	local := at.In(zone)
	y, m, d := local.Date()
	if local.Hour() >= sleeps {
		d++
	}
	return time.Date(y, m, d, wakes, 0, 0, 0, zone)
}
