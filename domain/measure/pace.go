package measure

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

// PerHour is doors attempted over volunteer-hours spent walking, which is not
// the length of the event. Without an hour there is no rate.
func PerHour(doors int, hours float64) float64 {
	if hours <= 0 {
		return 0
	}
	return float64(doors) / hours
}
