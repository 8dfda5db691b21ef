package script

import (
	"encoding/json"
	"strconv"
	"strings"

	"barnstorm/domain/script"
	"barnstorm/templates"
)

// TalkStep is a turn as its page shows it. says fills in the variables; wrong
// is the code of what is wrong with the answer just given, or empty.
func TalkStep(turn script.Turn, says func(string) string, rating script.Rating, wrong string) templates.TalkStep {
	s := turn.Step
	answers, _ := json.Marshal(turn.Answers) // a map of words always has a JSON form
	step := templates.TalkStep{
		Kind: string(s.Kind), Say: says(s.Say), Do: says(s.Do), Refusable: s.Refusable, Declined: turn.Chosen.Declined,
		Optional: s.Optional, Value: turn.Chosen.Word(), Most: s.MaxLength,
		Number: len(turn.Trail) + 1, Of: len(turn.Trail) + 1 + turn.Left, Back: len(turn.Trail) > 0, Wrong: wrong,
		Hidden: []templates.Hidden{{Name: "step", Value: s.ID}, {Name: "trail", Value: strings.Join(turn.Trail, " ")}, {Name: "answers", Value: string(answers)}},
	}
	option := func(value, title string) {
		step.Options = append(step.Options, templates.TalkOption{Value: value, Title: title, Checked: turn.Chosen.Has(value)})
	}
	switch s.Kind {
	case script.KindScale:
		for n := rating.Min; n <= rating.Max; n++ {
			option(strconv.Itoa(n), strconv.Itoa(n))
		}
	case script.KindConsent:
		for _, channel := range s.Channels {
			option(channel, channel)
		}
	default:
		for _, o := range turn.Offers {
			option(o.Value, o.Label)
		}
	}
	return step
}
