package script

import (
	"cmp"
	"slices"
)

// The measures of a drawing, in its own units: one is a pixel on a plain screen.
const (
	BoxWidth  = 176
	BoxHeight = 58
	bend      = 20 // the width that a way takes where it passes a layer
	beside    = 26 // between neighbours
	below     = 84 // between layers: room for what an answer says
	around    = 12
)

// A Drawing is a flow laid out in layers, so that every way leads downwards.
type Drawing struct {
	Width, Height int
	Boxes         []Box
	Ways          []Way
}

// A Box is a step, with its upper left corner.
type Box struct {
	Place
	Number int // in the outline, from 1
	X, Y   int
}

// A Way leads from one box to another by some of its exits, or to an end.
type Way struct {
	From   string
	To     string // empty at an end
	Exits  []Exit
	Points []Point // from the lower edge of a box to the upper edge of another
	Row    int     // which line below the box its label takes
}

// A Point is a place in a drawing.
type Point struct{ X, Y int }

// A knot is a step in its layer, or a bend where a way passes a layer.
type knot struct {
	step       string // empty for a bend
	width, mid int
	up, down   []*knot
}

// Draw lays a flow out: steps by the longest way to them, long ways bent past
// the boxes, and within a layer so that ways cross little (the barycentre
// heuristic of Sugiyama, Tagawa and Toda, 1981).
func (f Flow) Draw() Drawing {
	outline := f.Outline()
	layers, knots := knotsOf(outline)
	paths := map[[2]string][]*knot{}
	for _, p := range outline {
		for _, w := range merged(p) {
			if w.To != "" {
				paths[[2]string{w.From, w.To}] = thread(&layers, knots, w)
			}
		}
	}
	for range 12 {
		for l := 1; l < len(layers); l++ {
			order(layers[l], func(k *knot) []*knot { return k.up })
		}
		for l := len(layers) - 2; l >= 0; l-- {
			order(layers[l], func(k *knot) []*knot { return k.down })
		}
	}
	straighten(layers)
	return f.drawn(outline, layers, knots, paths)
}

// knotsOf puts every step into its layer.
func knotsOf(outline []Place) (layers [][]*knot, byStep map[string]*knot) {
	byStep = map[string]*knot{}
	for _, p := range outline {
		for len(layers) <= p.Layer {
			layers = append(layers, nil)
		}
		k := &knot{step: p.Step.ID, width: BoxWidth}
		byStep[k.step], layers[p.Layer] = k, append(layers[p.Layer], k)
	}
	return layers, byStep
}

// merged is the ways out of a step, those to one step as one, ends last.
func merged(p Place) (ways []Way) {
	for _, e := range p.Exits {
		i := slices.IndexFunc(ways, func(w Way) bool { return w.To == e.To })
		if i < 0 {
			i, ways = len(ways), append(ways, Way{From: p.Step.ID, To: e.To})
		}
		ways[i].Exits = append(ways[i].Exits, e)
	}
	slices.SortStableFunc(ways, func(a, b Way) int { return cmp.Compare(btoi(a.To == ""), btoi(b.To == "")) })
	return ways
}

func btoi(b bool) int {
	if b {
		return 1
	}
	return 0
}

// thread ties a way from knot to knot, with a bend in every layer between.
func thread(layers *[][]*knot, knots map[string]*knot, w Way) []*knot {
	from, to := knots[w.From], knots[w.To]
	path, l := []*knot{from}, layerOf(*layers, from)+1
	for end := layerOf(*layers, to); l < end; l++ {
		b := &knot{width: bend}
		(*layers)[l] = append((*layers)[l], b)
		path = append(path, b)
	}
	path = append(path, to)
	for i := range path[1:] {
		path[i].down, path[i+1].up = append(path[i].down, path[i+1]), append(path[i+1].up, path[i])
	}
	return path
}

func layerOf(layers [][]*knot, k *knot) int {
	return slices.IndexFunc(layers, func(l []*knot) bool { return slices.Contains(l, k) })
}

// order sorts a layer by where the neighbours of each knot stand, and places it.
func order(layer []*knot, near func(*knot) []*knot) {
	slices.SortStableFunc(layer, func(a, b *knot) int { return cmp.Compare(a.wants(near), b.wants(near)) })
	at := 0
	for _, k := range layer {
		k.mid = at + k.width/2
		at += k.width + beside
	}
	for _, k := range layer {
		k.mid -= at / 2
	}
}

