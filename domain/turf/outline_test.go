package turf

import (
	"fmt"
	"math/rand/v2"
	"testing"

	"barnstorm/domain"
)

// The figures are those of DOMAIN.md, 1.5.
func TestHowManyDoorsAnHour(t *testing.T) {
	for _, tt := range []struct {
		p    Purpose
		d    Density
		want float64
		walk int // in two and a half hours
	}{{Identify, Dense, 26.7, 67}, {Identify, Spaced, 18.5, 46}, {Persuade, Dense, 21.8, 55}, {Deep, Dense, 16.4, 41}, {GetOut, Dense, 30, 75}, {"x", Dense, 0, Least}, {Deep, "x", 0, Least}} {
		if got := AnHour(tt.p, tt.d); got != tt.want || ForOuting(tt.p, tt.d, 150) != tt.walk {
			t.Errorf("%s, %s: %v an hour, %d a walk", tt.p, tt.d, got, ForOuting(tt.p, tt.d, 150))
		}
	}
	if ForOuting(GetOut, Dense, 6000) != Most {
		t.Error("an outing without an end")
	}
}

// Every door lies within the outline: to the left of each of its edges.
func TestAnOutlineHoldsItsDoors(t *testing.T) {
	for seed := range uint64(40) {
		r := rand.New(rand.NewPCG(seed, 3))
		var doors []Door
		for i := range 1 + r.IntN(60) {
			at := domain.Point{Lat: 53.8 + r.Float64()*0.01, Lon: -1.9 + r.Float64()*0.01}
			if i%7 == 3 {
				at = domain.Point{}
			}
			doors = append(doors, Door{ID: fmt.Sprint(i), At: at})
		}
		line, middle := Outline(doors)
		if !middle.Valid() || len(line) < 3 {
			t.Fatalf("seed %d: %v about %v", seed, line, middle)
		}
		for _, d := range doors {
			for i := range line {
				if d.At.Valid() && !turnsLeft(line[i], line[(i+1)%len(line)], d.At) {
					t.Fatalf("seed %d: %v lies outside", seed, d.At)
				}
			}
		}
	}
	if line, middle := Outline([]Door{{ID: "a"}}); line != nil || middle.Valid() {
		t.Error("an outline of nothing")
	}
}

func TestPiecesAreCalledByTheirStreets(t *testing.T) {
	street := func(name string, from, to int) (doors []Door) {
		for n := from; n <= to; n++ {
			doors = append(doors, Door{ID: fmt.Sprint(name, n), Street: name, Number: fmt.Sprint(n)})
		}
		return doors
	}
	for want, doors := range map[string][]Door{
		"High Street 2–118":      street("High Street", 2, 118),
		"High Street, Mill Lane": append(append(street("Mill Lane", 1, 9), street("High Street", 1, 30)...), street("Back Row", 1, 2)...),
		"Ash, Birch, Cedar":      append(append(street("Cedar", 1, 9), street("Birch", 1, 10)...), street("Ash", 1, 11)...),
		"Tower Lane 1":           {{ID: "a", Street: "Tower Lane", Number: "1", Flat: "1"}, {ID: "b", Street: "Tower Lane", Number: "1", Flat: "2"}},
		"High Street":            {{ID: "a", Street: "High Street", Number: "Rose House"}},
	} {
		if got := Name(doors); got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
}

func TestAWalkHasEveryDoorOnce(t *testing.T) {
	doors := town(9, 3, 20)
	p := Walk(doors)
	seen := map[string]bool{}
	for _, id := range p.Doors {
		seen[id] = true
	}
	if len(seen) != len(doors) || len(p.Doors) != len(doors) || p.Block {
		t.Errorf("%d of %d doors", len(seen), len(doors))
	}
	flats := []Door{{ID: "g", Street: "T", Number: "1", Flat: "0/1"}, {ID: "a", Street: "T", Number: "1", Flat: "2/1"}, {ID: "b", Street: "T", Number: "1", Flat: "2/2"}}
	if p := Walk(flats); !p.Block || fmt.Sprint(p.Doors) != "[a b g]" {
		t.Errorf("%+v", p)
	}
}
