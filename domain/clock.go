package domain

import "time"

// A Clock tells the time. It is the only one: no rule reads another.
type Clock func() time.Time

// Now is the time in UTC, cut to the microsecond that both databases keep.
func (c Clock) Now() time.Time { return c().UTC().Truncate(time.Microsecond) }
