package canvass

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"math"
	"time"

	"barnstorm/api/web"
	"barnstorm/domain"
	"barnstorm/domain/canvass"
	"barnstorm/domain/measure"
	"barnstorm/domain/script"
	"barnstorm/domain/universe"
	"barnstorm/templates"
)

// results answers GET /organise/efforts/{effort}/results.
func (h Handlers) results(c *web.Ctx) (web.Answer, error) {
	id, err := idOf(c)
	if err != nil {
		return web.Answer{}, err
	}
	b, err := h.Canvass.Brief(c.Go(), c.Who(), id, domain.SeeResults)
	if err != nil {
		return web.Answer{}, err
	}
	s, err := h.state(c.Go(), b)
	if err != nil {
		return web.Answer{}, err
	}
	page := h.resultsPage(s, c.Now(), tongue{c.Lang(), c.Prefix()})
	return web.Answer{JSON: resultsOf(s, c.Now()), Page: "canvass/results", Data: page}, nil
}

// A state is all that the page of results shows.
type state struct {
	canvass.Results
	live universe.Live
}

func (h Handlers) state(ctx context.Context, b canvass.Brief) (s state, err error) {
	if s.Results, err = h.Canvass.Standing(ctx, b); err != nil {
		return s, err
	}
	s.live, err = h.Universe.Live(ctx, b)
	return s, err
}

// stamp is what a state is known by: what it says to programs, and the minute
// while somebody is out, since then even silence is news.
func (s state) stamp(now time.Time) string {
	said, err := json.Marshal(resultsOf(s, now))
	if err != nil {
		return ""
	}
	sum := sha256.Sum256(said)
	return base64.RawURLEncoding.EncodeToString(sum[:9])
}

// look reads the results for everybody who listens.
func (h Handlers) look(ctx context.Context, w *web.Web, b canvass.Brief) (look, error) {
	b, err := h.Canvass.Again(ctx, b)
	if err != nil {
		return look{}, err
	}
	s, err := h.state(ctx, b)
	if err != nil {
		return look{}, err
	}
	now := w.Clock.Now()
	return look{s.stamp(now), func(t tongue) ([]byte, error) {
		page := h.resultsPage(s, now, t)
		page.Lang, page.Prefix = t.lang, t.prefix
		var out bytes.Buffer
		err := w.Pages.Render(&out, t.lang, "canvass/results", "standing", page)
		return out.Bytes(), err
	}}, nil
}

// resultsPage is the page in somebody's words. It is the same for all who may
// see it: who leads there reviews records and hands out turf too.
func (h Handlers) resultsPage(s state, now time.Time, t tongue) *templates.Results {
	e := s.Effort
	here := t.prefix + "/organise/efforts/" + string(e.ID)
	page := &templates.Results{
		Name: e.Name, Starts: local(e.Starts, e.Zone), Ends: local(e.Ends.Add(-time.Second), e.Zone), Day: dayOf(e, now), Last: local(s.Last, e.Zone), Waiting: s.Waiting, Review: here + "#held",
		Live: here + "/live", Stamp: s.stamp(now), Receipts: here + "/receipts", Turfs: here + "/turfs", Compare: here + "/comparison",
		Doors: s.Attempts, Planned: e.Doors, Due: s.Planned, Answered: share(s.Answered), Earlier: share(s.Earlier), Conversations: s.Conversations,
		Talked: share(s.Talked), Both: share(s.Movement.Both), Movement: movement(s.Results), Met: share(s.Met),
		DoorsAnHour: s.PerHour.Doors, TalksAnHour: s.PerHour.Talks, TalksPlanned: measure.Deep.Talks(), Minutes: s.PerHour.Minutes,
		Walkers: s.Signs.Walkers, Fast: s.Signs.Fast, Deaths: s.Signs.Deaths,
		TurfsAll: s.all(), TurfsDone: s.live.Turfs[universe.Finished], TurfsOut: s.live.Turfs[universe.Out], TurfsLate: s.live.Overdue,
	}
	page.Unsent, page.Phones = s.live.Unsent()
	page.Title = templates.Word(t.lang, "results.title", "name", e.Name)
	page.Hours.All = page.Answered.Value
	for _, x := range s.Hours {
		page.Hours.Dots = append(page.Hours.Dots, templates.HourDot{Hour: x.Hour, Share: share(x.Answered), TooFew: x.TooFew})
	}
	for _, x := range universe.ByNeed(s.Results, s.live, now) {
		page.Add(teamLine(x, e, now))
	}
	for _, p := range s.live.Phones {
		if p.Waiting > 0 || p.Missed(now) {
			page.Ring = append(page.Ring, templates.PhoneLine{
				Name: p.Name, Number: p.Number, Team: p.Team, Turf: p.Turf.Name, Waiting: p.Waiting, Said: local(p.Said, e.Zone), Heard: local(p.Heard(), e.Zone), Minutes: int(now.Sub(p.Heard()).Minutes()),
			})
		}
	}
	for _, x := range s.Steps {
		page.Steps = append(page.Steps, templates.StepLine{Say: x.Say, Reached: share(x.Reached)})
	}
	for _, o := range script.Outcomes {
		if n := s.Outcomes[o.Code]; n > 0 {
			page.Outcomes = append(page.Outcomes, templates.OutcomeLine{Code: o.Code, Count: n})
		}
	}
	return page
}

// all is how many turfs there are.
func (s state) all() (n int) {
	for _, k := range s.live.Turfs {
		n += k
	}
	return n
}

func teamLine(x universe.Standing, e canvass.Effort, now time.Time) templates.TeamLine {
	line := templates.TeamLine{
		Name: x.Team, Need: string(x.Need), Doors: x.Attempts, OfTurf: x.Doors, Answered: share(x.Answered), TooFew: x.TooFew, Last: local(x.Heard, e.Zone),
		Minutes: int(now.Sub(x.Heard).Minutes()), Turfs: x.Turfs(), Waiting: x.Waiting, Unsent: x.Unsent, Phones: len(x.Phones),
	}
	for _, p := range x.Phones {
		if line.Runner == "" {
			line.Runner = p.Name
		}
	}
	return line
}

// dayOf is the day of the effort, 1 on its first, 0 before it and after it.
func dayOf(e canvass.Effort, now time.Time) int {
	if now.Before(e.Starts) || !now.Before(e.Ends) {
		return 0
	}
	return int(math.Floor(now.Sub(e.Starts).Hours()/24)) + 1
}

func share(s measure.Share) templates.Share {
	return templates.Share{Count: s.Count, Of: s.Of, Value: s.Value(), Low: s.Low, High: s.High}
}

func movement(r canvass.Results) templates.Movement {
	m := r.Movement
	out := templates.Movement{
		Why: string(m.Why), First: m.First, Pairs: m.Pairs, Canvassers: m.Canvassers,
		Up: share(m.Up), Same: share(m.Same), Down: share(m.Down), Doubtful: m.Doubtful(),
	}
	if m.Mean != nil {
		shown, floor := m.Mean.Shown(), m.Floor.Shown()
		out.Mean, out.Low, out.High = m.Mean.Mean, shown.Low, shown.High
		out.Least, out.LeastLow, out.LeastHi = m.Floor.Mean, floor.Low, floor.High
	}
	return out
}
