package canvass

import (
	"time"

	"barnstorm/domain/measure"
	"barnstorm/domain/universe"
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
	Coverage      shareJSON      `json:"coverage"` // doors where somebody was met
	Minutes       int            `json:"minutes_walked"`
	Hours         []hourJSON     `json:"hours"`
	Last          *time.Time     `json:"last"`
	Waiting       int            `json:"waiting"`
	Turfs         turfsJSON      `json:"turfs"`
	Teams         []standingJSON `json:"teams"`          // those that need help first
	Unsent        int            `json:"unsent_records"` // that phones said they still have
	Phones        int            `json:"unsent_phones"`
	Fast          int            `json:"walk_too_fast"` // canvassers of the newest day, of whom none is named
}

type turfsJSON struct {
	Free     int `json:"free"`
	Out      int `json:"out"`
	Overdue  int `json:"overdue"`
	Returned int `json:"returned"`
	Finished int `json:"finished"`
}

// standingJSON is how one team stands.
type standingJSON struct {
	Team     string        `json:"team"`
	Need     universe.Need `json:"need,omitempty"`
	Attempts int           `json:"attempts"`
	Answered shareJSON     `json:"answered"`
	Turfs    []string      `json:"turfs"`
	Waiting  int           `json:"unsent_records"`
	Silent   int           `json:"silent_minutes"`
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

func shareOf(s measure.Share) shareJSON { return shareJSON{s.Count, s.Of, s.Low, s.High} }

func resultsOf(s state, now time.Time) resultsJSON {
	r, m, turfs := s.Results, s.Movement, s.live.Turfs
	out := resultsJSON{
		Attempts: r.Attempts, Spoke: r.Spoke, Conversations: r.Conversations, Outcomes: r.Outcomes, Coverage: shareOf(r.Met), Minutes: r.PerHour.Minutes,
		Answered: shareOf(r.Answered), BothRatings: shareOf(m.Both), Waiting: r.Waiting, Hours: []hourJSON{}, Teams: []standingJSON{}, Fast: r.Signs.Fast,
		Movement: movementJSON{Pairs: m.Pairs, Canvassers: m.Canvassers, Up: m.Up.Count, Same: m.Same.Count, Down: m.Down.Count, Why: string(m.Why)},
		Turfs:    turfsJSON{turfs[universe.Free], turfs[universe.Out], s.live.Overdue, turfs[universe.Returned], turfs[universe.Finished]},
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
	out.Unsent, out.Phones = s.live.Unsent()
	for _, t := range universe.ByNeed(r, s.live, now) {
		line := standingJSON{Team: t.Team, Need: t.Need, Attempts: t.Attempts, Answered: shareOf(t.Answered), Turfs: []string{}, Waiting: t.Waiting}
		if line.Turfs = append(line.Turfs, t.Turfs()...); len(line.Turfs) > 0 {
			line.Silent = int(now.Sub(t.Heard).Minutes())
		}
		out.Teams = append(out.Teams, line)
	}
	return out
}
