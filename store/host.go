package store

import (
	"context"
	"time"

	"barnstorm/domain"
	"barnstorm/domain/event"
)

// hostModel is a row of event_hosts.
type hostModel struct {
	ID       event.HostID `gorm:"primaryKey"`
	EventID  event.ID
	Address  string
	PersonID *domain.PersonID
	Until    time.Time
	ByID     *domain.PersonID
	Made     time.Time
	Ended    *time.Time
}

func (hostModel) TableName() string { return "event_hosts" }

func (m hostModel) host() event.Host {
	return event.Host{ID: m.ID, Event: m.EventID, Address: m.Address, Person: got(m.PersonID), Until: m.Until.UTC(), By: got(m.ByID), Made: m.Made.UTC(), Ended: when(m.Ended)}
}

func hostOf(h event.Host) hostModel {
	return hostModel{ID: h.ID, EventID: h.Event, Address: h.Address, PersonID: opt(h.Person), Until: h.Until.UTC(), ByID: opt(h.By), Made: h.Made.UTC(), Ended: maybe(h.Ended)}
}

func (s *Store) AskHost(ctx context.Context, h event.Host) (event.Host, error) {
	m := hostOf(h)
	if fresh, err := s.addOnce(ctx, &m); err != nil || fresh {
		return h, err
	}
	// Whoever was sent away is asked as a stranger.
	err := s.db.WithContext(ctx).Exec(`
		update event_hosts set until = ?, person_id = case when ended is null then person_id end, ended = null
		where event_id = ? and address = ?`, h.Until.UTC(), h.Event, h.Address).Error
	if err != nil {
		return h, fault(err)
	}
	m, err = one[hostModel](s.db.WithContext(ctx).Where("event_id = ? and address = ?", h.Event, h.Address), "no-such-host")
	return m.host(), err
}

func (s *Store) Host(ctx context.Context, id event.HostID) (event.Host, error) {
	m, err := one[hostModel](s.read.WithContext(ctx).Where("id = ?", id), "no-such-host")
	return m.host(), err
}

func (s *Store) HostsOf(ctx context.Context, id event.ID) ([]event.Host, error) {
	hs, err := many(s.read.WithContext(ctx).Where("event_id = ? and ended is null", id).Order("made, id"), hostModel.host)
	if err != nil {
		return nil, err
	}
	var named []struct {
		ID   event.HostID
		Name string
	}
	err = s.read.WithContext(ctx).Raw(`select h.id, p.name from event_hosts h join people p on p.id = h.person_id where h.event_id = ?`, id).Scan(&named).Error
	for i := range hs {
		for _, n := range named {
			if n.ID == hs[i].ID {
				hs[i].Name = n.Name
			}
		}
	}
	return hs, fault(err)
}

func (s *Store) BeHost(ctx context.Context, id event.HostID, p domain.PersonID) (bool, error) {
	return did(s.db.WithContext(ctx).Exec(`
		update event_hosts set person_id = ? where id = ? and ended is null and (person_id is null or person_id = ?)`, p, id, p))
}

func (s *Store) EndHost(ctx context.Context, id event.HostID, now time.Time) (bool, error) {
	return did(s.db.WithContext(ctx).Exec(`update event_hosts set ended = ? where id = ? and ended is null`, now.UTC(), id))
}

func (s *Store) HostsUntil(ctx context.Context, id event.ID, until time.Time) error {
	if err := s.db.WithContext(ctx).Exec(`update event_hosts set until = ? where event_id = ? and ended is null`, until.UTC(), id).Error; err != nil {
		return fault(err)
	}
	return fault(s.db.WithContext(ctx).Exec(`
		update links set expires = ? where purpose = 'host' and revoked is null
		and object in (select cast(id as text) from event_hosts where event_id = ? and ended is null)`, until.UTC(), id).Error)
}

func (s *Store) LinksUntil(ctx context.Context, id event.ID, until time.Time) error {
	return fault(s.db.WithContext(ctx).Exec(`
		update links set expires = ? where purpose in ('rsvp', 'delegation') and expires < ? and object in (
			select cast(id as text) from rsvps where event_id = ? union all select cast(id as text) from delegations where event_id = ?)`,
		until.UTC(), until.UTC(), id, id).Error)
}

func (s *Store) HostedBy(ctx context.Context, p domain.PersonID, addresses []string) ([]event.Host, error) {
	return many(s.read.WithContext(ctx).Where("person_id = ? or person_id is null and address in ?", p, addresses).Order("made, id"), hostModel.host)
}

func (s *Store) ForgetHost(ctx context.Context, id event.HostID, now time.Time) error {
	return fault(s.db.WithContext(ctx).Exec(`
		update event_hosts set address = cast(id as text), person_id = null, ended = coalesce(ended, ?) where id = ?`, now.UTC(), id).Error)
}

func (s *Store) ThingsOf(ctx context.Context, id domain.PersonID, now time.Time) (map[string][]domain.Role, error) {
	var events []string
	err := s.read.WithContext(ctx).Raw(`
		select event_id from event_hosts where person_id = ? and ended is null and until > ?`, id, now.UTC()).Scan(&events).Error
	things := map[string][]domain.Role{}
	for _, e := range events {
		things[e] = []domain.Role{domain.Host}
	}
	return things, fault(err)
}
