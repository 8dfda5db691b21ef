package seat

import (
	"fmt"
	"math"
	"math/rand/v2"
	"testing"
	"time"

	"barnstorm/domain"
)

// exact is the best score there is, by successive shortest paths (min-cost
// flow) from people over crowds and seats, with one slot for each next person
// at a seat. It is slow, plain, and shares no code with what it checks.
func exact(crowds []Crowd, seats []Target) (score float64) {
	type edge struct {
		to, room int
		cost     float64
		back     int
	}
	n := len(crowds) + len(seats) + 2
	source, sink := n-2, n-1
	graph := make([][]edge, n)
	join := func(a, b, room int, cost float64) {
		graph[a] = append(graph[a], edge{b, room, cost, len(graph[b])})
		graph[b] = append(graph[b], edge{a, 0, -cost, len(graph[a]) - 1})
	}
	people := 0
	for c, x := range crowds {
		join(source, c, x.People, 0)
		people += x.People
		for s, t := range seats {
			if km := x.At.Km(t.Centre); x.Trip.Reaches(km) {
				join(c, len(crowds)+s, x.People, travelCost*km)
			}
		}
	}
	for s, t := range seats {
		room := people
		if t.Places > 0 {
			room = min(room, t.Left)
		}
		for k := range room {
			join(len(crowds)+s, sink, 1, -t.gain(k))
		}
	}
	for {
		dist, by := make([]float64, n), make([][2]int, n)
		for i := range dist {
			dist[i] = math.Inf(1)
		}
		dist[source] = 0
		for range n {
			for a := range graph {
				for i, e := range graph[a] {
					if x := dist[a] + e.cost; e.room > 0 && x < dist[e.to]-1e-16 {
						dist[e.to], by[e.to] = x, [2]int{a, i}
					}
				}
			}
		}
		if !(dist[sink] < 0) {
			return score
		}
		score -= dist[sink]
		for at := sink; at != source; {
			a, i := by[at][0], by[at][1]
			graph[a][i].room--
			graph[at][graph[a][i].back].room++
			at = a
		}
	}
}

// small is a case that exact can do, with few places and short ways.
func small(dice *rand.Rand) (crowds []Crowd, seats []Target) {
	for range 3 + dice.IntN(8) {
		crowds = append(crowds, Crowd{At: domain.Point{Lat: 53 + dice.Float64(), Lon: -2 + 1.5*dice.Float64()}, People: 1 + dice.IntN(7), Trip: Trip{Minutes: []int{0, 45, 90}[dice.IntN(3)]}})
	}
	for i := range 2 + dice.IntN(6) {
		places := []int{0, 5, 10, 20}[dice.IntN(4)]
		seats = append(seats, Target{
			Seat:   Seat{Code: fmt.Sprint(i), First: "a", Second: "b", Valid: 40000 + dice.IntN(20000), Majority: dice.IntN(3000), Centre: domain.Point{Lat: 53 + dice.Float64(), Lon: -2 + 1.5*dice.Float64()}},
			Places: places, Left: places, Going: Team + dice.IntN(300), Planned: true,
		})
	}
	return crowds, seats
}

func TestAPlanIsTheBestThereIs(t *testing.T) {
	worst := 1.0
	for seed := range uint64(300) {
		crowds, seats := small(rand.New(rand.NewPCG(seed, 7)))
		got, best := Dispatch(crowds, seats).Score, exact(crowds, seats)
		if best > 0 {
			worst = min(worst, got/best)
		}
		if got < 0.99*best-1e-12 || got > best*(1+1e-9)+1e-12 {
			t.Fatalf("case %d: %g of %g, %d crowds and %d seats", seed, got, best, len(crowds), len(seats))
		}
	}
	t.Logf("at worst %.6f of the optimum", worst)
}

