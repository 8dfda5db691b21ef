package store

import (
	"context"
	"time"

	"barnstorm/domain"
	"barnstorm/domain/event"
)

// rsvpModel is a row of rsvps.
type rsvpModel struct {
	ID        event.RSVPID `gorm:"primaryKey"`
	EventID   event.ID
	Name      string
	NameKey   string
	Contact   string
	PersonID  *domain.PersonID
	Party     int
	Shift     int
	Pool      event.Pool
	State     event.State // waiting, where places are offered
	Offered   *time.Time
	Queued    time.Time
	InVain    *time.Time
	FromID    *event.ID
	First     bool
	Needs     []byte // sealed
	Locale    string
	Zone      string
	Confirmed *time.Time
	Released  *time.Time
	Made      time.Time
	Changed   time.Time
}

func (rsvpModel) TableName() string { return "rsvps" }

func needsAt(id event.RSVPID) (subject, where string) { return string(id), "rsvps.needs:" + string(id) }

func (s *Store) rsvp(ctx context.Context, m rsvpModel) (event.RSVP, error) {
	subject, where := needsAt(m.ID)
	needs, err := s.reveal(ctx, subject, where, m.Needs)
	state := m.State
	if m.Offered != nil {
		state = event.Offered
	}
	return event.RSVP{
		ID: m.ID, Event: m.EventID, Name: m.Name, NameKey: m.NameKey, Contact: m.Contact, Person: got(m.PersonID), Party: m.Party,
		Shift: m.Shift, Pool: m.Pool, Offered: when(m.Offered), Queued: m.Queued.UTC(), State: state, InVain: when(m.InVain), From: got(m.FromID), First: m.First, Needs: needs, Locale: m.Locale, Zone: m.Zone, Confirmed: when(m.Confirmed), Released: when(m.Released), Made: m.Made.UTC(), Changed: m.Changed.UTC(),
	}, err
}

func (s *Store) rsvpOf(ctx context.Context, r event.RSVP) (rsvpModel, error) {
	subject, where := needsAt(r.ID)
	needs, err := s.keep(ctx, subject, where, r.Needs)
	state, offered := r.State, maybe(r.Offered)
	if state == event.Offered {
		state = event.Waiting
	} else {
		offered = nil
	}
	return rsvpModel{
		ID: r.ID, EventID: r.Event, Name: r.Name, NameKey: r.NameKey, Contact: r.Contact, PersonID: opt(r.Person), Party: r.Party,
		Shift: r.Shift, Pool: r.Pool, Offered: offered, Queued: r.Queued.UTC(), State: state, InVain: maybe(r.InVain), FromID: opt(r.From), First: r.First, Needs: needs, Locale: r.Locale, Zone: r.Zone, Confirmed: maybe(r.Confirmed), Released: maybe(r.Released), Made: r.Made.UTC(), Changed: r.Changed.UTC(),
	}, err
}

func (s *Store) rsvps(ctx context.Context, ms []rsvpModel) ([]event.RSVP, error) {
	rs := make([]event.RSVP, len(ms))
	for i, m := range ms {
		var err error
		if rs[i], err = s.rsvp(ctx, m); err != nil {
			return nil, err
		}
	}
	return rs, nil
}

func (s *Store) RSVP(ctx context.Context, id event.RSVPID) (event.RSVP, error) {
	m, err := one[rsvpModel](s.read.WithContext(ctx).Where("id = ?", id), "no-such-rsvp")
	if err != nil {
		return event.RSVP{}, err
	}
	return s.rsvp(ctx, m)
}

func (s *Store) RSVPBy(ctx context.Context, id event.ID, nameKey, contact string) (event.RSVP, error) {
	m, err := one[rsvpModel](s.read.WithContext(ctx).Where("event_id = ? and name_key = ? and contact = ?", id, nameKey, contact), "no-such-rsvp")
	if err != nil {
		return event.RSVP{}, err
	}
	return s.rsvp(ctx, m)
}

func (s *Store) AddRSVP(ctx context.Context, r event.RSVP) (bool, error) {
	m, err := s.rsvpOf(ctx, r)
	if err != nil {
		return false, err
	}
	return s.addOnce(ctx, &m)
}

func (s *Store) TurnRSVP(ctx context.Context, r event.RSVP, from event.State) (bool, error) {
	m, err := s.rsvpOf(ctx, r)
	if err != nil {
		return false, err
	}
	q := s.db.WithContext(ctx).Model(&rsvpModel{})
	switch from { // the row of an offer says that it waits, and until when places are kept for it
	case event.Offered:
		q = q.Where("id = ? and state = 'waiting' and offered is not null", r.ID)
	default:
		q = q.Where("id = ? and state = ? and offered is null", r.ID, from)
	}
	return did(q.Select("state", "party", "shift", "pool", "offered", "queued", "first", "needs", "locale", "zone", "confirmed", "released", "in_vain", "from_id", "person_id", "changed").Updates(&m))
}

func (s *Store) RSVPs(ctx context.Context, id event.ID, after event.RSVPID, n int) ([]event.RSVP, error) {
	q := s.read.WithContext(ctx).Where("event_id = ?", id).Order("made, id").Limit(n)
	if after != "" {
		q = q.Where("(made, id) > (select made, id from rsvps where id = ?)", after)
	}
	var ms []rsvpModel
	if err := q.Find(&ms).Error; err != nil {
		return nil, fault(err)
	}
	return s.rsvps(ctx, ms)
}

func (s *Store) RSVPsOf(ctx context.Context, p domain.PersonID, contacts []string) ([]event.RSVP, error) {
	var ms []rsvpModel
	if err := s.read.WithContext(ctx).Where("person_id = ? or person_id is null and contact in ?", p, contacts).Order("made desc, id").Find(&ms).Error; err != nil {
		return nil, fault(err)
	}
	return s.rsvps(ctx, ms)
}

func (s *Store) StandingOf(ctx context.Context, id event.ID, p domain.PersonID) (event.RSVP, error) {
	m, err := one[rsvpModel](s.read.WithContext(ctx).Where("event_id = ? and person_id = ? and state <> 'given-back'", id, p), "no-such-rsvp")
	if err != nil {
		return event.RSVP{}, err
	}
	return s.rsvp(ctx, m)
}

func (s *Store) JoinRSVP(ctx context.Context, id event.RSVPID, p domain.PersonID) (bool, error) {
	return did(s.db.WithContext(ctx).Exec(`update rsvps set person_id = ? where id = ? and (person_id is null or person_id = ?)`, p, id, p))
}

// orFirst is an id that every other comes after, where none is given.
func orFirst[T ~string](id T) T {
	if id == "" {
		return "00000000-0000-0000-0000-000000000000"
	}
	return id
}
