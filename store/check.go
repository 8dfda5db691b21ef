package store

import (
	"context"
	"errors"
	"time"

	"barnstorm/domain"
)

// breachesSQL is what must never be, one row a breach.
const breachesSQL = `
	select 'places-taken' as code, cast(e.id as text) as object from events e
	where e.taken <> (select coalesce(sum(r.party), 0) from rsvps r where r.event_id = e.id and r.state = 'coming')
	union all
	select 'places-waiting', cast(e.id as text) from events e
	where e.waiting <> (select coalesce(sum(r.party), 0) from rsvps r where r.event_id = e.id and r.state = 'waiting' and r.offered is null)
	union all
	select 'places-held', cast(e.id as text) from events e
	where e.held <> (select coalesce(sum(r.party), 0) from rsvps r where r.event_id = e.id and r.offered is not null)
	union all
	select 'places-parted', cast(p.event_id as text) from event_places p
	where p.taken <> (select coalesce(sum(r.party), 0) from rsvps r where r.event_id = p.event_id and r.shift = p.shift and r.pool = p.pool and r.state = 'coming')
	or p.held <> (select coalesce(sum(r.party), 0) from rsvps r where r.event_id = p.event_id and r.shift = p.shift and r.pool = p.pool and r.offered is not null)
	union all
	select 'places-sum', cast(e.id as text) from events e
	where e.parted and (e.taken <> (select coalesce(sum(p.taken), 0) from event_places p where p.event_id = e.id)
	or e.held <> (select coalesce(sum(p.held), 0) from event_places p where p.event_id = e.id)
	or e.waiting <> (select coalesce(sum(p.waiting), 0) from event_places p where p.event_id = e.id)
	or e.reserved_used <> (select coalesce(sum(p.taken + p.held), 0) from event_places p where p.event_id = e.id and e.reserved > 0 and p.pool <> 'general'))
	union all
	select 'session-places', cast(x.id as text) from programme_sessions x
	where x.taken <> (select coalesce(sum(p.people), 0) from programme_picks p where p.session_id = x.id)
	union all
	select 'letter-stuck', cast(id as text) from letters where state = 'sending' and changed < ?
	union all
	select 'rsvp-of-nobody', cast(r.id as text) from rsvps r where r.person_id is not null and not exists (select 1 from people p where p.id = r.person_id)
	union all
	select 'plan-of-nobody', cast(x.id as text) from plans x where x.person_id is not null and not exists (select 1 from people p where p.id = x.person_id)
	union all
	select 'visit-of-nobody', cast(v.id as text) from visits v where v.kind <> 'gone' and not exists (select 1 from people p where p.id = v.canvasser_id)
	and not exists (select 1 from team_members m where m.id = v.canvasser_id)
	union all
	select 'sealed-sum', cast(d.effort_id as text) || ' ' || d.day from sealed_days d
	left join (select effort_id, day, sum(visits) as visits, sum(conversations) as conversations, sum(firsts) as firsts, sum(pairs) as pairs,
		sum(moved_sum) as moved_sum, sum(moved_squares) as moved_squares from late_records group by effort_id, day) l on l.effort_id = d.effort_id and l.day = d.day
	left join (select effort_id, day, sum(spoke + spoke_other + not_home + come_back + refused + moved + deceased + wrong_address + inaccessible + language
		+ do_not_contact + do_not_return + unsafe) as visits, sum(conversations) as conversations, sum(firsts) as firsts, sum(pairs) as pairs,
		sum(moved_sum) as moved_sum, sum(moved_squares) as moved_squares from tallies group by effort_id, day) t on t.effort_id = d.effort_id and t.day = d.day
	where d.visits + coalesce(l.visits, 0) <> coalesce(t.visits, 0) or d.conversations + coalesce(l.conversations, 0) <> coalesce(t.conversations, 0)
	or d.firsts + coalesce(l.firsts, 0) <> coalesce(t.firsts, 0) or d.pairs + coalesce(l.pairs, 0) <> coalesce(t.pairs, 0)
	or d.moved_sum + coalesce(l.moved_sum, 0) <> coalesce(t.moved_sum, 0) or d.moved_squares + coalesce(l.moved_squares, 0) <> coalesce(t.moved_squares, 0)
	union all
	select 'forgotten-and-there', cast(c.effort_id as text) from certificates c join efforts e on e.id = c.effort_id where c.done is not null and (
		e.salt <> '' or exists (select 1 from electors x where x.effort_id = c.effort_id) or exists (select 1 from imports x where x.effort_id = c.effort_id)
		or exists (select 1 from doors x where x.effort_id = c.effort_id and (x.street <> '' or x.number <> '' or x.flat <> '' or x.uprn <> ''))
		or exists (select 1 from trips x where x.effort_id = c.effort_id) or exists (select 1 from sheets x where x.effort_id = c.effort_id)
		or exists (select 1 from visits x where x.effort_id = c.effort_id and (x.door <> '' or x.elector <> '' or x.raw <> '')))
	union all
	select 'gone-and-there', cast(g.record_id as text) from gone_records g join visits v on v.id = g.record_id
	union all
	select 'group-adrift', cast(g.id as text) from groups g join groups up on up.id = g.parent_id
	where g.lineage <> up.lineage || cast(g.id as text) || '/'
	union all
	select 'groups-at-the-top', cast(id as text) from groups where parent_id is null and (select count(*) from groups where parent_id is null) > 1
	order by 1, 2`

// letterLease is how long a letter may be on its way to the mail server.
const letterLease = 5 * time.Minute

// Breaches lists what is wrong in the whole database: counts that do not add
// up, books that do not sum to zero, things without an owner.
func (s *Store) Breaches(ctx context.Context, now time.Time) ([]domain.Breach, error) {
	var all []domain.Breach
	if err := s.read.WithContext(ctx).Raw(breachesSQL, now.Add(-letterLease).UTC()).Scan(&all).Error; err != nil {
		return nil, fault(err)
	}
	books, err := s.LedgerFaults(ctx)
	for _, f := range books {
		all = append(all, domain.Breach{Code: f.Code, Object: f.Object})
	}
	if err != nil || s.postgres {
		return all, err
	}
	err = s.sound(ctx)
	if errors.Is(err, errTorn) {
		return append(all, domain.Breach{Code: "file-torn"}), nil
	}
	return all, err
}

// errTorn is a SQLite file that is cut short or changed.
var errTorn = errors.New("the file is cut short or damaged")

// sound reports errTorn unless the file of SQLite is whole.
func (s *Store) sound(ctx context.Context) error {
	var says []string
	if err := s.read.WithContext(ctx).Raw("pragma integrity_check(1)").Scan(&says).Error; err != nil {
		return errors.Join(errTorn, err)
	}
	var astray int
	err := s.read.WithContext(ctx).Raw("select count(*) from pragma_foreign_key_check").Scan(&astray).Error
	if err == nil && (len(says) != 1 || says[0] != "ok" || astray > 0) {
		return errTorn
	}
	return err
}

// KeyFits refuses a key that does not open what is sealed in the database.
func (s *Store) KeyFits(ctx context.Context) error {
	var m letterModel
	found := s.read.WithContext(ctx).Select("id", "fields").Where("to_address <> ''").Limit(1).Find(&m)
	if found.Error != nil || found.RowsAffected == 0 {
		return fault(found.Error)
	}
	if _, err := unlock(s.seal, m.Fields, "letters:"+string(m.ID)); err != nil {
		return errors.New("store: the key does not open what is sealed in this database: is SECRET_KEY, or the key file beside it, the one it was made with?")
	}
	return nil
}
