package script

import (
	"fmt"
	"os"
	"strings"
	"testing"

	"barnstorm/store/storetest"
)

// good is a small script without faults, one line a step, so that a test may
// spoil one line of it.
const good = `schema: script/1
key: small
locale: en-GB
title: "Small"
rating: {min: 0, max: 10, fields: [before, after]}
variables: [group.name]
lists: {parties: from_election}
facts: [{key: f1, required: false}]
start: door
steps:
  - {id: door, kind: outcome, record: result, options: [{value: spoke, label: "Spoke", next: rate}, {value: not_home, label: "Nobody", end: true}]}
  - {id: rate, kind: scale, say: "Hi from {group.name}", record: before, refusable: true, next: gate}
  - {id: gate, kind: branch, cases: [{when: {field: before, op: gte, value: 7}, next: ask}], else: words}
  - {id: words, kind: text, record: why, max_length: 140, optional: true, next: lean}
  - {id: lean, kind: single, record: lean, options_from: parties, refusable: true, next_by_option_group: {ours: ask, others: again}}
  - {id: again, kind: scale, record: after, requires: before, next: ask}
  - {id: ask, kind: multi, record: help, options: [{value: poster, label: "Poster"}, {value: none, label: "No", exclusive: true}], next: fact}
  - {id: fact, kind: info, say: "{facts.f1}", requires_fact: f1, next: mail}
  - {id: mail, kind: consent, record: consent, consent_text_id: c1, channels: [email, sms], next: bye}
  - {id: bye, kind: info, say: "Bye", end: true}
`

func parsed(t *testing.T, source string) Flow {
	t.Helper()
	f, faults := Parse([]byte(source))
	if len(faults) > 0 {
		t.Fatalf("faults: %+v", faults)
	}
	return f
}

func TestAGoodScriptHasNoFaults(t *testing.T) {
	f := parsed(t, good)
	if len(f.Steps) != 10 || f.Rating.After != "after" || f.Conversation != "" {
		t.Errorf("read %d steps, rating %+v, conversation %q", len(f.Steps), f.Rating, f.Conversation)
	}
}

// spoilt is each fault, the line it stands in, and how good is spoilt for it.
var spoilt = []struct {
	code      string
	line      int
	old, with string
}{
	{"not-yaml", 4, `title: "Small"`, "title: \"Small\" x"},
	{"alias", 4, `title: "Small"`, "title: &a Small"},
	{"too-deep", 7, `{parties: from_election}`, `{parties: [[[[[[[[[[[[[[1]]]]]]]]]]]]]]}`},
	{"too-many-letters", 4, `"Small"`, `"` + strings.Repeat("x", 2001) + `"`},
	{"other-schema", 1, "script/1", "script/9"},
	{"unknown-word", 4, "title:", "tilte:"},
	{"word-missing", 1, "key: small\n", "mode: door\n"},
	{"word-twice", 3, "locale: en-GB", "key: again"},
	{"not-text", 4, `title: "Small"`, "title: [a]"},
	{"not-a-list", 6, "[group.name]", "group.name"},
	{"not-a-mapping", 7, "{parties: from_election}", "parties"},
	{"not-a-number", 5, "max: 10", "max: ten"},
	{"not-true-or-false", 8, "required: false", "required: nay"},
	{"two-ratings", 5, "[before, after]", "[before]"},
	{"rating-range", 5, "max: 10", "max: 0"},
	{"no-such-field", 1, "[before, after]", "[before, later]"},
	{"no-such-step", 1, "start: door", "start: floor"},
	{"no-such-step", 11, "next: rate}", "next: rat}"},
	{"quote-it", 11, "value: spoke", "value: yes"},
	{"quote-it", 11, "value: spoke", "value: 5"},
	{"unknown-outcome", 11, "value: spoke", "value: chatted"},
	{"unknown-kind", 12, "kind: scale", "kind: scales"},
	{"undeclared-variable", 12, "{group.name}", "{group.nam}"},
	{"dead-end", 12, "refusable: true, next: gate", "refusable: true"},
	{"branch-else", 13, ", else: words", ""},
	{"no-such-field", 13, "field: before", "field: befor"},
	{"unknown-op", 13, "op: gte", "op: above"},
	{"wrong-operands", 13, "value: 7", "value: [7, 8]"},
	{"not-a-number", 13, "value: 7", "value: many"},
	{"text-length", 14, "max_length: 140, ", ""},
	{"no-such-list", 15, "options_from: parties", "options_from: people"},
	{"list-next", 15, ", others: again", ""},
	{"requires-next", 16, "requires: before, next: ask", "requires: before"},
	{"no-such-field", 16, "requires: before", "requires: befor"},
	{"multi-next", 17, `label: "Poster"`, `label: "Poster", next: bye`},
	{"value-twice", 17, "value: none", "value: poster"},
	{"value-reserved", 17, "value: none", "value: declined"},
	{"no-such-fact", 18, "requires_fact: f1", "requires_fact: f2"},
	{"consent-wording", 19, "consent_text_id: c1, ", ""},
	{"consent-default", 19, "channels:", "default: all, channels:"},
	{"id-twice", 20, "id: bye", "id: mail"},
	{"id-form", 20, "id: bye", "id: Bye"},
	{"end-and-next", 20, "\"Bye\", end: true", "\"Bye\", end: true, next: door"},
	{"records-nothing", 20, "\"Bye\",", "\"Bye\", record: x,"},
	{"options-unused", 20, `"Bye",`, `"Bye", options: [{value: a, label: "A"}],`},
	{"cycle", 20, `"Bye", end: true`, `"Bye", next: rate`},
	{"unreachable", 14, "else: words", "else: ask"},
	{"rule-unread", 21, "Bye\", end: true}\n", "Bye\", end: true}\nderive: [{field: x, rule: \"before is high\"}]\n"},
	{"one-rule", 21, "Bye\", end: true}\n", "Bye\", end: true}\nderive: [{field: x}]\n"},
}

