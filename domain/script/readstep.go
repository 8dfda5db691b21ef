package script

import "gopkg.in/yaml.v3"

// Schema is the form of source that Parse reads.
const Schema = "script/1"

// script reads the whole of the file into r.flow.
func (r *reader) script(n *yaml.Node) {
	f := &r.flow
	r.root = n
	f.Rating = Rating{Max: 10, SupportEnd: 10}
	var schema string
	seen := r.fields(n, words{
		"schema": r.text(&schema), "key": r.text(&f.Key), "version": r.number(&f.Version), "locale": r.text(&f.Locale),
		"title": r.text(&f.Title), "mode": r.text(&f.Mode), "purpose": r.text(&f.Purpose), "issue": r.text(&f.Issue),
		"audience": r.text(&f.Audience), "estimated_minutes": r.number(&f.Minutes), "rating": r.rating,
		"variables": r.texts(&f.Variables), "facts": r.each(r.fact), "experiment": r.experiment,
		"conversation": r.text(&f.Conversation), "start": r.text(&f.Start),
		"lists":  r.pairs(func(k string, _ *yaml.Node) { f.Lists = append(f.Lists, k) }),
		"steps":  r.each(r.step),
		"derive": r.each(r.derived),
	})
	r.need(n, seen, "schema", "key", "locale", "title", "start", "steps")
	if schema != "" && schema != Schema {
		r.fault(n, "other-schema", schema)
	}
	if seen["steps"] && len(f.Steps) == 0 {
		r.fault(n, "word-missing", "steps")
	}
	if f.Conversation == "" {
		f.Conversation = f.storyStep()
	}
}

// storyStep is step 4 of a persuasive conversation, "their story": the step
// that records it, or the one that records the canvasser's own. A script that
// has it elsewhere says so with the word conversation.
func (f Flow) storyStep() string {
	for _, record := range []string{"voter_shared_story", "canvasser_shared_story"} {
		for _, s := range f.Steps {
			if s.Record == record {
				return s.ID
			}
		}
	}
	return ""
}

func (r *reader) rating(n *yaml.Node) {
	var fields []string
	to := &r.flow.Rating
	r.fields(n, words{"min": r.number(&to.Min), "max": r.number(&to.Max), "support_end": r.number(&to.SupportEnd), "fields": r.texts(&fields)})
	if len(fields) != 2 || fields[0] == fields[1] {
		r.fault(n, "two-ratings", "fields")
		return
	}
	to.Before, to.After = fields[0], fields[1]
	if to.Min < 0 || to.Max <= to.Min || to.Max > 10 {
		r.fault(n, "rating-range", "max")
	}
}

func (r *reader) fact(n *yaml.Node) {
	var f Fact
	seen := r.fields(n, words{
		"key": r.text(&f.Key), "required": r.truth(&f.Required), "needs_source": r.truth(&f.NeedsSource),
		"expires_with": r.text(&f.ExpiresWith), "hint": r.text(&f.Hint),
	})
	r.need(n, seen, "key")
	r.flow.Facts = append(r.flow.Facts, f)
}

func (r *reader) experiment(n *yaml.Node) {
	var unit string
	seen := r.fields(n, words{
		"unit": r.text(&unit), "reveal_after": r.text(&r.flow.RevealAfter),
		"arms": r.each(func(n *yaml.Node) {
			var a Arm
			r.need(n, r.fields(n, words{"key": r.text(&a.Key), "start": r.text(&a.Start)}), "key", "start")
			r.flow.Arms = append(r.flow.Arms, a)
		}),
	})
	r.need(n, seen, "arms")
}

