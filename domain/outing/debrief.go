package outing

import (
	"context"
	"slices"
	"time"

	"barnstorm/domain"
	"barnstorm/domain/canvass"
	"barnstorm/domain/script"
)

// A Worst is the worst door of a day, as one of a few choices: nobody is
// described.
type Worst string

// The choices. What felt unsafe is an incident, and goes to whoever reads those.
const (
	NoneBad Worst = "none"
	Empty   Worst = "empty" // nobody was home for a whole street
	Locked  Worst = "locked"
	Dog     Worst = "dog"
	Angry   Worst = "angry"
	Sad     Worst = "sad"
	Endless Worst = "endless" // a talk that led nowhere
)

// Worsts is every choice, in the order in which they are offered.
var Worsts = []Worst{NoneBad, Empty, Locked, Dog, Angry, Sad, Endless}

// A Debrief is what a team says when it is back.
type Debrief struct {
	Team  TeamID
	Best  string   // the step of the script whose line worked best, empty for none
	Worst Worst    // empty when nobody said
	Next  MemberID // who leads next time, empty for nobody yet
	By    domain.PersonID
	Made  time.Time
}

// A Harvest is what a team's records of a day come to.
type Harvest struct {
	Team          TeamID
	Doors         int // attempts
	Spoke         int
	Conversations int
}

// A DebriefInput is what a team says.
type DebriefInput struct {
	Best  string   `json:"best"`
	Worst Worst    `json:"worst"`
	Next  MemberID `json:"next"`
}

// A Line is something of the script that is said aloud.
type Line struct{ Step, Say string }

// Lines is what a canvasser says at the doors of an effort, in the order of the
// script.
func (s *Service) Lines(ctx context.Context, e canvass.Effort) ([]Line, error) {
	b, err := s.Universe.Canvass.Lay(ctx, e)
	if err != nil {
		return nil, err
	}
	values := b.Values(domain.Actor{})
	var lines []Line
	for _, p := range b.Flow.Outline() {
		if p.Step.Say != "" {
			lines = append(lines, Line{p.Step.ID, script.Say(p.Step.Say, values)})
		}
	}
	return lines, nil
}

// Debrief keeps what a team says when it is back. Said again, the new words
// count. It refuses a line that the script has not, and a member of another team.
func (s *Service) Debrief(ctx context.Context, who domain.Actor, id TeamID, in DebriefInput) (Debrief, error) {
	if in.Worst != "" && !slices.Contains(Worsts, in.Worst) {
		return Debrief{}, domain.Wrong{"worst": "pick-one"}.Err()
	}
	var c Crew
	var d Debrief
	err := s.Atomically(ctx, func(tx Store) (err error) {
		if c, err = s.team(ctx, tx, who, id); err != nil {
			return err
		}
		if in.Next != "" && !slices.ContainsFunc(c.Members, func(m Member) bool { return m.ID == in.Next }) {
			return domain.Wrong{"next": "pick-one"}.Err()
		}
		d = Debrief{Team: id, Best: in.Best, Worst: in.Worst, Next: in.Next, By: who.Person, Made: s.Clock.Now()}
		if in.Best != "" {
			if err := s.said(ctx, tx, c.Effort, in.Best); err != nil {
				return err
			}
		}
		return tx.PutDebrief(ctx, d)
	})
	return d, err
}

// said refuses a step that the script of an effort does not have.
func (s *Service) said(ctx context.Context, tx Store, e canvass.Effort, step string) error {
	v, err := tx.ScriptVersion(ctx, e.Version)
	if err != nil {
		return err
	}
	flow, err := v.Flow()
	if err != nil {
		return err
	}
	if _, ok := flow.Step(step); !ok {
		return domain.Wrong{"best": "pick-one"}.Err()
	}
	return nil
}
