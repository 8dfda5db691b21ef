package store

import (
	"context"
	"time"

	"gorm.io/gorm"

	"barnstorm/domain"
	"barnstorm/domain/event"
	"barnstorm/domain/script"
	"barnstorm/domain/welcome"
)

// practiceModel is a row of practices.
type practiceModel struct {
	PersonID domain.PersonID `gorm:"primaryKey"`
	ScriptID script.ID       `gorm:"primaryKey"`
	At       time.Time
}

func (practiceModel) TableName() string { return "practices" }

func (s *Store) Practised(ctx context.Context, p domain.PersonID, id script.ID, at time.Time) error {
	_, err := s.addOnce(ctx, &practiceModel{p, id, at.UTC()})
	return err
}

// been is the RSVPs of those who had a place at events that were on, with what
// is known of their coming. Whose an address is, is said where it is one
// person's alone.
const been = `
	select r.id, r.event_id, r.name, r.name_key, r.contact, r.party, r.shift, r.pool, r.state, r.queued, r.first, r.locale, r.zone, r.released, r.made, r.changed, e.kind, e.ends as ended,
		coalesce(a.people, -1) as said,
		coalesce((select max(x.counted) from gate_entries x where x.rsvp_id = r.id and x.way = 'in'), 0) as seen,
		exists (select 1 from gate_entries x where x.event_id = e.id and x.way = 'in' and x.rsvp_id is not null) as gated,
		exists (select 1 from newcomer_notes m where m.newcomer_id = r.id and m.outcome in ('reached', 'along')) as reached,
		coalesce(cast(r.person_id as text),
			(select min(cast(c.person_id as text)) from contacts c where c.kind = 'email' and c.value = r.contact and c.confirmed is not null having count(*) = 1)) as whose
	from rsvps r join events e on e.id = r.event_id left join attendance a on a.event_id = e.id and a.subject = r.id
	where e.called and (r.state = 'coming' or r.released is not null) and r.contact <> '' `

func (s *Store) beenBy(ctx context.Context, q *gorm.DB) ([]welcome.Been, error) {
	var rows []struct {
		Party      rsvpModel `gorm:"embedded"`
		Kind       event.Kind
		Ended      time.Time
		Said, Seen int
		Gated      bool
		Reached    bool
		Whose      *domain.PersonID
	}
	if err := q.Scan(&rows).Error; err != nil {
		return nil, fault(err)
	}
	all := make([]welcome.Been, len(rows))
	for i, r := range rows {
		party, err := s.rsvp(ctx, r.Party)
		if err != nil {
			return nil, err
		}
		all[i] = welcome.Been{Person: got(r.Whose), Kind: r.Kind, Ended: r.Ended.UTC(), Sighting: event.Sighting{RSVP: party, Said: r.Said, Seen: r.Seen}, Gated: r.Gated, Reached: r.Reached}
	}
	return all, nil
}

func (s *Store) BeenTo(ctx context.Context, p domain.PersonID, addresses []string) ([]welcome.Been, error) {
	return s.beenBy(ctx, s.read.WithContext(ctx).Raw(been+`and (r.person_id = ? or r.person_id is null and r.contact in ?) order by e.ends, r.id`, p, addresses))
}

func (s *Store) BeenIn(ctx context.Context, g domain.GroupID, from time.Time) ([]welcome.Been, error) {
	return s.beenBy(ctx, s.read.WithContext(ctx).Raw(been+`and e.group_id = ? and e.ends > ? order by e.ends, r.id`, g, from.UTC()))
}

// marks is what else is known of people.
const marks = `
	select p.id as person, p.name,
		exists (select 1 from newcomers n join newcomer_notes m on m.newcomer_id = n.id and m.outcome in ('reached', 'along') where n.person_id = p.id) as reached,
		exists (select 1 from practices x where x.person_id = p.id) as practised,
		exists (select 1 from belongings b where b.person_id = p.id and b.role in ('lead', 'organiser', 'admin') and b.until is null) as leads
	from people p `

func (s *Store) MarksOf(ctx context.Context, p domain.PersonID) (m welcome.Mark, err error) {
	err = s.read.WithContext(ctx).Raw(marks+`where p.id = ?`, p).Scan(&m).Error
	return m, fault(err)
}

func (s *Store) MarksIn(ctx context.Context, g domain.GroupID) (all []welcome.Mark, err error) {
	err = s.read.WithContext(ctx).Raw(marks+`where p.erased is null and p.id in (select person_id from belongings where group_id = ? and until is null) order by p.name, p.id`, g).Scan(&all).Error
	return all, fault(err)
}
