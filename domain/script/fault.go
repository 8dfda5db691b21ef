package script

import (
	"cmp"
	"fmt"
	"slices"

	"barnstorm/domain"
)

// A Fault is one thing wrong with a script's source.
type Fault struct {
	Line  int    // from 1; 0 when it is wrong as a whole
	Code  string // stable and translatable, such as "no-such-step"
	About string // the word it is about, as it was written
}

// Faults is an error that lists everything wrong with a source.
type Faults []Fault

func (f Faults) Error() string {
	return fmt.Sprintf("script: %d faults, first %s %q in line %d", len(f), f[0].Code, f[0].About, f[0].Line)
}

// Faulty is the refusal of a source with faults. It wraps them, so that
// errors.As finds a Faults in it.
func Faulty(faults []Fault) error {
	return &refusal{
		Faults: faults,
		Refused: &domain.Error{
			Kind: domain.Invalid, Code: "script-has-faults",
			Fields: map[string]string{"source": "see-faults"},
			Args:   map[string]any{"n": len(faults)},
		},
	}
}

// refusal is a refused source together with what is wrong in which line.
type refusal struct {
	Faults  Faults
	Refused *domain.Error
}

func (r *refusal) Error() string   { return r.Refused.Error() }
func (r *refusal) Unwrap() []error { return []error{r.Refused, r.Faults} }

// sorted orders faults by line and drops repetitions.
func sorted(faults []Fault) []Fault {
	slices.SortStableFunc(faults, func(a, b Fault) int {
		return cmp.Or(cmp.Compare(a.Line, b.Line), cmp.Compare(a.Code, b.Code), cmp.Compare(a.About, b.About))
	})
	return slices.Compact(faults)
}
