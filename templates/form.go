package templates

import (
	"net/url"
	"slices"
)

// A Form is what somebody typed and what is wrong with it, ready to be shown
// to them again just as they left it.
type Form struct {
	Raw     url.Values
	Wrong   map[string]string // field to code: the sentence is wrong.<code>
	Refusal string            // a refusal of the whole: the sentence is refusal.<code>
	Args    map[string]any    // what the sentence of the refusal mentions
}

// Value is what was typed into a field.
func (f Form) Value(name string) string { return f.Raw.Get(name) }

// Checked reports whether value was chosen in the field name.
func (f Form) Checked(name, value string) bool { return slices.Contains(f.Raw[name], value) }

// Has reports whether something is wrong with the field name.
func (f Form) Has(name string) bool { return f.Wrong[name] != "" }

// Refused reports whether the form comes back with something to put right.
func (f Form) Refused() bool { return f.Refusal != "" || len(f.Wrong) > 0 }
