package canvass

import (
	"math"
	"time"

	"barnstorm/api/web"
	"barnstorm/domain"
	"barnstorm/domain/canvass"
	"barnstorm/domain/measure"
	"barnstorm/domain/script"
	"barnstorm/templates"
)

// shareJSON is a count out of a whole with its 95 % interval.
type shareJSON struct {
	Count int     `json:"count"`
	Of    int     `json:"of"`
	Low   float64 `json:"low"`
	High  float64 `json:"high"`
}

// resultsJSON is what a canvass has come to. Mean is absent, and Why says the
// reason, when there is too little to say.
type resultsJSON struct {
	Attempts      int            `json:"attempts"`
	Spoke         int            `json:"spoke"`
	Conversations int            `json:"conversations"`
	Outcomes      map[string]int `json:"outcomes"`
	Answered      shareJSON      `json:"answered"`
	BothRatings   shareJSON      `json:"both_ratings"`
	Movement      movementJSON   `json:"movement"`
	Hours         []hourJSON     `json:"hours"`
	Last          *time.Time     `json:"last"`
	Waiting       int            `json:"waiting"`
}

type movementJSON struct {
	Pairs      int       `json:"pairs"`
	Canvassers int       `json:"canvassers"`
	Up         int       `json:"up"`
	Same       int       `json:"same"`
	Down       int       `json:"down"`
	Mean       *meanJSON `json:"mean"`
	Why        string    `json:"why,omitempty"`
}

type meanJSON struct {
	Mean float64 `json:"mean"`
	Low  float64 `json:"low"`
	High float64 `json:"high"`
}

type hourJSON struct {
	Hour int `json:"hour"`
	shareJSON
}

// results answers GET /organise/efforts/{effort}/results.
func (h Handlers) results(c *web.Ctx) (web.Answer, error) {
	id, err := idOf(c)
	if err != nil {
		return web.Answer{}, err
	}
	r, err := h.Canvass.Results(c.Go(), c.Who(), id)
	if err != nil {
		return web.Answer{}, err
	}
	e := r.Effort
	line := lineOf(c, e)
	page := &templates.Results{
		Name: e.Name, Starts: line.Starts, Ends: line.Ends, Day: dayOf(e, c.Now()), Last: local(r.Last, e.Zone), Waiting: r.Waiting,
		Doors: r.Attempts, Planned: e.Doors, Due: r.Planned, Answered: share(r.Answered), Conversations: r.Conversations,
		Talked: share(r.Talked), Both: share(r.Movement.Both), Movement: movement(r),
	}
	page.Title = templates.Word(c.Lang(), "results.title", "name", e.Name)
	if c.Who().May(domain.ReviewRecords, e.Group) && r.Waiting > 0 {
		page.Review = line.Href + "#held"
	}
	page.Hours.All = page.Answered.Value
	for _, x := range r.Hours {
		page.Hours.Dots = append(page.Hours.Dots, templates.HourDot{Hour: x.Hour, Share: share(x.Answered), TooFew: x.TooFew})
	}
	for _, x := range r.Teams {
		silent := line.Running && c.Now().Sub(x.Last) > 40*time.Minute && c.Now().Sub(x.Last) < 8*time.Hour
		page.Teams = append(page.Teams, templates.TeamLine{Name: x.Team, Doors: x.Attempts, Answered: share(x.Answered), TooFew: x.TooFew, Last: local(x.Last, e.Zone), Silent: silent})
	}
	for _, x := range r.Steps {
		page.Steps = append(page.Steps, templates.StepLine{Say: x.Say, Reached: share(x.Reached)})
	}
	for _, o := range script.Outcomes {
		if n := r.Outcomes[o.Code]; n > 0 {
			page.Outcomes = append(page.Outcomes, templates.OutcomeLine{Code: o.Code, Count: n})
		}
	}
	return web.Answer{JSON: resultsOf(r), Page: "canvass/results", Data: page}, nil
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

func shareOf(s measure.Share) shareJSON { return shareJSON{s.Count, s.Of, s.Low, s.High} }

func resultsOf(r canvass.Results) resultsJSON {
	m := r.Movement
	out := resultsJSON{
		Attempts: r.Attempts, Spoke: r.Spoke, Conversations: r.Conversations, Outcomes: r.Outcomes,
		Answered: shareOf(r.Answered), BothRatings: shareOf(m.Both), Waiting: r.Waiting, Hours: []hourJSON{},
		Movement: movementJSON{Pairs: m.Pairs, Canvassers: m.Canvassers, Up: m.Up.Count, Same: m.Same.Count, Down: m.Down.Count, Why: string(m.Why)},
	}
	if m.Mean != nil {
		shown := m.Mean.Shown()
		out.Movement.Mean = &meanJSON{m.Mean.Mean, shown.Low, shown.High}
	}
	for _, h := range r.Hours {
		out.Hours = append(out.Hours, hourJSON{h.Hour, shareOf(h.Answered)})
	}
	if !r.Last.IsZero() {
		out.Last = &r.Last
	}
	return out
}
