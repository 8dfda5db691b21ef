package store

import (
	"context"
	"slices"

	"barnstorm/domain/universe"
)

// broughtModel is a row of brought_again.
type broughtModel struct {
	ThingID  string            `gorm:"primaryKey"`
	ImportID universe.ImportID `gorm:"primaryKey"`
}

func (broughtModel) TableName() string { return "brought_again" }

// Which came with another file is asked of the rows themselves: what a batch
// has just added came with this one.
const (
	doorsAgain = `insert into brought_again (thing_id, import_id)
		select d.id, i.id from doors d join imports i on i.id = ? where d.id in ? and d.source <> ? on conflict (thing_id, import_id) do nothing`
	electorsAgain = `insert into brought_again (thing_id, import_id)
		select e.id, i.id from electors e join imports i on i.id = ? where e.id in ? and e.source <> ? on conflict (thing_id, import_id) do nothing`
)

func (s *Store) BringAgain(ctx context.Context, id universe.ImportID, doors []universe.DoorID, electors []universe.ElectorID) error {
	db := s.db.WithContext(ctx)
	if len(doors) > 0 {
		if err := db.Exec(doorsAgain, id, doors, id).Error; err != nil {
			return fault(err)
		}
	}
	if len(electors) > 0 {
		return fault(db.Exec(electorsAgain, id, electors, id).Error)
	}
	return nil
}

// broughtBy pages by the index on (effort_id, address_key).
const broughtBy = `
	select d.id, d.address_key, d.source = ? as came, d.turf_id is not null as cut,
		exists (select 1 from visits v where v.door <> '' and v.door = cast(d.id as text)) as visited,
		exists (select 1 from electors e where e.door_id = d.id and (e.source <> ?
			or exists (select 1 from brought_again b where b.thing_id = e.id and b.import_id <> ?))) as lived,
		(select cast(b.import_id as text) from brought_again b join imports i on i.id = b.import_id
			where b.thing_id = d.id and b.import_id <> ? order by i.made, i.id limit 1) as also
	from doors d where d.effort_id = ? and d.address_key >= ? and (d.address_key > ? or cast(d.id as text) > ?)
	order by d.address_key, cast(d.id as text) limit ?`

func (s *Store) BroughtBy(ctx context.Context, i universe.Import, after universe.Spot, n int) ([]universe.Brought, error) {
	var rows []struct {
		ID                        universe.DoorID
		AddressKey                string
		Came, Cut, Visited, Lived bool
		Also                      *universe.ImportID
	}
	err := s.db.WithContext(ctx).Raw(broughtBy, i.ID, i.ID, i.ID, i.ID, i.Effort, after.Key, after.Key, after.Door, n).Scan(&rows).Error
	doors := make([]universe.Brought, len(rows))
	for n, r := range rows {
		doors[n] = universe.Brought{
			At: universe.Spot{Key: r.AddressKey, Door: r.ID}, Came: r.Came, Also: got(r.Also), Cut: r.Cut, Visited: r.Visited, Lived: r.Lived,
		}
	}
	return doors, fault(err)
}

func (s *Store) HandOver(ctx context.Context, to map[universe.DoorID]universe.ImportID) error {
	by := map[universe.ImportID][]universe.DoorID{}
	for door, id := range to {
		by[id] = append(by[id], door)
	}
	for id, doors := range by {
		slices.Sort(doors)
		if err := s.db.WithContext(ctx).Exec(`update doors set source = ? where id in ?`, id, doors).Error; err != nil {
			return fault(err)
		}
		if err := s.db.WithContext(ctx).Exec(`delete from brought_again where import_id = ? and thing_id in ?`, id, doors).Error; err != nil {
			return fault(err)
		}
	}
	return nil
}

const (
	handPeople = `update electors set source = (select cast(b.import_id as text) from brought_again b join imports i on i.id = b.import_id
			where b.thing_id = electors.id and b.import_id <> ? order by i.made, i.id limit 1)
		where source = ? and door_id in ? and exists (select 1 from brought_again b where b.thing_id = electors.id and b.import_id <> ?)`
	vouched = `delete from brought_again where thing_id in (select id from electors where door_id in ?)
		and (import_id = ? or exists (select 1 from electors e where e.id = thing_id and e.source = cast(import_id as text)))`
	dropPeople = `delete from electors where source = ? and door_id in ?`
)

func (s *Store) LeaveDoors(ctx context.Context, id universe.ImportID, doors []universe.DoorID) (int, error) {
	if len(doors) == 0 {
		return 0, nil
	}
	db := s.db.WithContext(ctx)
	if err := db.Exec(`delete from brought_again where import_id = ? and thing_id in ?`, id, doors).Error; err != nil {
		return 0, fault(err)
	}
	if err := db.Exec(handPeople, id, id, doors, id).Error; err != nil {
		return 0, fault(err)
	}
	if err := db.Exec(vouched, doors, id).Error; err != nil {
		return 0, fault(err)
	}
	r := db.Exec(dropPeople, id, doors)
	return int(r.RowsAffected), fault(r.Error)
}

func (s *Store) DropDoors(ctx context.Context, doors []universe.DoorID) error {
	if len(doors) == 0 {
		return nil
	}
	return fault(s.db.WithContext(ctx).Exec(`delete from doors where id in ?`, doors).Error)
}