func (r *reader) step(n *yaml.Node) {
	s := Step{Line: n.Line}
	var kind string
	seen := r.fields(n, words{
		"id": r.text(&s.ID), "kind": r.text(&kind), "say": r.text(&s.Say), "do": r.text(&s.Do), "record": r.text(&s.Record),
		"options": r.each(r.option(&s)), "extra_options": r.each(r.option(&s)), "options_from": r.text(&s.OptionsFrom),
		"next_by_option_group": r.pairs(func(k string, v *yaml.Node) {
			if s.NextByGroup == nil {
				s.NextByGroup = map[string]string{}
			}
			var to string
			r.text(&to)(v)
			s.NextByGroup[k] = to
		}),
		"next": r.text(&s.Next), "end": r.truth(&s.End), "requeue": r.truth(&s.Requeue),
		"requeue_unless": func(n *yaml.Node) { s.RequeueUnless = r.condition(n) },
		"cases":          r.each(r.branch(&s)), "else": r.text(&s.Else),
		"refusable": r.truth(&s.Refusable), "optional": r.truth(&s.Optional), "sensitive": r.truth(&s.Sensitive),
		"max_length": r.number(&s.MaxLength), "requires": r.text(&s.Requires), "requires_fact": r.text(&s.RequiresFact),
		"routes_to": r.text(&s.RoutesTo), "retention": r.text(&s.Retention), "consent_text_id": r.text(&s.ConsentText),
		"channels": r.texts(&s.Channels), "default": r.text(&s.Default),
	})
	s.Kind = Kind(kind)
	r.need(n, seen, "id", "kind")
	r.flow.Steps = append(r.flow.Steps, s)
}

func (r *reader) option(s *Step) func(*yaml.Node) {
	return func(n *yaml.Node) {
		o := Option{Line: n.Line}
		seen := r.fields(n, words{
			"value": r.word(&o.Value), "label": r.text(&o.Label), "next": r.text(&o.Next), "end": r.truth(&o.End),
			"requeue": r.truth(&o.Requeue), "exclusive": r.truth(&o.Exclusive), "group": r.text(&o.Group),
		})
		r.need(n, seen, "value", "label")
		s.Options = append(s.Options, o)
	}
}

func (r *reader) branch(s *Step) func(*yaml.Node) {
	return func(n *yaml.Node) {
		c := Case{Line: n.Line}
		seen := r.fields(n, words{"next": r.text(&c.Next), "when": func(n *yaml.Node) {
			if when := r.condition(n); when != nil {
				c.When = *when
			}
		}})
		r.need(n, seen, "when", "next")
		s.Cases = append(s.Cases, c)
	}
}

// operands is how many values each operation compares with: at least, at most.
var operands = map[Op][2]int{
	OpEq: {1, 1}, OpNe: {1, 1}, OpGte: {1, 1}, OpLte: {1, 1}, OpGt: {1, 1}, OpLt: {1, 1},
	OpBetween: {2, 2}, OpIn: {1, 50}, OpMissing: {0, 0}, OpPresent: {0, 0},
}

func (r *reader) condition(n *yaml.Node) *Condition {
	var c Condition
	var op string
	seen := r.fields(n, words{"field": r.text(&c.Field), "op": r.text(&op), "value": func(n *yaml.Node) {
		if n.Kind == yaml.SequenceNode {
			r.texts(&c.Values)(n)
			return
		}
		var v string
		r.text(&v)(n)
		c.Values = []string{v}
	}})
	r.need(n, seen, "field", "op")
	c.Op = Op(op)
	bounds, ok := operands[c.Op]
	switch {
	case !ok:
		r.fault(n, "unknown-op", op)
	case len(c.Values) < bounds[0] || len(c.Values) > bounds[1]:
		r.fault(n, "wrong-operands", op)
	case c.Op.numeric() && !numbers(c.Values):
		r.fault(n, "not-a-number", c.Values[0])
	}
	return &c
}

func (r *reader) derived(n *yaml.Node) {
	var d Derived
	var rule string
	seen := r.fields(n, words{
		"field": r.text(&d.Field), "rule": r.text(&rule),
		"first_match": r.each(func(n *yaml.Node) {
			var u Rule
			r.need(n, r.fields(n, words{"when": r.text(&u.When), "value": r.text(&u.Value)}), "when", "value")
			d.Rules = append(d.Rules, u)
		}),
		"else": func(n *yaml.Node) { d.Else = n.Value },
	})
	r.need(n, seen, "field")
	if seen["rule"] == seen["first_match"] {
		r.fault(n, "one-rule", d.Field)
	}
	if rule != "" {
		d.Rules = append(d.Rules, Rule{When: rule})
	}
	for _, u := range d.Rules {
		if _, err := readRule(u.When); err != nil {
			r.fault(n, "rule-unread", u.When)
		}
	}
	r.flow.Derive = append(r.flow.Derive, d)
}
