package turf

import (
	"fmt"
	"math/rand/v2"
	"runtime"
	"slices"
	"strings"
	"testing"

	"barnstorm/domain"
)

// town is streets on a grid, each with two sides of houses 15 m apart.
func town(seed uint64, streets, most int) []Door {
	r := rand.New(rand.NewPCG(seed, 1))
	var doors []Door
	for s := range streets {
		lat, lon := 53.8+float64(s/8)*0.002, -1.9+float64(s%8)*0.006
		for n := range 10 + r.IntN(most) {
			doors = append(doors, Door{
				ID: fmt.Sprintf("%d-%d", s, n+1), Street: fmt.Sprintf("Street %d", s), Number: fmt.Sprint(n + 1),
				At: domain.Point{Lat: lat + float64(n%2)*0.0001, Lon: lon + float64(n)*0.0001},
			})
		}
	}
	r.Shuffle(len(doors), func(i, j int) { doors[i], doors[j] = doors[j], doors[i] })
	return doors
}

func TestEveryDoorIsInOnePieceAndPiecesAreBalanced(t *testing.T) {
	for seed := range uint64(few(16, 60)) {
		r := rand.New(rand.NewPCG(seed, 2))
		doors, size := town(seed, 1+r.IntN(few(10, 60)), few(30, 80)), 20+r.IntN(few(20, 60))
		for i := range doors { // a street that nobody has placed, and houses here and there
			if seed%3 == 1 && (doors[i].Street == "Street 0" || r.IntN(9) == 0) || seed == 2 {
				doors[i].At = domain.Point{}
			}
		}
		pieces := Cut(doors, size)
		seen := map[string]int{}
		least, most := len(doors), 0
		for _, p := range pieces {
			for _, id := range p.Doors {
				seen[id]++
			}
			least, most = min(least, len(p.Doors)), max(most, len(p.Doors))
		}
		for _, d := range doors {
			if seen[d.ID] != 1 {
				t.Fatalf("seed %d: door %s is in %d pieces", seed, d.ID, seen[d.ID])
			}
		}
		mean := float64(len(doors)) / float64(len(pieces))
		if float64(most-least) > 0.15*mean+1 {
			t.Errorf("seed %d: pieces of %d to %d doors, mean %.1f", seed, least, most, mean)
		}
	}
}

func TestTheOrderOfTheListDoesNotMatter(t *testing.T) {
	a := town(7, 20, 60)
	b := slices.Clone(a)
	slices.Reverse(b)
	want := fmt.Sprint(Cut(a, 50))
	if fmt.Sprint(Cut(b, 50)) != want {
		t.Error("the same doors in another order were cut otherwise")
	}
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(1))
	if fmt.Sprint(Cut(a, 50)) != want {
		t.Error("one processor cuts otherwise than several")
	}
}

func TestSidesOfStreetsStayTogether(t *testing.T) {
	pieces := Cut(town(3, 24, 60), 50)
	in := map[string]map[int]bool{}
	for i, p := range pieces {
		for _, id := range p.Doors {
			street, number, _ := strings.Cut(id, "-")
			key := street + sideOf(number)
			if in[key] == nil {
				in[key] = map[int]bool{}
			}
			in[key][i] = true
		}
	}
	whole := 0
	for _, ps := range in {
		if len(ps) > 2 {
			t.Errorf("a side of under 40 doors is torn into %d pieces of 50", len(ps))
		}
		if len(ps) == 1 {
			whole++
		}
	}
	// Each cut can tear one side at most, and most cuts find an end to cut at.
	if torn := len(in) - whole; torn > len(pieces)/2 {
		t.Errorf("%d of %d sides are torn by %d cuts", torn, len(in), len(pieces)-1)
	}
}

func TestDoorsAreWalkedInTheOrderOfTheirNumbers(t *testing.T) {
	var doors []Door
	for i, n := range []string{"10", "2", "12A", "12", "4", "9", "11", "The Cottage", "1", "Rose House", "12B"} {
		doors = append(doors, Door{ID: n, Street: "High Street", Number: n, At: domain.Point{Lat: 53, Lon: -1 + float64(i)*1e-6}})
	}
	p := Cut(doors, 40)
	if len(p) != 1 {
		t.Fatalf("%d pieces", len(p))
	}
	got := strings.Join(p[0].Doors, " ")
	for _, run := range []string{"2 4 10 12 12A 12B", "1 9 11", "Rose House The Cottage"} {
		words := strings.Split(run, " ")
		slices.Reverse(words)
		back := strings.Join(words, " ")
		if run == "Rose House The Cottage" {
			back = "The Cottage Rose House"
		}
		if !strings.Contains(got, run) && !strings.Contains(got, back) {
			t.Errorf("%q is not walked in one go, up or down, in %q", run, got)
		}
	}
}

func TestABlockIsAPieceOfItsOwnFromTheTopDown(t *testing.T) {
	doors := town(1, 4, 40)
	for floor := range 7 {
		for door := range 4 {
			doors = append(doors, Door{ID: fmt.Sprintf("block-%d/%d", floor, door+1), Street: "Tower Lane", Number: "1", Flat: fmt.Sprintf("Flat %d/%d", floor, door+1), At: domain.Point{Lat: 53.8, Lon: -1.9}})
		}
	}
	for n := range 90 {
		doors = append(doors, Door{ID: fmt.Sprintf("court-%d", n+1), Street: "The Court", Number: "7", Flat: fmt.Sprintf("Flat %d", n+1)})
	}
	courts := 0
	for _, p := range Cut(doors, 40) {
		has := func(prefix string) bool {
			return slices.ContainsFunc(p.Doors, func(id string) bool { return strings.HasPrefix(id, prefix) })
		}
		switch {
		case has("block-"):
			if !p.Block || len(p.Doors) != 28 || p.Doors[0] != "block-6/1" || p.Doors[3] != "block-6/4" || p.Doors[27] != "block-0/4" {
				t.Errorf("the tower is walked %v", p.Doors)
			}
		case has("court-"):
			courts++
			if !p.Block || len(p.Doors) != 45 {
				t.Errorf("a part of the court has %d doors", len(p.Doors))
			}
		case p.Block:
			t.Error("houses taken for a block")
		}
	}
	if courts != 2 {
		t.Errorf("the court of 90 flats is %d pieces of about 40", courts)
	}
}

func TestTheWalkIsShort(t *testing.T) {
	doors := town(5, 40, 60)
	at := map[string]domain.Point{}
	for _, d := range doors {
		at[d.ID] = d.At
	}
	length := func(ids []string) (km float64) {
		for i := 1; i < len(ids); i++ {
			km += at[ids[i-1]].Km(at[ids[i]])
		}
		return km
	}
	for _, p := range Cut(doors, 50) {
		// Fifty doors 15 m apart are about 0.75 km along their streets; twice
		// that leaves room to cross over and to reach the next street.
		if km := length(p.Doors); km > 2 {
			t.Errorf("a walk of %.1f km for %d doors in %v", km, len(p.Doors), p.Streets)
		}
	}
}

func TestNoDoorsAndOddOnes(t *testing.T) {
	if got := Cut(nil, 40); len(got) != 0 {
		t.Errorf("nothing was cut into %v", got)
	}
	got := Cut([]Door{{ID: "a"}, {ID: "b", Street: "Οδός Ερμού", Number: "3β"}, {ID: "c", Number: "999999999999"}}, 0)
	if len(got) != 1 || len(got[0].Doors) != 3 {
		t.Errorf("%v", got)
	}
}
