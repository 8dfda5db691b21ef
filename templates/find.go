package templates

import "time"

// Filtered reports whether anything is left out.
func (l *EventList) Filtered() bool {
	for name, texts := range l.Form.Raw {
		if name != "from" && name != "after" && texts[0] != "" {
			return true
		}
	}
	return false
}

// An EventMonth is a month of events: event/month.
type EventMonth struct {
	EventList
	Month         time.Time // its first day
	Weeks         [][]EventDay
	Before, After string // the addresses of the months beside it
}

// An EventDay is a day of a month. Others have no Day.
type EventDay struct {
	Day    time.Time
	Today  bool
	Going  []EventLine // began on a day before
	Events []EventLine // begin on it
	More   int         // events beside these
	Href   string      // all of the day
}

// An EventMap is events on a map: event/map.
type EventMap struct {
	EventList
	Map   NearestMap
	Spots []EventSpot
	Lost  int      // events whose place is not known
	Other []Option // other countries with events, for the filter
}

// An EventSpot is the events at one dot of the map.
type EventSpot struct {
	X, Y, R int
	N       int
	Alone   bool   // there is room for its name
	Name    string // the town
	Href    string
	Next    EventLine
}

// Under is the foot of the name below a spot.
func (s EventSpot) Under() int { return s.Y + s.R + 26 }

// Foot is the foot of the number on a spot.
func (s EventSpot) Foot() int { return s.Y + 11 }

// An OwnCalendar is the page event/calendar, which shows the link to one's own
// calendar once.
type OwnCalendar struct {
	Frame
	Address string
}

// Reaches is how far "near" may reach, in kilometres.
func (l *EventList) Reaches() []int { return []int{5, 10, 50, 100, 200} }
