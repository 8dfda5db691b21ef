package script

import (
	"cmp"
	"slices"

	"barnstorm/domain"
)

// A Fault is one thing wrong with a script's source.
type Fault = domain.Line

// Faulty is the refusal of a source with faults, each with its line.
func Faulty(faults []Fault) error {
	return &domain.Error{
		Kind: domain.Invalid, Code: "script-has-faults",
		Fields: map[string]string{"source": "see-faults"},
		Args:   map[string]any{"n": len(faults)},
		Lines:  faults,
	}
}

// sorted orders faults by line and drops repetitions.
func sorted(faults []Fault) []Fault {
	slices.SortStableFunc(faults, func(a, b Fault) int {
		return cmp.Or(cmp.Compare(a.Line, b.Line), cmp.Compare(a.Code, b.Code), cmp.Compare(a.About, b.About))
	})
	return slices.Compact(faults)
}