// What a plan may never do.
func TestAPlanKeepsToItsLimits(t *testing.T) {
	for seed := range uint64(200) {
		dice := rand.New(rand.NewPCG(seed, 8))
		crowds, seats := small(dice)
		for i := range seats {
			seats[i].Going = dice.IntN(5)
		}
		there, gone := make([]int, len(seats)), make([]int, len(crowds))
		for _, m := range Dispatch(crowds, seats).Moves {
			if !crowds[m.Crowd].Trip.Reaches(m.Km) || math.Abs(m.Km-crowds[m.Crowd].At.Km(seats[m.Seat].Centre)) > 0.01 || m.People <= 0 {
				t.Fatalf("case %d: %+v", seed, m)
			}
			there[m.Seat] += m.People
			gone[m.Crowd] += m.People
		}
		for i, s := range seats {
			if s.Places > 0 && there[i] > s.Left || there[i] > 0 && there[i]+s.Going < Team {
				t.Fatalf("case %d: %d sent to a seat with %d places where %d go", seed, there[i], s.Left, s.Going)
			}
		}
		for i, c := range crowds {
			if gone[i] > c.People {
				t.Fatalf("case %d: %d of a crowd of %d", seed, gone[i], c.People)
			}
		}
	}
}

// Five thousand people and sixty seats: what a plan does against everybody to
// the nearest seat and everybody to the closest race, within 80 km.
func TestWhatAPlanDoes(t *testing.T) {
	reach := Trip{Minutes: 96}
	score, far := map[string]float64{}, map[string]float64{}
	for name, send := range map[string]func([]domain.Point, []Target) []int{
		"nearest": func(people []domain.Point, seats []Target) []int {
			return each(people, seats, func(km float64, s Target) float64 { return km })
		},
		"closest": func(people []domain.Point, seats []Target) []int {
			return each(people, seats, func(km float64, s Target) float64 {
				if km > 80 {
					return 1e6 + km
				}
				return s.Margin()
			})
		},
		"plan": func(people []domain.Point, seats []Target) []int {
			to := make([]int, len(people))
			for _, m := range Dispatch(alone(people, reach), seats).Moves {
				to[m.Crowd] = m.Seat + 1
			}
			return to
		},
	} {
		people, seats := country(rand.New(rand.NewPCG(1, 9)))
		for i, s := range send(people, seats) {
			if s > 0 {
				seats[s-1].Going++
				far[name] += people[i].Km(seats[s-1].Centre)
			}
		}
		score[name] = won(seats)
	}
	t.Logf("won: %v, km: %v", score, far)
	if score["closest"] >= score["nearest"] || score["nearest"] >= score["plan"] {
		t.Errorf("%v", score)
	}
}

// alone is everybody as a crowd of one.
func alone(people []domain.Point, trip Trip) []Crowd {
	crowds := make([]Crowd, len(people))
	for i, p := range people {
		crowds[i] = Crowd{At: p, People: 1, Trip: trip}
	}
	return crowds
}

// each sends everybody where bad is least.
func each(people []domain.Point, seats []Target, bad func(km float64, s Target) float64) []int {
	to := make([]int, len(people))
	for i, p := range people {
		least := math.Inf(1)
		for s := range seats {
			if x := bad(p.Km(seats[s].Centre), seats[s]); x < least {
				least, to[i] = x, s+1
			}
		}
	}
	return to
}

func TestTrips(t *testing.T) {
	for _, p := range []struct {
		trip    Trip
		km      float64
		minutes float64
		reaches bool
	}{
		{Trip{}, 50, 60, true}, {Trip{By: Transit, Minutes: 30}, 9, 30, true}, {Trip{By: Transit, Minutes: 30}, 9.1, 30.2, false},
		{Trip{By: Bike, Minutes: 45}, 10, 45, true}, {Trip{By: Foot, Minutes: 20}, 2, 28, false}, {Trip{By: "rocket", Minutes: 60}, 51, 61.2, false},
	} {
		if got := p.trip.Time(p.km); math.Abs(got-p.minutes) > 1e-9 || p.trip.Reaches(p.km) != p.reaches {
			t.Errorf("%+v over %g km: %g minutes, reaches %v", p.trip, p.km, got, p.trip.Reaches(p.km))
		}
	}
	if got := (Trip{By: Transit, Minutes: 30}).Reach(); got != 9 {
		t.Errorf("half an hour by bus reaches %g km", got)
	}
}

func BenchmarkDispatch5000People60Seats(b *testing.B) {
	people, seats := country(rand.New(rand.NewPCG(1, 9)))
	crowds := alone(people, Trip{Minutes: 96})
	for b.Loop() {
		Dispatch(crowds, seats)
	}
	b.ReportMetric(float64(b.Elapsed())/float64(b.N)/float64(time.Millisecond), "ms/plan")
}
