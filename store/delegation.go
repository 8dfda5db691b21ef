package store

import (
	"context"
	"time"

	"barnstorm/domain"
	"barnstorm/domain/event"
)

// delegationModel is a row of delegations.
type delegationModel struct {
	ID      event.DelegationID `gorm:"primaryKey"`
	EventID event.ID
	Name    string
	Contact string
	People  int
	ByID    domain.PersonID
	Made    time.Time
	Changed time.Time
}

func (delegationModel) TableName() string { return "delegations" }

func (m delegationModel) delegation() event.Delegation {
	return event.Delegation{ID: m.ID, Event: m.EventID, Name: m.Name, Contact: m.Contact, People: m.People, By: m.ByID, Made: m.Made.UTC(), Changed: m.Changed.UTC()}
}

func delegationOf(d event.Delegation) delegationModel {
	return delegationModel{ID: d.ID, EventID: d.Event, Name: d.Name, Contact: d.Contact, People: d.People, ByID: d.By, Made: d.Made.UTC(), Changed: d.Changed.UTC()}
}

func (s *Store) Delegation(ctx context.Context, id event.DelegationID) (event.Delegation, error) {
	m, err := one[delegationModel](s.read.WithContext(ctx).Where("id = ?", id), "no-such-delegation")
	return m.delegation(), err
}

func (s *Store) DelegationsTo(ctx context.Context, id event.ID) ([]event.Delegation, error) {
	return many(s.read.WithContext(ctx).Where("event_id = ?", id).Order("made, id"), delegationModel.delegation)
}

func (s *Store) DelegationsAt(ctx context.Context, addresses []string) ([]event.Delegation, error) {
	return many(s.read.WithContext(ctx).Where("contact in ? and contact <> ''", addresses).Order("made, id"), delegationModel.delegation)
}

func (s *Store) PutDelegation(ctx context.Context, d event.Delegation) error {
	m := delegationOf(d)
	return fault(s.db.WithContext(ctx).Save(&m).Error)
}
