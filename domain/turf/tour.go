package turf

import (
	"cmp"
	"slices"

	"barnstorm/domain"
)

// tourOf orders stretches so that each lies near the one before: along a
// Hilbert curve first, then mended by 2-opt within a window (Croes, "A method
// for solving traveling-salesman problems", 1958), each turned the way that
// makes the whole walk shortest.
func tourOf(all []stretch) []stretch {
	tour := hilbert(all)
	mend(tour)
	return turned(tour)
}

// centre is the mean position of the doors that have one.
func (s stretch) centre() domain.Point {
	var sum domain.Point
	n := 0.0
	for _, d := range s {
		if d.At.Valid() {
			sum.Lat, sum.Lon, n = sum.Lat+d.At.Lat, sum.Lon+d.At.Lon, n+1
		}
	}
	if n == 0 {
		return domain.Point{}
	}
	return domain.Point{Lat: sum.Lat / n, Lon: sum.Lon / n}
}

// end is the position of the first door, or the last, that has one.
func (s stretch) end(last bool) domain.Point {
	for i := range s {
		if last {
			i = len(s) - 1 - i
		}
		if s[i].At.Valid() {
			return s[i].At
		}
	}
	return domain.Point{}
}

// hilbert sorts stretches along a Hilbert curve over the box they lie in.
func hilbert(all []stretch) []stretch {
	low, high := domain.Point{Lat: 91, Lon: 181}, domain.Point{Lat: -91, Lon: -181}
	for _, s := range all {
		if c := s.centre(); c.Valid() {
			low = domain.Point{Lat: min(low.Lat, c.Lat), Lon: min(low.Lon, c.Lon)}
			high = domain.Point{Lat: max(high.Lat, c.Lat), Lon: max(high.Lon, c.Lon)}
		}
	}
	type placed struct {
		s  stretch
		at int
	}
	list := make([]placed, len(all))
	for i, s := range all {
		list[i] = placed{s, curve(s.centre(), low, high)}
	}
	slices.SortStableFunc(list, func(a, b placed) int { return cmp.Compare(a.at, b.at) })
	tour := make([]stretch, len(list))
	for i, p := range list {
		tour[i] = p.s
	}
	return tour
}

const curveSide = 1 << 12

// curve is how far along the Hilbert curve of a 4096 by 4096 grid a point
// lies (after Hamilton and Rau-Chaplin, "Compact Hilbert indices", 2008). A
// point that is not known lies at its end.
func curve(p, low, high domain.Point) int {
	if !p.Valid() {
		return curveSide * curveSide
	}
	grid := func(v, from, to float64) int {
		if to <= from {
			return 0
		}
		return int((v - from) / (to - from) * (curveSide - 1))
	}
	x, y, d := grid(p.Lon, low.Lon, high.Lon), grid(p.Lat, low.Lat, high.Lat), 0
	for side := curveSide / 2; side > 0; side /= 2 {
		rx, ry := 0, 0
		if x&side > 0 {
			rx = 1
		}
		if y&side > 0 {
			ry = 1
		}
		d += side * side * ((3 * rx) ^ ry)
		if ry == 0 {
			if rx == 1 {
				x, y = curveSide-1-x, curveSide-1-y
			}
			x, y = y, x
		}
	}
	return d
}

// window is how many stretches ahead a mend looks, and passes how often it
// goes over the tour: long enough for a town, bounded for a nation.
const window, passes = 40, 4

// mend turns round runs of the tour as long as that makes it shorter.
func mend(tour []stretch) {
	at := make([]domain.Point, len(tour))
	for i, s := range tour {
		at[i] = s.centre()
	}
	far := func(i, j int) float64 {
		if i < 0 || j >= len(at) || !at[i].Valid() || !at[j].Valid() {
			return 0
		}
		return at[i].Km(at[j])
	}
	for range passes {
		shorter := false
		for i := range tour {
			for j := i + 1; j < min(len(tour), i+window); j++ {
				if far(i-1, j)+far(i, j+1) < far(i-1, i)+far(j, j+1)-1e-9 {
					slices.Reverse(tour[i : j+1])
					slices.Reverse(at[i : j+1])
					shorter = true
				}
			}
		}
		if !shorter {
			return
		}
	}
}

// turned walks each stretch upwards or downwards, whichever makes the whole
// walk shortest: the best way to end each stretch is kept from one to the next.
func turned(tour []stretch) []stretch {
	n := len(tour)
	if n == 0 {
		return nil
	}
	cost, from := make([][2]float64, n), make([][2]int, n)
	for i := 1; i < n; i++ {
		for way := range 2 { // 0 up: enter at the first door; 1 down: at the last
			enter := tour[i].end(way == 1)
			up := cost[i-1][0] + apart(tour[i-1].end(true), enter)
			down := cost[i-1][1] + apart(tour[i-1].end(false), enter)
			if cost[i][way] = up; down < up {
				cost[i][way], from[i][way] = down, 1
			}
		}
	}
	way := 0
	if cost[n-1][1] < cost[n-1][0] {
		way = 1
	}
	out := make([]stretch, n)
	for i := n - 1; i >= 0; i-- {
		out[i] = slices.Clone(tour[i])
		if way == 1 {
			slices.Reverse(out[i])
		}
		way = from[i][way]
	}
	return out
}

func apart(a, b domain.Point) float64 {
	if !a.Valid() || !b.Valid() {
		return 0
	}
	return a.Km(b)
}
