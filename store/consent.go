package store

import (
	"context"
	"time"

	"barnstorm/domain"
)

// consentModel is a row of consents.
type consentModel struct {
	ID         string `gorm:"primaryKey"`
	PersonID   domain.PersonID
	GroupID    domain.GroupID
	EntityID   domain.EntityID
	Topic      domain.Topic
	Channel    domain.Channel
	Wording    string
	Given      bool
	At         time.Time
	Source     string
	RecordedBy *domain.PersonID
}

func (consentModel) TableName() string { return "consents" }

func (m consentModel) consent() domain.Consent {
	return domain.Consent{
		ID: m.ID, Person: m.PersonID, Group: m.GroupID, Entity: m.EntityID, Topic: m.Topic, Channel: m.Channel, Wording: m.Wording,
		Given: m.Given, At: m.At.UTC(), Source: m.Source, By: got(m.RecordedBy),
	}
}

func consentOf(c domain.Consent) consentModel {
	return consentModel{
		ID: c.ID, PersonID: c.Person, GroupID: c.Group, EntityID: c.Entity, Topic: c.Topic, Channel: c.Channel, Wording: c.Wording,
		Given: c.Given, At: c.At.UTC(), Source: c.Source, RecordedBy: opt(c.By),
	}
}

func (s *Store) PutConsent(ctx context.Context, c domain.Consent) error {
	m := consentOf(c)
	_, err := s.addOnce(ctx, &m)
	return err
}

func (s *Store) Consents(ctx context.Context, id domain.PersonID) ([]domain.Consent, error) {
	return many(s.read.WithContext(ctx).Where("person_id = ?", id).Order("at, id"), consentModel.consent)
}

// An entity that went from playing to taking money is the same in name and law.
const agreed = `
	select c.given from consents c
	join people p on p.id = c.person_id and p.erased is null
	join entities given_to on given_to.id = c.entity_id
	join groups writes on writes.id = ?
	join entities now on now.id = writes.entity_id and now.name = given_to.name and now.country = given_to.country and now.kind = given_to.kind
	where c.person_id = ? and c.channel = ? and c.topic = ?
	order by c.at desc, c.id desc limit 1`

func (s *Store) Agreed(ctx context.Context, p domain.PersonID, g domain.GroupID, by domain.Channel, about domain.Topic) (bool, error) {
	var given []bool
	err := s.read.WithContext(ctx).Raw(agreed, opt(g), opt(p), by, about).Scan(&given).Error
	return len(given) == 1 && given[0], fault(err)
}

// The last word of everybody at an address, where it is yes.
const standingAt = `
	select c.* from consents c
	join contacts k on k.person_id = c.person_id and k.kind = 'email' and k.value = ?
	where c.channel = 'email' and c.given and not exists (
		select 1 from consents l where l.person_id = c.person_id and l.entity_id = c.entity_id and l.topic = c.topic
		and l.channel = c.channel and (l.at > c.at or l.at = c.at and l.id > c.id))`

func (s *Store) WithdrawMail(ctx context.Context, address, source string, at time.Time) error {
	stand, err := many(s.db.WithContext(ctx).Raw(standingAt, address), consentModel.consent)
	if err != nil {
		return err
	}
	for _, c := range stand {
		c.ID, c.Given, c.At, c.Source, c.By = domain.NewID[string](at), false, at, source, ""
		if err := s.PutConsent(ctx, c); err != nil {
			return err
		}
	}
	return nil
}
