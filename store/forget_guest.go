package store

import (
	"context"
	"time"

	"gorm.io/gorm"

	"barnstorm/domain/event"
)

func (s *Store) ToForget(ctx context.Context, less event.Forgotten, before time.Time, n int) (ids []event.ID, err error) {
	err = s.read.WithContext(ctx).Raw(`
		select id from events where forgotten < 2 and forgotten < ? and ends < ? order by ends, id limit ?`, less, before.UTC(), n).Scan(&ids).Error
	return ids, fault(err)
}

func (s *Store) HasForgotten(ctx context.Context, id event.ID, now event.Forgotten) error {
	return fault(s.db.WithContext(ctx).Exec(`update events set forgotten = ? where id = ?`, now, id).Error)
}

// typedAtGates and from are what is known of guests beside their answers.
const (
	typedAtGates = `update gate_entries set name = '' where event_id = ? and name <> ''`
	from         = `update lifts set origin = '', district = '' where event_id = ? and rsvp_id is not null and district <> ''`
)

func (s *Store) ForgetNeeds(ctx context.Context, id event.ID) error {
	db := s.db.WithContext(ctx)
	return inTurn(
		db.Exec(`delete from subject_keys where subject in (select cast(id as text) from rsvps where event_id = ? and needs is not null and state <> 'waiting')`, id),
		db.Exec(`update rsvps set needs = null where event_id = ? and needs is not null and state <> 'waiting'`, id),
		db.Exec(typedAtGates, id),
		db.Exec(from, id),
	)
}

// strangers is the RSVPs to an event of those whom nothing else of ours knows.
const strangers = `
	select cast(r.id as text) from rsvps r where r.event_id = ? and r.person_id is null and r.contact <> ''
	and not exists (select 1 from contacts c where c.kind = 'email' and c.value = r.contact and c.confirmed is not null) limit ?`

func (s *Store) ForgetNames(ctx context.Context, id event.ID, n int) (int, error) {
	db := s.db.WithContext(ctx)
	var ids []string
	if err := db.Raw(strangers, id, n).Scan(&ids).Error; err != nil {
		return 0, fault(err)
	}
	return len(ids), inTurn(
		db.Exec(`delete from subject_keys where subject in (select cast(id as text) from rsvps where event_id = ? and needs is not null)`, id),
		db.Exec(`update rsvps set needs = null where event_id = ? and needs is not null`, id),
		db.Exec(forgetGuests, event.Nameless, ids),
		db.Exec(`update delegations set contact = '' where event_id = ? and contact <> ''`, id),
		db.Exec(`update event_hosts set address = cast(id as text), ended = coalesce(ended, until) where event_id = ? and person_id is null`, id),
		db.Exec(`delete from programme_billing where speaker_id in (select id from programme_speakers where event_id = ? and yes is null)`, id),
		db.Exec(`delete from programme_speakers where event_id = ? and yes is null`, id),
		db.Exec(typedAtGates, id),
		db.Exec(from, id),
	)
}

// forgetGuests leaves of RSVPs what is counted.
const forgetGuests = `update rsvps set name = ?, name_key = cast(id as text), contact = '', person_id = null, needs = null where id in ?`

// toldOthers is the letters that told others of a lift where somebody comes from, or
// who they are, by the keys under which they were posted.
const toldOthers = `
	delete from letters where once_key in (
		select k.kind || ':' || cast(p.id as text) || ':' || cast(o.id as text) || ':' || cast(o.rsvp_id as text)
		from lifts l join lift_pairs p on p.offer_id = l.id or p.want_id = l.id join lifts o on o.id in (p.offer_id, p.want_id) and o.id <> l.id
		cross join (select 'event/lift-found' as kind union all select 'event/lift-agreed') k
		where l.rsvp_id = ? and o.rsvp_id is not null)`

func (s *Store) ForgetRSVP(ctx context.Context, id event.RSVPID) error {
	db := s.db.WithContext(ctx)
	return inTurn(
		db.Exec(`
			delete from letters where to_address <> '' and to_address = (select contact from rsvps where id = ?) and once_key like ? escape '!'`,
			id, "%"+likeless(string(id))+"%"),
		db.Exec(toldOthers, id),
		db.Exec(forgetGuests, event.Nameless, []event.RSVPID{id}),
		db.Exec(`update lifts set origin = '', district = '' where rsvp_id = ?`, id),
		db.Exec(`delete from subject_keys where subject = ?`, id),
	)
}

// inTurn is the first fault of writes that were made in turn.
func inTurn(steps ...*gorm.DB) error {
	for _, step := range steps {
		if step.Error != nil {
			return fault(step.Error)
		}
	}
	return nil
}
