package store

import (
	"context"

	"barnstorm/domain"
	"barnstorm/domain/event"
)

var _ event.Sites = (*Store)(nil)

// Site is what events need to know of a group.
func (s *Store) Site(ctx context.Context, g domain.GroupID) (event.Site, error) {
	group, err := s.Group(ctx, g)
	if err != nil {
		return event.Site{}, err
	}
	e, err := s.Entity(ctx, group.Entity)
	return event.Site{
		ID: g, Name: group.Name, Slug: group.Slug, Zone: group.Zone, Locale: group.Locale, Country: group.Country, Colour: group.Colour,
		Imprint: e.Name + ", " + e.Address,
	}, err
}
