package store

import (
	"context"
	"errors"
	"slices"
	"time"

	"gorm.io/gorm"
	"gorm.io/gorm/clause"

	"barnstorm/domain/canvass"
	"barnstorm/domain/universe"
)

func (s *Store) HoldTurfs(ctx context.Context, e canvass.EffortID, at universe.State) ([]universe.Turf, error) {
	q := s.db.WithContext(ctx).Clauses(clause.Locking{Strength: "UPDATE"}).Where("effort_id = ? and state = ?", e, at)
	return many(q.Order("id"), turfModel.turf)
}

func (s *Store) CallTurf(ctx context.Context, t universe.Turf, now time.Time) error {
	return fault(s.db.WithContext(ctx).Exec(`update turfs set name = ?, named = ?, changed = ? where id = ?`, t.Name, t.Named, now.UTC(), t.ID).Error)
}

// toCut leaves out what somebody has or had, and where nobody may knock.
const toCut = `
	select d.* from doors d left join turfs t on t.id = d.turf_id
	where d.effort_id = ? and (t.id is null or t.state = 'free') and not d.quiet
	and not exists (select 1 from quiet_doors q where q.key = d.address_key or q.key = d.uprn_key)
	order by d.id limit ?`

func (s *Store) DoorsToCut(ctx context.Context, e canvass.EffortID) ([]universe.Door, error) {
	return many(s.db.WithContext(ctx).Raw(toCut, e, universe.MostToCut+1), doorModel.door)
}

func (s *Store) Loosen(ctx context.Context, turfs []universe.TurfID) error {
	db := s.db.WithContext(ctx)
	for some := range slices.Chunk(turfs, 1000) {
		if err := db.Exec(`update doors set turf_id = null, place = 0 where turf_id in ?`, some).Error; err != nil {
			return fault(err)
		}
		if err := db.Exec(`delete from turfs where id in ?`, some).Error; err != nil {
			return fault(err)
		}
	}
	return nil
}

// A placing travels into the update as JSON: one constant statement then
// takes any number of them.
type placing struct {
	Door  universe.DoorID `json:"door"`
	Turf  universe.TurfID `json:"turf"`
	Place int             `json:"place"`
}

const (
	placeOnPostgres = `update doors set turf_id = p.turf, place = p.place
		from jsonb_to_recordset(?::jsonb) as p(door uuid, turf uuid, place integer) where doors.id = p.door`
	placeOnSQLite = `update doors set turf_id = p.value ->> 'turf', place = p.value ->> 'place'
		from json_each(?) as p where doors.id = p.value ->> 'door'`
)

func (s *Store) Place(ctx context.Context, places []universe.Placing) error {
	for some := range slices.Chunk(places, 5000) {
		rows := make([]placing, len(some))
		for i, p := range some {
			rows[i] = placing(p)
		}
		sent := tojson(rows)
		db := s.db.WithContext(ctx)
		if s.postgres {
			db = db.Exec(placeOnPostgres, sent)
		} else {
			db = db.Exec(placeOnSQLite, sent)
		}
		if db.Error != nil {
			return fault(db.Error)
		}
	}
	return nil
}

func (s *Store) Door(ctx context.Context, id universe.DoorID) (universe.Door, error) {
	m, err := one[doorModel](s.db.WithContext(ctx).Where("id = ?", id), "no-such-door")
	return m.door(), err
}

// extentModel is a row of extents.
type extentModel struct {
	EffortID canvass.EffortID `gorm:"primaryKey"`
	Doors    int
	Exact    int
	Near     int
	Nowhere  int
	Cut      int
	Met      int
	Counted  time.Time
}

func (extentModel) TableName() string { return "extents" }

func (s *Store) Extent(ctx context.Context, e canvass.EffortID) (universe.Extent, error) {
	var m extentModel
	err := s.read.WithContext(ctx).Where("effort_id = ?", e).Take(&m).Error
	if errors.Is(err, gorm.ErrRecordNotFound) {
		err = nil
	}
	return universe.Extent{Doors: m.Doors, Exact: m.Exact, Near: m.Near, Nowhere: m.Nowhere, Cut: m.Cut, Met: m.Met}, fault(err)
}

// countDoors looks at every door of an effort: never while a page waits.
const countDoors = `
	insert into extents (effort_id, doors, exact, near, nowhere, cut, met, counted)
	select ?, count(*), count(case when sure in ('file', 'uprn') then 1 end), count(case when sure in ('postcode', 'pin') then 1 end),
		count(case when sure = '' then 1 end), count(turf_id),
		count(case when exists (select 1 from visits v where v.door <> '' and v.door = cast(doors.id as text) and v.effort_id = doors.effort_id
			and v.kind = 'visit' and v.outcome = 'spoke' and not exists (
				select 1 from visits a where a.refers = v.id and a.kind = 'annulment' and a.effort_id = v.effort_id and (a.device = v.device or a.lead))) then 1 end), ?
	from doors where effort_id = ?
	on conflict (effort_id) do update set doors = excluded.doors, exact = excluded.exact, near = excluded.near, nowhere = excluded.nowhere,
		cut = excluded.cut, met = excluded.met, counted = excluded.counted`

func (s *Store) CountDoors(ctx context.Context, e canvass.EffortID, now time.Time) error {
	return fault(s.db.WithContext(ctx).Exec(countDoors, e, now.UTC(), e).Error)
}

func (s *Store) Uncounted(ctx context.Context, before time.Time, n int) (ids []canvass.EffortID, err error) {
	err = s.read.WithContext(ctx).Raw(`
		select x.effort_id from extents x where x.counted < ? and not exists (select 1 from certificates c where c.effort_id = x.effort_id)
		and exists (select 1 from tallies t where t.effort_id = x.effort_id and t.last > x.counted) order by x.counted limit ?`, before.UTC(), n).Scan(&ids).Error
	return ids, fault(err)
}
