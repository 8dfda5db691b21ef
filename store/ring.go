package store

import (
	"context"

	"barnstorm/domain/event"
)

func (s *Store) Mailed(ctx context.Context, id event.ID) (n int, err error) {
	err = s.read.WithContext(ctx).Raw(`
		select count(*) from rsvps where event_id = ? and state <> 'given-back' and contact like '%@%'`, id).Scan(&n).Error
	return n, fault(err)
}

func (s *Store) ToRing(ctx context.Context, id event.ID, n int) ([]event.RSVP, error) {
	var ms []rsvpModel
	err := s.read.WithContext(ctx).Where("event_id = ? and state <> 'given-back' and contact <> '' and contact not like '%@%'", id).
		Order("name_key, id").Limit(n).Omit("needs").Find(&ms).Error
	if err != nil {
		return nil, fault(err)
	}
	return s.rsvps(ctx, ms)
}
