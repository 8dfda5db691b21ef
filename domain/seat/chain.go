package seat

import "math"

// effort bounds the work that improving a plan takes: half a tenth of a second.
const effort = 3e7

// improve exchanges people along chains of seats as long as the whole gains by
// it, and no longer than effort allows.
func (d *dispatching) improve() {
	for d.single() {
	}
	n := len(d.seats) + 1
	var flows int
	for s := range d.seats {
		for _, x := range d.flow[s] {
			flows += min(x, 1)
		}
	}
	for range max(3, int(effort)/(n*n*n+(flows+len(d.crowds))*n)) {
		if !d.chain() {
			return
		}
	}
}

// tiny is a gain that is none.
const tiny = 1e-15

// single moves each person who does more elsewhere. It reports whether anybody
// moved.
func (d *dispatching) single() (moved bool) {
	gains := make([]float64, len(d.seats))
	for s := range d.seats {
		gains[s] = d.seats[s].gain(d.sent[s])
	}
	for from := range d.seats {
		for c := range d.crowds {
			for d.flow[from][c] > 0 {
				stays := d.seats[from].gain(d.sent[from]-1) - travelCost*d.km[from][c]
				best, most := -2, stays+tiny
				if most < 0 {
					best, most = -1, tiny
				}
				for to := range d.seats {
					if x := gains[to] - travelCost*d.km[to][c]; to != from && x > most && d.room(to) > 0 {
						best, most = to, x
					}
				}
				if best == -2 {
					break
				}
				d.shift(c, from, best)
				gains[from] = d.seats[from].gain(d.sent[from])
				if best >= 0 {
					gains[best] = d.seats[best].gain(d.sent[best])
				}
				moved = true
			}
		}
	}
	return moved
}

// links is the cheapest exchange between each two nodes, the last of which is
// home: what it costs that one person goes there instead, and who it is.
type links struct {
	cost [][]float64
	who  [][]int
	via  [][]int // the node after the first on the cheapest way
}

func (d *dispatching) links() links {
	n := len(d.seats) + 1
	l := links{make([][]float64, n), make([][]int, n), make([][]int, n)}
	for i := range n {
		l.cost[i], l.who[i], l.via[i] = make([]float64, n), make([]int, n), make([]int, n)
		for j := range n {
			l.cost[i][j], l.via[i][j] = math.Inf(1), j
		}
	}
	for c := range d.crowds {
		for from := range n {
			if from < n-1 && d.flow[from][c] == 0 || from == n-1 && d.home[c] == 0 {
				continue
			}
			for to := range n {
				if x := d.way(to, c) - d.way(from, c); to != from && x < l.cost[from][to] {
					l.cost[from][to], l.who[from][to] = x, c
				}
			}
		}
	}
	return l
}

// way is what it costs a person of a crowd to be at a node.
func (d *dispatching) way(node, crowd int) float64 {
	if node == len(d.seats) {
		return 0
	}
	return travelCost * d.km[node][crowd]
}

// chain finds the chain of exchanges by which the whole gains most, and makes
// it: from a seat that loses one to a seat that gains one, or round in a circle.
func (d *dispatching) chain() bool {
	l := d.links()
	direct := l.cost
	n := len(direct)
	dist := make([][]float64, n)
	for i := range dist {
		dist[i] = append([]float64(nil), direct[i]...)
	}
	for k := range n {
		for i := range n {
			if math.IsInf(dist[i][k], 1) {
				continue
			}
			for j := range n {
				if x := dist[i][k] + dist[k][j]; x < dist[i][j]-tiny {
					dist[i][j], l.via[i][j] = x, l.via[i][k]
				}
			}
			if dist[i][i] < -tiny { // a circle: everybody in it is better off
				return d.walk(l, i, i)
			}
		}
	}
	from, to, most := -1, -1, tiny
	for i := range n {
		for j := range n {
			if i == j || math.IsInf(dist[i][j], 1) || j < n-1 && d.room(j) <= 0 || i < n-1 && d.sent[i] == 0 {
				continue
			}
			if x := d.worth(j, 0) - d.worth(i, -1) - dist[i][j]; x > most {
				from, to, most = i, j, x
			}
		}
	}
	return from >= 0 && d.walk(l, from, to)
}

// worth is what the next person at a node changes or, with -1, the last one.
func (d *dispatching) worth(node, more int) float64 {
	if node == len(d.seats) {
		return 0
	}
	return d.seats[node].gain(d.sent[node] + more)
}

// walk makes the exchanges of the way between two nodes, and reports whether
// it came to its end.
func (d *dispatching) walk(l links, from, to int) bool {
	home := len(d.seats)
	node := func(i int) int {
		if i == home {
			return -1
		}
		return i
	}
	type step struct{ crowd, from, to int }
	var steps []step
	for at := from; ; {
		next := l.via[at][to]
		steps = append(steps, step{l.who[at][next], node(at), node(next)})
		if at = next; at == to {
			break
		}
		if len(steps) > home+1 {
			return false
		}
	}
	for i, s := range steps { // one person cannot take two steps at once
		if s.from >= 0 && d.flow[s.from][s.crowd] == 0 || s.from < 0 && d.home[s.crowd] == 0 {
			for _, back := range steps[:i] {
				d.shift(back.crowd, back.to, back.from)
			}
			return false
		}
		d.shift(s.crowd, s.from, s.to)
	}
	return true
}
