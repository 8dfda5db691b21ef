package script

// A Place is one step in the drawing of a flow: how far from the start it
// stands and where it leads.
type Place struct {
	Step  Step
	Layer int // longest way from the start, in steps; the start is 0
	Exits []Exit
}

// An Exit is one way out of a step.
type Exit struct {
	Label string    // the option's, empty when the way does not depend on an answer
	When  Condition // of a branch's case
	Group string    // of a list entry
	Kind  ExitKind
	To    string // the next step, empty at an end
}

// An ExitKind says on what a way out depends.
type ExitKind string

// The kinds of exit.
const (
	ExitAlways ExitKind = "always"
	ExitOption ExitKind = "option"
	ExitGroup  ExitKind = "group"
	ExitCase   ExitKind = "case"
	ExitElse   ExitKind = "else"
)

// Outline is the flow in reading order: by layer, and within a layer as the
// source has it, so that every way leads downwards.
func (f Flow) Outline() []Place {
	layer := f.layers()
	deepest := 0
	for _, l := range layer {
		deepest = max(deepest, l)
	}
	var out []Place
	for l := 0; l <= deepest; l++ {
		for _, s := range f.Steps {
			if layer[s.ID] == l {
				out = append(out, Place{Step: s, Layer: l, Exits: s.ways()})
			}
		}
	}
	return out
}

// layers gives each step the length of the longest way to it. A checked flow
// has no cycles, so that it settles after as many rounds as it has steps.
func (f Flow) layers() map[string]int {
	layer := map[string]int{f.Start: 0}
	for range f.Steps {
		for _, s := range f.Steps {
			at, reached := layer[s.ID]
			for _, to := range s.exits() {
				if reached && layer[to] < at+1 {
					layer[to] = at + 1
				}
			}
		}
	}
	return layer
}

// ways is every way out of s with what it depends on.
func (s Step) ways() []Exit {
	var out []Exit
	for _, c := range s.Cases {
		out = append(out, Exit{Kind: ExitCase, When: c.When, To: c.Next})
	}
	if s.Else != "" {
		out = append(out, Exit{Kind: ExitElse, To: s.Else})
	}
	for _, g := range sortedKeys(s.NextByGroup) {
		out = append(out, Exit{Kind: ExitGroup, Group: g, To: s.NextByGroup[g]})
	}
	for _, o := range s.Options {
		if o.Next != "" || o.End {
			out = append(out, Exit{Kind: ExitOption, Label: o.Label, To: o.Next})
		}
	}
	if s.Next != "" || s.End {
		out = append(out, Exit{Kind: ExitAlways, To: s.Next})
	}
	return out
}
