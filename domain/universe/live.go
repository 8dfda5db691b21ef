package universe

import (
	"cmp"
	"context"
	"slices"
	"time"

	"barnstorm/domain"
	"barnstorm/domain/canvass"
)

// A Phone is one phone with one turf: who has it, what came home of it, and what
// it said it still has.
type Phone struct {
	Device  string
	Turf    Turf
	Person  domain.PersonID
	Name    string // as they write it, empty for somebody who has no account
	Number  string // to ring them, empty where they gave none
	Team    string
	Out     bool // it walks the turf now
	Records int  // received
	Last    time.Time
	Waiting int       // records that it said it still has
	Said    time.Time // when it said so
}

// Silent is after how long without a record a phone that is out is missed.
const Silent = 40 * time.Minute

// Heard is when a phone was last heard of: by a record, else when it took the
// turf out.
func (p Phone) Heard() time.Time {
	if p.Last.After(p.Turf.Taken) {
		return p.Last
	}
	return p.Turf.Taken
}

// Missed reports whether a phone that is out was not heard of for long.
func (p Phone) Missed(now time.Time) bool { return p.Out && now.Sub(p.Heard()) >= Silent }

// A Live is how the turf of an effort stands, and the phones that have some of
// it.
type Live struct {
	Turfs   map[State]int
	Overdue int
	Phones  []Phone // those that have to be rung first
}

// Unsent is how many records phones said they still have, and how many phones.
func (l Live) Unsent() (records, phones int) {
	for _, p := range l.Phones {
		if records += p.Waiting; p.Waiting > 0 {
			phones++
		}
	}
	return records, phones
}

// lately is for how long a phone that is back is watched.
const lately = 24 * time.Hour

// Live is how the turf of an effort stands, for whoever has its brief and so may
// see its results: the phones that walk now, and those that came back with
// records still on them.
func (s *Service) Live(ctx context.Context, b canvass.Brief) (Live, error) {
	now := s.Clock.Now()
	l := Live{}
	var err error
	if l.Turfs, l.Overdue, err = s.Store.TurfStates(ctx, b.Effort.ID, now); err != nil {
		return l, err
	}
	if b.Effort.Forgotten(now) {
		return l, nil
	}
	if l.Phones, err = s.Store.Phones(ctx, b.Effort.ID, now.Add(-lately)); err != nil {
		return l, err
	}
	l.Phones = slices.DeleteFunc(l.Phones, func(p Phone) bool { return !p.Out && p.Waiting == 0 })
	slices.SortFunc(l.Phones, func(a, b Phone) int {
		return cmp.Or(trueFirst(a.Waiting > 0, b.Waiting > 0), trueFirst(a.Missed(now), b.Missed(now)), a.Heard().Compare(b.Heard()), cmp.Compare(a.Device, b.Device))
	})
	return l, nil
}

// trueFirst has what is true before what is not.
func trueFirst(a, b bool) int {
	switch {
	case a == b:
		return 0
	case a:
		return -1
	}
	return 1
}

// A Need says why a team should be helped first.
type Need string

// The needs, from the most pressing to none.
const (
	NeedsCall   Need = "call"    // not heard of for long
	NeedsSignal Need = "signal"  // records still on its phones
	NeedsBack   Need = "overdue" // should be back
	NeedsTurf   Need = "turf"    // its turf is walked, and it is still out
	NeedsNone   Need = ""
)

var needs = []Need{NeedsCall, NeedsSignal, NeedsBack, NeedsTurf, NeedsNone}

// A Standing is how one team stands today.
type Standing struct {
	canvass.TeamResult
	Need    Need
	Phones  []Phone // that walk, or have records waiting
	Doors   int     // of the turf that it has out
	Records int     // received from it
	Waiting int     // records still on its phones
	Unsent  int     // how many phones these are on
	Heard   time.Time
}

// Turfs is the names of the turf that the team has out, each once.
func (t Standing) Turfs() (names []string) {
	for _, p := range t.Phones {
		if p.Out && !slices.Contains(names, p.Turf.Name) {
			names = append(names, p.Turf.Name)
		}
	}
	return names
}

// ByNeed is the teams of today, those that have to be helped first first, and
// then those that were not heard of for longest. Never by what they achieved.
func ByNeed(r canvass.Results, l Live, now time.Time) []Standing {
	teams := map[string]*Standing{}
	at := func(team string) *Standing {
		if teams[team] == nil {
			teams[team] = &Standing{TeamResult: canvass.TeamResult{Team: team, TooFew: true}}
		}
		return teams[team]
	}
	for _, t := range r.Teams {
		at(t.Team).TeamResult = t
	}
	for _, p := range l.Phones {
		at(p.Team).add(p)
	}
	var out []Standing
	for _, t := range teams {
		if t.Heard = t.Last; len(t.Phones) > 0 && t.Heard.IsZero() {
			t.Heard = t.Phones[0].Heard()
		}
		t.Need = t.need(now)
		out = append(out, *t)
	}
	slices.SortFunc(out, func(a, b Standing) int {
		return cmp.Or(slices.Index(needs, a.Need)-slices.Index(needs, b.Need), a.Heard.Compare(b.Heard), cmp.Compare(a.Team, b.Team))
	})
	return out
}

// add adds a phone to what its team has.
func (t *Standing) add(p Phone) {
	if p.Out && !slices.Contains(t.Turfs(), p.Turf.Name) {
		t.Doors += p.Turf.Size
	}
	t.Phones = append(t.Phones, p)
	t.Records += p.Records
	if t.Waiting += p.Waiting; p.Waiting > 0 {
		t.Unsent++
	}
}

func (t Standing) need(now time.Time) Need {
	out, missed, late := 0, 0, 0
	for _, p := range t.Phones {
		if !p.Out {
			continue
		}
		out++
		if p.Missed(now) {
			missed++
		}
		if p.Turf.Overdue(now) {
			late++
		}
	}
	switch {
	case out > 0 && missed == out:
		return NeedsCall
	case t.Waiting > 0:
		return NeedsSignal
	case late > 0:
		return NeedsBack
	case out > 0 && t.Doors > 0 && t.Records >= t.Doors:
		return NeedsTurf
	}
	return NeedsNone
}
