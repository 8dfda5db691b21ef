// Package canvass holds what happens at doors: efforts, visits and the records
// that annul and correct them, the sync of phones, the tallies made from all
// of these, and what may be said about an effort's results.
package canvass

import (
	"context"
	"slices"
	"strings"
	"time"

	"barnstorm/domain"
	"barnstorm/domain/script"
)

// An EffortID names a canvassing campaign.
type EffortID string

// A Level is how closely an effort's records may point at anybody.
type Level string

// The levels of record, from least to most.
const (
	LevelStreet    Level = "street"    // no door, no name
	LevelHousehold Level = "household" // the door, no name
	LevelRoll      Level = "roll"      // a named roll, where the controller may hold one
)

// An Effort is a canvassing campaign of a group: a goal, a script and dates.
type Effort struct {
	ID         EffortID
	Group      domain.GroupID
	Name       string
	Script     script.ID
	Version    script.VersionID // given out now; visits under older versions stay valid for ever
	Doors      int              // planned, 0 when nobody has said
	Starts     time.Time
	Ends       time.Time
	Zone       string // IANA name; days and hours of results are counted in it
	Controller string // who answers for the records
	Level      Level
	KeepDays   int                        // visits are deleted so many days after the end
	Fill       map[string]string          // what the script's variables and facts say here
	Lists      map[string][]script.Option // what the script's lists hold here
	Salt       string                     // makes this effort's pseudonyms, and dies with its visits
	Made       time.Time
	Maker      domain.PersonID
	Changed    time.Time
}

// Talk is what a walk through the effort's script goes by, before any answer.
func (e Effort) Talk() script.Talk {
	facts := map[string]string{}
	for k, v := range e.Fill {
		if fact, ok := strings.CutPrefix(k, "facts."); ok {
			facts[fact] = v
		}
	}
	return script.Talk{Answers: script.Answers{}, Facts: facts, Lists: e.Lists}
}

// Missing is what the script says and nobody has filled in.
func (e Effort) Missing(f script.Flow) []string {
	var out []string
	for _, need := range f.Needs() {
		if strings.TrimSpace(e.Fill[need]) == "" {
			out = append(out, need)
		}
	}
	return out
}

// local is the moment in the effort's own zone.
func (e Effort) local(t time.Time) time.Time { return t.In(domain.Zone(e.Zone)) }

// Newest is the newest published version of the effort's script.
func (s *Service) Newest(ctx context.Context, e Effort) (script.VersionID, error) {
	return newest(ctx, s.Store, e.Group, e.Script)
}

// A FillInput says what the script's variables, facts and lists are here.
type FillInput struct {
	Values map[string]string       `json:"values"`
	Lists  map[string][]EntryInput `json:"lists"`
	Newest bool                    `json:"newest"` // go over to the newest published version
}

// An EntryInput is one entry of a list, such as a party.
type EntryInput struct {
	Value string `json:"value"`
	Label string `json:"label"`
	Group string `json:"group"` // "ours" or "others"
}

// wrong checks lengths: values have at most 200 letters, lists 40 entries.
func (in FillInput) wrong() error {
	w := domain.Wrong{}
	for k, v := range in.Values {
		w.Check(len([]rune(v)) <= 200, k, "too-long")
	}
	for k, l := range in.Lists {
		w.Check(len(l) <= 40, k, "list-too-long")
		for _, e := range l {
			w.Check(e.Value != "" && e.Value != script.DeclinedWord && max(len(e.Value), len(e.Label)) <= maxName, k, "list-entry")
		}
	}
	return w.Err()
}

func (in FillInput) lists() map[string][]script.Option {
	out := map[string][]script.Option{}
	for k, l := range in.Lists {
		for _, e := range l {
			out[k] = append(out[k], script.Option{Value: e.Value, Label: e.Label, Group: e.Group})
		}
	}
	return out
}

// Fill puts the effort's own words into its script: candidate, ask, facts,
// parties. What was there before is gone.
func (s *Service) Fill(ctx context.Context, who domain.Actor, id EffortID, in FillInput) (Effort, error) {
	if err := in.wrong(); err != nil {
		return Effort{}, err
	}
	var e Effort
	err := s.Atomically(ctx, func(tx Store) (err error) {
		if e, err = s.effort(ctx, tx.HoldEffort, who, id, domain.RunEfforts); err != nil {
			return err
		}
		if in.Newest {
			if e.Version, err = newest(ctx, tx, e.Group, e.Script); err == nil {
				err = s.keepsArms(ctx, tx, e)
			}
			if err != nil {
				return err
			}
		}
		e.Fill, e.Lists, e.Changed = in.Values, in.lists(), s.Clock.Now()
		return tx.PutEffort(ctx, e)
	})
	s.efforts.Delete(id)
	return e, err
}

