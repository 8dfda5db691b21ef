package script

import (
	"maps"
	"slices"
	"strconv"
	"strings"
)

// armField is the name by which conditions ask for the arm of a comparison.
const armField = "experiment.arm"

// otherGroups is the way for entries of a list whose group has none of its own.
const otherGroups = "others"

// A Talk is what one walk through a flow goes by: what was said so far, and
// what the effort filled in.
type Talk struct {
	Answers Answers
	Arm     string
	Facts   map[string]string   // sourced facts, by key
	Lists   map[string][]Option // options that the effort supplies, by list
}

// Begin is the first step of the talk that is seen.
func (f Flow) Begin(t Talk) (Step, bool) { return f.land(f.Start, t) }

// Next is the step after s, given the answers so far; ok is false at the end
// of the walk. A step whose answer decides the way and has none yet is its own
// end: nothing follows it. It changes nothing and asks no clock.
func (f Flow) Next(s Step, t Talk) (next Step, ok bool) {
	to, ok := s.way(t)
	if !ok {
		return Step{}, false
	}
	return f.land(to, t)
}

// land goes on from a named step to the first one that is seen: branches
// decide, and steps whose requirement is not met are passed over.
func (f Flow) land(id string, t Talk) (Step, bool) {
	for range f.Steps {
		s, ok := f.Step(id)
		switch {
		case !ok:
			return Step{}, false
		case s.Kind == KindBranch:
			id = f.branch(s, t)
		case f.hidden(s, t):
			if s.Next == "" {
				return Step{}, false
			}
			id = s.Next
		default:
			return s, true
		}
	}
	return Step{}, false
}

func (f Flow) branch(s Step, t Talk) string {
	for _, c := range s.Cases {
		if f.Holds(c.When, t) {
			return c.Next
		}
	}
	return s.Else
}

// hidden reports whether s is passed over: its required field has no value,
// or all it has to say is a fact that nobody has sourced.
func (f Flow) hidden(s Step, t Talk) bool {
	if s.Requires != "" && !f.Value(s.Requires, t).Given() {
		return true
	}
	return s.RequiresFact != "" && s.Kind == KindInfo && strings.TrimSpace(t.Facts[s.RequiresFact]) == ""
}

// way is the id after s. A declined answer takes the step's own next, else
// the way of list entries that are not ours, else the way of the last option,
// which is where scripts put the polite way out.
func (s Step) way(t Talk) (string, bool) {
	switch a := t.Answers[s.ID]; {
	case s.Kind == KindInfo, s.Kind == KindText, s.Kind == KindScale, s.Kind == KindConsent, s.Kind == KindMulti:
		return s.Next, s.Next != ""
	case a.Declined:
		return s.declinedWay()
	case !a.Given():
		return "", false
	default:
		o, ok := s.Chosen(a.Word(), t)
		if !ok || o.End {
			return "", false
		}
		to := o.Next
		if to == "" {
			to = s.Next
		}
		return to, to != ""
	}
}

func (s Step) declinedWay() (string, bool) {
	to := s.Next
	if to == "" && s.NextByGroup != nil {
		to = s.NextByGroup[otherGroups]
	}
	if to == "" && len(s.Options) > 0 && !s.End {
		to = s.Options[len(s.Options)-1].Next
	}
	return to, to != ""
}

// Offers is every option of s: those of the effort's list first, each with
// the way of its group, then the step's own.
func (s Step) Offers(t Talk) []Option {
	var out []Option
	for _, o := range t.Lists[s.OptionsFrom] {
		o.Next = s.NextByGroup[o.Group]
		if o.Next == "" {
			o.Next = s.NextByGroup[otherGroups]
		}
		out = append(out, o)
	}
	return append(out, s.Options...)
}

// Chosen finds the option with a value among those offered.
func (s Step) Chosen(value string, t Talk) (Option, bool) {
	offers := s.Offers(t)
	i := slices.IndexFunc(offers, func(o Option) bool { return o.Value == value })
	if i < 0 {
		return Option{}, false
	}
	return offers[i], true
}

// Value is what was said under a record's name: the answer of the last step
// in the script that recorded it.
func (f Flow) Value(field string, t Talk) Answer {
	if field == armField {
		if t.Arm == "" {
			return Answer{}
		}
		return Said(t.Arm)
	}
	var last Answer
	for _, s := range f.Steps {
		if a, ok := t.Answers[s.ID]; ok && s.Record == field {
			last = a
		}
	}
	return last
}

// Holds reports whether a condition is met. Numbers compare as numbers.
func (f Flow) Holds(c Condition, t Talk) bool {
	a := f.Value(c.Field, t)
	switch {
	case c.Op == OpMissing:
		return !a.Given()
	case !a.Given():
		return false
	case c.Op == OpPresent:
		return true
	case c.Op == OpEq:
		return a.Has(c.Values[0])
	case c.Op == OpNe:
		return !a.Has(c.Values[0])
	case c.Op == OpIn:
		return slices.ContainsFunc(c.Values, a.Has)
	}
	n, ok := a.Number()
	return ok && c.Op.numbers(n, c.Values)
}

// numeric reports whether the operation compares numbers only.
func (o Op) numeric() bool {
	return o == OpGte || o == OpLte || o == OpGt || o == OpLt || o == OpBetween
}

func (o Op) numbers(n int, values []string) bool {
	low, _ := strconv.Atoi(values[0])
	switch o {
	case OpGte:
		return n >= low
	case OpLte:
		return n <= low
	case OpGt:
		return n > low
	case OpLt:
		return n < low
	}
	high, _ := strconv.Atoi(values[len(values)-1])
	return o == OpBetween && n >= low && n <= high
}

func numbers(values []string) bool {
	return !slices.ContainsFunc(values, func(v string) bool { _, err := strconv.Atoi(v); return err != nil })
}

func sortedKeys(m map[string]string) []string { return slices.Sorted(maps.Keys(m)) }

// Path is the steps that a talk went through, in order, as far as the last one
// that has an answer: a step is reached when it or one after it was answered.
func (f Flow) Path(t Talk) []string {
	var out []string
	answered := 0
	s, ok := f.Begin(t)
	for range f.Steps {
		if !ok {
			break
		}
		out = append(out, s.ID)
		if _, said := t.Answers[s.ID]; said {
			answered = len(out)
		}
		s, ok = f.Next(s, t)
	}
	return out[:answered]
}

// Say puts values in place of {variables}. One that nobody has filled in is
// shown by its name in square brackets, so that it is seen before it is read out.
func Say(text string, values map[string]string) string {
	return placeholder.ReplaceAllStringFunc(text, func(m string) string {
		name := m[1 : len(m)-1]
		if v := strings.TrimSpace(values[name]); v != "" {
			return v
		}
		return "[" + strings.NewReplacer("facts.", "", ".", " ", "_", " ").Replace(name) + "]"
	})
}
