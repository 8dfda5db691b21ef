package seat

import (
	"math"
	"slices"

	"barnstorm/domain"
)

// The assumptions behind a plan, beside those behind a need.
const (
	// travelCost is what a kilometre of one person costs, in the same measure as
	// the change of a chance to win: seventy kilometres eat a day at a close seat.
	travelCost = 4.5e-7
	// Team is the smallest number of people that a day can do something with:
	// two pairs, one of whom runs the board.
	Team = 4
)

// A Crowd is people who live close to each other and would go the same way.
type Crowd struct {
	At     domain.Point
	People int
	Trip   Trip
}

// A Move is so many people of a crowd who are asked to go to a seat.
type Move struct {
	Crowd, Seat int // as they were given
	People      int
	Km          float64
}

// A Plan says who is asked to go where. Whoever is not in it stays at home.
type Plan struct {
	Moves []Move
	Score float64 // summed change of the chances to win, less the way; only comparisons mean anything
}

// Dispatch plans where crowds do most: it maximises the sum over seats of what
// their people change, which grows by less with each of them, less what the way
// costs. Who goes to a seat already stays there, no seat gets more people than
// it has places left, nobody goes further than they would, and no seat is left
// with fewer than a Team.
//
// It is the transportation problem with concave gains: people are given one by
// one to the seat where the next one changes most, and then exchanged along
// chains of seats until no chain improves the whole (negative cycles in the
// residual graph over seats; Ahuja, Magnanti, Orlin, Network Flows, chapters 9
// and 14). Small plans are optimal; in large ones the number of rounds is bounded.
func Dispatch(crowds []Crowd, seats []Target) Plan {
	d := newDispatch(crowds, seats)
	d.greedy()
	d.improve()
	for d.disband() {
		d.greedy()
		d.improve()
	}
	return d.plan()
}

// dispatching is a plan in the making.
type dispatching struct {
	crowds []Crowd
	seats  []Target
	km     [][]float64 // by seat and crowd; infinite where it is too far
	order  [][]int     // crowds by distance, for each seat
	flow   [][]int     // by seat and crowd
	home   []int       // who stays, by crowd
	sent   []int       // by seat
	closed []bool      // seats for which no team came together
}

func newDispatch(crowds []Crowd, seats []Target) *dispatching {
	d := &dispatching{crowds: crowds, seats: seats, home: make([]int, len(crowds)), sent: make([]int, len(seats)), closed: make([]bool, len(seats))}
	at := make([][3]float64, len(crowds))
	for i, c := range crowds {
		d.home[i], at[i] = c.People, onSphere(c.At)
	}
	for _, s := range seats {
		there := onSphere(s.Centre)
		km, order := make([]float64, len(crowds)), make([]int, 0, len(crowds))
		for i, c := range crowds {
			km[i] = chord(at[i], there)
			if !s.Centre.Valid() || !c.At.Valid() || !c.Trip.Reaches(km[i]) {
				km[i] = math.Inf(1)
				continue
			}
			order = append(order, i)
		}
		nearestFirst(order, km)
		d.km, d.order, d.flow = append(d.km, km), append(d.order, order), append(d.flow, make([]int, len(crowds)))
	}
	return d
}

// nearestFirst orders crowds by their distances, packed into numbers: a plan
// sorts sixty lists of thousands.
func nearestFirst(order []int, km []float64) {
	keys := make([]uint64, len(order))
	for i, c := range order {
		keys[i] = uint64(math.Float32bits(float32(km[c])))<<32 | uint64(c)
	}
	slices.Sort(keys)
	for i, k := range keys {
		order[i] = int(k & math.MaxUint32)
	}
}

// onSphere is a point as a vector, and chord the way between two over the
// ground, in kilometres: the same as Km, in a tenth of the time.
func onSphere(p domain.Point) [3]float64 {
	lat, lon := p.Lat*math.Pi/180, p.Lon*math.Pi/180
	return [3]float64{math.Cos(lat) * math.Cos(lon), math.Cos(lat) * math.Sin(lon), math.Sin(lat)}
}

