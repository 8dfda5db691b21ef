package store

import (
	"context"
	"time"

	"gorm.io/gorm/clause"

	"barnstorm/domain/canvass"
	"barnstorm/domain/measure"
)

// sealModel is a row of sealed_days.
type sealModel struct {
	EffortID      canvass.EffortID `gorm:"primaryKey"`
	Day           string           `gorm:"primaryKey"`
	At            time.Time
	Visits        int
	Conversations int
	Firsts        int
	Pairs         int
	MovedSum      int
	MovedSquares  int
}

func (sealModel) TableName() string { return "sealed_days" }

func (s *Store) ShutEffort(ctx context.Context, id canvass.EffortID) (canvass.Effort, error) {
	// Whoever writes a visit asks that the effort's row stays, and waits for
	// who has it for an update; "no key update" would not hold them up.
	m, err := one[effortModel](s.db.WithContext(ctx).Clauses(clause.Locking{Strength: "UPDATE"}).Where("id = ?", id), "no-such-effort")
	return m.effort(), err
}

func (s *Store) NextDay(ctx context.Context, e canvass.EffortID, after string) (string, error) {
	var day *string
	err := s.db.WithContext(ctx).Raw(`select min(day) from visits where effort_id = ? and day > ?`, e, after).Scan(&day).Error
	return got(day), fault(err)
}

func (s *Store) Marked(ctx context.Context, e canvass.EffortID, day string) (bool, error) {
	var n int
	err := s.db.WithContext(ctx).Raw(`
		select count(*) from tally_marks m left join visits v on v.id = m.refers
		where coalesce(v.effort_id, m.effort_id) = ? and coalesce(v.day, m.day) = ?`, e, day).Scan(&n).Error
	return n > 0, fault(err)
}

func (s *Store) Sealed(ctx context.Context, e canvass.EffortID, day string) (bool, error) {
	var n int
	err := s.db.WithContext(ctx).Raw(`select count(*) from sealed_days where effort_id = ? and day = ?`, e, day).Scan(&n).Error
	return n > 0, fault(err)
}

func (s *Store) SealDay(ctx context.Context, d canvass.Seal) error {
	return fault(s.db.WithContext(ctx).Create(&sealModel{
		EffortID: d.Effort, Day: d.Day, At: d.At.UTC(), Visits: d.Visits, Conversations: d.Conversations,
		Firsts: d.Moved.First, Pairs: d.Moved.Pairs, MovedSum: d.Moved.Sum, MovedSquares: d.Moved.Squares,
	}).Error)
}

func (s *Store) CountSealed(ctx context.Context, e canvass.EffortID) (days, late int, err error) {
	if err = s.read.WithContext(ctx).Raw(`select count(*) from sealed_days where effort_id = ?`, e).Scan(&days).Error; err == nil {
		err = s.read.WithContext(ctx).Raw(`select count(*) from late_records where effort_id = ?`, e).Scan(&late).Error
	}
	return days, late, fault(err)
}

func (s *Store) Day(ctx context.Context, e canvass.EffortID, day string) (canvass.DayTally, error) {
	d := canvass.DayTally{Effort: e, Day: day}
	of := s.db.WithContext(ctx).Where("effort_id = ? and day = ?", e, day)
	var err error
	if d.People, err = many(of.Session(fresh), tallyModel.tally); err != nil {
		return d, err
	}
	if d.Hours, err = many(of.Session(fresh), func(m hourModel) canvass.HourTally {
		return canvass.HourTally{Hour: m.Hour, Attempts: m.Attempts, Spoke: m.Spoke, Conversations: m.Conversations}
	}); err != nil {
		return d, err
	}
	d.Steps, err = many(of.Session(fresh), func(m stepModel) canvass.StepTally {
		return canvass.StepTally{Version: m.VersionID, Step: m.Step, Reached: m.Reached}
	})
	return d, err
}

// kinOf is records, what they refer to, and what annuls any of these.
const kinOf = `
	with asked as (select * from visits where id in ?),
	wider as (select id from asked union select v.id from visits v where v.id in (select refers from asked where refers is not null))
	select * from visits where id in (select id from wider)
	union select * from visits where refers in (select id from wider)`

func (s *Store) Kin(ctx context.Context, ids []canvass.VisitID) ([]canvass.Visit, error) {
	return many(s.db.WithContext(ctx).Raw(kinOf, ids), visitModel.visit)
}

// lateModel is a row of late_records.
type lateModel struct {
	RecordID      canvass.VisitID `gorm:"primaryKey"`
	EffortID      canvass.EffortID
	Day           string
	At            time.Time
	Outcome       string
	Visits        int
	Conversations int
	Firsts        int
	Pairs         int
	MovedSum      int
	MovedSquares  int
}

func (lateModel) TableName() string { return "late_records" }

func lateOf(l canvass.Late) lateModel {
	return lateModel{
		RecordID: l.Record, EffortID: l.Effort, Day: l.Day, At: l.At.UTC(), Outcome: l.Outcome, Visits: l.Visits, Conversations: l.Conversations,
		Firsts: l.Moved.First, Pairs: l.Moved.Pairs, MovedSum: l.Moved.Sum, MovedSquares: l.Moved.Squares,
	}
}

func (m lateModel) late() canvass.Late {
	return canvass.Late{
		Record: m.RecordID, Effort: m.EffortID, Day: m.Day, At: m.At.UTC(), Outcome: m.Outcome, Visits: m.Visits, Conversations: m.Conversations,
		Moved: measure.Tally{First: m.Firsts, Pairs: m.Pairs, Sum: m.MovedSum, Squares: m.MovedSquares},
	}
}

func (s *Store) LateLines(ctx context.Context, ids []canvass.VisitID) (map[canvass.VisitID]int, error) {
	lines := map[canvass.VisitID]int{}
	logged, err := many(s.db.WithContext(ctx).Where("record_id in ?", ids), lateModel.late)
	for _, l := range logged {
		lines[l.Record] = l.Visits
	}
	return lines, err
}

func (s *Store) LogLate(ctx context.Context, lines []canvass.Late) error {
	if len(lines) == 0 {
		return nil
	}
	rows := make([]lateModel, len(lines))
	for i, l := range lines {
		rows[i] = lateOf(l)
	}
	return fault(s.db.WithContext(ctx).CreateInBatches(rows, 500).Error) // one that is there already fails all: it would be added twice
}
