package store

import (
	"context"
	"slices"
	"time"

	"barnstorm/domain"
	"barnstorm/domain/event"
)

// answered is one answer of somebody, or that they host: then of no shift.
type answered struct {
	ID    event.ID
	State event.State
	Shift *int
}

func (s *Store) AnsweredBy(ctx context.Context, p domain.PersonID, from time.Time, n int) ([]event.Dated, error) {
	var rows []answered
	err := s.read.WithContext(ctx).Raw(`
		select e.id, mine.state, mine.shift from events e join (
			select event_id, case when state = 'coming' then 'coming' else 'waiting' end as state, shift from rsvps
			where state <> 'given-back' and (person_id = ? or person_id is null and contact in (
				select value from contacts where person_id = ? and kind = 'email' and confirmed is not null))
			union all select event_id, 'coming', null from event_hosts where person_id = ? and ended is null) mine on mine.event_id = e.id
		where e.ends > ? order by e.starts, e.id, mine.state limit ?`, p, p, p, from.UTC(), n).Scan(&rows).Error
	if err != nil {
		return nil, fault(err)
	}
	var ids []event.ID
	for _, r := range rows {
		if len(ids) == 0 || ids[len(ids)-1] != r.ID {
			ids = append(ids, r.ID)
		}
	}
	all := make([]event.Dated, len(ids))
	es, err := many(s.read.WithContext(ctx).Where("id in ?", ids), eventModel.event)
	for _, e := range es {
		all[slices.Index(ids, e.ID)].Event = e
	}
	if err == nil {
		err = s.dated(ctx, all, ids, rows)
	}
	return all, err
}

// dated puts into each event how its answers stand, and to which shifts they are:
// those that come count, else those that wait; a host is there all the time.
func (s *Store) dated(ctx context.Context, all []event.Dated, ids []event.ID, rows []answered) error {
	shifts, err := many(s.read.WithContext(ctx).Where("event_id in ?", ids).Order("starts, number"), func(m shiftModel) shiftModel { return m })
	for i := range all {
		x := &all[i]
		for _, r := range rows {
			if r.ID != x.Event.ID || x.State != "" && r.State != x.State { // those that come stand before those that wait
				continue
			}
			if x.State = r.State; r.Shift == nil {
				x.Hosts = true
			}
			for _, m := range shifts {
				if m.EventID == r.ID && r.Shift != nil && m.Number == *r.Shift {
					x.Shifts = append(x.Shifts, m.shift())
				}
			}
		}
	}
	return err
}
