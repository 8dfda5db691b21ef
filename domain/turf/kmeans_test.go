package turf

import (
	"fmt"
	"math"
	"math/rand/v2"
	"os"
	"testing"

	"barnstorm/domain"
)

// borough is streets of many lengths and directions, about a hundred metres apart.
func borough(seed uint64, across int) (doors []Door) {
	r := rand.New(rand.NewPCG(seed, 9))
	for i := range across * across {
		x, y := float64(i%across)*260+r.Float64()*60, float64(i/across)*110+r.Float64()*30
		turn := (r.Float64() - 0.5) * 0.5
		long := 90 + r.Float64()*130
		doors = append(doors, lay(fmt.Sprint("S", i, "-"), x, y, x+long*math.Cos(turn), y+long*math.Sin(turn), 9+r.Float64()*6, 1+r.IntN(2))...)
	}
	return doors
}

// kmeans is Lloyd's algorithm, as it is written everywhere: 50 rounds from
// doors taken by chance.
func kmeans(doors []Door, k int) [][]Door {
	r := rand.New(rand.NewPCG(11, uint64(len(doors))))
	centres := make([]domain.Point, k)
	for i, at := range r.Perm(len(doors))[:k] {
		centres[i] = doors[at].At
	}
	var parts [][]Door
	for range 50 {
		parts = make([][]Door, k)
		for _, d := range doors {
			best := 0
			for i := range centres {
				if centres[i].Km(d.At) < centres[best].Km(d.At) {
					best = i
				}
			}
			parts[best] = append(parts[best], d)
		}
		for i, p := range parts {
			if c := stretch(p).centre(); c.Valid() {
				centres[i] = c
			}
		}
	}
	return parts
}

// judge is the metres that each door adds to the walks of all pieces, how much
// the largest exceeds the smallest as a share of the mean, and how many sides
// of streets are torn.
func judge(parts [][]Door) (perDoor, spread float64, torn int) {
	in := map[string]map[int]bool{}
	least, most, all := math.MaxInt, 0, 0
	for i, p := range parts {
		least, most, all = min(least, len(p)), max(most, len(p)), all+len(p)
		at := map[string]domain.Point{}
		for _, d := range p {
			at[d.ID] = d.At
			side := d.Street + sideOf(d.Number)
			if in[side] == nil {
				in[side] = map[int]bool{}
			}
			in[side][i] = true
		}
		var walked []domain.Point
		for _, id := range Walk(p).Doors {
			walked = append(walked, at[id])
		}
		perDoor += length(walked) * 1000
	}
	for _, pieces := range in {
		if len(pieces) > 1 {
			torn++
		}
	}
	return perDoor / float64(all), float64(most-least) / (float64(all) / float64(len(parts))), torn
}

// grid is a town on a grid, a street of fifty doors after the other.
func grid(n int) []Door {
	doors := make([]Door, n)
	for i := range doors {
		street, house := i/50, i%50
		doors[i] = Door{
			ID: fmt.Sprint(i), Street: fmt.Sprint("Street ", street), Number: fmt.Sprint(house + 1),
			At: domain.Point{Lat: 52 + float64(street/8)*0.002 + float64(house%2)*0.0001, Lon: -2 + float64(street%8)*0.005 + float64(house)*0.00007},
		}
	}
	return doors
}

// few is the smaller number, or the larger where the bench measures.
func few(n, bench int) int {
	if os.Getenv("BENCHMARKS") != "" {
		return bench
	}
	return n
}

// TestCuttingAgainstKMeans holds that over several made-up boroughs and a town our
// pieces are walked in a shorter way than those of plain k-means, though ours are
// even and theirs are not, and that they tear half as many sides of streets at most.
func TestCuttingAgainstKMeans(t *testing.T) {
	places := [][]Door{grid(few(1000, 10_000))}
	for seed := range uint64(few(2, 10)) {
		places = append(places, borough(seed, few(5, 9)))
	}
	var way, theirWay float64
	torn, theirTorn := 0, 0
	for i, doors := range places {
		at := map[string]Door{}
		for _, d := range doors {
			at[d.ID] = d
		}
		var ours [][]Door
		for _, p := range Cut(doors, 55) {
			var part []Door
			for _, id := range p.Doors {
				part = append(part, at[id])
			}
			ours = append(ours, part)
		}
		metres, spread, n := judge(ours)
		theirMetres, theirSpread, theirN := judge(kmeans(doors, len(ours)))
		t.Logf("place %d: %d doors in %d turfs: %.1f m a door, spread %.0f %%, %d sides torn; k-means %.1f m, %.0f %%, %d", i, len(doors), len(ours), metres, 100*spread, n, theirMetres, 100*theirSpread, theirN)
		if size := float64(len(doors)) / float64(len(ours)); spread > Spread || theirSpread < 2*Spread || math.Abs(size/55-1) > give+1e-9 {
			t.Errorf("place %d: pieces of %.1f doors differ by %.0f %%, those of k-means by %.0f %%", i, size, 100*spread, 100*theirSpread)
		}
		way, theirWay, torn, theirTorn = way+metres, theirWay+theirMetres, torn+n, theirTorn+theirN
	}
	if way >= theirWay || 2*torn > theirTorn {
		t.Errorf("%.1f m a door and %d sides torn; k-means %.1f m and %d", way/float64(len(places)), torn, theirWay/float64(len(places)), theirTorn)
	}
}
