package store

import (
	"context"
	"strings"
	"time"

	"gorm.io/gorm"

	"barnstorm/domain"
	"barnstorm/domain/welcome"
)

var _ welcome.Store = (*Store)(nil)

// newcomerModel is a row of newcomers.
type newcomerModel struct {
	ID         welcome.ID `gorm:"primaryKey"`
	EntityID   domain.EntityID
	GroupID    domain.GroupID
	PersonID   *domain.PersonID
	Name       string
	Contact    string
	ContactKey string
	Channel    domain.Channel
	Wording    string
	Source     string
	Locale     string
	Lat        float64
	Lon        float64
	Made       time.Time
	State      welcome.State
	LeaderID   *domain.PersonID
	Until      *time.Time
	Messages   int
	Outcome    welcome.Outcome
	Turn       int64
	Changed    time.Time
}

func (newcomerModel) TableName() string { return "newcomers" }

// newcomerRow is a row of newcomers with the clock of its group.
type newcomerRow struct {
	Row  newcomerModel `gorm:"embedded"`
	Zone string
}

func (r newcomerRow) newcomer() welcome.Newcomer {
	m := r.Row
	return welcome.Newcomer{
		ID: m.ID, Entity: m.EntityID, Group: m.GroupID, Person: got(m.PersonID), Name: m.Name, Contact: m.Contact, Channel: m.Channel,
		Wording: m.Wording, Source: m.Source, Locale: m.Locale, At: domain.Point{Lat: m.Lat, Lon: m.Lon}, Zone: r.Zone, Made: m.Made.UTC(),
		State: m.State, Leader: got(m.LeaderID), Until: when(m.Until), Messages: m.Messages, Outcome: m.Outcome, Turn: m.Turn, Changed: m.Changed.UTC(),
	}
}

// newcomers is the newcomers with the clocks of their groups.
const newcomers = `select n.*, g.zone from newcomers n join groups g on g.id = n.group_id `

func newcomersBy(q *gorm.DB) ([]welcome.Newcomer, error) {
	var rows []newcomerRow
	if err := q.Scan(&rows).Error; err != nil {
		return nil, fault(err)
	}
	all := make([]welcome.Newcomer, len(rows))
	for i, r := range rows {
		all[i] = r.newcomer()
	}
	return all, nil
}

func (s *Store) Greet(ctx context.Context, a domain.Arrival) error {
	g, err := s.Group(ctx, a.Group)
	if err != nil {
		return err
	}
	if a.At == (domain.Point{}) {
		a.At = g.At
	}
	name := strings.ToLower(strings.Join(strings.Fields(a.Name), " "))
	_, err = s.addOnce(ctx, &newcomerModel{
		ID: welcome.ID(a.ID), EntityID: g.Entity, GroupID: g.ID, PersonID: opt(a.Person), Name: a.Name, Contact: a.Contact, ContactKey: s.blind("newcomer " + name + " " + a.Contact),
		Channel: a.Channel, Wording: a.Wording, Source: a.Source, Locale: a.Locale, Lat: a.At.Lat, Lon: a.At.Lon, Made: a.Made.UTC(), State: welcome.New, Turn: 1, Changed: a.Made.UTC(),
	})
	return err
}

func (s *Store) Ungreet(ctx context.Context, id string, now time.Time) error {
	return fault(s.db.WithContext(ctx).Exec(`
		update newcomers set state = 'ended', name = '', contact = '', person_id = null, leader_id = null, until = null, turn = turn + 1, changed = ?
		where id = ? and (state <> 'ended' or person_id is not null)`, now.UTC(), id).Error)
}

func (s *Store) Newcomer(ctx context.Context, id welcome.ID) (welcome.Newcomer, error) {
	all, err := newcomersBy(s.read.WithContext(ctx).Raw(newcomers+`where n.id = ?`, id))
	if err == nil && len(all) == 0 {
		err = domain.Refuse(domain.NotFound, "no-such-newcomer")
	}
	if err != nil {
		return welcome.Newcomer{}, err
	}
	return all[0], nil
}

func (s *Store) PutTurn(ctx context.Context, n welcome.Newcomer) (bool, error) {
	return did(s.db.WithContext(ctx).Exec(`
		update newcomers set name = ?, contact = ?, state = ?, leader_id = ?, until = ?, messages = ?, outcome = ?, turn = ?, changed = ?
		where id = ? and turn = ?`,
		n.Name, n.Contact, n.State, opt(n.Leader), maybe(n.Until), n.Messages, n.Outcome, n.Turn, n.Changed.UTC(), n.ID, n.Turn-1))
}

func (s *Store) Zones(ctx context.Context) (all []string, err error) {
	err = s.read.WithContext(ctx).Raw(`select distinct zone from groups order by zone`).Scan(&all).Error
	return all, fault(err)
}

func (s *Store) ToOffer(ctx context.Context, by time.Time, zones []string, n int) ([]welcome.Newcomer, error) {
	return newcomersBy(s.read.WithContext(ctx).Raw(newcomers+`
		where (n.state = 'new' or n.state in ('offered', 'taken') and n.until <= ?) and g.zone in ? order by n.made, n.id limit ?`, by.UTC(), zones, n))
}

func (s *Store) TooLate(ctx context.Context, before time.Time, n int) ([]welcome.Newcomer, error) {
	return newcomersBy(s.read.WithContext(ctx).Raw(newcomers+`where n.state <> 'ended' and n.made < ? order by n.made, n.id limit ?`, before.UTC(), n))
}

