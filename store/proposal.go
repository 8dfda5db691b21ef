package store

import (
	"context"
	"encoding/json"
	"slices"
	"time"

	"barnstorm/domain"
	"barnstorm/domain/event"
)

// proposalModel is a row of event_proposals.
type proposalModel struct {
	ID        event.ID `gorm:"primaryKey"`
	GroupID   domain.GroupID
	ByID      *domain.PersonID
	Said      string // as it was sent, in JSON
	Made      time.Time
	Decided   *time.Time
	DeciderID *domain.PersonID
	Accepted  bool
	Why       string
}

func (proposalModel) TableName() string { return "event_proposals" }

func (m proposalModel) proposal() event.Proposal {
	p := event.Proposal{ID: m.ID, Group: m.GroupID, By: got(m.ByID), Made: m.Made.UTC(), Decided: when(m.Decided), Decider: got(m.DeciderID), Accepted: m.Accepted, Why: m.Why}
	if err := json.Unmarshal([]byte(m.Said), &p.Said); err != nil {
		p.Said = event.Input{} // which a form shows as empty
	}
	return p
}

func proposalOf(p event.Proposal) proposalModel {
	said, err := json.Marshal(p.Said)
	if err != nil {
		panic(err) // texts and numbers alone
	}
	return proposalModel{ID: p.ID, GroupID: p.Group, ByID: opt(p.By), Said: string(said), Made: p.Made.UTC(), Decided: maybe(p.Decided), DeciderID: opt(p.Decider), Accepted: p.Accepted, Why: p.Why}
}

func (s *Store) AddProposal(ctx context.Context, p event.Proposal) (bool, error) {
	m := proposalOf(p)
	return s.addOnce(ctx, &m)
}

func (s *Store) Proposal(ctx context.Context, id event.ID) (event.Proposal, error) {
	m, err := one[proposalModel](s.read.WithContext(ctx).Where("id = ?", id), "no-such-proposal")
	if err != nil {
		return event.Proposal{}, err
	}
	all := []event.Proposal{m.proposal()}
	return all[0], s.proposers(ctx, all)
}

// proposers puts names to those who proposed.
func (s *Store) proposers(ctx context.Context, all []event.Proposal) error {
	ids := make([]event.ID, len(all))
	for i, p := range all {
		ids[i] = p.ID
	}
	var named []struct {
		ID   event.ID
		Name string
	}
	err := s.read.WithContext(ctx).Raw(`select x.id, p.name from event_proposals x join people p on p.id = x.by_id where x.id in ?`, ids).Scan(&named).Error
	for _, n := range named {
		all[slices.Index(ids, n.ID)].Name = n.Name
	}
	return fault(err)
}

func (s *Store) OpenProposals(ctx context.Context, groups []domain.GroupID, n int) ([]event.Proposal, error) {
	all, err := many(s.read.WithContext(ctx).Where("group_id in ? and decided is null", groups).Order("made, id").Limit(n), proposalModel.proposal)
	if err != nil {
		return nil, err
	}
	return all, s.proposers(ctx, all)
}

func (s *Store) ProposalsBy(ctx context.Context, p domain.PersonID) ([]event.Proposal, error) {
	return many(s.read.WithContext(ctx).Where("by_id = ?", p).Order("made desc, id"), proposalModel.proposal)
}

func (s *Store) DecideProposal(ctx context.Context, p event.Proposal) (bool, error) {
	return did(s.db.WithContext(ctx).Exec(`
		update event_proposals set decided = ?, decider_id = ?, accepted = ?, why = ? where id = ? and decided is null`,
		p.Decided.UTC(), p.Decider, p.Accepted, p.Why, p.ID))
}

func (s *Store) ForgetProposals(ctx context.Context, p domain.PersonID) error {
	if err := s.db.WithContext(ctx).Exec(`delete from event_proposals where by_id = ? and decided is null`, p).Error; err != nil {
		return fault(err)
	}
	return fault(s.db.WithContext(ctx).Exec(`update event_proposals set by_id = null, said = '{}' where by_id = ?`, p).Error)
}

func (s *Store) Reach(ctx context.Context, p domain.PersonID) (event.Reached, error) {
	var found []event.Reached
	err := s.read.WithContext(ctx).Raw(`
		select p.name, c.value as address, p.locale from people p join contacts c on c.person_id = p.id and c.kind = 'email' and c.confirmed is not null
		where p.id = ? order by c.made, c.id limit 1`, opt(p)).Scan(&found).Error
	if err == nil && len(found) == 0 {
		err = domain.Refuse(domain.NotFound, "no-such-person")
	}
	return append(found, event.Reached{})[0], fault(err)
}
