package store

import (
	"context"
	"time"

	"barnstorm/domain"
	"barnstorm/domain/target"
)

func (s *Store) CallsOn(ctx context.Context, from, until time.Time, n int) (calls []target.Call, err error) {
	var rows []struct {
		Slug, Title, Zone, Seat, Country, Town string
		Starts                                 time.Time
		Capacity, Taken, Waiting               int
		Lat, Lon                               float64
	}
	err = s.read.WithContext(ctx).Raw(`
		select slug, title, zone, seat, country, town, starts, capacity - reserved as capacity, taken + held - reserved_used as taken, waiting, lat, lon from events
		where public and called and starts >= ? and starts < ? order by starts, id limit ?`, from.UTC(), until.UTC(), n).Scan(&rows).Error
	for _, r := range rows {
		calls = append(calls, target.Call{
			Next: target.Next{Slug: r.Slug, Title: r.Title, Starts: r.Starts.UTC(), Zone: r.Zone, Places: r.Capacity, Taken: r.Taken},
			Seat: r.Seat, Country: r.Country, Town: r.Town, At: domain.Point{Lat: r.Lat, Lon: r.Lon}, Waiting: r.Waiting,
		})
	}
	return calls, fault(err)
}

func (s *Store) Idle(ctx context.Context, groups []domain.GroupID, from, until time.Time) (bases []target.Base, err error) {
	var rows []struct {
		ID       domain.GroupID
		Name     string
		Lat, Lon float64
		People   int
	}
	err = s.read.WithContext(ctx).Raw(`
		select g.id, g.name, g.lat, g.lon, count(*) as people
		from (
			select b.person_id, min(cast(b.group_id as text)) as base from belongings b join groups g on g.id = b.group_id
			where b.group_id in ? and b.until is null and (g.lat <> 0 or g.lon <> 0) and b.person_id not in (
				select c.person_id from rsvps r join events e on e.id = r.event_id join contacts c on c.kind = 'email' and c.value = r.contact and c.confirmed is not null
				where r.state <> 'given-back' and e.starts >= ? and e.starts < ?
				union all select r.person_id from rsvps r join events e on e.id = r.event_id
				where r.person_id is not null and r.state <> 'given-back' and e.starts >= ? and e.starts < ?)
			group by b.person_id
		) free join groups g on cast(g.id as text) = free.base
		group by g.id, g.name, g.lat, g.lon order by g.name, g.id`, groups, from.UTC(), until.UTC(), from.UTC(), until.UTC()).Scan(&rows).Error
	for _, r := range rows {
		bases = append(bases, target.Base{ID: r.ID, Name: r.Name, At: domain.Point{Lat: r.Lat, Lon: r.Lon}, People: r.People})
	}
	return bases, fault(err)
}
