package script

import (
	"fmt"
	"maps"
	"os"
	"testing"
)

// ofDemo reads one of the scripts that come with the demo.
func ofDemo(t *testing.T, name string) Flow {
	t.Helper()
	source, err := os.ReadFile("../demo/scripts/" + name)
	if err != nil {
		t.Fatal(err)
	}
	f, faults := Parse(source)
	if len(faults) > 0 {
		t.Fatal(faults)
	}
	return f
}

// said is answers by the name under which they are recorded.
func (f Flow) said(t *testing.T, kv ...string) Talk {
	t.Helper()
	talk := Talk{Answers: Answers{}}
	for i := 0; i < len(kv); i += 2 {
		found := false
		for _, s := range f.Steps {
			if s.Record == kv[i] && !found {
				found = true
				if talk.Answers[s.ID] = Said(kv[i+1]); kv[i+1] == DeclinedWord {
					talk.Answers[s.ID] = Declined
				}
			}
		}
		if !found {
			t.Fatalf("no step records %s", kv[i])
		}
	}
	return talk
}

func TestWhatAVisitSaysOfSomebody(t *testing.T) {
	unseat, health, polling := ofDemo(t, "unseat-marginal-id-persuasion.yaml"), ofDemo(t, "public-healthcare-persuasion.yaml"), ofDemo(t, "polling-day-gotv.yaml")
	for _, x := range []struct {
		flow    Flow
		outcome string
		said    []string
		want    map[string]string
	}{
		{unseat, "spoke", []string{"strength", "firm", "likely_before", "2"}, map[string]string{"support_level": "1"}},
		{unseat, "spoke", []string{"likely_before", "8"}, map[string]string{"support_level": "1"}},
		{unseat, "spoke", []string{"likely_before", "8", "likely_after", "6"}, map[string]string{"support_level": "2", "shift": "-2"}},
		{unseat, "spoke", []string{"strength", "soft", "likely_before", "1"}, map[string]string{"support_level": "2"}},
		{unseat, "spoke", []string{"voting_intention", "undecided"}, map[string]string{"support_level": "3"}},
		{unseat, "spoke", []string{"likely_before", "4"}, map[string]string{"support_level": "3"}},
		{unseat, "spoke", []string{"likely_before", "3"}, map[string]string{"support_level": "4"}},
		{unseat, "spoke", []string{"likely_before", "0"}, map[string]string{"support_level": "5"}},
		{unseat, "spoke", []string{"likely_before", "declined"}, nil},
		{unseat, "spoke", []string{"likely_before", "7", "likely_after", "declined"}, map[string]string{"support_level": "2"}},
		{unseat, "spoke", nil, nil},
		{unseat, "not_home", []string{"likely_before", "9", "strength", "firm"}, nil},
		{unseat, "spoke_other", []string{"likely_before", "9", "strength", "firm"}, nil},
		{unseat, "refused", []string{"likely_before", "0"}, nil},
		{health, "spoke", []string{"rating_before", "4", "rating_after", "7"}, map[string]string{"conversation_complete": "true", "shift": "3"}},
		{health, "spoke", []string{"rating_before", "4"}, nil},
		{polling, "spoke", []string{"voted_today", "posted"}, map[string]string{"voted": "true", "remove_from_today": "true"}},
		{polling, "spoke", []string{"support_today", "no"}, map[string]string{"remove_from_today": "true"}},
		{polling, "spoke", []string{"support_today", "yes"}, nil},
		{polling, "moved", []string{"contact_result", "moved", "voted_today", "yes"}, map[string]string{"remove_from_today": "true"}},
		{polling, "not_home", []string{"contact_result", "not_home", "support_today", "no"}, nil},
	} {
		o, ok := OutcomeOf(x.outcome)
		if got := x.flow.Views(o, x.flow.said(t, x.said...)); !ok || !maps.Equal(got, x.want) {
			t.Errorf("%s: %s, %v: %v, want %v", x.flow.Key, x.outcome, x.said, got, x.want)
		}
	}
}

func TestNobodysMindIsChangedByAClosedDoor(t *testing.T) {
	f := ofDemo(t, "unseat-marginal-id-persuasion.yaml")
	known := map[string]string{}
	for _, x := range []struct{ outcome, likely, want string }{
		{"not_home", "", ""}, {"spoke", "9", "1"}, {"not_home", "", "1"}, {"spoke_other", "0", "1"}, {"refused", "", "1"}, {"spoke", "declined", "1"}, {"spoke", "3", "4"}, {"not_home", "", "4"},
	} {
		o, _ := OutcomeOf(x.outcome)
		talk := Talk{Answers: Answers{}}
		if x.likely != "" {
			talk = f.said(t, "likely_before", x.likely)
		}
		known = Later(known, f.Views(o, talk))
		if known["support_level"] != x.want {
			t.Errorf("after %s %s: %q, want %q", x.outcome, x.likely, known["support_level"], x.want)
		}
	}
}

func TestRulesThatAreNone(t *testing.T) {
	for _, text := range []string{"", "a is b", "a ==", "a >= high", "a between 1", "last() > 1", "a in []", "a and", "or a", "a - when b", "a == b or", "A == b"} {
		if r, err := readRule(text); err == nil {
			t.Errorf("%q reads as %s", text, fmt.Sprintf("%+v", r))
		}
	}
}
