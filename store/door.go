package store

import (
	"context"
	"time"

	"barnstorm/domain"
	"barnstorm/domain/canvass"
	"barnstorm/domain/universe"
)

// doorModel is a row of doors.
type doorModel struct {
	ID         universe.DoorID `gorm:"primaryKey"`
	EffortID   canvass.EffortID
	TurfID     *universe.TurfID
	Place      int
	Flat       string
	Number     string
	Street     string
	Town       string
	Postcode   string
	UPRN       string
	AddressKey string // see blind
	UPRNKey    string // see blind; empty for none
	Lat        float64
	Lon        float64
	Sure       universe.Sure
	Language   string
	Quiet      bool
	Open       bool
	Added      bool
	Source     string
	Made       time.Time
}

func (doorModel) TableName() string { return "doors" }

func (m doorModel) door() universe.Door {
	return universe.Door{
		ID: m.ID, Effort: m.EffortID, Turf: got(m.TurfID), Place: m.Place,
		Address:  universe.Address{Flat: m.Flat, Number: m.Number, Street: m.Street, Town: m.Town, Postcode: m.Postcode, UPRN: m.UPRN},
		At:       domain.Point{Lat: m.Lat, Lon: m.Lon},
		Sure:     m.Sure,
		Language: m.Language, Quiet: m.Quiet, Open: m.Open, Added: m.Added, Source: m.Source, Made: m.Made.UTC(),
	}
}

// doorOf is the row of a door, with what its address is known by once it is gone.
func (s *Store) doorOf(d universe.Door) doorModel {
	m := doorModel{
		ID: d.ID, EffortID: d.Effort, TurfID: opt(d.Turf), Place: d.Place,
		Flat: d.Address.Flat, Number: d.Address.Number, Street: d.Address.Street, Town: d.Address.Town, Postcode: d.Address.Postcode, UPRN: d.Address.UPRN,
		AddressKey: s.blind(d.Address.Key()), Lat: d.At.Lat, Lon: d.At.Lon, Sure: d.Sure,
		Language: d.Language, Quiet: d.Quiet, Open: d.Open, Added: d.Added, Source: d.Source, Made: d.Made.UTC(),
	}
	if d.Address.UPRN != "" {
		m.UPRNKey = s.blind("uprn " + d.Address.UPRN)
	}
	return m
}

func (s *Store) PutDoors(ctx context.Context, doors []universe.Door) error {
	return putAll(ctx, s, doors, s.doorOf)
}

func (s *Store) DoorsIn(ctx context.Context, id universe.TurfID) ([]universe.Door, error) {
	doors, err := many(s.read.WithContext(ctx).Where("turf_id = ?", id).Order("place, id"), doorModel.door)
	if err != nil {
		return nil, err
	}
	var never []universe.DoorID
	err = s.read.WithContext(ctx).Raw(`
		select d.id from doors d where d.turf_id = ?
		and exists (select 1 from quiet_doors s where s.key = d.address_key or s.key = d.uprn_key)`, id).Scan(&never).Error
	skip := map[universe.DoorID]bool{}
	for _, id := range never {
		skip[id] = true
	}
	for i := range doors {
		doors[i].Quiet = doors[i].Quiet || skip[doors[i].ID]
	}
	return doors, fault(err)
}

// VisitsAt finds the records of doors and those that annul them, which name
// no door.
func (s *Store) VisitsAt(ctx context.Context, doors []universe.DoorID) ([]canvass.Visit, error) {
	if len(doors) == 0 {
		return nil, nil
	}
	names := make([]string, len(doors)) // a visit's door is text: phones name doors of their own too
	for i, d := range doors {
		names[i] = string(d)
	}
	q := s.read.WithContext(ctx).Where(`door <> '' and door in ?
		or refers in (select id from visits where door <> '' and door in ?)`, names, names)
	all, err := many(q, visitModel.visit)
	return s.heard(ctx, all, err)
}

// electorModel is a row of electors.
type electorModel struct {
	ID       universe.ElectorID `gorm:"primaryKey"`
	EffortID canvass.EffortID
	DoorID   universe.DoorID
	Name     string
	Number   string
	Source   string
	Expires  *time.Time
}

func (electorModel) TableName() string { return "electors" }

func (m electorModel) elector() universe.Elector {
	return universe.Elector{ID: m.ID, Effort: m.EffortID, Door: m.DoorID, Name: m.Name, Number: m.Number, Source: m.Source, Expires: when(m.Expires)}
}

func electorOf(e universe.Elector) electorModel {
	return electorModel{ID: e.ID, EffortID: e.Effort, DoorID: e.Door, Name: e.Name, Number: e.Number, Source: e.Source, Expires: maybe(e.Expires)}
}

func (s *Store) PutElectors(ctx context.Context, electors []universe.Elector) error {
	return putAll(ctx, s, electors, electorOf)
}

func (s *Store) ElectorsIn(ctx context.Context, id universe.TurfID, now time.Time) ([]universe.Elector, error) {
	var rows []struct {
		Elector    electorModel `gorm:"embedded"`
		AddressKey string
	}
	err := s.read.WithContext(ctx).Raw(`
		select e.id, e.effort_id, e.door_id, e.name, e.number, e.source, e.expires, d.address_key
		from electors e join doors d on d.id = e.door_id
		where d.turf_id = ? and (e.expires is null or e.expires > ?) order by e.door_id, e.name, e.id`, id, now.UTC()).Scan(&rows).Error
	if err != nil || len(rows) == 0 {
		return nil, fault(err)
	}
	keys := make([]string, len(rows))
	for i, r := range rows {
		keys[i] = s.personKey(r.Elector.Name, r.AddressKey)
	}
	quiet, err := s.quiet(ctx, keys)
	var electors []universe.Elector
	for i, r := range rows {
		if !quiet[keys[i]] {
			electors = append(electors, r.Elector.elector())
		}
	}
	return electors, err
}
