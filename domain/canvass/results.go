package canvass

import (
	"cmp"
	"context"
	"slices"
	"time"

	"barnstorm/domain"
	"barnstorm/domain/measure"
	"barnstorm/domain/script"
)

// Results is what may be said about an effort. Every number is read from
// tallies, and none of them says what the talks did to anybody.
type Results struct {
	Effort        Effort
	Attempts      int
	Spoke         int
	Conversations int
	Outcomes      map[string]int
	Answered      measure.Share // spoke out of attempts
	Talked        measure.Share // conversations out of spoke
	Movement      measure.Movement
	Hours         []HourResult
	Teams         []TeamResult
	Steps         []StepResult
	Last          time.Time // newest receipt, zero when nothing has come in
	Waiting       int       // records in quarantine
	Planned       int       // doors that should be done by now, if the plan is kept evenly
}

// An HourResult is the answer rate of one hour of the day. Below
// measure.LeastForDots attempts there is too little to say.
type HourResult struct {
	Hour     int
	Answered measure.Share
	TooFew   bool
}

// A TeamResult is what one team has done. There is no movement by team or by
// canvasser: a league table teaches people to nudge the second number.
type TeamResult struct {
	Team     string // empty for who has none
	Attempts int
	Answered measure.Share
	TooFew   bool
	Last     time.Time
}

// A StepResult is how far conversations went in the version given out now.
type StepResult struct {
	Step    string
	Say     string
	Reached measure.Share // out of those who spoke under this version
}

// Results reads what an effort has come to. It never looks at visits, so that
// it takes the same time at the first and at the millionth.
func (s *Service) Results(ctx context.Context, who domain.Actor, id EffortID) (Results, error) {
	b, err := s.Brief(ctx, who, id, domain.SeeResults)
	if err != nil {
		return Results{}, err
	}
	r := Results{Effort: b.Effort, Outcomes: map[string]int{}}
	people, err := s.Store.TalliesByPerson(ctx, id)
	if err != nil {
		return Results{}, err
	}
	r.add(people)
	r.Planned = b.Effort.due(s.Clock.Now())
	hours, err := s.Store.TalliesByHour(ctx, id)
	if err != nil {
		return Results{}, err
	}
	for _, h := range hours {
		r.Hours = append(r.Hours, HourResult{h.Hour, measure.ShareOf(h.Spoke, h.Attempts), h.Attempts < measure.LeastForDots})
	}
	teams, err := s.Store.TalliesByTeam(ctx, id)
	if err != nil {
		return Results{}, err
	}
	r.Teams = teamResults(teams)
	steps, err := s.Store.TalliesByStep(ctx, id)
	if err != nil {
		return Results{}, err
	}
	r.Steps = stepResults(b, steps)
	r.Waiting, err = s.Store.HeldWaiting(ctx, id)
	return r, err
}

// add sums what every canvasser's visits come to. Latecomers may be anybody, so
// they count as talks of whoever has most of them, and never as one canvasser
// more.
func (r *Results) add(people []PersonTally) {
	var moved []measure.Tally
	var late measure.Tally
	for _, p := range people {
		r.Attempts += p.attempts()
		r.Spoke += p.spoke()
		r.Conversations += p.Conversations
		for code, n := range p.Outcomes {
			r.Outcomes[code] += n
		}
		if p.Last.After(r.Last) {
			r.Last = p.Last
		}
		if p.Pseudonym == latecomer {
			late = p.Moved
			continue
		}
		moved = append(moved, p.Moved)
	}
	if len(moved) == 0 {
		moved = []measure.Tally{{}}
	}
	most := slices.MaxFunc(moved, func(a, b measure.Tally) int { return cmp.Compare(a.Pairs, b.Pairs) })
	i := slices.Index(moved, most)
	moved[i] = moved[i].Plus(late)
	r.Answered = measure.ShareOf(r.Spoke, r.Attempts)
	r.Talked = measure.ShareOf(r.Conversations, r.Spoke)
	r.Movement = measure.Read(moved)
}

// due is how many doors should be done at a moment if the planned ones are
// spread evenly over the effort.
func (e Effort) due(now time.Time) int {
	all, gone := e.Ends.Sub(e.Starts), now.Sub(e.Starts)
	if e.Doors == 0 || all <= 0 || gone <= 0 {
		return 0
	}
	return int(int64(e.Doors) * int64(min(gone, all)/time.Second) / int64(all/time.Second))
}

// teamResults puts first the team that was not heard of for longest.
func teamResults(teams []PersonTally) []TeamResult {
	var out []TeamResult
	for _, t := range teams {
		n := t.attempts()
		out = append(out, TeamResult{
			Team: t.Team, Attempts: n, Answered: measure.ShareOf(t.spoke(), n), TooFew: n < measure.LeastForDots, Last: t.Last,
		})
	}
	slices.SortFunc(out, func(a, b TeamResult) int { return cmp.Or(a.Last.Compare(b.Last), cmp.Compare(a.Team, b.Team)) })
	return out
}

// stepResults is the steps of the version given out now that record anything,
// in the order in which they are walked.
func stepResults(b Brief, tallies []StepTally) []StepResult {
	reached, most := map[string]int{}, 0
	for _, t := range tallies {
		if t.Version == b.Effort.Version {
			reached[t.Step] = t.Reached
		}
	}
	var out []StepResult
	values := b.Values(domain.Actor{})
	for _, p := range b.Flow.Outline() {
		n, ok := reached[p.Step.ID]
		if !ok || p.Step.Kind == script.KindOutcome || p.Step.Kind == script.KindInfo {
			continue
		}
		most = max(most, n)
		out = append(out, StepResult{Step: p.Step.ID, Say: script.Say(p.Step.Say, values), Reached: measure.Share{Count: n}})
	}
	for i := range out {
		out[i].Reached = measure.ShareOf(out[i].Reached.Count, most)
	}
	return out
}
