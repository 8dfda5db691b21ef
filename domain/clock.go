package domain

import (
	"sync"
	"time"
)

// A Clock tells the time. It is the only one: no rule reads another.
type Clock func() time.Time

// Now is the time in UTC, cut to the microsecond that both databases keep.
func (c Clock) Now() time.Time { return c().UTC().Truncate(time.Microsecond) }

// zones holds the clocks that were asked for: reading one takes longer than
// everything else that is done with a record from a door.
var zones sync.Map // of *time.Location by name

// Zone is the clock with an IANA name, UTC where there is none: the machine's own
// clock, which Go calls Local, is nobody's.
func Zone(name string) *time.Location {
	if z, ok := zones.Load(name); ok {
		return z.(*time.Location)
	}
	z, err := time.LoadLocation(name)
	if err != nil || z == time.Local {
		return time.UTC
	}
	zones.Store(name, z)
	return z
}
