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

// Results is what may be said about an effort. Every number is read from its
// digest, and none of them says what the talks did to anybody.
type Results struct {
	Effort        Effort
	Attempts      int
	Spoke         int
	Conversations int
	Outcomes      map[string]int
	Answered      measure.Share // spoke out of attempts
	Earlier       measure.Share // the same on the days before the newest
	Talked        measure.Share // conversations out of spoke
	PerHour       Rate          // of a volunteer who walks
	Movement      measure.Movement
	Hours         []HourResult
	Teams         []TeamResult // of the newest day
	Steps         []StepResult
	Last          time.Time     // newest receipt, zero when nothing has come in
	Waiting       int           // records in quarantine
	Planned       int           // doors that should be done by now, if the plan is kept evenly
	Met           measure.Share // doors where somebody was met, out of all of the universe
	Day           string        // the newest with records, 2006-01-02
	Signs         Signs
}

// A Rate is what a volunteer does in an hour of walking. Minutes are those that
// the records tell of; without an hour of them there is nothing to say.
type Rate struct {
	Minutes      int
	Doors, Talks float64
}

// Signs are what somebody should look at. They count canvassers of the newest
// day and name none: whoever is ranked learns to please the rank.
type Signs struct {
	Walkers int // canvassers
	Fast    int // of these, faster than anybody walks
	Deaths  int // of these, with more than one death: the code is often misread
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

// Results reads what an effort has come to. It never looks at visits or at
// tallies, so that it takes the same time at the first and at the millionth.
func (s *Service) Results(ctx context.Context, who domain.Actor, id EffortID) (Results, error) {
	b, err := s.Brief(ctx, who, id, domain.SeeResults)
	if err != nil {
		return Results{}, err
	}
	return s.Standing(ctx, b)
}

// Standing is Results for whoever has the brief, and so may see them.
func (s *Service) Standing(ctx context.Context, b Brief) (Results, error) {
	id := b.Effort.ID
	d, err := s.digest(ctx, id)
	if err != nil {
		return Results{}, err
	}
	r := Results{Effort: b.Effort, Outcomes: d.Outcomes, Conversations: d.Conversations, Last: d.Last, Day: d.Day, Signs: Signs{d.Walkers, d.Fast, d.Deaths}}
	r.Attempts, r.Spoke = sums(d.Outcomes)
	r.Answered, r.Earlier, r.Talked = measure.ShareOf(r.Spoke, r.Attempts), measure.ShareOf(d.Answered, d.Attempted), measure.ShareOf(r.Conversations, r.Spoke)
	r.Movement, r.Planned = d.Moved.Read(), b.Effort.due(s.Clock.Now())
	r.PerHour = rate(d.Minutes, r.Attempts, r.Conversations)
	for _, h := range d.Hours {
		r.Hours = append(r.Hours, HourResult{h.Hour, measure.ShareOf(h.Spoke, h.Attempts), h.Attempts < measure.LeastForDots})
	}
	r.Teams, r.Steps = teamResults(d.Teams), stepResults(b, d.Steps)
	met, doors, err := s.Store.MetAt(ctx, id)
	if err != nil {
		return r, err
	}
	r.Met = measure.ShareOf(met, doors)
	r.Waiting, err = s.Store.HeldWaiting(ctx, id)
	return r, err
}

// rate is what a volunteer does in an hour, once there is an hour to tell of.
func rate(minutes, attempts, talks int) Rate {
	r := Rate{Minutes: minutes}
	if hours := float64(minutes) / 60; hours >= 1 {
		r.Doors, r.Talks = measure.PerHour(attempts, hours), measure.PerHour(talks, hours)
	}
	return r
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
