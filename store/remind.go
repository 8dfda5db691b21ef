package store

import (
	"context"
	"encoding/json"
	"slices"
	"time"

	"barnstorm/domain/event"
)

// remindedModel is a row of event_reminded.
type remindedModel struct {
	RsvpID event.RSVPID `gorm:"primaryKey"`
	Kind   string       `gorm:"primaryKey"`
	Starts time.Time    `gorm:"primaryKey"`
	At     time.Time
}

func (remindedModel) TableName() string { return "event_reminded" }

// remindersText is a plan as it is kept; the usual one is empty.
func remindersText(plan []event.Reminding) string {
	if len(plan) == 0 || slices.Equal(plan, event.Remindings()) {
		return ""
	}
	b, err := json.Marshal(plan)
	if err != nil {
		panic(err) // text and numbers alone
	}
	return string(b)
}

// remindersIn reads what remindersText wrote.
func remindersIn(text string) (plan []event.Reminding) {
	if text == "" || json.Unmarshal([]byte(text), &plan) != nil {
		return nil
	}
	return plan
}

func (s *Store) ToRemind(ctx context.Context, startBefore, endAfter time.Time) ([]event.Event, error) {
	q := s.read.WithContext(ctx).Where("called and taken + waiting > 0 and starts < ? and ends > ?", startBefore.UTC(), endAfter.UTC())
	return many(q.Order("starts, id"), eventModel.event)
}

func (s *Store) Unreminded(ctx context.Context, id event.ID, shift int, state event.State, kind string, starts time.Time, after event.RSVPID, n int) (ps []event.Party, err error) {
	err = s.read.WithContext(ctx).Raw(`
		select r.id, r.zone from rsvps r
		left join event_reminded done on done.rsvp_id = r.id and done.kind = ? and done.starts = ?
		where r.event_id = ? and r.shift = ? and r.state = ? and done.rsvp_id is null and r.id > ?
		order by r.id limit ?`, kind, starts.UTC(), id, shift, state, orFirst(after), n).Scan(&ps).Error
	return ps, fault(err)
}

func (s *Store) Reminded(ctx context.Context, id event.RSVPID, kind string, starts, at time.Time) error {
	_, err := s.addOnce(ctx, &remindedModel{id, kind, starts.UTC(), at.UTC()})
	return err
}

func (s *Store) Confirm(ctx context.Context, id event.RSVPID, at time.Time) error {
	return fault(s.db.WithContext(ctx).Exec(`update rsvps set confirmed = ? where id = ? and state = 'coming' and confirmed is null`, at.UTC(), id).Error)
}

func (s *Store) Unconfirm(ctx context.Context, id event.ID) error {
	return fault(s.db.WithContext(ctx).Exec(`update rsvps set confirmed = null where event_id = ? and confirmed is not null`, id).Error)
}

func (s *Store) Withdraw(ctx context.Context, key string) error {
	return fault(s.db.WithContext(ctx).Exec(`delete from letters where state = 'waiting' and once_key like ? escape '!'`, likeless(key)+"%").Error)
}
