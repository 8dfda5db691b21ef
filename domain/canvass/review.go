package canvass

import (
	"context"
	"encoding/json"
	"time"

	"barnstorm/domain"
)

// A Noted is one record that a person wrote down, as their download shows it.
// What people at the doors answered is not about the canvasser, and not in it.
type Noted struct {
	Record  VisitID
	Kind    Kind
	Effort  EffortID
	Team    string
	Device  string
	Outcome string
	At      time.Time
}

// Held is what we hold about a person as a canvasser: the records that they
// wrote down.
func (s *Service) Held(ctx context.Context, p domain.PersonID, _ []string) (any, error) {
	visits, err := s.Store.VisitsBy(ctx, p)
	out := make([]Noted, len(visits))
	for i, v := range visits {
		out[i] = Noted{v.ID, v.Kind, v.Effort, v.Team, v.Device, v.Outcome, v.Happened}
	}
	return out, err
}

// MostHeld is how many records of one person may wait for a decision.
const MostHeld = 1000

// quarantine holds what cannot count by itself. What is held already is no more
// than it was.
func quarantine(ctx context.Context, tx Store, held []Held, of domain.PersonID) error {
	fresh, err := tx.Quarantine(ctx, held)
	if err != nil || fresh == 0 {
		return err
	}
	n, err := tx.HeldOf(ctx, of)
	if err == nil && n > MostHeld {
		err = domain.Refuse(domain.Busy, "quarantine-full")
	}
	return err
}

// Quarantine lists what waits for a decision in an effort, oldest first.
func (s *Service) Quarantine(ctx context.Context, who domain.Actor, id EffortID) ([]Held, error) {
	e, err := s.effort(ctx, s.Store.Effort, who, id, domain.ReviewRecords)
	if err != nil {
		return nil, err
	}
	return s.Store.HeldIn(ctx, e.ID)
}

// Newer counts the records of an effort that came from phones which know more
// than we do. They count; what they say beyond our knowledge is kept unread.
func (s *Service) Newer(ctx context.Context, who domain.Actor, id EffortID) (int, error) {
	e, err := s.effort(ctx, s.Store.Effort, who, id, domain.ReviewRecords)
	if err != nil {
		return 0, err
	}
	return s.Store.NewerIn(ctx, e.ID)
}

// A Pile is what waits for a lead in an effort: records to decide on, and turfs
// that should be back by now.
type Pile struct {
	Effort     EffortID
	Name       string
	Held, Late int
}

// piled is how many efforts are told of at once.
const piled = 20

// Piles lists the efforts in which something waits for who, at most 20. Refuses
// as Actor.Must does for ReviewRecords.
func (s *Service) Piles(ctx context.Context, who domain.Actor) ([]Pile, error) {
	in := who.Where(domain.ReviewRecords)
	if len(in) == 0 {
		return nil, who.Must(domain.ReviewRecords, "")
	}
	return s.Store.Piles(ctx, in, s.Clock.Now(), piled)
}

// A DecideInput is what a lead decides about one record in quarantine.
type DecideInput struct {
	Accept bool `json:"accept"`
}

// Decide accepts a record in quarantine, which then counts as if it had come
// that way, or sets it aside; it is kept either way. It refuses to accept what
// cannot be counted: no readable visit, or another one has its id (Conflict).
func (s *Service) Decide(ctx context.Context, who domain.Actor, id EffortID, key string, in DecideInput) error {
	e, err := s.effort(ctx, s.Store.Effort, who, id, domain.ReviewRecords)
	if err != nil {
		return err
	}
	h, err := s.Store.Held(ctx, key)
	if err != nil {
		return err
	}
	if h.Effort != e.ID {
		return domain.Refuse(domain.NotFound, "no-such-record")
	}
	var p parcel
	if in.Accept {
		if p.visit, err = s.accepted(ctx, who, e, h); err != nil {
			return err
		}
		if p, err = s.lateness(ctx, sender{}, p); err != nil {
			return err
		}
	}
	h.Decided, h.Decider, h.Accepted = s.Clock.Now(), who.Person, in.Accept
	return s.Atomically(ctx, func(tx Store) error {
		first, err := tx.DecideHeld(ctx, h)
		if err != nil || !first || !in.Accept {
			return err
		}
		return p.accept(ctx, tx)
	})
}

// accept keeps a record that a lead has accepted, as if it had come that way.
func (p parcel) accept(ctx context.Context, tx Store) error {
	deleted, err := gone(ctx, tx, []parcel{p})
	if err != nil {
		return err
	}
	stored, err := tx.KeepVisits(ctx, []Visit{p.kept()})
	if err != nil {
		return err
	}
	if len(stored) == 0 || deleted[p.visit.ID] {
		return domain.Refuse(domain.Conflict, "visit-known")
	}
	if err := tx.PutConsents(ctx, []Visit{p.visit}); err != nil {
		return err
	}
	return p.silence(ctx, tx)
}

// accepted reads a held record again, with the lead's word in place of the
// credential's: unknown fields are passed over and kept with the words, the
// canvasser stays.
func (s *Service) accepted(ctx context.Context, who domain.Actor, e Effort, h Held) (Visit, error) {
	var in RecordInput
	cannot := domain.Refuse(domain.Conflict, "record-cannot-count")
	if json.Unmarshal(h.Raw, &in) != nil {
		return Visit{}, cannot
	}
	told := in
	in.Effort, in.Canvasser = string(e.ID), string(h.Person)
	raw, err := json.Marshal(in)
	if err != nil {
		return Visit{}, err
	}
	from := sender{actor: who, now: h.Received, skew: h.Skew, accepts: true}
	v, why, err := s.sort(ctx, from, raw)
	if err != nil {
		return Visit{}, err
	}
	if why != "" {
		return Visit{}, cannot
	}
	_, newer, unread := decode(h.Raw)
	v.Raw, v.Lead, v.Newer = h.Raw, false, newer || unread != ""
	unnamed := told.Effort != in.Effort || told.Canvasser != "" && told.Canvasser != in.Canvasser
	if unnamed {
		told.Effort, told.Canvasser = in.Effort, in.Canvasser
	}
	if v.Newer || v.Plain != nil || unnamed {
		told = v.read(told)
		told.Answers, told.Detail = v.Answers, v.Detail
		v.Plain, err = json.Marshal(told)
	}
	return v, err
}
