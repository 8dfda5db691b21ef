package store

import (
	"context"
	"time"

	"gorm.io/gorm"

	"barnstorm/domain"
	"barnstorm/domain/event"
)

// attendanceModel is a row of attendance. Its subject is an RSVP, or the event
// itself for those who came without a place.
type attendanceModel struct {
	EventID event.ID `gorm:"primaryKey"`
	Subject string   `gorm:"primaryKey"`
	People  int
	ByID    domain.PersonID
	At      time.Time
}

func (attendanceModel) TableName() string { return "attendance" }

// sightings is the parties that had a place or waited in vain, with what an
// organiser says of each and how many a gate let in at once.
const sightings = `
	select r.*, coalesce(a.people, -1) as said,
		coalesce((select max(x.counted) from gate_entries x where x.rsvp_id = r.id and x.way = 'in'), 0) as seen,
		coalesce((select sum(x.counted) from gate_entries x where x.rsvp_id = r.id), 0) as inside
	from rsvps r left join attendance a on a.event_id = r.event_id and a.subject = r.id
	where r.event_id = ? and (r.state = 'coming' or r.state = 'waiting' and r.offered is null or r.released is not null or r.in_vain is not null)`

// sightingRow is a row of sightings.
type sightingRow struct {
	Party              rsvpModel `gorm:"embedded"`
	Said, Seen, Inside int
}

func (s *Store) seen(ctx context.Context, q *gorm.DB) ([]event.Sighting, error) {
	var rows []sightingRow
	if err := q.Scan(&rows).Error; err != nil {
		return nil, fault(err)
	}
	all := make([]event.Sighting, len(rows))
	for i, row := range rows {
		row.Party.Needs = nil
		r, err := s.rsvp(ctx, row.Party)
		if err != nil {
			return nil, err
		}
		all[i] = event.Sighting{RSVP: r, Said: row.Said, Seen: row.Seen, Inside: row.Inside}
	}
	return all, nil
}

func (s *Store) Sightings(ctx context.Context, id event.ID, after event.RSVPID, n int) ([]event.Sighting, error) {
	if after == "" {
		return s.seen(ctx, s.read.WithContext(ctx).Raw(sightings+` order by r.name_key, r.id limit ?`, id, n))
	}
	return s.seen(ctx, s.read.WithContext(ctx).Raw(sightings+`
		and (r.name_key, r.id) > (select name_key, id from rsvps where id = ?) order by r.name_key, r.id limit ?`, id, after, n))
}

func (s *Store) SightingsOf(ctx context.Context, id event.ID, rs []event.RSVPID) ([]event.Sighting, error) {
	return s.seen(ctx, s.read.WithContext(ctx).Raw(sightings+` and r.id in ? order by r.id`, id, rs))
}

func (s *Store) Doors(ctx context.Context, id event.ID) (event.Doors, error) {
	var row struct {
		Gated           bool
		Counted, Others int
	}
	err := s.read.WithContext(ctx).Raw(`
		select exists (select 1 from gate_entries where event_id = ? and way = 'in' and rsvp_id is not null) as gated,
		(select coalesce(sum(counted), 0) from gate_entries where event_id = ? and rsvp_id is null and counted > 0) as counted,
		coalesce((select people from attendance where event_id = ? and subject = ?), -1) as others`, id, id, id, id).Scan(&row).Error
	return event.Doors{Gated: row.Gated, Counted: row.Counted, Others: row.Others}, fault(err)
}

func (s *Store) Say(ctx context.Context, id event.ID, r event.RSVPID, people int, by domain.PersonID, at time.Time) error {
	subject := string(r)
	if subject == "" {
		subject = string(id)
	}
	return s.put(ctx, &attendanceModel{id, subject, people, by, at.UTC()})
}

func (s *Store) Ended(ctx context.Context, from, until time.Time) ([]event.Event, error) {
	q := s.read.WithContext(ctx).Where("called and starts > ? and starts < ? and ends > ? and ends <= ?", from.Add(-event.MaxLength).UTC(), until.UTC(), from.UTC(), until.UTC())
	return many(q.Order("ends, id"), eventModel.event)
}

func (s *Store) Unthanked(ctx context.Context, id event.ID, kinds []string, starts time.Time, after event.RSVPID, n int) ([]event.Sighting, error) {
	return s.seen(ctx, s.read.WithContext(ctx).Raw(sightings+`
		and r.id > ? and not exists (select 1 from event_reminded d where d.rsvp_id = r.id and d.starts = ? and d.kind in ?)
		order by r.id limit ?`, id, orFirst(after), starts.UTC(), kinds, n))
}

func (s *Store) PersonAt(ctx context.Context, address string) (domain.PersonID, error) {
	all, err := s.PeopleAt(ctx, address)
	if err != nil || len(all) != 1 {
		return "", err
	}
	return all[0].ID, nil
}

func (s *Store) Belongs(ctx context.Context, p domain.PersonID, g domain.GroupID) (bool, error) {
	roles, err := s.RolesOf(ctx, p)
	return len(roles[g]) > 0, err
}
