package script

import (
	"regexp"
	"slices"
	"strings"
)

// MaxSteps is how many steps a script may have.
const MaxSteps = 200

// check looks at the flow as a whole, once every step could be read.
func (r *reader) check() {
	f := r.flow
	if len(f.Steps) > MaxSteps {
		r.fault(r.root, "too-many-steps", "steps")
		return
	}
	ids := r.unique()
	for _, s := range f.Steps {
		r.kind(s)
		r.options(s)
		r.says(s)
		r.leads(s, ids)
	}
	r.targets(ids)
	if len(r.faults) == 0 {
		r.graph(ids)
	}
}

func (r *reader) at(s Step, code, about string) {
	r.faults = append(r.faults, Fault{Line: s.Line, Code: code, About: about})
}

var idForm = regexp.MustCompile(`^[a-z][a-z0-9_]{0,39}$`)

// unique maps each id to the place of its step.
func (r *reader) unique() map[string]int {
	ids := map[string]int{}
	for i, s := range r.flow.Steps {
		if _, twice := ids[s.ID]; twice {
			r.at(s, "id-twice", s.ID)
		}
		if !idForm.MatchString(s.ID) {
			r.at(s, "id-form", s.ID)
		}
		ids[s.ID] = i
	}
	return ids
}

// kind checks what each kind of step must have and may not.
func (r *reader) kind(s Step) {
	asks := s.Kind != KindInfo && s.Kind != KindBranch
	choice := s.Kind == KindOutcome || s.Kind == KindSingle || s.Kind == KindMulti
	switch {
	case !slices.Contains([]Kind{KindOutcome, KindSingle, KindMulti, KindScale, KindText, KindConsent, KindInfo, KindBranch}, s.Kind):
		r.at(s, "unknown-kind", string(s.Kind))
	case asks && s.Record == "":
		r.at(s, "word-missing", "record")
	case !asks && s.Record != "":
		r.at(s, "records-nothing", s.Record)
	case choice && len(s.Options) == 0 && s.OptionsFrom == "":
		r.at(s, "word-missing", "options")
	case !choice && len(s.Options) > 0:
		r.at(s, "options-unused", string(s.Kind))
	case s.Kind == KindBranch && s.Else == "":
		r.at(s, "branch-else", s.ID)
	case s.Kind == KindBranch && len(s.Cases) == 0:
		r.at(s, "word-missing", "cases")
	case s.Kind == KindText && (s.MaxLength < 1 || s.MaxLength > 280):
		r.at(s, "text-length", s.ID)
	case s.Kind == KindConsent && (len(s.Channels) == 0 || s.ConsentText == ""):
		r.at(s, "consent-wording", s.ID)
	case s.Kind == KindConsent && s.Default != "" && s.Default != "none":
		r.at(s, "consent-default", s.Default)
	case s.End && s.Next != "":
		r.at(s, "end-and-next", s.ID)
	case s.Requires != "" && s.Next == "" && !s.End:
		r.at(s, "requires-next", s.ID) // where would the walk go that passes it over?
	case s.OptionsFrom != "" && s.Next == "" && s.NextByGroup[otherGroups] == "":
		r.at(s, "list-next", s.ID)
	}
}

// options checks each answer that a step offers.
func (r *reader) options(s Step) {
	seen := map[string]bool{}
	for _, o := range s.Options {
		if code := s.faultOf(o, seen[o.Value]); code != "" {
			r.faults = append(r.faults, Fault{Line: o.Line, Code: code, About: o.Value})
		}
		seen[o.Value] = true
	}
	if s.OptionsFrom != "" && !slices.Contains(r.flow.Lists, s.OptionsFrom) {
		r.at(s, "no-such-list", s.OptionsFrom)
	}
	if len(s.exits()) == 0 && !s.ends() {
		r.at(s, "dead-end", s.ID)
	}
}

// faultOf is what is wrong with one option of s, or nothing.
func (s Step) faultOf(o Option, twice bool) string {
	_, known := OutcomeOf(o.Value)
	switch {
	case twice:
		return "value-twice"
	case o.Value == DeclinedWord:
		return "value-reserved"
	case o.End && o.Next != "":
		return "end-and-next"
	case s.Kind == KindMulti && (o.Next != "" || o.End):
		return "multi-next"
	case s.Kind == KindOutcome && !known:
		return "unknown-outcome"
	case o.Next == "" && !o.End && s.Next == "" && !s.End:
		return "dead-end"
	}
	return ""
}

