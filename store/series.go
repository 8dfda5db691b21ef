package store

import (
	"context"
	"time"

	"barnstorm/domain/event"
)

// leftWaiting is the events where somebody waits for what has begun. How long
// something is, the two databases count each in their own way.
const (
	leftWaiting = `
		select e.* from events e where e.waiting > 0 and e.called and e.starts > @from and e.starts <= @until
		and exists (select 1 from events x where x.group_id = e.group_id and x.kind = e.kind and x.public = e.public and x.called and x.starts > @until)`
	leftWaitingPostgres = leftWaiting + `
		and (not e.parted and (e.ends <= @until or extract(epoch from e.ends - e.starts) <= @longer)
		or e.parted and exists (select 1 from event_places p join event_shifts s on s.event_id = p.event_id and s.number = p.shift
			where p.event_id = e.id and p.waiting > 0 and s.starts <= @until and (s.ends <= @until or extract(epoch from s.ends - s.starts) <= @longer)))
		order by e.starts, e.id limit @n`
	leftWaitingSQLite = leftWaiting + `
		and (not e.parted and (e.ends <= @until or unixepoch(e.ends) - unixepoch(e.starts) <= @longer)
		or e.parted and exists (select 1 from event_places p join event_shifts s on s.event_id = p.event_id and s.number = p.shift
			where p.event_id = e.id and p.waiting > 0 and s.starts <= @until and (s.ends <= @until or unixepoch(s.ends) - unixepoch(s.starts) <= @longer)))
		order by e.starts, e.id limit @n`
)

func (s *Store) LeftWaiting(ctx context.Context, from, until time.Time, longer time.Duration, n int) ([]event.Event, error) {
	var ms []eventModel
	query := leftWaitingSQLite
	if s.postgres {
		query = leftWaitingPostgres
	}
	err := s.read.WithContext(ctx).Raw(query, map[string]any{"from": from.UTC(), "until": until.UTC(), "longer": longer.Seconds(), "n": n}).Scan(&ms).Error
	es := make([]event.Event, len(ms))
	for i, m := range ms {
		es[i] = m.event()
	}
	return es, fault(err)
}

func (s *Store) NextOf(ctx context.Context, e event.Event, after time.Time) (event.Event, error) {
	q := s.read.WithContext(ctx).Where("group_id = ? and kind = ? and public = ? and called and starts > ?", e.Group, e.Kind, e.Public, after.UTC())
	if e.Series != "" {
		m, err := one[eventModel](q.Where("series_id = ?", e.Series).Order("starts, id"), "no-such-event")
		if err == nil {
			return m.event(), nil
		}
		q = s.read.WithContext(ctx).Where("group_id = ? and kind = ? and public = ? and called and starts > ?", e.Group, e.Kind, e.Public, after.UTC())
	}
	m, err := one[eventModel](q.Order("starts, id"), "no-such-event")
	return m.event(), err
}

func (s *Store) StillWaiting(ctx context.Context, id event.ID, shifts []int, n int) ([]event.RSVP, error) {
	var ms []rsvpModel
	err := s.db.WithContext(ctx).Where("event_id = ? and shift in ? and state = 'waiting' and offered is null and contact <> ''", id, shifts).Order(inLine).Limit(n).Find(&ms).Error
	if err != nil {
		return nil, fault(err)
	}
	return s.rsvps(ctx, ms)
}
