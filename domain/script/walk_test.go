package script

import (
	"encoding/json"
	"reflect"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

var parties = map[string][]Option{"parties": {
	{Value: "green", Label: "Green", Group: "ours"}, {Value: "blue", Label: "Blue", Group: "others"},
}}

func TestTheWalk(t *testing.T) {
	f := parsed(t, good)
	for name, c := range map[string]struct {
		answers Answers
		facts   map[string]string
		path    string
	}{
		"nobody home":          {Answers{"door": Said("not_home")}, nil, "door"},
		"high first number":    {Answers{"door": Said("spoke"), "rate": Said("8"), "mail": Said()}, nil, "door rate ask mail"},
		"low first number":     {Answers{"door": Said("spoke"), "rate": Said("2"), "lean": Said("blue"), "again": Said("3"), "ask": Said("none")}, nil, "door rate words lean again ask"},
		"ours goes elsewhere":  {Answers{"door": Said("spoke"), "rate": Said("2"), "lean": Said("green"), "ask": Said("poster")}, nil, "door rate words lean ask"},
		"declined is no zero":  {Answers{"door": Said("spoke"), "rate": Declined, "lean": Said("blue"), "ask": Said("none")}, nil, "door rate words lean ask"},
		"declined list":        {Answers{"door": Said("spoke"), "rate": Said("0"), "lean": Declined, "again": Said("0")}, nil, "door rate words lean again"},
		"sourced fact is said": {Answers{"door": Said("spoke"), "rate": Said("8"), "mail": Said("sms")}, map[string]string{"f1": "x"}, "door rate ask fact mail"},
		"stale answer":         {Answers{"door": Said("not_home"), "rate": Said("8")}, nil, "door"},
	} {
		t.Run(name, func(t *testing.T) {
			talk := Talk{Answers: c.answers, Facts: c.facts, Lists: parties}
			if code := f.Fits(talk); code != "" {
				t.Fatal(code)
			}
			if got := strings.Join(f.Path(talk), " "); got != c.path {
				t.Errorf("path %q, want %q", got, c.path)
			}
		})
	}
}

func TestAnArmChoosesTheWay(t *testing.T) {
	f := movements(t, "public-healthcare-persuasion")
	for arm, want := range map[string]string{"": "rate_before", "treatment": "rate_before", "placebo": "placebo_open"} {
		intro, _ := f.Step("intro")
		next, _ := f.Next(intro, Talk{Arm: arm, Answers: Answers{"intro": Said("willing")}})
		if next.ID != want {
			t.Errorf("arm %q goes to %s, want %s", arm, next.ID, want)
		}
	}
}

func TestDecliningARatingLeadsOnAndHidesTheSecond(t *testing.T) {
	f := movements(t, "unseat-marginal-id-persuasion")
	talk := Talk{Answers: Answers{"door": Said("spoke"), "intro": Said("health"), "intention": Declined, "likely_before": Declined}}
	if got := f.Path(talk); got[len(got)-1] != "likely_before" {
		t.Errorf("path %v", got)
	}
	s, _ := f.Step("likely_before")
	if next, _ := f.Next(s, talk); next.ID != "close_leaflet" {
		t.Errorf("declined goes to %q: a declined number is missing, and is not 0", next.ID)
	}
	talk.Answers["likely_before"] = Said("0")
	if next, _ := f.Next(s, talk); next.ID != "close_polite" {
		t.Errorf("0 goes to %q", next.ID)
	}
}

func TestConditions(t *testing.T) {
	f := parsed(t, good)
	talk := Talk{Answers: Answers{"rate": Said("5"), "ask": Said("poster")}}
	for _, c := range []struct {
		field  string
		op     Op
		values []string
		want   bool
	}{
		{"before", OpEq, []string{"5"}, true}, {"before", OpNe, []string{"5"}, false}, {"before", OpNe, []string{"4"}, true},
		{"before", OpGte, []string{"5"}, true}, {"before", OpGt, []string{"5"}, false}, {"before", OpLte, []string{"5"}, true},
		{"before", OpLt, []string{"5"}, false}, {"before", OpBetween, []string{"5", "6"}, true}, {"before", OpBetween, []string{"6", "7"}, false},
		{"before", OpIn, []string{"4", "5"}, true}, {"before", OpPresent, nil, true}, {"before", OpMissing, nil, false},
		{"after", OpMissing, nil, true}, {"after", OpLte, []string{"5"}, false}, {"after", OpNe, []string{"5"}, false},
		{"help", OpGte, []string{"0"}, false}, {"help", OpEq, []string{"poster"}, true},
	} {
		if got := f.Holds(Condition{c.field, c.op, c.values}, talk); got != c.want {
			t.Errorf("%s %s %v: %v", c.field, c.op, c.values, got)
		}
	}
}

func TestWhatDoesNotFit(t *testing.T) {
	f := parsed(t, good)
	for code, a := range map[string]Answers{
		"no-such-step":     {"gone": Said("x")},
		"not-declinable":   {"words": Declined},
		"not-an-option":    {"lean": Said("red")},
		"off-the-scale":    {"rate": Said("11")},
		"too-many-letters": {"words": Said(strings.Repeat("ü", 141))},
		"chosen-alone":     {"ask": Said("poster", "none")},
		"records-nothing":  {"bye": Said("x")},
	} {
		if got := f.Fits(Talk{Answers: a, Lists: parties}); got != code {
			t.Errorf("%v: %q, want %q", a, got, code)
		}
	}
	if got := f.Fits(Talk{Answers: Answers{"mail": Said("fax")}}); got != "not-an-option" {
		t.Errorf("channel: %q", got)
	}
	if got := f.Fits(Talk{Answers: Answers{"words": Said(strings.Repeat("ü", 140)), "mail": Said()}}); got != "" {
		t.Errorf("140 letters and no channel: %q", got)
	}
}

func TestPruneDropsTheWayNotTaken(t *testing.T) {
	f := parsed(t, good)
	got := f.Prune(Talk{Lists: parties, Answers: Answers{"door": Said("spoke"), "rate": Said("9"), "lean": Said("blue"), "ask": Said("none")}})
	if len(got) != 3 || !got["ask"].Has("none") {
		t.Errorf("kept %v", got)
	}
}

func TestAnswersTravelAsJSON(t *testing.T) {
	for _, text := range []string{`"declined"`, `7`, `"yes"`, `["a","b"]`, `[]`, `"07"`} {
		var a Answer
		if err := json.Unmarshal([]byte(text), &a); err != nil {
			t.Fatal(text, err)
		}
		if b, _ := json.Marshal(a); string(b) != text {
			t.Errorf("%s came back as %s", text, b)
		}
	}
	for _, text := range []string{`null`, `{}`, `1.5`, `true`, `[1]`} {
		if err := json.Unmarshal([]byte(text), &Answer{}); err == nil {
			t.Errorf("%s was taken for an answer", text)
		}
	}
}

func TestSayShowsWhatIsNotFilledIn(t *testing.T) {
	got := Say("Hi {voter.first_name}, {facts.voter_id_line}", map[string]string{"voter.first_name": "Ana"})
	if got != "Hi Ana, [voter id line]" {
		t.Error(got)
	}
}

// Whatever is answered, a walk comes to an end, its path goes downwards in the
// outline, and pruning twice is pruning once.
func TestEveryWalkEnds(t *testing.T) {
	flows := []Flow{parsed(t, good), movements(t, "polling-day-gotv"), movements(t, "unseat-marginal-id-persuasion"), movements(t, "public-healthcare-persuasion")}
	rapid.Check(t, func(t *rapid.T) {
		f := rapid.SampledFrom(flows).Draw(t, "flow")
		talk := Talk{Answers: Answers{}, Lists: parties}
		s, ok := f.Begin(talk)
		for n := 0; ok; n++ {
			if n > len(f.Steps) {
				t.Fatal("no end")
			}
			talk.Answers[s.ID] = anyAnswer(t, f, s, talk)
			s, ok = f.Next(s, talk)
		}
		path, layers := f.Path(talk), f.layers()
		if !slices.IsSortedFunc(path, func(a, b string) int { return layers[a] - layers[b] }) {
			t.Fatalf("path goes upwards: %v", path)
		}
		once := f.Prune(talk)
		talk.Answers = once
		if !reflect.DeepEqual(once, f.Prune(talk)) {
			t.Fatal("pruned twice is not pruned once")
		}
	})
}

func anyAnswer(t *rapid.T, f Flow, s Step, talk Talk) Answer {
	if s.Refusable && rapid.Bool().Draw(t, "declined") {
		return Declined
	}
	if offers := s.Offers(talk); len(offers) > 0 {
		return Said(rapid.SampledFrom(offers).Draw(t, "option").Value)
	}
	if s.Kind == KindScale {
		return Said(rapid.SampledFrom(strings.Fields("0 1 2 3 4 5 6 7 8 9 10")).Draw(t, "number"))
	}
	return Said()
}
