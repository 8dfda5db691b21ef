package turf

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"barnstorm/domain"
)

// metres is a plane about one place, where tests lay streets out.
func metres(x, y float64) domain.Point {
	return domain.Point{Lat: 53.8 + y/111_200, Lon: -1.9 + x/111_200/math.Cos(53.8*math.Pi/180)}
}

// lay lays a street with houses on both sides from one point to another.
func lay(name string, x, y, toX, toY, gap float64, sides int) (doors []Door) {
	length := math.Hypot(toX-x, toY-y)
	ux, uy := (toX-x)/length, (toY-y)/length
	for n := 0; float64(n)*gap < length; n++ {
		for side := range sides {
			across := 9 - 18*float64(side)
			at := metres(x+ux*gap*float64(n)-uy*across, y+uy*gap*float64(n)+ux*across)
			doors = append(doors, Door{ID: fmt.Sprint(name, 2*n+side+1), Street: name, Number: fmt.Sprint(2*n + side + 1), At: at})
		}
	}
	return doors
}

// tenTurfs is the turfs on which walks are judged: clusters of streets,
// closes with one way in, both sides and one, crossings, a ring.
func tenTurfs() [][]Door {
	cat := func(parts ...[]Door) []Door { return slices.Concat(parts...) }
	turfs := [][]Door{
		lay("A", 0, 0, 400, 0, 15, 2),
		cat(lay("A", 0, 0, 200, 0, 12, 2), lay("B", 0, 80, 200, 80, 12, 2)),
		cat(lay("A", 0, 0, 150, 0, 12, 2), lay("B", 0, 70, 150, 70, 12, 1), lay("C", 0, 140, 150, 140, 12, 2)),
		cat(lay("Main", 0, 0, 250, 0, 14, 1), lay("Close 1", 40, 20, 40, 120, 12, 2), lay("Close 2", 120, 20, 120, 120, 12, 2), lay("Close 3", 200, 20, 200, 120, 12, 2)),
		cat(lay("Cross", -120, 0, 120, 0, 12, 2), lay("Over", 0, 30, 0, 150, 12, 2)),
		cat(lay("N", 0, 160, 160, 160, 13, 1), lay("E", 175, 150, 175, 0, 13, 1), lay("S", 160, -15, 0, -15, 13, 1), lay("W", -15, 0, -15, 150, 13, 1)),
		cat(lay("A", 0, 0, 120, 40, 11, 2), lay("B", 300, 10, 420, 50, 11, 2), lay("C", 150, 200, 270, 230, 11, 2)),
		cat(lay("Hill", 0, 0, 300, 120, 18, 1), lay("Foot", 10, -60, 300, 40, 18, 1)),
		cat(lay("Long", 0, 0, 500, 0, 22, 1), lay("Spur", 250, 20, 250, 160, 14, 2)),
	}
	r := rand.New(rand.NewPCG(5, 5))
	var last []Door
	for i := range 6 {
		x, y, turn := r.Float64()*300, r.Float64()*300, r.Float64()*2*math.Pi
		last = append(last, lay(fmt.Sprint("R", i), x, y, x+90*math.Cos(turn), y+90*math.Sin(turn), 14, 1+i%2)...)
	}
	return append(turfs, last)
}

func length(at []domain.Point) (km float64) {
	for i := 1; i < len(at); i++ {
		km += at[i-1].Km(at[i])
	}
	return km
}

// search is the shortest walk that a long local search finds: from many
// beginnings, runs turned round and moved until nothing helps (2-opt, or-opt).
func search(doors []Door, starts int) float64 {
	r := rand.New(rand.NewPCG(7, uint64(len(doors))))
	n := len(doors)
	far := make([][]float64, n+1) // the last row is nowhere: a walk begins and ends free
	for i := range far {
		far[i] = make([]float64, n+1)
		for j := range n {
			if i < n {
				far[i][j] = doors[i].At.Km(doors[j].At)
			}
		}
	}
	best := math.Inf(1)
	for range starts {
		tour := append(r.Perm(n), n)
		if begin := r.IntN(3); begin > 0 { // or from the nearest neighbour of the nearest
			tour = append(nearest(far, n, r.IntN(n)), n)
		}
		best = min(best, improve(tour, far))
	}
	return best
}

func nearest(far [][]float64, n, from int) []int {
	seen, tour := make([]bool, n), []int{from}
	seen[from] = true
	for len(tour) < n {
		next := -1
		for j := range n {
			if !seen[j] && (next < 0 || far[tour[len(tour)-1]][j] < far[tour[len(tour)-1]][next]) {
				next = j
			}
		}
		seen[next] = true
		tour = append(tour, next)
	}
	return tour
}

func improve(tour []int, far [][]float64) float64 {
	n := len(tour)
	at := func(i int) int { return tour[(i+n)%n] }
	for better := true; better; {
		better = false
		for i := range n {
			for j := i + 1; j < n; j++ {
				if i == 0 && j == n-1 {
					continue
				}
				if far[at(i-1)][at(j)]+far[at(i)][at(j+1)] < far[at(i-1)][at(i)]+far[at(j)][at(j+1)]-1e-12 {
					slices.Reverse(tour[i : j+1])
					better = true
				}
			}
		}
		for run := 1; run <= 3; run++ {
			for i := 0; i+run <= n; i++ {
				piece := slices.Clone(tour[i : i+run])
				rest := append(slices.Clone(tour[:i]), tour[i+run:]...)
				if len(rest) < 2 {
					continue
				}
				gone := far[at(i-1)][piece[0]] + far[piece[run-1]][at(i+run)] - far[at(i-1)][at(i+run)]
				for j := range rest {
					a, b := rest[j], rest[(j+1)%len(rest)]
					if far[a][piece[0]]+far[piece[run-1]][b]-far[a][b] < gone-1e-12 {
						tour = slices.Insert(rest, j+1, piece...)
						better = true
						break
					}
				}
			}
		}
	}
	sum := 0.0
	for i := range tour {
		sum += far[tour[i]][tour[(i+1)%n]]
	}
	return sum
}

// TestTheWalkIsNearTheBest holds that doors in walking order are at most 8 %
// longer than the best walk that a long search finds.
func TestTheWalkIsNearTheBest(t *testing.T) {
	for i, doors := range tenTurfs() {
		at := map[string]domain.Point{}
		for _, d := range doors {
			at[d.ID] = d.At
		}
		var walked []domain.Point
		for _, id := range Walk(doors).Doors {
			walked = append(walked, at[id])
		}
		ours, best := length(walked), search(doors, 12)
		t.Logf("turf %d: %d doors, %.0f m, best found %.0f m, %+.1f %%", i+1, len(doors), ours*1000, best*1000, 100*(ours/best-1))
		if ours > best*1.08 {
			t.Errorf("turf %d is walked %.1f %% longer than need be", i+1, 100*(ours/best-1))
		}
	}
}