func TestEveryFaultNamesItsLineAndReason(t *testing.T) {
	for _, c := range spoilt {
		t.Run(c.code+"/"+c.old, func(t *testing.T) {
			_, faults := Parse([]byte(strings.Replace(good, c.old, c.with, 1)))
			for _, f := range faults {
				if f.Code == c.code && f.Line == c.line {
					return
				}
			}
			t.Errorf("want %s in line %d, got %+v", c.code, c.line, faults)
		})
	}
}

func TestWhatIsNoScriptAtAllIsAFaultToo(t *testing.T) {
	many := strings.Builder{}
	many.WriteString(strings.Split(good, "steps:")[0] + "steps:\n  - {id: door, kind: info, next: s0}\n")
	for i := range MaxSteps {
		fmt.Fprintf(&many, "  - {id: s%d, kind: info, next: s%d}\n", i, i+1)
	}
	for name, c := range map[string]struct{ source, code string }{
		"empty":    {"", "not-a-script"},
		"a list":   {"- a\n- b", "not-a-script"},
		"latin 1":  {"title: \xe9", "not-utf8"},
		"long":     {strings.Repeat("#", MaxSource+1), "too-long"},
		"steps":    {many.String(), "too-many-steps"},
		"no steps": {strings.Split(good, "steps:")[0] + "steps: []\n", "word-missing"},
	} {
		if _, faults := Parse([]byte(c.source)); len(faults) == 0 || faults[0].Code != c.code {
			t.Errorf("%s: want %s, got %+v", name, c.code, faults)
		}
	}
}

// movements is one of the movement's own three scripts.
func movements(t *testing.T, name string) Flow {
	t.Helper()
	b, err := os.ReadFile(storetest.Real(t, "scripts/"+name+".yaml"))
	if err != nil {
		t.Fatal(err)
	}
	return parsed(t, string(b))
}

func TestTheRealScriptsAreWithoutFault(t *testing.T) {
	for name, conversation := range map[string]string{
		"polling-day-gotv": "", "public-healthcare-persuasion": "their_story", "unseat-marginal-id-persuasion": "story",
	} {
		t.Run(name, func(t *testing.T) {
			f := movements(t, name)
			if f.Key != name || f.Conversation != conversation {
				t.Errorf("key %q, conversation %q", f.Key, f.Conversation)
			}
			if got := len(f.Outline()); got != len(f.Steps) {
				t.Errorf("outline has %d of %d steps", got, len(f.Steps))
			}
		})
	}
}

func FuzzParse(f *testing.F) {
	f.Add([]byte(good))
	f.Add([]byte("schema: script/1\nsteps: [{id: a, kind: branch, cases: [{when: {field: x, op: between}}]}]"))
	f.Add([]byte("a: &a [*a]"))
	f.Fuzz(func(t *testing.T, source []byte) {
		flow, faults := Parse(source)
		if len(faults) > 0 {
			return
		}
		step, ok := flow.Begin(Talk{})
		for n := 0; ok; n++ {
			if n > len(flow.Steps) {
				t.Fatal("a checked flow walks in a circle")
			}
			talk := Talk{Answers: Answers{step.ID: Declined}}
			step, ok = flow.Next(step, talk)
		}
		flow.Outline()
	})
}
