package measure

import "time"

// A Pace is how a walk goes, in minutes a door.
type Pace struct {
	Walk   float64 // from door to door
	Wait   float64 // at a door that stays shut
	Talk   float64 // at a door that opens
	Answer float64 // share of doors that open, 0 to 1
}

// Doors is doors attempted in an hour of walking: 60 over the minutes that a
// door takes on average. A pace that takes no time has none.
func (p Pace) Doors() float64 {
	minutes := p.Walk + p.Answer*p.Talk + (1-p.Answer)*p.Wait
	if minutes <= 0 {
		return 0
	}
	return 60 / minutes
}

// Talks is conversations in an hour of walking.
func (p Pace) Talks() float64 { return p.Doors() * p.Answer }

// Deep is the pace of a talk of ten minutes with who opens.
var Deep = Pace{Walk: 1, Wait: 1, Talk: 12, Answer: 0.15}

// PerHour is doors attempted over volunteer-hours spent walking, which is not
// the length of the event. Without an hour there is no rate.
func PerHour(doors int, hours float64) float64 {
	if hours <= 0 {
		return 0
	}
	return float64(doors) / hours
}

// A Stretch is some visits of one canvasser within one hour of a day.
type Stretch struct {
	Hour     int
	Visits   int
	From, To time.Time // of the first and of the last
}

// Bounds of a walk: a door takes as long as this at least, a single visit
// stands for so much, and nobody walks more of an hour than the hour.
const (
	leastAtADoor = 20 * time.Second
	oneVisit     = 3 * time.Minute
)

// Walked is how many minutes the stretches of one canvasser tell of. From the
// first door of an hour to the last one there is one way less than there are
// doors; a break between two hours is no walk.
func Walked(all []Stretch) int {
	hours := map[int]Stretch{}
	for _, s := range all {
		h, ok := hours[s.Hour]
		if !ok {
			hours[s.Hour] = s
			continue
		}
		h.Visits += s.Visits
		if s.From.Before(h.From) {
			h.From = s.From
		}
		if s.To.After(h.To) {
			h.To = s.To
		}
		hours[s.Hour] = h
	}
	var sum time.Duration
	for _, h := range hours {
		took := oneVisit
		if h.Visits > 1 {
			took = h.To.Sub(h.From) * time.Duration(h.Visits) / time.Duration(h.Visits-1)
		}
		sum += min(time.Hour, max(took, time.Duration(h.Visits)*leastAtADoor))
	}
	return int(sum.Round(time.Minute) / time.Minute)
}

// Bounds of what a person walks: so many doors in an hour, over so many doors.
const (
	fastest    = 60
	leastDoors = 20
)

// TooFast reports whether nobody knocks at so many doors in so many minutes.
// Few doors prove nothing.
func TooFast(doors, minutes int) bool {
	return doors >= leastDoors && doors*60 > fastest*max(1, minutes)
}