// wants is where a knot would like to stand: amid its neighbours.
func (k *knot) wants(near func(*knot) []*knot) int {
	all := near(k)
	if len(all) == 0 {
		return k.mid
	}
	sum := 0
	for _, n := range all {
		sum += n.mid
	}
	return sum / len(all)
}

// straighten moves the knots of every layer towards their neighbours, as far
// as those beside them let it.
func straighten(layers [][]*knot) {
	both := func(k *knot) []*knot { return slices.Concat(k.up, k.down) }
	for range 16 {
		for _, layer := range layers {
			right := make([]int, len(layer))
			for i, k := range layer { // as far left as may be
				if right[i] = k.wants(both); i > 0 {
					right[i] = max(right[i], right[i-1]+apart(layer[i-1], k))
				}
			}
			left := slices.Clone(right)
			for i := len(layer) - 1; i >= 0; i-- { // and as far right
				if left[i] = layer[i].wants(both); i+1 < len(layer) {
					left[i] = min(left[i], left[i+1]-apart(layer[i], layer[i+1]))
				}
			}
			for i, k := range layer {
				k.mid = (left[i] + right[i]) / 2
			}
		}
	}
}

// apart is how far the middles of two neighbours are from each other at least,
// and one more, which halving may take.
func apart(a, b *knot) int { return (a.width+b.width)/2 + beside + 1 }

// drawn turns knots into boxes and ways, all of them to the right of and
// below the upper left corner.
func (f Flow) drawn(outline []Place, layers [][]*knot, knots map[string]*knot, paths map[[2]string][]*knot) Drawing {
	least, most := 0, 0
	for i, layer := range layers {
		for j, k := range layer {
			if i+j == 0 || k.mid-k.width/2 < least {
				least = k.mid - k.width/2
			}
			if i+j == 0 || k.mid+k.width/2 > most {
				most = k.mid + k.width/2
			}
		}
	}
	for _, layer := range layers {
		for _, k := range layer {
			k.mid += around - least
		}
	}
	d := Drawing{Width: most - least + 2*around, Height: len(layers)*(BoxHeight+below) + 2*around - below/3}
	for i, p := range outline {
		y := around + p.Layer*(BoxHeight+below)
		d.Boxes = append(d.Boxes, Box{Place: p, Number: i + 1, X: knots[p.Step.ID].mid - BoxWidth/2, Y: y})
		d.Ways = append(d.Ways, waysOf(p, y, knots, paths)...)
	}
	return d
}

// waysOf is the ways out of one step, from the left to the right so that none
// begins by crossing another.
func waysOf(p Place, y int, knots map[string]*knot, paths map[[2]string][]*knot) []Way {
	ways, me := merged(p), knots[p.Step.ID]
	towards := func(w Way) int {
		if w.To == "" {
			return me.mid + BoxWidth // an end stands to the right
		}
		return paths[[2]string{w.From, w.To}][1].mid
	}
	slices.SortStableFunc(ways, func(a, b Way) int { return cmp.Compare(towards(a), towards(b)) })
	for i := range ways {
		w := &ways[i]
		w.Row = i % 3
		x, foot := me.mid-BoxWidth/2+BoxWidth*(i+1)/(len(ways)+1), y+BoxHeight
		w.Points = []Point{{x, foot}}
		if w.To == "" {
			w.Points = append(w.Points, Point{x, foot + below/2})
			continue
		}
		path := paths[[2]string{w.From, w.To}]
		for n, k := range path[1:] {
			top := y + (n+1)*(BoxHeight+below)
			if k.step != "" {
				w.Points = append(w.Points, Point{k.port(path[n]), top})
				continue
			}
			w.Points = append(w.Points, Point{k.mid, top}, Point{k.mid, top + BoxHeight})
		}
	}
	return ways
}

// port is where on the upper edge of a box the way from a neighbour comes in.
func (k *knot) port(from *knot) int {
	up := slices.Clone(k.up)
	slices.SortStableFunc(up, func(a, b *knot) int { return cmp.Compare(a.mid, b.mid) })
	return k.mid - BoxWidth/2 + BoxWidth*(slices.Index(up, from)+1)/(len(up)+1)
}
