package store

import (
	"context"
	"time"

	"barnstorm/domain/canvass"
	"barnstorm/domain/universe"
)

// noted is the notes of canvassers that stand: neither they nor the visits that
// they belong to are annulled.
const noted = `
	select v.* from visits v where v.effort_id = ? and v.kind in ('correction', 'addition') and not v.lead
	and not exists (select 1 from visits a where a.refers = v.id and a.kind = 'annulment' and a.effort_id = v.effort_id and (a.device = v.device or a.lead))
	and not exists (select 1 from visits a where a.refers = v.refers and a.kind = 'annulment' and a.effort_id = v.effort_id and (a.device = v.device or a.lead))`

// told and wished are those that wait for a decision, and those that ask for a visit.
const (
	told = noted + `
	and (v.detail like '%"what":"household"%' or v.detail like '%"what":"number"%' or v.detail like '%"what":"no-such-house"%')
	and not exists (select 1 from visits a where a.refers = v.id and a.kind = 'correction' and a.lead)
	order by v.received, v.id limit ?`
	wished = noted + ` and v.detail like '%"what":"return"%' order by v.received desc, v.id limit ?`
)

func (s *Store) ToldIn(ctx context.Context, e canvass.EffortID, n int) ([]canvass.Visit, error) {
	all, err := many(s.read.WithContext(ctx).Raw(told, e, n), visitModel.visit)
	return s.heard(ctx, all, err)
}

func (s *Store) WishesIn(ctx context.Context, e canvass.EffortID, n int) ([]canvass.Visit, error) {
	all, err := many(s.read.WithContext(ctx).Raw(wished, e, n), visitModel.visit)
	return s.heard(ctx, all, err)
}

func (s *Store) DoorsOf(ctx context.Context, ids []universe.DoorID) ([]universe.Door, error) {
	if len(ids) == 0 {
		return nil, nil
	}
	return many(s.read.WithContext(ctx).Where("id in ?", ids), doorModel.door)
}

func (s *Store) GrowTurf(ctx context.Context, id universe.TurfID, place int, now time.Time) error {
	db := s.db.WithContext(ctx)
	if err := db.Exec(`update doors set place = place + 1 where turf_id = ? and place > ?`, id, place).Error; err != nil {
		return fault(err)
	}
	return fault(db.Exec(`update turfs set size = size + 1, changed = ? where id = ?`, now.UTC(), id).Error)
}