var placeholder = regexp.MustCompile(`\{([^{}]*)\}`)

// says checks that every {variable} is declared, is a fact or is recorded.
func (r *reader) says(s Step) {
	for _, m := range placeholder.FindAllStringSubmatch(s.Say+" "+s.Do, -1) {
		name := m[1]
		fact, isFact := strings.CutPrefix(name, "facts.")
		if slices.Contains(r.flow.Variables, name) || isFact && r.factKnown(fact) || r.recorded(name) {
			continue
		}
		r.at(s, "undeclared-variable", name)
	}
	if s.RequiresFact != "" && !r.factKnown(s.RequiresFact) {
		r.at(s, "no-such-fact", s.RequiresFact)
	}
	if s.Requires != "" && !r.recorded(s.Requires) {
		r.at(s, "no-such-field", s.Requires)
	}
	for _, c := range s.conditions() {
		if !r.recorded(c.Field) && c.Field != armField {
			r.at(s, "no-such-field", c.Field)
		}
	}
}

func (r *reader) factKnown(key string) bool {
	return slices.ContainsFunc(r.flow.Facts, func(f Fact) bool { return f.Key == key })
}

func (r *reader) recorded(name string) bool {
	return slices.ContainsFunc(r.flow.Steps, func(s Step) bool { return s.Record == name && name != "" })
}

func (s Step) conditions() []Condition {
	var out []Condition
	for _, c := range s.Cases {
		out = append(out, c.When)
	}
	if s.RequeueUnless != nil {
		out = append(out, *s.RequeueUnless)
	}
	return out
}

// ends reports whether at least one answer to s ends the walk.
func (s Step) ends() bool {
	return s.End || slices.ContainsFunc(s.Options, func(o Option) bool { return o.End })
}

// exits is every step to which s may lead, each once, in the order written.
func (s Step) exits() []string {
	var out []string
	add := func(to string) {
		if to != "" && !slices.Contains(out, to) {
			out = append(out, to)
		}
	}
	for _, c := range s.Cases {
		add(c.Next)
	}
	add(s.Else)
	for _, o := range s.Options {
		add(o.Next)
	}
	for _, g := range sortedKeys(s.NextByGroup) {
		add(s.NextByGroup[g])
	}
	add(s.Next)
	return out
}

// leads checks that every way out of s leads to a step, in the line where the
// way is written.
func (r *reader) leads(s Step, ids map[string]int) {
	check := func(line int, to string) {
		if _, ok := ids[to]; !ok && to != "" {
			r.faults = append(r.faults, Fault{Line: line, Code: "no-such-step", About: to})
		}
	}
	for _, c := range s.Cases {
		check(c.Line, c.Next)
	}
	for _, o := range s.Options {
		check(o.Line, o.Next)
	}
	for _, to := range s.NextByGroup {
		check(s.Line, to)
	}
	check(s.Line, s.Else)
	check(s.Line, s.Next)
}

// targets checks what names steps or fields from outside the steps.
func (r *reader) targets(ids map[string]int) {
	named := []string{r.flow.Start, r.flow.Conversation, r.flow.RevealAfter}
	for _, a := range r.flow.Arms {
		named = append(named, a.Start)
	}
	for _, id := range named {
		if _, ok := ids[id]; !ok && id != "" {
			r.fault(r.root, "no-such-step", id)
		}
	}
	for _, field := range []string{r.flow.Rating.Before, r.flow.Rating.After} {
		if field != "" && !r.recorded(field) {
			r.fault(r.root, "no-such-field", field)
		}
	}
}

// graph finds cycles and steps that nothing leads to. Without cycles and dead
// ends, every step reaches an end.
func (r *reader) graph(ids map[string]int) {
	const walking, done = 1, 2
	state := make([]int, len(r.flow.Steps))
	var visit func(i int)
	visit = func(i int) {
		state[i] = walking
		for _, to := range r.flow.Steps[i].exits() {
			switch j := ids[to]; state[j] {
			case walking:
				r.at(r.flow.Steps[i], "cycle", to)
			case 0:
				visit(j)
			}
		}
		state[i] = done
	}
	visit(ids[r.flow.Start])
	for i, s := range r.flow.Steps {
		if state[i] == 0 {
			r.at(s, "unreachable", s.ID)
		}
	}
}
