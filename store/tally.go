package store

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"strings"
	"time"

	"barnstorm/domain"
	"barnstorm/domain/canvass"
	"barnstorm/domain/measure"
	"barnstorm/domain/script"
)

// tallyModel is a row of tallies: wide, so that a day of one canvasser is one
// row and not one for every outcome.
type tallyModel struct {
	EffortID      canvass.EffortID `gorm:"primaryKey"`
	Day           string           `gorm:"primaryKey"`
	Pseudonym     string           `gorm:"primaryKey"`
	Team          string           `gorm:"primaryKey"`
	Spoke         int
	SpokeOther    int
	NotHome       int
	ComeBack      int
	Refused       int
	Moved         int
	Deceased      int
	WrongAddress  int
	Inaccessible  int
	Language      int
	DoNotContact  int
	DoNotReturn   int
	Unsafe        int
	Conversations int
	Firsts        int
	Pairs         int
	MovedUp       int
	MovedDown     int
	MovedSum      int
	MovedSquares  int
	Last          moment
}

func (tallyModel) TableName() string { return "tallies" }

// counts is where the row keeps the count of each outcome.
func (m *tallyModel) counts() map[string]*int {
	return map[string]*int{
		"spoke": &m.Spoke, "spoke_other": &m.SpokeOther, "not_home": &m.NotHome, "come_back": &m.ComeBack, "refused": &m.Refused,
		"moved": &m.Moved, "deceased": &m.Deceased, "wrong_address": &m.WrongAddress, "inaccessible": &m.Inaccessible,
		"language": &m.Language, "do_not_contact": &m.DoNotContact, "do_not_return": &m.DoNotReturn, "unsafe": &m.Unsafe,
	}
}

func (m tallyModel) tally() canvass.PersonTally {
	p := canvass.PersonTally{
		Pseudonym: m.Pseudonym, Team: m.Team, Outcomes: map[string]int{}, Conversations: m.Conversations, Last: m.Last.Time,
		Moved: measure.Tally{First: m.Firsts, Pairs: m.Pairs, Up: m.MovedUp, Down: m.MovedDown, Sum: m.MovedSum, Squares: m.MovedSquares},
	}
	for code, n := range m.counts() {
		if *n > 0 {
			p.Outcomes[code] = *n
		}
	}
	return p
}

func tallyOf(e canvass.EffortID, day string, p canvass.PersonTally) tallyModel {
	m := tallyModel{
		EffortID: e, Day: day, Pseudonym: p.Pseudonym, Team: p.Team, Conversations: p.Conversations, Last: moment{p.Last.UTC()},
		Firsts: p.Moved.First, Pairs: p.Moved.Pairs, MovedUp: p.Moved.Up, MovedDown: p.Moved.Down,
		MovedSum: p.Moved.Sum, MovedSquares: p.Moved.Squares,
	}
	for code, n := range m.counts() {
		*n = p.Outcomes[code]
	}
	return m
}

// hourModel is a row of tally_hours.
type hourModel struct {
	EffortID      canvass.EffortID `gorm:"primaryKey"`
	Day           string           `gorm:"primaryKey"`
	Hour          int              `gorm:"primaryKey"`
	Attempts      int
	Spoke         int
	Conversations int
}

func (hourModel) TableName() string { return "tally_hours" }

// stepModel is a row of tally_steps.
type stepModel struct {
	EffortID  canvass.EffortID `gorm:"primaryKey"`
	Day       string           `gorm:"primaryKey"`
	VersionID script.VersionID `gorm:"primaryKey"`
	Step      string           `gorm:"primaryKey"`
	Reached   int
}

func (stepModel) TableName() string { return "tally_steps" }

// Marks finds what to count. An annulment marks the day of what it annuls;
// when that has not arrived yet, its own mark will count the day.
func (s *Store) Marks(ctx context.Context, n int) ([]canvass.Mark, error) {
	query := marksQuery
	if s.postgres {
		query = marksQueryLocked
	}
	var out []canvass.Mark
	err := s.db.WithContext(ctx).Raw(query, n).Scan(&out).Error
	return out, fault(err)
}

const (
	marksQuery = `
		select m.record_id as record, coalesce(v.effort_id, m.effort_id) as effort, coalesce(v.day, m.day) as day
		from (select * from tally_marks limit ?) m left join visits v on v.id = m.refers`
	marksQueryLocked = `
		select m.record_id as record, coalesce(v.effort_id, m.effort_id) as effort, coalesce(v.day, m.day) as day
		from (select * from tally_marks limit ? for update skip locked) m left join visits v on v.id = m.refers`
)