func (s *Store) Leaders(ctx context.Context, e domain.EntityID) ([]welcome.Leader, error) {
	var rows []struct {
		PersonID domain.PersonID
		Name     string
		Locale   string
		Email    string
		GroupID  domain.GroupID
		Lat, Lon float64
		Held     int
	}
	err := s.read.WithContext(ctx).Raw(`
		select b.person_id, p.name, p.locale, b.group_id, g.lat, g.lon,
			coalesce((select min(c.value) from contacts c where c.person_id = p.id and c.kind = 'email' and c.confirmed is not null), '') as email,
			(select count(*) from newcomers n where n.leader_id = p.id and n.state in ('offered', 'taken')) as held
		from belongings b join groups g on g.id = b.group_id and g.entity_id = ? join people p on p.id = b.person_id and p.erased is null
		where b.role = 'lead' and b.until is null order by b.person_id, b.group_id`, e).Scan(&rows).Error
	all := make([]welcome.Leader, len(rows))
	for i, r := range rows {
		all[i] = welcome.Leader{Person: r.PersonID, Name: r.Name, Email: r.Email, Locale: r.Locale, Group: r.GroupID, At: domain.Point{Lat: r.Lat, Lon: r.Lon}, Held: r.Held}
	}
	return all, fault(err)
}

// askedModel is a row of newcomer_offers.
type askedModel struct {
	NewcomerID welcome.ID      `gorm:"primaryKey"`
	PersonID   domain.PersonID `gorm:"primaryKey"`
	At         time.Time
}

func (askedModel) TableName() string { return "newcomer_offers" }

func (s *Store) Asked(ctx context.Context, id welcome.ID) (all []domain.PersonID, err error) {
	err = s.read.WithContext(ctx).Raw(`select person_id from newcomer_offers where newcomer_id = ? order by at, person_id`, id).Scan(&all).Error
	return all, fault(err)
}

func (s *Store) Ask(ctx context.Context, id welcome.ID, p domain.PersonID, at time.Time) error {
	_, err := s.addOnce(ctx, &askedModel{id, p, at.UTC()})
	return err
}

// noteModel is a row of newcomer_notes.
type noteModel struct {
	ID         string `gorm:"primaryKey"`
	NewcomerID welcome.ID
	PersonID   domain.PersonID
	Outcome    welcome.Outcome
	At         time.Time
}

func (noteModel) TableName() string { return "newcomer_notes" }

func (s *Store) AddNote(ctx context.Context, n welcome.Note) (bool, error) {
	return s.addOnce(ctx, &noteModel{n.ID, n.Newcomer, n.Person, n.Outcome, n.At.UTC()})
}

func (s *Store) Noted(ctx context.Context, note string, id welcome.ID, p domain.PersonID) (bool, error) {
	var n int
	err := s.read.WithContext(ctx).Raw(`select count(*) from newcomer_notes where id = ? and newcomer_id = ? and person_id = ?`, note, id, p).Scan(&n).Error
	return n > 0, fault(err)
}

func (s *Store) With(ctx context.Context, p domain.PersonID) ([]welcome.Newcomer, error) {
	return newcomersBy(s.read.WithContext(ctx).Raw(newcomers+`where n.leader_id = ? and n.state in ('offered', 'taken') order by n.until, n.id`, p))
}

func (s *Store) ListedIn(ctx context.Context, groups []domain.GroupID, n int) ([]welcome.Newcomer, error) {
	return newcomersBy(s.read.WithContext(ctx).Raw(newcomers+`where n.group_id in ? and n.state = 'listed' order by n.made, n.id limit ?`, groups, n))
}

func (s *Store) Pulse(ctx context.Context, groups []domain.GroupID, since time.Time) (p welcome.Pulse, err error) {
	var rows []struct {
		State   welcome.State
		Made    time.Time
		First   *time.Time
		Reached bool
	}
	err = s.read.WithContext(ctx).Raw(`
		select n.state, n.made, x.at as first, exists (select 1 from newcomer_notes r where r.newcomer_id = n.id and r.outcome in ('reached', 'along')) as reached
		from newcomers n left join newcomer_notes x on x.newcomer_id = n.id and not exists (
			select 1 from newcomer_notes y where y.newcomer_id = n.id and (y.at < x.at or y.at = x.at and y.id < x.id))
		where n.group_id in ? and n.made > ?`, groups, since.UTC()).Scan(&rows).Error
	for _, r := range rows {
		p.Arrived++
		if r.First != nil && r.First.Sub(r.Made) <= welcome.Clock {
			p.Within++
		}
		if r.Reached {
			p.Reached++
		}
		switch r.State {
		case welcome.Listed:
			p.Waiting++
		case welcome.Offered, welcome.Taken:
			p.Underway++
		}
	}
	return p, fault(err)
}

func (s *Store) NewcomersOf(ctx context.Context, p domain.PersonID, addresses []string) ([]welcome.Newcomer, error) {
	return newcomersBy(s.read.WithContext(ctx).Raw(newcomers+`where n.person_id = ? or n.person_id is null and n.contact in ? order by n.made, n.id`, p, addresses))
}

func (s *Store) GroupName(ctx context.Context, g domain.GroupID) (name, slug string, err error) {
	group, err := s.Group(ctx, g)
	return group.Name, group.Slug, err
}