// keepsArms refuses with Conflict a version without arms where talks are compared.
func (s *Service) keepsArms(ctx context.Context, tx Store, e Effort) error {
	compared, err := tx.IsCompared(ctx, e.ID)
	if err != nil || !compared {
		return err
	}
	v, err := s.version(ctx, tx, e.Version)
	if _, _, ok := v.flow.Sides(); err == nil && !ok {
		err = domain.Refuse(domain.Conflict, "script-without-arms")
	}
	return err
}

// effort loads an effort for an act: SignedOut for nobody, NotFound for who
// may not know of it, Denied for who may not act.
func (s *Service) effort(ctx context.Context, load func(context.Context, EffortID) (Effort, error), who domain.Actor, id EffortID, act domain.Act) (Effort, error) {
	if who.Nobody() {
		return Effort{}, domain.Refuse(domain.SignedOut, "sign-in-first")
	}
	e, err := load(ctx, id)
	if err != nil {
		return Effort{}, err
	}
	if len(who.Roles[e.Group]) == 0 {
		return Effort{}, domain.Refuse(domain.NotFound, "no-such-effort")
	}
	return e, who.Must(act, e.Group)
}

// Efforts lists the efforts of the groups where who may do act, those that
// end last first.
func (s *Service) Efforts(ctx context.Context, who domain.Actor, act domain.Act) ([]Effort, error) {
	if who.Nobody() {
		return nil, domain.Refuse(domain.SignedOut, "sign-in-first")
	}
	groups := who.Where(act)
	slices.Sort(groups)
	return s.Store.EffortsIn(ctx, groups)
}

// A Brief is an effort with the script that it gives out.
type Brief struct {
	Effort Effort
	Group  string // its name
	Flow   script.Flow
	N      int // the version's number
}

// Brief shows one effort and its script to whoever may do act there.
func (s *Service) Brief(ctx context.Context, who domain.Actor, id EffortID, act domain.Act) (Brief, error) {
	e, err := s.effort(ctx, s.Store.Effort, who, id, act)
	if err != nil {
		return Brief{}, err
	}
	return s.Lay(ctx, e)
}

// Lay puts an effort beside the script that it gives out. Whoever calls it has
// checked that somebody may see it.
func (s *Service) Lay(ctx context.Context, e Effort) (Brief, error) {
	name, _, err := s.Store.GroupZone(ctx, e.Group)
	if err != nil {
		return Brief{}, err
	}
	v, err := s.version(ctx, s.Store, e.Version)
	return Brief{Effort: e, Group: name, Flow: v.flow, N: v.n}, err
}

// Again is a brief as it is now, for whoever has it.
func (s *Service) Again(ctx context.Context, b Brief) (Brief, error) {
	e, err := s.Store.Effort(ctx, b.Effort.ID)
	if err != nil {
		return b, err
	}
	v, err := s.version(ctx, s.Store, e.Version)
	b.Effort, b.Flow, b.N = e, v.flow, v.n
	return b, err
}

// Under is the brief with the script of an older version of the effort's
// script: a talk goes on under the version that it began with.
func (s *Service) Under(ctx context.Context, b Brief, version script.VersionID) (Brief, error) {
	if version == "" || version == b.Effort.Version {
		return b, nil
	}
	v, err := s.version(ctx, s.Store, version)
	if err == nil && v.script != b.Effort.Script {
		err = domain.Refuse(domain.NotFound, "no-such-version")
	}
	b.Flow, b.N, b.Effort.Version = v.flow, v.n, version
	return b, err
}

// Values is what stands in the script's variables when who reads it out.
func (b Brief) Values(who domain.Actor) map[string]string {
	values := map[string]string{"group.name": b.Group}
	for k, v := range b.Effort.Fill {
		values[k] = v
	}
	values["canvasser.first_name"], _, _ = strings.Cut(who.Name, " ")
	return values
}

// A Log is what somebody has written down on the web page today.
type Log struct {
	Count int
	Last  Visit
	Any   bool
}

// Logged is what who wrote down in an effort today, for the head of the page
// and for undoing the last.
func (s *Service) Logged(ctx context.Context, who domain.Actor, e Effort) (Log, error) {
	today := e.local(s.Clock.Now()).Format(time.DateOnly)
	n, visits, err := s.Store.LastVisits(ctx, e.ID, webDevice(who.Person), today, 1)
	l := Log{Count: n, Any: len(visits) > 0}
	if l.Any {
		l.Last = visits[0]
	}
	return l, err
}
