package script

import "testing"

// The arm is shown when a talk comes to where it begins, answered there or not,
// and nothing before that gives it away.
func TestAnArmIsRevealedWhereItBegins(t *testing.T) {
	f := movements(t, "public-healthcare-persuasion")
	treatment, placebo, ok := f.Sides()
	if !ok || treatment.Key != "treatment" || placebo.Start != "placebo_open" {
		t.Fatal(treatment, placebo, ok)
	}
	if f.Arms[0], f.Arms[1] = f.Arms[1], f.Arms[0]; true {
		if again, _, _ := f.Sides(); again != treatment {
			t.Error("the order of the arms matters")
		}
	}
	willing := Answers{"door": Said("spoke"), "intro": Said("willing")}
	for name, c := range map[string]struct {
		arm     string
		answers Answers
		is      bool
	}{
		"nobody":           {"placebo", Answers{"door": Said("not_home")}, false},
		"at the door":      {"placebo", Answers{"door": Said("spoke")}, false},
		"no thanks":        {"placebo", Answers{"door": Said("spoke"), "intro": Said("no")}, false},
		"only a minute":    {"treatment", Answers{"door": Said("spoke"), "intro": Said("short"), "short_rate": Said("4")}, false},
		"willing":          {"treatment", willing, true},
		"willing, placebo": {"placebo", willing, true},
		"without an arm":   {"", willing, false},
		"a strange arm":    {"third", willing, false},
	} {
		if got := f.Revealed(Talk{Answers: c.answers, Arm: c.arm}); got != c.is {
			t.Errorf("%s: %v", name, got)
		}
	}
	if _, _, ok := movements(t, "polling-day-gotv").Sides(); ok {
		t.Error("a script without arms has two")
	}
}
