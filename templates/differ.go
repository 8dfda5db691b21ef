package templates

import (
	"slices"
	"strings"
	"time"
)

// A Compared is a field of a form of which two versions are held against each
// other. Say writes what it holds for people; nil writes it as it stands.
type Compared struct {
	Name, Label string
	Say         func(value string) string
}

// A Difference is a field that the reader left otherwise than somebody else who
// saved meanwhile.
type Difference struct{ Label, Yours, Theirs string }

// Differ lists the fields in which two versions of a form differ. A box that is
// not ticked, a number that is 0 and nothing at all are the same.
func Differ(yours, theirs Form, fields []Compared) (all []Difference) {
	for _, f := range fields {
		a, b := plainValues(yours.Raw[f.Name]), plainValues(theirs.Raw[f.Name])
		if slices.Equal(a, b) {
			continue
		}
		all = append(all, Difference{f.Label, f.said(a), f.said(b)})
	}
	return all
}

// plainValues are what a field holds, in order, without what says nothing.
func plainValues(values []string) (plain []string) {
	for _, v := range values {
		if v = strings.TrimSpace(strings.ReplaceAll(v, "\r\n", "\n")); v != "" && v != "0" && v != "false" {
			plain = append(plain, v)
		}
	}
	slices.Sort(plain)
	return plain
}

func (f Compared) said(values []string) string {
	if len(values) == 0 {
		return "—"
	}
	said := slices.Clone(values)
	for i := range said {
		if f.Say != nil {
			said[i] = f.Say(said[i])
		}
	}
	return strings.Join(said, ", ")
}

// SayTime writes a time on the wall as it is typed, "2026-12-05T10:00".
func (l *Locale) SayTime(value string) string {
	t, err := time.Parse("2006-01-02T15:04", value)
	if err != nil {
		return value
	}
	return l.When(t)
}

// SayYes writes a box that is ticked.
func (l *Locale) SayYes(string) string { return l.Word("details.yes") }

// SayTongue writes the code of a language.
func (l *Locale) SayTongue(value string) string { return tongue(value) }

// SayWord writes what is a word of ours, by the beginning of its code.
func (l *Locale) SayWord(begins string) func(string) string {
	return func(value string) string { return l.Word(begins + value) }
}

// SayOption writes what is one of a list.
func SayOption(options []Option) func(string) string {
	return func(value string) string {
		for _, o := range options {
			if o.Value == value {
				return o.Text
			}
		}
		return value
	}
}
