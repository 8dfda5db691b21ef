package script

import "unicode/utf8"

// Fits says what is wrong with answers to this flow, as a code, or nothing.
// An unknown step, a value that is not offered, a number off the scale, words
// beyond their length and declining where that is no answer do not fit.
func (f Flow) Fits(t Talk) string {
	for id, a := range t.Answers {
		s, ok := f.Step(id)
		if !ok {
			return "no-such-step"
		}
		if code := f.fits(s, a, t); code != "" {
			return code
		}
	}
	return ""
}

func (f Flow) fits(s Step, a Answer, t Talk) string {
	switch {
	case a.Declined && s.Refusable:
		return ""
	case a.Declined:
		return "not-declinable"
	}
	switch s.Kind {
	case KindOutcome, KindSingle:
		return s.oneOf(a, t)
	case KindMulti:
		return s.someOf(a, t)
	case KindScale:
		n, ok := a.Number()
		return unless(ok && n >= f.Rating.Min && n <= f.Rating.Max, "off-the-scale")
	case KindText:
		return unless(len(a.Words) == 1 && utf8.RuneCountInString(a.Words[0]) <= s.MaxLength, "too-many-letters")
	case KindConsent:
		return s.channels(a)
	}
	return "records-nothing"
}

func unless(ok bool, code string) string {
	if ok {
		return ""
	}
	return code
}

func (s Step) oneOf(a Answer, t Talk) string {
	_, ok := s.Chosen(a.Word(), t)
	return unless(ok && len(a.Words) == 1, "not-an-option")
}

func (s Step) someOf(a Answer, t Talk) string {
	for _, w := range a.Words {
		o, ok := s.Chosen(w, t)
		if !ok {
			return "not-an-option"
		}
		if o.Exclusive && len(a.Words) > 1 {
			return "chosen-alone"
		}
	}
	return ""
}

func (s Step) channels(a Answer) string {
	for _, w := range a.Words {
		ok := false
		for _, c := range s.Channels {
			ok = ok || c == w
		}
		if !ok {
			return "not-an-option"
		}
	}
	return ""
}

// Prune drops the answers that the talk's own path does not pass, such as
// those of a way that somebody went back from.
func (f Flow) Prune(t Talk) Answers {
	out := Answers{}
	for _, id := range f.Path(t) {
		if a, ok := t.Answers[id]; ok {
			out[id] = a
		}
	}
	return out
}
