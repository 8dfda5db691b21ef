package event

import (
	"math"
	"slices"

	"barnstorm/domain"
	"barnstorm/domain/turf"
)

// What an outing is for and how far it is from door to door, in the words of
// package turf.
type (
	Purpose = turf.Purpose
	Density = turf.Density
)

// What is asked for where nobody says.
const (
	Persuade = turf.Persuade
	Dense    = turf.Dense
)

// Purposes and Densities are all of them, in the order of package turf.
var (
	Purposes  = turf.Purposes
	Densities = turf.Densities
)

// An Outing is what is to be done on doorsteps. The zero Outing is none.
type Outing struct {
	Doors   int // to be knocked on
	Purpose Purpose
	Density Density
	Minutes int  // that each is on the doorsteps
	Pairs   bool // two to a door
}

// A Need is how many people an Outing takes.
type Need struct {
	Doorsteps int // who knock
	Runners   int // who run the boards of the others
}

// People is how many that is in all.
func (n Need) People() int { return n.Doorsteps + n.Runners }

const (
	// perRunner is how many people one board runner sends from door to door: six
	// to ten (DOMAIN.md 1.4).
	perRunner = 8
	// leastTeam is how few can do something with a day.
	leastTeam = 4
	// usualMinutes is a morning or an afternoon on doorsteps.
	usualMinutes = 150
	mostDoors    = 1_000_000
)

// Need is how many people the doors take, by the time model of DOMAIN.md 1.5:
// doors in an hour times the hours that each is out. The zero Need for none.
func (o Outing) Need() (n Need) {
	each := turf.AnHour(o.Purpose, o.Density) * float64(o.Minutes) / 60
	if o.Doors == 0 || each == 0 {
		return n
	}
	n.Doorsteps = int(math.Ceil(float64(o.Doors) / each))
	if o.Pairs {
		n.Doorsteps *= 2
	}
	n.Runners = (n.Doorsteps + perRunner - 1) / perRunner
	n.Doorsteps = max(n.Doorsteps, leastTeam-n.Runners)
	return n
}

// A Staffing is an Outing held against the places of its event.
type Staffing struct {
	Need     Need
	Promise  int // places with which so many come, where not all do; 0 where nobody said how many come
	Expected int // who come of those with a place
	Short    int // how many more are needed than are expected
}

// Staffing holds what an event needs against who is expected.
func (e Event) Staffing() Staffing {
	s := Staffing{Need: e.Details.Outing.Need(), Expected: e.Taken}
	if shows := e.Details.Shows; shows > 0 {
		s.Promise = (s.Need.People()*100 + shows - 1) / shows
		s.Expected = e.Taken * shows / 100
	}
	s.Short = max(0, s.Need.People()-s.Expected)
	return s
}

// outing reads what an organiser says of the doors.
func (in DetailsInput) outing(w domain.Wrong) Outing {
	o := Outing{Doors: in.Doors, Purpose: Purpose(in.Purpose), Density: Density(in.Density), Minutes: in.Minutes, Pairs: in.Pairs}
	w.Check(in.Doors >= 0 && in.Doors <= mostDoors, "doors", "out-of-range")
	if in.Doors <= 0 {
		return Outing{}
	}
	if o.Minutes == 0 {
		o.Minutes = usualMinutes
	}
	w.Check(slices.Contains(Purposes, o.Purpose), "purpose", "pick-one")
	w.Check(slices.Contains(Densities, o.Density), "density", "pick-one")
	w.Check(o.Minutes >= 15 && o.Minutes <= 600, "minutes", "minutes-range")
	return o
}
