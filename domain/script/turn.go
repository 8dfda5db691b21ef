package script

import (
	"encoding/json"
	"slices"
	"strings"

	"barnstorm/domain"
)

// A TurnInput is one step of a talk as a page sends it on: everything that was
// said so far travels with it, so that nothing is kept between two steps.
type TurnInput struct {
	Step    string   `json:"step"`    // that was answered; empty at the beginning
	Trail   string   `json:"trail"`   // steps that were shown before, with blanks between
	Answers string   `json:"answers"` // so far, as JSON
	Value   []string `json:"value"`
	Do      string   `json:"do"` // "back", "end", else on
}

// A Turn is what comes after it: a step to show, or the end.
type Turn struct {
	Step    Step
	Offers  []Option // what the step offers, the effort's own entries first
	Chosen  Answer   // what was answered here before, when somebody went back
	Trail   []string // steps that were shown before this one
	Left    int      // at most so many steps follow
	Answers Answers
	Done    bool
}

// Turn answers one step and finds the next. It refuses a value that does not
// fit (Invalid, field value), and answers that are none at all.
func (f Flow) Turn(in TurnInput, t Talk) (Turn, error) {
	t.Answers = Answers{}
	if in.Answers != "" && json.Unmarshal([]byte(in.Answers), &t.Answers) != nil || len(in.Answers) > MaxSource {
		return Turn{}, domain.Refuse(domain.Invalid, "talk-broken")
	}
	trail := strings.Fields(in.Trail)
	s, known := f.Step(in.Step)
	switch {
	case in.Do == "back" && len(trail) > 0:
		return f.back(trail, t)
	case !known:
		first, ok := f.Begin(t)
		return f.show(first, ok, nil, t), nil
	case in.Do == "end":
		return f.show(s, false, trail, t), nil
	}
	if err := f.answer(s, in.Value, t); err != nil {
		return f.show(s, true, trail, t), err
	}
	next, ok := f.Next(s, t)
	return f.show(next, ok, append(trail, s.ID), t), nil
}

// back shows the step before the last one again.
func (f Flow) back(trail []string, t Talk) (Turn, error) {
	last := len(trail) - 1
	s, ok := f.Step(trail[last])
	if !ok {
		return Turn{}, domain.Refuse(domain.Invalid, "talk-broken")
	}
	return f.show(s, true, trail[:last], t), nil
}

func (f Flow) show(s Step, ok bool, trail []string, t Talk) Turn {
	turn := Turn{Step: s, Trail: trail, Answers: t.Answers, Done: !ok}
	if ok {
		turn.Offers, turn.Chosen, turn.Left = s.Offers(t), t.Answers[s.ID], f.depth(s.ID, map[string]int{})
		return turn
	}
	turn.Answers = f.Prune(t)
	return turn
}

// answer takes a value down for s.
func (f Flow) answer(s Step, value []string, t Talk) error {
	value = slices.DeleteFunc(slices.Clone(value), func(v string) bool { return strings.TrimSpace(v) == "" })
	a := Answer{Words: value}
	silent := len(value) == 0
	switch {
	case s.Kind == KindInfo:
		return nil
	case s.Kind == KindText && silent && s.Optional:
		delete(t.Answers, s.ID)
		return nil
	case slices.Contains(value, DeclinedWord) && s.Kind != KindText:
		a = Declined
	case silent && s.Kind != KindMulti && s.Kind != KindConsent:
		return domain.Wrong{"value": "answer-needed"}.Err()
	}
	if code := f.fits(s, a, t); code != "" {
		return domain.Wrong{"value": "answer-unfit"}.Err()
	}
	t.Answers[s.ID] = a
	return nil
}

// depth is how many steps follow s on the longest way.
func (f Flow) depth(id string, known map[string]int) int {
	if d, ok := known[id]; ok {
		return d
	}
	s, ok := f.Step(id)
	if !ok {
		return 0
	}
	deepest := 0
	for _, to := range s.exits() {
		next, _ := f.Step(to)
		d := f.depth(to, known)
		if next.Kind != KindBranch {
			d++
		}
		deepest = max(deepest, d)
	}
	known[id] = deepest
	return deepest
}

// A Household is a made-up one to practise with.
type Household struct {
	Seed int
	Name string // of the person who opens
	Age  int
}

// households are people nobody lives next to.
var households = []Household{
	{0, "Ines", 34}, {1, "Walter", 71}, {2, "Danuta", 52}, {3, "Kofi", 27}, {4, "Maren", 45}, {5, "Theo", 63},
}

// Made is the made-up household of a seed.
func Made(seed int) Household {
	return households[((seed%len(households))+len(households))%len(households)]
}

// Reply is what the household says to a step: always the same, so that a
// practice can be gone through twice, and never what ends the talk at once.
func (h Household) Reply(f Flow, s Step, t Talk) Answer {
	pick := h.Seed*7 + len(s.ID)
	if s.Refusable && pick%6 == 5 {
		return Declined
	}
	switch s.Kind {
	case KindScale:
		first, rated := f.Value(f.Rating.Before, t).Number()
		if rated && s.Record == f.Rating.After {
			return number(min(f.Rating.Max, first+h.Seed%2))
		}
		return number(f.Rating.Min + pick%(f.Rating.Max-f.Rating.Min+1))
	case KindSingle, KindMulti:
		var on []Option
		for _, o := range s.Offers(t) {
			if !o.End && !o.Exclusive {
				on = append(on, o)
			}
		}
		if len(on) > 0 {
			return Said(on[pick%len(on)].Value)
		}
	}
	return Answer{}
}

func number(n int) Answer {
	b, _ := json.Marshal(n)
	return Said(string(b))
}
