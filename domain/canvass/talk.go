package canvass

import (
	"context"
	"slices"
	"strings"

	"barnstorm/domain"
	"barnstorm/domain/script"
)

// Outcomes is the codes that a door of this effort offers: those of the
// script's own first step, in its order, and always never to call again.
func (b Brief) Outcomes() []string {
	var codes []string
	first, _ := b.Flow.Step(b.Flow.Start)
	for _, o := range first.Options {
		if known, ok := script.OutcomeOf(o.Value); ok && first.Kind == script.KindOutcome && !slices.Contains(codes, known.Code) {
			codes = append(codes, known.Code)
		}
	}
	if len(codes) == 0 {
		for _, o := range script.Outcomes {
			codes = append(codes, o.Code)
		}
	}
	if !slices.Contains(codes, "do_not_contact") {
		codes = append(codes, "do_not_contact")
	}
	return codes
}

// Opened is the turn after an outcome was tapped. Not-home is done with that
// one tap, whatever the script would still ask of an empty doorstep.
func (b Brief) Opened(code string) (script.Turn, error) {
	outcome, ok := script.OutcomeOf(code)
	if !ok {
		return script.Turn{}, domain.Wrong{"outcome": "pick-one"}.Err()
	}
	first, _ := b.Flow.Step(b.Flow.Start)
	if first.Kind != script.KindOutcome {
		if outcome.Views {
			return b.Flow.Turn(script.TurnInput{}, b.Effort.Talk())
		}
		return script.Turn{Done: true, Answers: script.Answers{}}, nil
	}
	for _, o := range first.Options {
		if own, _ := script.OutcomeOf(o.Value); own.Code == outcome.Code {
			turn, err := b.Flow.Turn(script.TurnInput{Step: first.ID, Value: []string{o.Value}}, b.Effort.Talk())
			turn.Done = turn.Done || outcome.Code == "not_home"
			return turn, err
		}
	}
	return script.Turn{Done: true, Answers: script.Answers{}}, nil
}

// Turn answers one step of the talk and finds the next.
func (b Brief) Turn(in script.TurnInput) (script.Turn, error) {
	return b.Flow.Turn(in, b.Effort.Talk())
}

// A Tongue is one wording of the effort's script.
type Tongue struct {
	Version script.VersionID
	Flow    script.Flow
}

// Tongues is the effort's script in every language that its group has it in:
// its own first, then those of published scripts whose key adds a language to
// its own ("rent" and "rent-pl") and which ask the same, step by step.
// Whatever is answered is kept under the effort's own version.
func (s *Service) Tongues(ctx context.Context, b Brief) ([]Tongue, error) {
	out := []Tongue{{b.Effort.Version, b.Flow}}
	others, err := s.Store.Siblings(ctx, b.Effort.Script)
	if err != nil {
		return nil, err
	}
	for _, v := range others {
		read, err := s.version(ctx, s.Store, v.ID)
		if err != nil {
			return nil, err
		}
		lang, _, _ := strings.Cut(read.flow.Locale, "-")
		if read.flow.Key == b.Flow.Key+"-"+lang && read.flow.AsksTheSame(b.Flow) {
			out = append(out, Tongue{v.ID, read.flow})
		}
	}
	return out, nil
}

// Says is a text of the script as who reads it out.
func (b Brief) Says(text string, who domain.Actor) string {
	return script.Say(text, b.Values(who))
}

// Needs is what somebody must fill into the script.
func (b Brief) Needs() []string { return b.Flow.Needs() }
