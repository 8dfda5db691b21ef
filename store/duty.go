package store

import (
	"context"
	"time"

	"barnstorm/domain"
)

// dutyModel is a row of duties.
type dutyModel struct {
	Name   string `gorm:"primaryKey"`
	Holder string
	Until  time.Time
	Done   *time.Time
	Faults int
	Fault  string
}

func (dutyModel) TableName() string { return "duties" }

func (m dutyModel) duty() domain.Duty {
	return domain.Duty{Name: m.Name, Holder: m.Holder, Until: m.Until.UTC(), Done: when(m.Done), Faults: m.Faults, Fault: m.Fault}
}

func dutyOf(d domain.Duty) dutyModel {
	return dutyModel{Name: d.Name, Holder: d.Holder, Until: d.Until.UTC(), Done: maybe(d.Done), Faults: d.Faults, Fault: d.Fault}
}

// takeDuty is one statement, so that of several workers at once exactly one
// has it: the others find the lease taken, or the duty done since.
const takeDuty = `
	insert into duties (name, holder, until, faults, fault) values (?, ?, ?, 0, '')
	on conflict (name) do update set holder = excluded.holder, until = excluded.until
	where duties.until <= ? and (duties.done is null or duties.done <= ?)`

func (s *Store) TakeDuty(ctx context.Context, name, holder string, now, until, since time.Time) (bool, error) {
	return did(s.db.WithContext(ctx).Exec(takeDuty, name, holder, until.UTC(), now.UTC(), since.UTC()))
}

func (s *Store) DutyDone(ctx context.Context, name, holder string, now time.Time, why string) error {
	return fault(s.db.WithContext(ctx).Exec(`
		update duties set until = ?, done = ?, fault = ?, faults = case when ? = '' then 0 else faults + 1 end
		where name = ? and holder = ?`, now.UTC(), now.UTC(), why, why, name, holder).Error)
}

func (s *Store) LeaveDuty(ctx context.Context, name, holder string, now time.Time) error {
	return fault(s.db.WithContext(ctx).Exec(`update duties set until = ? where name = ? and holder = ?`, now.UTC(), name, holder).Error)
}

func (s *Store) Duties(ctx context.Context) ([]domain.Duty, error) {
	return many(s.read.WithContext(ctx).Order("name"), dutyModel.duty)
}
