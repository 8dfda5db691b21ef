package templates

import (
	"fmt"
	"maps"
	"slices"
	"strings"
)

// A Field is one labelled box of a form, for the parts field, textarea and
// select. A template makes one with
//
//	{{template "field" (field .Form "email" "label" (t "…") "type" "email" "autocomplete" "email")}}
//
// and may name label, help, type, value, autocomplete, inputmode,
// enterkeyhint, min, max, maxlength, rows, suffix, id, options, required.
type Field struct {
	ID, Name, Label, Help, Error, Value, Type            string
	Autocomplete, Inputmode, Enterkeyhint                string
	Min, Max, Maxlength, Rows, Suffix, Pattern, Disabled string
	Required                                             bool
	Options                                              []Option
}

// An Option is one line of a select.
type Option struct{ Value, Text string }

func option(value, text string) Option { return Option{value, text} }

// Described is the ids of what explains the box, for assistive technology.
func (f Field) Described() string {
	var ids []string
	if f.Error != "" {
		ids = append(ids, f.ID+"-e")
	}
	if f.Help != "" {
		ids = append(ids, f.ID+"-h")
	}
	return strings.Join(ids, " ")
}

func (l *Locale) field(form Form, name string, kv []any) (Field, error) {
	args, err := dict(kv...)
	if err != nil {
		return Field{}, err
	}
	f := Field{ID: name, Name: name, Type: "text", Error: l.wrong(form, name)}
	texts := map[string]*string{"id": &f.ID, "label": &f.Label, "help": &f.Help, "type": &f.Type, "value": &f.Value,
		"autocomplete": &f.Autocomplete, "inputmode": &f.Inputmode, "enterkeyhint": &f.Enterkeyhint, "min": &f.Min,
		"max": &f.Max, "maxlength": &f.Maxlength, "rows": &f.Rows, "suffix": &f.Suffix, "pattern": &f.Pattern, "disabled": &f.Disabled}
	for k, v := range args {
		switch to := texts[k]; {
		case to != nil:
			*to = fmt.Sprint(v)
		case k == "required":
			f.Required = v == true
		case k == "options":
			f.Options, _ = v.([]Option)
		default:
			return f, fmt.Errorf("templates: field %s has no %q", name, k)
		}
	}
	if form.Raw.Has(name) {
		f.Value = form.Value(name)
	}
	return f, nil
}

// wrong is the sentence beside a field, empty when all is well with it.
func (l *Locale) wrong(form Form, name string) string {
	if !form.Has(name) {
		return ""
	}
	if code := "wrong." + form.Wrong[name]; Says(code) {
		return l.Word(code, form.Args)
	}
	return l.Word("refusal."+form.Wrong[name], form.Args)
}

// A Choice is one alternative, for the parts choice (a full row) and key (a
// box). A template may name title, help, end, id, type, disabled, checked.
type Choice struct {
	ID, Name, Value, Title, Help, End, Type string
	Disabled, Checked                       bool
}

func choice(form Form, name, value string, kv []any) (Choice, error) {
	args, err := dict(kv...)
	if err != nil {
		return Choice{}, err
	}
	c := Choice{ID: name + "-" + value, Name: name, Value: value, Type: "radio"}
	texts := map[string]*string{"title": &c.Title, "help": &c.Help, "end": &c.End, "id": &c.ID, "type": &c.Type}
	for k, v := range args {
		switch to := texts[k]; {
		case to != nil:
			*to = fmt.Sprint(v)
		case k == "disabled":
			c.Disabled = v == true
		case k == "checked":
			c.Checked = v == true
		default:
			return c, fmt.Errorf("templates: choice %s has no %q", name, k)
		}
	}
	if form.Raw != nil && (form.Raw.Has(name) || len(form.Raw) > 0) {
		c.Checked = form.Checked(name, value)
	}
	return c, nil
}

// A Legend names a group of choices, with its help and what is wrong with it.
type Legend struct{ ID, Text, Help, Error string }

func (l *Locale) legend(form Form, name, text string, help []string) Legend {
	return Legend{ID: name, Text: text, Help: strings.Join(help, " "), Error: l.wrong(form, name)}
}

// A Summary is the first thing on a form that comes back: what was refused,
// what was kept, and a link to each fault.
type Summary struct {
	Refusal string
	Faults  []Fault
}

// A Fault is one line of a Summary. Label is empty for a field that the form
// does not show.
type Fault struct{ ID, Label, Text string }

// Any reports whether there is something to say.
func (s Summary) Any() bool { return s.Refusal != "" || len(s.Faults) > 0 }

// summary lists what is wrong in the order of kv: field, label, field, label.
func (l *Locale) summary(form Form, kv []string) Summary {
	var s Summary
	if form.Refusal != "" {
		s.Refusal = l.Word("refusal."+form.Refusal, form.Args)
	}
	left := maps.Clone(form.Wrong)
	for i := 0; i+1 < len(kv); i += 2 {
		if form.Has(kv[i]) {
			s.Faults = append(s.Faults, Fault{kv[i], kv[i+1], l.wrong(form, kv[i])})
			delete(left, kv[i])
		}
	}
	for _, name := range slices.Sorted(maps.Keys(left)) {
		s.Faults = append(s.Faults, Fault{Text: l.wrong(form, name)})
	}
	return s
}

// A Meter is a line of what was promised, of which a part is done; the tick is
// what is due by now. All three in percent of the line.
type Meter struct {
	Done, Due float64
	Ticked    bool
	Label     string
}

// meter draws done of all, with a tick at due, when one is given.
func meter(label string, done, all any, due ...any) (Meter, error) {
	of := func(v any) (float64, error) {
		if f, ok := v.(float64); ok {
			return f, nil
		}
		n, ok := wholeOf(v)
		if !ok {
			return 0, fmt.Errorf("templates: a meter of %v", v)
		}
		return float64(n), nil
	}
	d, err := of(done)
	a, err2 := of(all)
	m := Meter{Label: label}
	if err != nil || err2 != nil || a <= 0 {
		return m, err
	}
	m.Done = 100 * max(0, min(1, d/a))
	if len(due) > 0 {
		t, err := of(due[0])
		m.Due, m.Ticked = 100*max(0, min(1, t/a)), err == nil
	}
	return m, nil
}
