package store

import (
	"context"
	"time"

	"barnstorm/domain"
	"barnstorm/domain/canvass"
	"barnstorm/domain/outing"
	"barnstorm/domain/universe"
)

// tripModel is a row of trips.
type tripModel struct {
	ID       outing.TripID `gorm:"primaryKey"`
	EffortID canvass.EffortID
	OutingID *outing.ID
	MemberID *outing.MemberID
	PersonID *domain.PersonID
	TurfID   *universe.TurfID
	Buddy    string
	Gone     time.Time
	Due      time.Time
	Back     *time.Time
	Told     *time.Time
}

func (tripModel) TableName() string { return "trips" }

func (m tripModel) trip() outing.Trip {
	return outing.Trip{
		ID: m.ID, Effort: m.EffortID, Outing: got(m.OutingID), Member: got(m.MemberID), Person: got(m.PersonID), Turf: got(m.TurfID), Buddy: m.Buddy,
		Gone: m.Gone.UTC(), Due: m.Due.UTC(), Back: when(m.Back), Told: when(m.Told),
	}
}

func tripOf(t outing.Trip) tripModel {
	return tripModel{
		ID: t.ID, EffortID: t.Effort, OutingID: opt(t.Outing), MemberID: opt(t.Member), PersonID: opt(t.Person), TurfID: opt(t.Turf), Buddy: t.Buddy,
		Gone: t.Gone.UTC(), Due: t.Due.UTC(), Back: maybe(t.Back), Told: maybe(t.Told),
	}
}

func (s *Store) Trip(ctx context.Context, id outing.TripID) (outing.Trip, error) {
	m, err := one[tripModel](s.read.WithContext(ctx).Where("id = ?", id), "no-such-trip")
	return m.trip(), err
}

func (s *Store) TripOf(ctx context.Context, e canvass.EffortID, m outing.MemberID, p domain.PersonID) (outing.Trip, error) {
	q := s.db.WithContext(ctx).Where("back is null")
	if m != "" {
		q = q.Where("member_id = ?", m)
	} else {
		q = q.Where("effort_id = ? and person_id = ? and member_id is null", e, opt(p))
	}
	t, err := one[tripModel](q, "no-such-trip")
	return t.trip(), err
}

func (s *Store) PutTrip(ctx context.Context, t outing.Trip) error {
	m := tripOf(t)
	return s.put(ctx, &m)
}

// away is open trips with the names of who is out and of where they were last.
const away = `
	select t.*, coalesce(m.name, p.name, '') as name, coalesce(f.name, '') as area, m.team_id
	from trips t left join team_members m on m.id = t.member_id left join people p on p.id = t.person_id left join turfs f on f.id = t.turf_id
	where t.back is null and `

// awayRow is what away finds.
type awayRow struct {
	Trip   tripModel `gorm:"embedded"`
	Name   string
	Area   string
	TeamID *outing.TeamID
}

func aways(rows []awayRow) []outing.Away {
	out := make([]outing.Away, len(rows))
	for i, r := range rows {
		out[i] = outing.Away{Trip: r.Trip.trip(), Name: r.Name, Area: r.Area, Team: got(r.TeamID)}
	}
	return out
}

func (s *Store) TripsOut(ctx context.Context, e canvass.EffortID) ([]outing.Away, error) {
	var rows []awayRow
	err := s.read.WithContext(ctx).Raw(away+`t.effort_id = ? order by t.due, name, t.id`, e).Scan(&rows).Error
	return aways(rows), fault(err)
}

func (s *Store) TripsLate(ctx context.Context, before time.Time, n int) ([]outing.Away, error) {
	var rows []awayRow
	err := s.read.WithContext(ctx).Raw(away+`t.told is null and t.due <= ? order by t.due, t.id limit ?`, before.UTC(), n).Scan(&rows).Error
	return aways(rows), fault(err)
}

func (s *Store) TellOnce(ctx context.Context, id outing.TripID, now time.Time) (bool, error) {
	return did(s.db.WithContext(ctx).Exec(`update trips set told = ? where id = ? and told is null and back is null`, now.UTC(), id))
}

// watchers is people with an address to which they proved to listen.
const watchers = `
	select p.id as person, p.name, min(c.value) as email, p.locale, g.id as "group", g.name as title, n.name || ', ' || n.address as imprint
	from efforts e join groups g on g.id = e.group_id join entities n on n.id = g.entity_id
	join people p on p.erased is null join contacts c on c.person_id = p.id and c.kind = 'email' and c.confirmed is not null
	where e.id = ? and `

const watchersEnd = ` group by p.id, p.name, p.locale, g.id, g.name, n.name, n.address order by p.id limit 20`

func (s *Store) Watchers(ctx context.Context, t outing.Trip) ([]outing.Watcher, error) {
	var found []outing.Watcher
	err := s.read.WithContext(ctx).Raw(watchers+`p.id = (select o.lead_id from outings o where o.id = ?)`+watchersEnd, t.Effort, opt(t.Outing)).Scan(&found).Error
	if err != nil || len(found) > 0 {
		return found, fault(err)
	}
	err = s.read.WithContext(ctx).Raw(watchers+`exists (select 1 from belongings b
		where b.person_id = p.id and b.group_id = e.group_id and b.until is null and b.role in ('lead', 'organiser'))`+watchersEnd, t.Effort).Scan(&found).Error
	return found, fault(err)
}
