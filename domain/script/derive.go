package script

import (
	"maps"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// unknown is how a rule says that it cannot tell.
const unknown = "null"

// Views works out the derived fields of a visit, by name: what the named person
// thinks, where an outcome lets them speak for themselves, and else only what
// the outcome alone says. Nobody is given an opinion because somebody else
// answered the door, or because nobody did. A field that cannot be told is not
// there.
func (f Flow) Views(o Outcome, t Talk) map[string]string {
	if !o.Views {
		said := Answers{}
		for _, s := range f.Steps {
			if a, ok := t.Answers[s.ID]; ok && s.Kind == KindOutcome {
				said[s.ID] = a
			}
		}
		t.Answers = said
	}
	e := evaluation{f, t, map[string]string{}}
	for _, d := range f.Derive {
		if v := e.field(d); v != "" && v != unknown {
			e.known[d.Field] = v
		}
	}
	return e.known
}

// Later is what is known of somebody after a visit, from what was known before
// and what the visit says: what it cannot tell stays as it was, so that a door
// that nobody opened changes nobody's mind.
func Later(known, visit map[string]string) map[string]string {
	out := maps.Clone(known)
	if out == nil {
		out = map[string]string{}
	}
	maps.Copy(out, visit)
	return out
}

// An evaluation holds what rules ask of: answers, and fields derived before.
type evaluation struct {
	flow  Flow
	talk  Talk
	known map[string]string
}

func (e evaluation) field(d Derived) string {
	for _, r := range d.Rules {
		x, err := readRule(r.When)
		if err != nil {
			return unknown // Parse refuses such a script
		}
		if x.difference {
			return e.less(x)
		}
		if !e.holds(x.when) {
			continue
		}
		if r.Value != "" {
			return r.Value
		}
		return "true"
	}
	return d.Else
}

// less is the one number less the other, where there are both and the rule's
// condition holds.
func (e evaluation) less(x rule) string {
	a, ok1 := e.number(operand{x.from})
	b, ok2 := e.number(operand{x.less})
	if !ok1 || !ok2 || x.when != nil && !e.holds(x.when) {
		return unknown
	}
	return strconv.Itoa(a - b)
}

// holds reports whether one of the ways of a condition holds altogether.
func (e evaluation) holds(ways [][]test) bool {
	return slices.ContainsFunc(ways, func(all []test) bool {
		return !slices.ContainsFunc(all, func(t test) bool { return !e.true(t) })
	})
}

func (e evaluation) true(t test) bool {
	words := e.words(t.of)
	switch t.op {
	case OpPresent:
		return len(words) > 0
	case OpIn, OpEq:
		return slices.ContainsFunc(words, func(w string) bool { return slices.Contains(t.values, w) })
	case OpNe:
		return len(words) > 0 && !slices.Contains(words, t.values[0])
	}
	n, ok := e.number(t.of)
	if !ok {
		return false
	}
	low, _ := strconv.Atoi(t.values[0])
	switch t.op {
	case OpGte:
		return n >= low
	case OpLte:
		return n <= low
	case OpGt:
		return n > low
	case OpLt:
		return n < low
	}
	high, _ := strconv.Atoi(t.values[1])
	return low <= n && n <= high
}

// words is the value of the first of the fields that has one.
func (e evaluation) words(of operand) []string {
	for _, field := range of {
		if v, ok := e.known[field]; ok {
			return []string{v}
		}
		if a := e.flow.Value(field, e.talk); a.Given() {
			return a.Words
		}
	}
	return nil
}

func (e evaluation) number(of operand) (int, bool) {
	words := e.words(of)
	if len(words) != 1 {
		return 0, false
	}
	n, err := strconv.Atoi(words[0])
	return n, err == nil
}

// A rule is a condition, or a difference of two fields and the condition
// under which it may be told.
type rule struct {
	difference bool
	from, less string
	when       [][]test // one of these, each wholly
}

// A test asks one thing of the first of some fields that has a value.
type test struct {
	of     operand
	op     Op
	values []string
}

// An operand is fields, the one that counts before the others.
type operand []string

// The words of a rule.
var (
	name       = `[a-z][a-z0-9_.]*`
	word       = `[A-Za-z0-9_-]+`
	difference = regexp.MustCompile(`^(` + name + `) - (` + name + `) when (.+)$`)
	bothThere  = regexp.MustCompile(`^(` + name + `) and (` + name + `) both present$`)
	between    = regexp.MustCompile(` between (-?\d+) and (-?\d+)`)
	asks       = regexp.MustCompile(`^(last\((` + name + `(?:, ` + name + `)*)\)|` + name + `)(?: (==|!=|>=|<=|>|<) (` + word + `)| in \[(` + word + `(?:, ` + word + `)*)\]| between (-?\d+)\.\.(-?\d+)| present)?$`)
)

var comparisons = map[string]Op{"==": OpEq, "!=": OpNe, ">=": OpGte, "<=": OpLte, ">": OpGt, "<": OpLt}

// readRule reads "a - b when …", "a and b both present", or tests that are
// joined by "and" and, looser, by "or".
func readRule(text string) (r rule, err error) {
	if m := difference.FindStringSubmatch(text); m != nil {
		r.difference, r.from, r.less = true, m[1], m[2]
		if m[3] != "both present" {
			r.when, err = readWays(m[3])
		}
		return r, err
	}
	r.when, err = readWays(text)
	return r, err
}

func readWays(text string) ([][]test, error) {
	if m := bothThere.FindStringSubmatch(text); m != nil {
		return [][]test{{{operand{m[1]}, OpPresent, nil}, {operand{m[2]}, OpPresent, nil}}}, nil
	}
	var ways [][]test
	for _, way := range strings.Split(between.ReplaceAllString(text, " between $1..$2"), " or ") {
		var all []test
		for _, part := range strings.Split(way, " and ") {
			t, err := readTest(part)
			if err != nil {
				return nil, err
			}
			all = append(all, t)
		}
		ways = append(ways, all)
	}
	return ways, nil
}

func readTest(text string) (test, error) {
	m := asks.FindStringSubmatch(text)
	if m == nil {
		return test{}, unread(text)
	}
	t := test{of: operand{m[1]}, op: OpPresent}
	if m[2] != "" {
		t.of = strings.Split(m[2], ", ")
	}
	switch {
	case m[3] != "":
		t.op, t.values = comparisons[m[3]], []string{m[4]}
		if t.op.numeric() && !numbers(t.values) {
			return t, unread(text)
		}
	case m[5] != "":
		t.op, t.values = OpIn, strings.Split(m[5], ", ")
	case m[6] != "":
		t.op, t.values = OpBetween, []string{m[6], m[7]}
	}
	return t, nil
}

// unread is the part of a rule that cannot be read.
type unread string

func (u unread) Error() string { return "script: no rule: " + string(u) }
