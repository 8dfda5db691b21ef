package canvass

import "barnstorm/domain/script"

// flowJSON is a script as a phone walks it. What is the zero value is left out:
// sixty doors and a script travel over a bad line.
type flowJSON struct {
	Start  string     `json:"start"`
	Reveal string     `json:"reveal_after,omitempty"` // from when on a comparison's arm is known
	Rating ratingJSON `json:"rating"`
	Steps  []stepJSON `json:"steps"`
}

type ratingJSON struct {
	Min int `json:"min"`
	Max int `json:"max"`
}

type stepJSON struct {
	ID           string            `json:"id"`
	Kind         script.Kind       `json:"kind"`
	Say          string            `json:"say,omitempty"`
	Do           string            `json:"do,omitempty"`
	Record       string            `json:"record,omitempty"`
	Options      []optionJSON      `json:"options,omitempty"`
	OptionsFrom  string            `json:"options_from,omitempty"`
	NextByGroup  map[string]string `json:"next_by_group,omitempty"`
	Next         string            `json:"next,omitempty"`
	End          bool              `json:"end,omitempty"`
	Cases        []caseJSON        `json:"cases,omitempty"`
	Else         string            `json:"else,omitempty"`
	Refusable    bool              `json:"refusable,omitempty"`
	MaxLength    int               `json:"max_length,omitempty"`
	Requires     string            `json:"requires,omitempty"`
	RequiresFact string            `json:"requires_fact,omitempty"`
	Channels     []string          `json:"channels,omitempty"`
}

type optionJSON struct {
	Value     string `json:"value"`
	Label     string `json:"label"`
	Next      string `json:"next,omitempty"`
	Group     string `json:"group,omitempty"`
	End       bool   `json:"end,omitempty"`
	Exclusive bool   `json:"exclusive,omitempty"`
}

type caseJSON struct {
	Field  string    `json:"field"`
	Op     script.Op `json:"op"`
	Values []string  `json:"values"`
	Next   string    `json:"next"`
}

func flowOf(f script.Flow) flowJSON {
	out := flowJSON{Start: f.Start, Reveal: f.RevealAfter, Rating: ratingJSON{f.Rating.Min, f.Rating.Max}}
	for _, s := range f.Steps {
		step := stepJSON{
			ID: s.ID, Kind: s.Kind, Say: s.Say, Do: s.Do, Record: s.Record, Options: optionsOf(s.Options), OptionsFrom: s.OptionsFrom,
			NextByGroup: s.NextByGroup, Next: s.Next, End: s.End, Else: s.Else, Refusable: s.Refusable, MaxLength: s.MaxLength,
			Requires: s.Requires, RequiresFact: s.RequiresFact, Channels: s.Channels,
		}
		for _, c := range s.Cases {
			step.Cases = append(step.Cases, caseJSON{c.When.Field, c.When.Op, c.When.Values, c.Next})
		}
		out.Steps = append(out.Steps, step)
	}
	return out
}

func optionsOf(options []script.Option) (out []optionJSON) {
	for _, o := range options {
		out = append(out, optionJSON{o.Value, o.Label, o.Next, o.Group, o.End, o.Exclusive})
	}
	return out
}
