package store

import (
	"context"
	"time"

	"barnstorm/domain"
	"barnstorm/domain/event"
)

// gateModel is a row of gates.
type gateModel struct {
	ID      event.GateID `gorm:"primaryKey"`
	EventID event.ID
	Name    string
	ByID    domain.PersonID
	Hash    string
	Until   time.Time
	Made    time.Time
	Ended   *time.Time
}

func (gateModel) TableName() string { return "gates" }

func (m gateModel) gate() event.Gate {
	return event.Gate{ID: m.ID, Event: m.EventID, Name: m.Name, By: m.ByID, Hash: m.Hash, Until: m.Until.UTC(), Made: m.Made.UTC(), Ended: when(m.Ended)}
}

func gateOf(g event.Gate) gateModel {
	return gateModel{ID: g.ID, EventID: g.Event, Name: g.Name, ByID: g.By, Hash: g.Hash, Until: g.Until.UTC(), Made: g.Made.UTC(), Ended: maybe(g.Ended)}
}

// passageModel is a row of entries.
type passageModel struct {
	ID      event.EntryID `gorm:"primaryKey"`
	EventID event.ID
	GateID  event.GateID
	RsvpID  *event.RSVPID
	Way     event.Way
	Name    string
	Shift   int
	Pool    event.Pool
	People  int
	At      time.Time
	Counted int
	AfterID *event.EntryID
	Changed time.Time
}

func (passageModel) TableName() string { return "gate_entries" }

func (m passageModel) passage() event.Entry {
	return event.Entry{
		ID: m.ID, Event: m.EventID, Gate: m.GateID, RSVP: got(m.RsvpID), Way: m.Way, Name: m.Name, Shift: m.Shift, Pool: m.Pool, People: m.People,
		At: m.At.UTC(), Counted: m.Counted, After: got(m.AfterID), Changed: m.Changed.UTC(),
	}
}

func passageOf(e event.Entry) passageModel {
	return passageModel{
		ID: e.ID, EventID: e.Event, GateID: e.Gate, RsvpID: opt(e.RSVP), Way: e.Way, Name: e.Name, Shift: e.Shift, Pool: e.Pool, People: e.People,
		At: e.At.UTC(), Counted: e.Counted, AfterID: opt(e.After), Changed: e.Changed.UTC(),
	}
}

func (s *Store) PutGate(ctx context.Context, g event.Gate) error {
	m := gateOf(g)
	fresh, err := s.addOnce(ctx, &m)
	if err != nil || fresh {
		return err
	}
	mine, err := did(s.db.WithContext(ctx).Model(&gateModel{}).Where("id = ? and event_id = ? and by_id = ?", g.ID, g.Event, g.By).
		Select("name", "hash", "until", "ended").Updates(&m))
	if err == nil && !mine {
		err = domain.Refuse(domain.Conflict, "id-taken")
	}
	return err
}

func (s *Store) GateBy(ctx context.Context, hash string) (event.Gate, error) {
	m, err := one[gateModel](s.read.WithContext(ctx).Where("hash = ?", hash), "no-such-gate")
	return m.gate(), err
}

func (s *Store) GatesOf(ctx context.Context, id event.ID) ([]event.Gate, error) {
	return many(s.read.WithContext(ctx).Where("event_id = ?", id).Order("made, id"), gateModel.gate)
}

func (s *Store) EndGate(ctx context.Context, id event.ID, g event.GateID, now time.Time) error {
	return fault(s.db.WithContext(ctx).Exec(`update gates set ended = coalesce(ended, ?) where id = ? and event_id = ?`, now.UTC(), g, id).Error)
}

func (s *Store) AddEntry(ctx context.Context, e event.Entry) (bool, error) {
	m := passageOf(e)
	return s.addOnce(ctx, &m)
}

func (s *Store) SettleEntry(ctx context.Context, id event.EntryID, counted int, after event.EntryID, now time.Time) error {
	return fault(s.db.WithContext(ctx).Exec(`update gate_entries set counted = ?, after_id = ?, changed = ? where id = ?`, counted, opt(after), now.UTC(), id).Error)
}

func (s *Store) EntriesOf(ctx context.Context, id event.RSVPID) ([]event.Entry, error) {
	return many(s.read.WithContext(ctx).Where("rsvp_id = ?", id).Order("at, id"), passageModel.passage)
}

func (s *Store) EntriesSince(ctx context.Context, id event.ID, since time.Time) ([]event.Entry, error) {
	return many(s.read.WithContext(ctx).Where("event_id = ? and changed >= ?", id, since.UTC()).Order("changed, id"), passageModel.passage)
}

func (s *Store) GuestsSince(ctx context.Context, id event.ID, since time.Time) ([]event.RSVP, error) {
	var ms []rsvpModel
	err := s.read.WithContext(ctx).Where("event_id = ? and changed >= ?", id, since.UTC()).Order("changed, id").
		Omit("needs").Find(&ms).Error
	if err != nil {
		return nil, fault(err)
	}
	return s.rsvps(ctx, ms)
}

func (s *Store) SetRelease(ctx context.Context, id event.ID, at time.Time) error {
	return fault(s.db.WithContext(ctx).Exec(`update events set release_at = ? where id = ?`, maybe(at), id).Error)
}

// noShow is who comes and was never let in.
const noShow = `
	r.state = 'coming' and not exists (select 1 from gate_entries x where x.rsvp_id = r.id and x.way = 'in')`

func (s *Store) ToRelease(ctx context.Context, by time.Time) ([]event.Event, error) {
	return many(s.read.WithContext(ctx).Raw(`
		select e.* from events e where e.called and e.release_at <= ? and e.ends > ?
		and exists (select 1 from rsvps r where r.event_id = e.id and (e.parted or r.changed < e.release_at) and`+noShow+`)
		order by e.release_at, e.id`, by.UTC(), by.UTC()), eventModel.event)
}

func (s *Store) NoShows(ctx context.Context, id event.ID, shift int, before time.Time, n int) ([]event.RSVP, error) {
	var ms []rsvpModel
	err := s.db.WithContext(ctx).Raw(`
		select r.* from rsvps r where r.event_id = ? and r.shift = ? and r.changed < ? and`+noShow+`
		order by r.made, r.id limit ?`, id, shift, before.UTC(), n).Scan(&ms).Error
	if err != nil {
		return nil, fault(err)
	}
	return s.rsvps(ctx, ms)
}
