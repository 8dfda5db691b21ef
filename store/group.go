package store

import (
	"context"
	"time"

	"barnstorm/domain"
	"barnstorm/domain/people"
)

// groupModel is a row of groups.
type groupModel struct {
	ID       domain.GroupID `gorm:"primaryKey"`
	ParentID *domain.GroupID
	Lineage  string
	Name     string
	Slug     string
	About    string
	Country  string
	Currency string
	Zone     string
	Locale   string
	EntityID domain.EntityID
	Colour   string
	Lat      float64
	Lon      float64
	Made     time.Time
}

func (groupModel) TableName() string { return "groups" }

func (m groupModel) group() people.Group {
	return people.Group{
		ID: m.ID, Parent: got(m.ParentID), Lineage: m.Lineage, Name: m.Name, Slug: m.Slug, About: m.About,
		Country: m.Country, Currency: m.Currency, Zone: m.Zone, Locale: m.Locale, Entity: m.EntityID,
		Colour: m.Colour, At: domain.Point{Lat: m.Lat, Lon: m.Lon}, Made: m.Made.UTC(),
	}
}

func groupOf(g people.Group) groupModel {
	return groupModel{
		ID: g.ID, ParentID: opt(g.Parent), Lineage: g.Lineage, Name: g.Name, Slug: g.Slug, About: g.About,
		Country: g.Country, Currency: g.Currency, Zone: g.Zone, Locale: g.Locale, EntityID: g.Entity,
		Colour: g.Colour, Lat: g.At.Lat, Lon: g.At.Lon, Made: g.Made.UTC(),
	}
}

func (s *Store) Group(ctx context.Context, id domain.GroupID) (people.Group, error) {
	m, err := one[groupModel](s.read.WithContext(ctx).Where("id = ?", id), "no-such-group")
	return m.group(), err
}

func (s *Store) GroupCalled(ctx context.Context, slug string) (people.Group, error) {
	m, err := one[groupModel](s.read.WithContext(ctx).Where("slug = ?", slug), "no-such-group")
	return m.group(), err
}

func (s *Store) TopGroup(ctx context.Context) (people.Group, error) {
	m, err := one[groupModel](s.read.WithContext(ctx).Where("parent_id is null").Order("made, id"), "no-such-group")
	return m.group(), err
}

func (s *Store) GroupsIn(ctx context.Context, country string) ([]people.Group, error) {
	q := s.read.WithContext(ctx).Order("lineage")
	if country != "" {
		q = q.Where("country = ?", country)
	}
	return many(q, groupModel.group)
}

func (s *Store) PutGroup(ctx context.Context, g people.Group) error {
	m := groupOf(g)
	return s.put(ctx, &m)
}

// entityModel is a row of entities.
type entityModel struct {
	ID      domain.EntityID `gorm:"primaryKey"`
	Name    string
	Country string
	Kind    string
	Address string
	Sandbox bool
	Made    time.Time
}

func (entityModel) TableName() string { return "entities" }

func (m entityModel) entity() people.Entity {
	return people.Entity{ID: m.ID, Name: m.Name, Country: m.Country, Kind: m.Kind, Address: m.Address, Sandbox: m.Sandbox, Made: m.Made.UTC()}
}

func entityOf(e people.Entity) entityModel {
	return entityModel{ID: e.ID, Name: e.Name, Country: e.Country, Kind: e.Kind, Address: e.Address, Sandbox: e.Sandbox, Made: e.Made.UTC()}
}

func (s *Store) Played(ctx context.Context, in []domain.GroupID) (played, real int, err error) {
	if len(in) == 0 {
		return 0, 0, nil
	}
	err = s.read.WithContext(ctx).Raw(`
		select coalesce(sum(case when e.sandbox then 1 else 0 end), 0), coalesce(sum(case when e.sandbox then 0 else 1 end), 0)
		from groups g join entities e on e.id = g.entity_id where g.id in ?`, in).Row().Scan(&played, &real)
	return played, real, fault(err)
}

func (s *Store) Entity(ctx context.Context, id domain.EntityID) (people.Entity, error) {
	m, err := one[entityModel](s.read.WithContext(ctx).Where("id = ?", id), "no-such-entity")
	return m.entity(), err
}

func (s *Store) PutEntity(ctx context.Context, e people.Entity) error {
	m := entityOf(e)
	return s.put(ctx, &m)
}
