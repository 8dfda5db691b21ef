package store

import (
	"context"
	"slices"
	"time"

	"barnstorm/domain/event"
)

// shiftModel is a row of event_shifts.
type shiftModel struct {
	EventID event.ID `gorm:"primaryKey"`
	Number  int      `gorm:"primaryKey;autoIncrement:false"`
	Starts  time.Time
	Ends    time.Time
}

func (shiftModel) TableName() string { return "event_shifts" }

func (m shiftModel) shift() event.Shift {
	return event.Shift{Number: m.Number, Starts: m.Starts.UTC(), Ends: m.Ends.UTC()}
}

// placesModel is a row of event_places.
type placesModel struct {
	EventID  event.ID   `gorm:"primaryKey"`
	Shift    int        `gorm:"primaryKey;autoIncrement:false"`
	Pool     event.Pool `gorm:"primaryKey"`
	Capacity int
	Taken    int
	Held     int
	Waiting  int
}

func (placesModel) TableName() string { return "event_places" }

func (m placesModel) places() event.Places {
	return event.Places{Shift: m.Shift, Pool: m.Pool, Capacity: m.Capacity, Taken: m.Taken, Held: m.Held, Waiting: m.Waiting}
}

func (s *Store) Layout(ctx context.Context, id event.ID) (l event.Layout, err error) {
	if l.Shifts, err = many(s.read.WithContext(ctx).Where("event_id = ?", id).Order("starts, number"), shiftModel.shift); err != nil {
		return l, err
	}
	l.Places, err = many(s.read.WithContext(ctx).Where("event_id = ?", id).Order("shift"), placesModel.places)
	slices.SortStableFunc(l.Places, func(a, b event.Places) int {
		return byShift(l, a)*100 + slices.Index(event.Pools, a.Pool) - byShift(l, b)*100 - slices.Index(event.Pools, b.Pool)
	})
	return l, err
}

// byShift is which shift of the day places are in.
func byShift(l event.Layout, p event.Places) int {
	return slices.IndexFunc(l.Shifts, func(s event.Shift) bool { return s.Number == p.Shift })
}

func (s *Store) PutLayout(ctx context.Context, id event.ID, l event.Layout) error {
	if err := s.db.WithContext(ctx).Exec(`delete from event_places where event_id = ?`, id).Error; err != nil {
		return fault(err)
	}
	if err := s.db.WithContext(ctx).Exec(`delete from event_shifts where event_id = ?`, id).Error; err != nil {
		return fault(err)
	}
	for _, x := range l.Shifts {
		if err := s.put(ctx, &shiftModel{id, x.Number, x.Starts.UTC(), x.Ends.UTC()}); err != nil {
			return err
		}
	}
	for _, p := range l.Places {
		if err := s.put(ctx, &placesModel{id, p.Shift, p.Pool, p.Capacity, p.Taken, p.Held, p.Waiting}); err != nil {
			return err
		}
	}
	reserved, used := l.Reserved()
	return fault(s.db.WithContext(ctx).Exec(`update events set reserved = ?, reserved_used = ? where id = ?`, reserved, used, id).Error)
}

// Every deed on the places of an event that is parted writes the event's row
// first, which is also what an edit of the event holds: so two never wait for
// each other in a ring. Where the part then has no room, the sum is put right
// again in the same transaction.

func (s *Store) TakePlaces(ctx context.Context, at event.At, n int) (bool, error) {
	db := s.db.WithContext(ctx)
	if !at.Parted {
		return did(db.Exec(`
			update events set taken = taken + ?
			where id = ? and called and not parted and (capacity = 0 or taken + held + ? <= capacity)`, n, at.Event, n))
	}
	if on, err := s.sum(ctx, at, event.Counts{Taken: n}); err != nil || !on {
		return false, err
	}
	took, err := did(db.Exec(`
		update event_places set taken = taken + ?
		where event_id = ? and shift = ? and pool = ? and taken + held + ? <= capacity`, n, at.Event, at.Shift, at.Pool, n))
	if err == nil && !took {
		_, err = s.sum(ctx, at, event.Counts{Taken: -n})
	}
	return took, err
}

func (s *Store) Queue(ctx context.Context, at event.At, n int) (bool, error) {
	db := s.db.WithContext(ctx)
	if !at.Parted {
		return did(db.Exec(`
			update events set waiting = waiting + ?
			where id = ? and called and not parted and capacity > 0 and taken + held + ? > capacity`, n, at.Event, n))
	}
	if on, err := s.sum(ctx, at, event.Counts{Waiting: n}); err != nil || !on {
		return false, err
	}
	queued, err := did(db.Exec(`
		update event_places set waiting = waiting + ?
		where event_id = ? and shift = ? and pool = ? and taken + held + ? > capacity`, n, at.Event, at.Shift, at.Pool, n))
	if err == nil && !queued {
		_, err = s.sum(ctx, at, event.Counts{Waiting: -n})
	}
	return queued, err
}

