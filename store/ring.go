package store

import (
	"context"

	"barnstorm/domain/event"
)

func (s *Store) Mailed(ctx context.Context, id event.ID, shifts []int) (n int, err error) {
	err = s.read.WithContext(ctx).Raw(`
		select count(*) from rsvps where event_id = ? and shift in ? and state <> 'given-back' and contact like '%@%'`, id, shifts).Scan(&n).Error
	return n, fault(err)
}

func (s *Store) ToRing(ctx context.Context, id event.ID, shifts []int, n int) ([]event.RSVP, error) {
	var ms []rsvpModel
	err := s.read.WithContext(ctx).Where("event_id = ? and shift in ? and state <> 'given-back' and contact <> '' and contact not like '%@%'", id, shifts).
		Order("name_key, id").Limit(n).Omit("needs").Find(&ms).Error
	if err != nil {
		return nil, fault(err)
	}
	return s.rsvps(ctx, ms)
}
