package seat

// A Ride is how somebody gets about.
type Ride string

// The rides.
const (
	Car     Ride = "car"
	Transit Ride = "transit" // bus and train
	Bike    Ride = "bike"
	Foot    Ride = "foot"
)

// Rides is every ride, in the order in which people choose.
var Rides = []Ride{Car, Transit, Bike, Foot}

// pace is how long a ride takes: so many minutes before it moves at all, and
// so many for each kilometre as the crow flies. They are guesses, open to
// argument, and all in one place: nobody's timetable is asked.
var pace = map[Ride]struct{ wait, km float64 }{Car: {0, 1.2}, Transit: {12, 2}, Bike: {0, 4.5}, Foot: {0, 14}}

// A Trip is how somebody would go, and for how long at most. The zero Trip is
// by car, as far as it is worth it.
type Trip struct {
	By      Ride
	Minutes int // there; 0 for no limit
}

// Time is how many minutes somebody is on the way over so many kilometres as
// the crow flies.
func (t Trip) Time(km float64) float64 {
	p, known := pace[t.By]
	if !known {
		p = pace[Car]
	}
	return p.wait + km*p.km
}

// Reaches reports whether so many kilometres are within the limit.
func (t Trip) Reaches(km float64) bool { return t.Minutes <= 0 || t.Time(km) <= float64(t.Minutes) }

// Reach is how many kilometres are within the limit; 0 for no limit.
func (t Trip) Reach() float64 {
	p, known := pace[t.By]
	if !known {
		p = pace[Car]
	}
	return max(0, float64(t.Minutes)-p.wait) / p.km
}
