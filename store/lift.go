package store

import (
	"context"
	"time"

	"barnstorm/domain/event"
)

// liftModel is a row of lifts.
type liftModel struct {
	ID       event.LiftID `gorm:"primaryKey"`
	EventID  event.ID
	RsvpID   *event.RSVPID
	Side     event.Side
	District string
	Origin   string
	Title    string
	Seats    int
	Taken    int
	Shift    int
	Made     time.Time
	Ended    *time.Time
}

func (liftModel) TableName() string { return "lifts" }

func (m liftModel) lift() event.Lift {
	return event.Lift{
		ID: m.ID, Event: m.EventID, RSVP: got(m.RsvpID), Side: m.Side, District: m.District, From: m.Origin, Title: m.Title, Seats: m.Seats, Taken: m.Taken, Shift: m.Shift,
		Made: m.Made.UTC(), Ended: when(m.Ended),
	}
}

func liftOf(l event.Lift) liftModel {
	return liftModel{
		ID: l.ID, EventID: l.Event, RsvpID: opt(l.RSVP), Side: l.Side, District: l.District, Origin: l.From, Title: l.Title, Seats: l.Seats, Taken: l.Taken, Shift: l.Shift,
		Made: l.Made.UTC(), Ended: maybe(l.Ended),
	}
}

// pairModel is a row of lift_pairs.
type pairModel struct {
	ID      event.PairID `gorm:"primaryKey"`
	OfferID event.LiftID
	WantID  event.LiftID
	Seats   int
	Driver  *time.Time
	Rider   *time.Time
	Made    time.Time
	Ended   *time.Time
}

func (pairModel) TableName() string { return "lift_pairs" }

func (m pairModel) pair() event.Pair {
	return event.Pair{ID: m.ID, Offer: m.OfferID, Want: m.WantID, Seats: m.Seats, Driver: when(m.Driver), Rider: when(m.Rider), Made: m.Made.UTC(), Ended: when(m.Ended)}
}

func pairOf(p event.Pair) pairModel {
	return pairModel{ID: p.ID, OfferID: p.Offer, WantID: p.Want, Seats: p.Seats, Driver: maybe(p.Driver), Rider: maybe(p.Rider), Made: p.Made.UTC(), Ended: maybe(p.Ended)}
}

func (s *Store) PutLift(ctx context.Context, l event.Lift) error {
	m := liftOf(l)
	_, err := s.addOnce(ctx, &m)
	return err
}

func (s *Store) LiftOf(ctx context.Context, id event.RSVPID) (event.Lift, error) {
	m, err := one[liftModel](s.read.WithContext(ctx).Where("rsvp_id = ? and ended is null", id), "no-such-lift")
	return m.lift(), err
}

func (s *Store) Lift(ctx context.Context, id event.LiftID) (event.Lift, error) {
	m, err := one[liftModel](s.read.WithContext(ctx).Where("id = ?", id), "no-such-lift")
	return m.lift(), err
}

func (s *Store) LiftsTo(ctx context.Context, id event.ID) ([]event.Lift, error) {
	return many(s.read.WithContext(ctx).Where("event_id = ? and ended is null", id).Order("made, id"), liftModel.lift)
}

func (s *Store) OpenLifts(ctx context.Context, id event.ID, district string) ([]event.Lift, error) {
	return many(s.read.WithContext(ctx).Where(`event_id = ? and district = ? and ended is null
		and (rsvp_id is null or exists (select 1 from rsvps r where r.id = lifts.rsvp_id and r.state = 'coming'))
		and (side = 'want' and not exists (select 1 from lift_pairs p where p.want_id = lifts.id and p.ended is null) or side <> 'want' and taken < seats)`,
		id, district).Order("made, id"), liftModel.lift)
}

func (s *Store) TakeSeats(ctx context.Context, id event.LiftID, n int) (bool, error) {
	if n < 0 { // of one that has ended too
		return did(s.db.WithContext(ctx).Exec(`update lifts set taken = taken + ? where id = ?`, n, id))
	}
	return did(s.db.WithContext(ctx).Exec(`update lifts set taken = taken + ? where id = ? and ended is null and taken + ? <= seats`, n, id, n))
}

func (s *Store) EndLift(ctx context.Context, id event.LiftID, now time.Time) (bool, error) {
	return did(s.db.WithContext(ctx).Exec(`update lifts set ended = ? where id = ? and ended is null`, now.UTC(), id))
}

func (s *Store) AddPair(ctx context.Context, p event.Pair) (bool, error) {
	m := pairOf(p)
	return s.addOnce(ctx, &m)
}

func (s *Store) Pair(ctx context.Context, id event.PairID) (event.Pair, error) {
	m, err := one[pairModel](s.read.WithContext(ctx).Where("id = ? and ended is null", id), "no-such-lift")
	return m.pair(), err
}

func (s *Store) Pairs(ctx context.Context, id event.LiftID) ([]event.Pair, error) {
	return many(s.read.WithContext(ctx).Where("(offer_id = ? or want_id = ?) and ended is null", id, id).Order("made, id"), pairModel.pair)
}

// silent is the matches of which one has not answered: for long, or when their shift
// begins, unless one may come on another of its days.
const (
	silent = `ended is null and (driver is null or rider is null) and exists (
		select 1 from lifts l join events e on e.id = l.event_id left join event_shifts s on s.event_id = e.id and s.number = l.shift
		where l.id = lift_pairs.want_id and e.called and e.ends > @now
		and (lift_pairs.made <= @hour and (lift_pairs.made <= @day or e.starts <= @soon) or coalesce(s.starts, e.starts) <= @now and `
	silentPostgres = silent + `extract(epoch from coalesce(s.ends, e.ends) - coalesce(s.starts, e.starts)) <= @longer))`
	silentSQLite   = silent + `unixepoch(coalesce(s.ends, e.ends)) - unixepoch(coalesce(s.starts, e.starts)) <= @longer))`
)

func (s *Store) SilentPairs(ctx context.Context, at event.Silence, n int) ([]event.Pair, error) {
	where := silentSQLite
	if s.postgres {
		where = silentPostgres
	}
	return many(s.read.WithContext(ctx).Where(where, map[string]any{
		"now": at.Now.UTC(), "hour": at.Hour.UTC(), "day": at.Day.UTC(), "soon": at.Soon.UTC(), "longer": at.Long.Seconds(),
	}).Order("made, id").Limit(n), pairModel.pair)
}

func (s *Store) Met(ctx context.Context, id event.LiftID) (all []event.LiftID, err error) {
	err = s.read.WithContext(ctx).Raw(`
		select offer_id from lift_pairs where want_id = ? union select want_id from lift_pairs where offer_id = ?`, id, id).Scan(&all).Error
	return all, fault(err)
}

func (s *Store) Agree(ctx context.Context, id event.PairID, driver bool, now time.Time) (bool, error) {
	if driver {
		return did(s.db.WithContext(ctx).Exec(`update lift_pairs set driver = coalesce(driver, ?) where id = ? and ended is null`, now.UTC(), id))
	}
	return did(s.db.WithContext(ctx).Exec(`update lift_pairs set rider = coalesce(rider, ?) where id = ? and ended is null`, now.UTC(), id))
}

func (s *Store) EndPair(ctx context.Context, id event.PairID, now time.Time) (bool, error) {
	return did(s.db.WithContext(ctx).Exec(`update lift_pairs set ended = ? where id = ? and ended is null`, now.UTC(), id))
}