// countDay is the visits of a day that count: not annulled by their own device
// or by somebody who reviews records.
const countDay = `
select v.canvasser_id as canvasser, v.team, v.hour, v.outcome, count(*) as visits,
	sum(case when v.conversation then 1 else 0 end) as conversations,
	sum(case when v.rated_before >= 0 then 1 else 0 end) as firsts,
	sum(case when v.rated_before >= 0 and v.rated_after >= 0 then 1 else 0 end) as pairs,
	sum(case when v.rated_before >= 0 and v.rated_after > v.rated_before then 1 else 0 end) as up,
	sum(case when v.rated_after >= 0 and v.rated_after < v.rated_before then 1 else 0 end) as down,
	sum(case when v.rated_before >= 0 and v.rated_after >= 0 then v.rated_after - v.rated_before else 0 end) as sum,
	sum(case when v.rated_before >= 0 and v.rated_after >= 0 then (v.rated_after - v.rated_before) * (v.rated_after - v.rated_before) else 0 end) as squares,
	max(v.received) as last
from visits v
where v.effort_id = ? and v.day = ? and v.kind = 'visit' and not exists (
	select 1 from visits a where a.refers = v.id and a.kind = 'annulment' and a.effort_id = v.effort_id and (a.device = v.device or a.lead))
group by v.canvasser_id, v.team, v.hour, v.outcome`

func (s *Store) CountDay(ctx context.Context, e canvass.EffortID, day string) ([]canvass.Count, error) {
	var rows []struct {
		Canvasser                                                          domain.PersonID
		Team, Outcome                                                      string
		Hour, Visits, Conversations, Firsts, Pairs, Up, Down, Sum, Squares int
		Last                                                               moment
	}
	if err := s.db.WithContext(ctx).Raw(countDay, e, day).Scan(&rows).Error; err != nil {
		return nil, fault(err)
	}
	out := make([]canvass.Count, len(rows))
	for i, r := range rows {
		out[i] = canvass.Count{
			Canvasser: r.Canvasser, Team: r.Team, Hour: r.Hour, Outcome: r.Outcome, Visits: r.Visits, Conversations: r.Conversations,
			Moved: measure.Tally{First: r.Firsts, Pairs: r.Pairs, Up: r.Up, Down: r.Down, Sum: r.Sum, Squares: r.Squares},
			Last:  r.Last.Time,
		}
	}
	return out, nil
}

// A moment is a time that comes out of an aggregate, where SQLite no longer
// knows that the column was one and gives the text.
type moment struct{ time.Time }

// Scan reads a time or its text.
func (m *moment) Scan(from any) error {
	if text, ok := from.(string); ok {
		t, err := time.Parse("2006-01-02 15:04:05.999999999-07:00", text)
		m.Time = t.UTC()
		return err
	}
	var t sql.NullTime
	err := t.Scan(from)
	m.Time = t.Time.UTC()
	return err
}

// Value writes the time as a column of a time would have it.
func (m moment) Value() (driver.Value, error) { return m.Time, nil }

func (s *Store) CountSteps(ctx context.Context, e canvass.EffortID, day string) ([]canvass.PathCount, error) {
	var rows []struct {
		Version script.VersionID
		Reached string
		Visits  int
	}
	err := s.db.WithContext(ctx).Raw(`
		select v.version_id as version, v.reached, count(*) as visits from visits v
		where v.effort_id = ? and v.day = ? and v.kind = 'visit' and v.reached <> '' and not exists (
			select 1 from visits a where a.refers = v.id and a.kind = 'annulment' and a.effort_id = v.effort_id and (a.device = v.device or a.lead))
		group by v.version_id, v.reached`, e, day).Scan(&rows).Error
	out := make([]canvass.PathCount, len(rows))
	for i, r := range rows {
		out[i] = canvass.PathCount{Version: r.Version, Reached: strings.Fields(r.Reached), Visits: r.Visits}
	}
	return out, fault(err)
}

func (s *Store) PutDay(ctx context.Context, d canvass.DayTally) error {
	db := s.db.WithContext(ctx)
	for _, model := range []any{&tallyModel{}, &hourModel{}, &stepModel{}} {
		if err := db.Where("effort_id = ? and day = ?", d.Effort, d.Day).Delete(model).Error; err != nil {
			return fault(err)
		}
	}
	var people []tallyModel
	for _, p := range d.People {
		people = append(people, tallyOf(d.Effort, d.Day, p))
	}
	var hours []hourModel
	for _, h := range d.Hours {
		hours = append(hours, hourModel{d.Effort, d.Day, h.Hour, h.Attempts, h.Spoke, h.Conversations})
	}
	var steps []stepModel
	for _, st := range d.Steps {
		steps = append(steps, stepModel{d.Effort, d.Day, st.Version, st.Step, st.Reached})
	}
	if err := addMany(s, ctx, people); err != nil {
		return err
	}
	if err := addMany(s, ctx, hours); err != nil {
		return err
	}
	return addMany(s, ctx, steps)
}

// addMany writes new rows, a few hundred in one statement.
func addMany[M any](s *Store, ctx context.Context, models []M) error {
	if len(models) == 0 {
		return nil
	}
	return fault(s.db.WithContext(ctx).CreateInBatches(models, 200).Error)
}

// DropMarks drops marks by id in pieces that fit into one statement.
func (s *Store) DropMarks(ctx context.Context, marks []canvass.Mark) error {
	for len(marks) > 0 {
		n := min(len(marks), 1000)
		ids := make([]canvass.VisitID, n)
		for i := range ids {
			ids[i] = marks[i].Record
		}
		if err := s.db.WithContext(ctx).Exec(`delete from tally_marks where record_id in ?`, ids).Error; err != nil {
			return fault(err)
		}
		marks = marks[n:]
	}
	return nil
}
