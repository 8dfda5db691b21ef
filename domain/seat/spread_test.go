package seat

import (
	"fmt"
	"math"
	"math/rand/v2"
	"testing"

	"barnstorm/domain"
)

// A made-up country: three cities in which 5,000 people live, and sixty seats
// whose margins are anything up to six points.
func country(dice *rand.Rand) (people []domain.Point, seats []Target) {
	cities := []domain.Point{{Lat: 51.5, Lon: -0.1}, {Lat: 52.5, Lon: -1.9}, {Lat: 53.5, Lon: -2.2}}
	for range 5000 {
		c := cities[dice.IntN(len(cities))]
		people = append(people, domain.Point{Lat: c.Lat + 0.15*dice.NormFloat64(), Lon: c.Lon + 0.2*dice.NormFloat64()})
	}
	for i := range 60 {
		valid := 45000 + dice.IntN(10000)
		seats = append(seats, Target{Seat: Seat{
			Code: fmt.Sprintf("%02d", i), First: "a", Second: "b", Valid: valid, Majority: int(float64(valid) * 0.06 * dice.Float64()),
			Centre: domain.Point{Lat: 51.2 + 2.6*dice.Float64(), Lon: -2.9 + 3.2*dice.Float64()},
		}})
	}
	return people, seats
}

// won is the sum over seats of the change in the chance to win them, which is
// what all the walking is for.
func won(seats []Target) (sum float64) {
	for _, s := range seats {
		points := 100 * share(s.Majority, s.Valid)
		tie := math.Exp(-points*points/(2*swing*swing)) / (swing * math.Sqrt(2*math.Pi))
		votes := netVotes * fullTalks * (1 - math.Exp(-float64(s.Going)*talks/fullTalks))
		sum += tie * 100 * votes / float64(s.Valid)
	}
	return sum
}

// Everybody is sent by one rule, one after the other. The closest race within
// 80 km does worse than the nearest seat, and where one does most does best:
// the order that a study of such rules found.
func TestWhichRuleDoesMost(t *testing.T) {
	const reach = 80
	nearest := func(p domain.Point, seats []Target) int {
		best := 0
		for i := range seats {
			if p.Km(seats[i].Centre) < p.Km(seats[best].Centre) {
				best = i
			}
		}
		return best
	}
	closest := func(p domain.Point, seats []Target) int {
		best := nearest(p, seats)
		for i := range seats {
			if p.Km(seats[i].Centre) <= reach && seats[i].Margin() < seats[best].Margin() {
				best = i
			}
		}
		return best
	}
	ours := func(p domain.Point, seats []Target) int {
		var best int
		fmt.Sscan(Rank(p, Trip{}, seats, 1)[0].Code, &best)
		return best
	}
	score := map[string]float64{}
	for name, rule := range map[string]func(domain.Point, []Target) int{"nearest": nearest, "closest": closest, "ours": ours} {
		people, seats := country(rand.New(rand.NewPCG(1, 9)))
		for _, p := range people {
			seats[rule(p, seats)].Going++
		}
		score[name] = won(seats)
	}
	if t.Log(score); score["closest"] >= score["nearest"] || score["nearest"] >= score["ours"] {
		t.Errorf("%v", score)
	}
}