func chord(a, b [3]float64) float64 {
	x, y, z := a[0]-b[0], a[1]-b[1], a[2]-b[2]
	return 2 * 6371 * math.Asin(min(1, math.Sqrt(x*x+y*y+z*z)/2))
}

// room is how many more people a seat takes.
func (d *dispatching) room(s int) int {
	switch t := d.seats[s]; {
	case d.closed[s]:
		return 0
	case t.Places <= 0:
		return math.MaxInt
	default:
		return max(0, t.Left-d.sent[s])
	}
}

// gain is what the n-th person beyond those who go already changes at a seat,
// from 0.
func (t Target) gain(n int) float64 {
	points := 100 * share(t.Gap(t.Side), t.Valid)
	tie := math.Exp(-points*points/(2*swing*swing)) / (swing * math.Sqrt(2*math.Pi))
	x := float64(t.Going + n)
	votes := netVotes * fullTalks * (math.Exp(-x*talks/fullTalks) - math.Exp(-(x+1)*talks/fullTalks))
	return tie * 100 * votes / float64(max(1, t.Valid))
}

// Change is what so many people beyond those who go already change at a seat:
// the chance that they decide it. Only comparisons mean anything.
func (t Target) Change(people int) (sum float64) {
	for n := range people {
		sum += t.gain(n)
	}
	return sum
}

// greedy sends people from home one by one, each to the seat where one more
// changes most, from the nearest crowd that has somebody left.
func (d *dispatching) greedy() {
	next := make([]int, len(d.seats))
	value := make([]float64, len(d.seats))
	look := func(s int) {
		for next[s] < len(d.order[s]) && d.home[d.order[s][next[s]]] == 0 {
			next[s]++
		}
		value[s] = math.Inf(-1)
		if next[s] < len(d.order[s]) && d.room(s) > 0 {
			value[s] = d.seats[s].gain(d.sent[s]) - travelCost*d.km[s][d.order[s][next[s]]]
		}
	}
	for s := range d.seats {
		look(s)
	}
	for {
		best := -1
		for s := range d.seats {
			if value[s] > 0 && (best < 0 || value[s] > value[best]) {
				best = s
			}
		}
		if best < 0 {
			return
		}
		c := d.order[best][next[best]]
		d.shift(c, -1, best)
		look(best)
		if d.home[c] == 0 {
			for s := range d.seats {
				if next[s] < len(d.order[s]) && d.order[s][next[s]] == c {
					look(s)
				}
			}
		}
	}
}

// shift sends one of a crowd from a seat to another; -1 is home.
func (d *dispatching) shift(crowd, from, to int) {
	if from < 0 {
		d.home[crowd]--
	} else {
		d.flow[from][crowd]--
		d.sent[from]--
	}
	if to < 0 {
		d.home[crowd]++
	} else {
		d.flow[to][crowd]++
		d.sent[to]++
	}
}

// disband sends home whoever stands at a seat without a team, and closes it.
// It reports whether there was one.
func (d *dispatching) disband() (any bool) {
	for s, t := range d.seats {
		if d.sent[s] == 0 || t.Going+d.sent[s] >= Team {
			continue
		}
		any, d.closed[s] = true, true
		for c, n := range d.flow[s] {
			for range n {
				d.shift(c, s, -1)
			}
		}
	}
	return any
}

func (d *dispatching) plan() (p Plan) {
	for s := range d.seats {
		p.Score += d.seats[s].Change(d.sent[s])
		for c, n := range d.flow[s] {
			if n > 0 {
				p.Moves = append(p.Moves, Move{Crowd: c, Seat: s, People: n, Km: d.km[s][c]})
				p.Score -= travelCost * d.km[s][c] * float64(n)
			}
		}
	}
	return p
}
