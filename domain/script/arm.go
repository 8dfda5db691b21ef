package script

// Placebo is the key of the arm in which people talk about something else.
const Placebo = "placebo"

// Sides is the two arms of a comparison; ok is false where the script has no
// comparison of a talk with a placebo.
func (f Flow) Sides() (treatment, placebo Arm, ok bool) {
	if len(f.Arms) != 2 {
		return Arm{}, Arm{}, false
	}
	treatment, placebo = f.Arms[0], f.Arms[1]
	if treatment.Key == Placebo {
		treatment, placebo = placebo, treatment
	}
	return treatment, placebo, placebo.Key == Placebo && treatment.Key != Placebo
}

// Revealed reports whether a talk came to where its arm begins, answered there
// or not: from then on whoever talks knows which it is, and before nobody does.
// Among these people, and no others, both arms are alike but by lot.
func (f Flow) Revealed(t Talk) bool {
	start := ""
	for _, a := range f.Arms {
		if a.Key == t.Arm {
			start = a.Start
		}
	}
	s, ok := f.Begin(t)
	for range f.Steps {
		if !ok || start == "" || s.ID == start {
			break
		}
		s, ok = f.Next(s, t)
	}
	return ok && start != "" && s.ID == start
}