func (s *Store) KeepPlaces(ctx context.Context, at event.At, n int) (bool, error) {
	db := s.db.WithContext(ctx)
	if !at.Parted {
		return did(db.Exec(`
			update events set held = held + ?, waiting = waiting - ?
			where id = ? and called and not parted and (capacity = 0 or taken + held + ? <= capacity)`, n, n, at.Event, n))
	}
	if on, err := s.sum(ctx, at, event.Counts{Held: n, Waiting: -n}); err != nil || !on {
		return false, err
	}
	kept, err := did(db.Exec(`
		update event_places set held = held + ?, waiting = waiting - ?
		where event_id = ? and shift = ? and pool = ? and taken + held + ? <= capacity`, n, n, at.Event, at.Shift, at.Pool, n))
	if err == nil && !kept {
		_, err = s.sum(ctx, at, event.Counts{Held: -n, Waiting: n})
	}
	return kept, err
}

// sum adds to the counts of a parted event that is on, and reports whether it
// is one.
func (s *Store) sum(ctx context.Context, at event.At, by event.Counts) (bool, error) {
	return did(s.db.WithContext(ctx).Exec(`
		update events set taken = taken + ?, held = held + ?, waiting = waiting + ?, reserved_used = case when reserved > 0 then reserved_used + ? else 0 end where id = ? and called and parted`,
		by.Taken, by.Held, by.Waiting, reserved(at, by), at.Event))
}

// reserved is what counts add to those of other pools than General.
func reserved(at event.At, by event.Counts) int {
	if at.Parted && at.Pool != event.General {
		return by.Taken + by.Held
	}
	return 0
}

func (s *Store) Count(ctx context.Context, at event.At, by event.Counts) error {
	db := s.db.WithContext(ctx)
	err := db.Exec(`
		update events set taken = taken + ?, held = held + ?, waiting = waiting + ?, reserved_used = case when reserved > 0 then reserved_used + ? else 0 end where id = ?`,
		by.Taken, by.Held, by.Waiting, reserved(at, by), at.Event).Error
	if err == nil && at.Parted {
		err = db.Exec(`
			update event_places set taken = taken + ?, held = held + ?, waiting = waiting + ?
			where event_id = ? and shift = ? and pool = ?`, by.Taken, by.Held, by.Waiting, at.Event, at.Shift, at.Pool).Error
	}
	return fault(err)
}

// inLine is the order in which people wait.
const inLine = "(from_id is null), queued, id"

func (s *Store) FirstWaiting(ctx context.Context, at event.At, n int) (event.RSVP, error) {
	q := s.read.WithContext(ctx).
		Where("event_id = ? and shift = ? and pool = ? and state = 'waiting' and offered is null and party <= ?", at.Event, at.Shift, at.Pool, n).
		Order(inLine)
	m, err := one[rsvpModel](q, "nobody-waits")
	if err != nil {
		return event.RSVP{}, err
	}
	return s.rsvp(ctx, m)
}

func (s *Store) Line(ctx context.Context, at event.At) (event.Line, error) {
	var row struct{ Parties, Smallest, Before int }
	var first []time.Time
	db := s.read.WithContext(ctx)
	err := db.Raw(`
		select count(*) as parties, coalesce(min(party), 0) as smallest, count(from_id) as before from rsvps
		where event_id = ? and shift = ? and pool = ? and state = 'waiting' and offered is null`, at.Event, at.Shift, at.Pool).Scan(&row).Error
	if err == nil {
		err = db.Raw(`
			select offered from rsvps where event_id = ? and shift = ? and pool = ? and offered is not null order by offered limit 1`,
			at.Event, at.Shift, at.Pool).Scan(&first).Error
	}
	line := event.Line{Parties: row.Parties, Smallest: row.Smallest, Before: row.Before}
	if len(first) > 0 {
		line.Until = first[0].UTC()
	}
	return line, fault(err)
}

func (s *Store) Ahead(ctx context.Context, r event.RSVP) (n int, err error) {
	err = s.read.WithContext(ctx).Raw(`
		select coalesce(sum(party), 0) from rsvps
		where event_id = ? and shift = ? and pool = ? and state = 'waiting' and offered is null and ((from_id is null), queued, id) < (?, ?, ?)`,
		r.Event, r.Shift, r.Pool, r.From == "", r.Queued.UTC(), r.ID).Scan(&n).Error
	return n, fault(err)
}

func (s *Store) OffersOver(ctx context.Context, by time.Time, n int) ([]event.RSVP, error) {
	var ms []rsvpModel
	err := s.read.WithContext(ctx).Raw(`
		select r.* from rsvps r join events e on e.id = r.event_id
		where r.offered <= ? and e.called order by r.offered, r.id limit ?`, by.UTC(), n).Scan(&ms).Error
	if err != nil {
		return nil, fault(err)
	}
	return s.rsvps(ctx, ms)
}
