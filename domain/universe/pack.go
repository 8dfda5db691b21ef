package universe

import (
	"context"
	"slices"
	"time"

	"barnstorm/domain"
	"barnstorm/domain/canvass"
	"barnstorm/domain/sun"
)

// packHours is how long a phone takes a turf out: its doors go a day later, so
// that it walks two days without signal.
const packHours = 24

// A Pack is what a phone takes along: one turf, until a time, and no more.
type Pack struct {
	ID      string // the phone's own number for it
	Walk    Walk
	Brief   canvass.Brief
	Tongues []canvass.Tongue  // the script in the languages of the area, the effort's own first
	Token   domain.Token      // of the upload credential: shown this once
	Dusk    time.Time         // when it next gets dark there, zero when nobody knows
	Arms    map[DoorID]string // which talk the lot gave each door, nil where nothing is compared
}

// A PackInput asks for a turf for a phone.
type PackInput struct {
	ID     string `json:"id"`     // made by the phone
	Device string `json:"device"` // made by the phone, 1 to 64 letters
	Over   bool   `json:"over"`   // also from somebody whose time still runs; only who hands turf out
	With   string `json:"with"`   // who walks with them; empty for somebody alone
}

// Pack gives who a turf for their phone: it takes the turf out unless it is
// theirs already, and issues an upload credential that is good until long
// after. It refuses what Take refuses, and whoever walks alone after dark. Asked again, it gives the same turf
// under a new credential: the answer before may have been lost.
func (s *Service) Pack(ctx context.Context, who domain.Actor, id TurfID, in PackInput) (Pack, error) {
	w := domain.Wrong{}
	_, ok := domain.ParseID[string](in.ID)
	w.Check(ok, "id", "not-an-id")
	w.Check(len(in.Device) >= 1 && len(in.Device) <= 64, "device", "device-1-to-64")
	w.Check(len(in.With) <= 100, "with", "too-long")
	if err := w.Err(); err != nil {
		return Pack{}, err
	}
	t, e, err := s.turf(ctx, s.Store, who, id, domain.Knock)
	if err != nil {
		return Pack{}, err
	}
	if now := s.Clock.Now(); in.With == "" && sun.Dark(t.At, now) && !who.May(domain.HandOutTurf, e.Group) {
		return Pack{}, TooDark(t.At, now)
	}
	if !t.HeldBy(who.Person, s.Clock.Now()) {
		if _, err = s.Take(ctx, who, id, TakeInput{Team: t.Team, Hours: packHours, Over: in.Over}); err != nil {
			return Pack{}, err
		}
	}
	return s.packed(ctx, who, id, in)
}

func (s *Service) packed(ctx context.Context, who domain.Actor, id TurfID, in PackInput) (Pack, error) {
	w, err := s.Walk(ctx, who, id)
	if err != nil {
		return Pack{}, err
	}
	return s.pack(ctx, w, canvass.Credential{Person: who.Person, Device: in.Device, Pack: in.ID})
}

// TooDark is the refusal of whoever would walk alone after dark, without a lead
// who agreed to it.
func TooDark(at domain.Point, now time.Time) error {
	return domain.RefuseWith(domain.Conflict, "alone-after-dark", map[string]any{"dusk": sun.Dusk(at, now).UTC().Format(time.RFC3339)})
}

// pack puts a walk, its script and an upload credential together.
func (s *Service) pack(ctx context.Context, w Walk, c canvass.Credential) (Pack, error) {
	p := Pack{ID: c.Pack, Walk: w, Dusk: sun.Dusk(w.Turf.At, s.Clock.Now())}
	var err error
	if p.Brief, err = s.Canvass.Lay(ctx, w.Effort); err != nil {
		return Pack{}, err
	}
	if p.Tongues, err = s.Canvass.Tongues(ctx, p.Brief); err != nil {
		return Pack{}, err
	}
	c.Effort, c.Team, c.Turf, c.Ends = w.Effort.ID, w.Turf.Team, string(w.Turf.ID), w.Turf.Until
	if p.Token, _, err = s.Canvass.Issue(ctx, c); err != nil {
		return p, err
	}
	// After the key is there: a lot that is drawn meanwhile sees that, or is seen here.
	p.Arms, err = s.lots(ctx, w, p.Brief.Flow)
	return p, err
}

// Lend packs a turf for a phone of the team that has it on a board. Whoever
// calls it has checked that. Names of a register go along for those alone who
// may knock by their own role: c's holder is known to be one, or is not.
func (s *Service) Lend(ctx context.Context, id TurfID, c canvass.Credential, named bool) (Pack, error) {
	t, err := s.Store.Turf(ctx, id)
	if err != nil {
		return Pack{}, err
	}
	e, err := s.Store.Effort(ctx, t.Effort)
	if err != nil {
		return Pack{}, err
	}
	w := Walk{Turf: t, Effort: e}
	if w.Stops, err = s.stops(ctx, t, e, s.Clock.Now()); err != nil {
		return Pack{}, err
	}
	for i := range w.Stops {
		if !named {
			w.Stops[i].Electors = nil
		}
	}
	return s.pack(ctx, w, c)
}

// Hand ends who's own time with a turf, as their phone says it: that of
// somebody who has taken it over meanwhile goes on.
func (s *Service) Hand(ctx context.Context, who domain.Actor, id TurfID, in BringInput) (Turf, error) {
	t, _, err := s.turf(ctx, s.Store, who, id, domain.Knock)
	if err != nil || t.Holder != who.Person {
		return t, err
	}
	return s.BringBack(ctx, who, id, in)
}

// An Offer is one turf as whoever may take it sees it: never who has it.
type Offer struct {
	Turf    Turf
	Mine    bool
	MayTake bool
}

// maxOffers is how many turfs a phone is shown.
const maxOffers = 60

// Offers lists the turfs of an effort that are not finished, for whoever may
// knock there: one's own first, then those to be had, then those out.
func (s *Service) Offers(ctx context.Context, who domain.Actor, e canvass.Effort) ([]Offer, error) {
	if err := who.Must(domain.Knock, e.Group); err != nil {
		return nil, err
	}
	turfs, err := s.Store.TurfsOf(ctx, e.ID)
	if err != nil {
		return nil, err
	}
	now := s.Clock.Now()
	var out []Offer
	for _, t := range turfs {
		if t.State == Finished {
			continue
		}
		mine := t.HeldBy(who.Person, now)
		out = append(out, Offer{Turf: t, Mine: mine, MayTake: mine || !t.Held(now) || who.May(domain.HandOutTurf, e.Group)})
	}
	slices.SortStableFunc(out, func(a, b Offer) int { return a.rank(now) - b.rank(now) })
	return out[:min(len(out), maxOffers)], nil
}

func (o Offer) rank(now time.Time) int {
	switch {
	case o.Mine:
		return 0
	case !o.Turf.Held(now):
		return 1
	}
	return 2
}
