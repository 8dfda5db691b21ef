package lawpack

import (
	"slices"
	"strings"
	"time"
)

// An Election is a day on which the recipient is voted on, by the clock of its
// pack.
type Election struct {
	Day     string // "2026-11-03"
	General bool   // it ends a cycle
}

// Election is the day of the election that a gift counts towards: the first
// that is not before its own; empty after the last.
func (p *Pack) Election(at time.Time, es []Election) string {
	return next(p.Day(at), es, func(Election) bool { return true })
}

// Cycle is the day of the general election that ends the cycle of a gift; empty
// after the last.
func (p *Pack) Cycle(at time.Time, es []Election) string {
	return next(p.Day(at), es, func(e Election) bool { return e.General })
}

func next(day string, es []Election, counts func(Election) bool) (found string) {
	for _, e := range es {
		if counts(e) && e.Day >= day && (found == "" || e.Day < found) {
			found = e.Day
		}
	}
	return found
}

// Spans is the names of all stretches that a gift counts in: its year, as in
// "2026", and where their days are known its election, as in "to 2026-11-03",
// and its cycle, as in "cycle 2026-11-03".
func (p *Pack) Spans(at time.Time, es []Election) []string {
	spans := []string{p.Year(at)}
	if day := p.Election(at, es); day != "" {
		spans = append(spans, ToElection(day))
	}
	if day := p.Cycle(at, es); day != "" {
		spans = append(spans, InCycle(day))
	}
	return spans
}

// Span is the name of the stretch over which a sum is made up; the year where
// the days of elections are not known.
func (p *Pack) Span(of string, at time.Time, es []Election) string {
	if day := p.Election(at, es); of == OfElection && day != "" {
		return ToElection(day)
	}
	if day := p.Cycle(at, es); of == OfCycle && day != "" {
		return InCycle(day)
	}
	return p.Year(at)
}

// ToElection is the name of the stretch before an election.
func ToElection(day string) string { return "to " + day }

// InCycle is the name of the cycle that a general election ends.
func InCycle(day string) string { return "cycle " + day }

// SpanOf is what a stretch is, OfYear, OfElection or OfCycle, and its year or
// the day that ends it.
func SpanOf(span string) (of, day string) {
	switch kind, day, found := strings.Cut(span, " "); {
	case !found:
		return OfYear, span
	case kind == "to":
		return OfElection, day
	default:
		return OfCycle, day
	}
}

// ByElection reports whether any rule of the pack needs the days of elections.
func (p *Pack) ByElection() bool {
	return slices.ContainsFunc(p.Rules, func(r Rule) bool { return r.Of == OfElection || r.Of == OfCycle })
}
