package script

import (
	"reflect"
	"testing"
)

func TestADrawingShowsTheWholeFlow(t *testing.T) {
	for _, name := range []string{"unseat-marginal-id-persuasion.yaml", "public-healthcare-persuasion.yaml", "polling-day-gotv.yaml"} {
		f := ofDemo(t, name)
		d := f.Draw()
		if !reflect.DeepEqual(d, f.Draw()) {
			t.Errorf("%s is drawn otherwise the second time", name)
		}
		boxes := map[string]Box{}
		for i, b := range d.Boxes {
			if boxes[b.Step.ID] = b; b.X < 0 || b.Y < 0 || b.X+BoxWidth > d.Width || b.Y+BoxHeight > d.Height {
				t.Errorf("%s: %s lies outside: %d, %d of %d, %d", name, b.Step.ID, b.X, b.Y, d.Width, d.Height)
			}
			for _, o := range d.Boxes[:i] {
				if abs(o.X-b.X) < BoxWidth+beside && abs(o.Y-b.Y) < BoxHeight+below {
					t.Errorf("%s: %s lies on %s", name, b.Step.ID, o.Step.ID)
				}
			}
		}
		if len(boxes) != len(f.Steps) {
			t.Errorf("%s: %d boxes of %d steps", name, len(boxes), len(f.Steps))
		}
		exits := 0
		for _, w := range d.Ways {
			exits += len(w.Exits)
			d.leads(t, boxes, w)
		}
		want := 0
		for _, b := range d.Boxes {
			want += len(b.Exits)
		}
		if exits != want {
			t.Errorf("%s: %d exits of %d", name, exits, want)
		}
		if d.Width > 2400 {
			t.Errorf("%s is %d wide", name, d.Width)
		}
	}
}

// leads holds that a way begins at its box, goes down all along, past every
// other box, and ends at the upper edge of the one it leads to.
func (d Drawing) leads(t *testing.T, boxes map[string]Box, w Way) {
	t.Helper()
	first, last, from := w.Points[0], w.Points[len(w.Points)-1], boxes[w.From]
	if first.Y != from.Y+BoxHeight || first.X <= from.X || first.X >= from.X+BoxWidth {
		t.Errorf("%s to %q begins beside its box", w.From, w.To)
	}
	for i, p := range w.Points[1:] {
		if p.Y <= w.Points[i].Y {
			t.Errorf("%s to %q goes upwards", w.From, w.To)
		}
	}
	if to, ok := boxes[w.To]; w.To != "" && (!ok || last.Y != to.Y || last.X <= to.X || last.X >= to.X+BoxWidth) {
		t.Errorf("%s to %q ends beside its box", w.From, w.To)
	}
	for _, p := range w.Points[1 : len(w.Points)-1] {
		for _, b := range boxes {
			if p.X > b.X && p.X < b.X+BoxWidth && p.Y >= b.Y && p.Y <= b.Y+BoxHeight {
				t.Errorf("%s to %q runs through %s", w.From, w.To, b.Step.ID)
			}
		}
	}
}

func abs(n int) int { return max(n, -n) }
