package store

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"fmt"
	"strings"
	"time"

	"gorm.io/gorm"
	"gorm.io/gorm/clause"

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
	Minutes       int
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
		Pseudonym: m.Pseudonym, Team: m.Team, Outcomes: map[string]int{}, Conversations: m.Conversations, Minutes: m.Minutes, Last: m.Last.Time,
		Moved: measure.Tally{First: m.Firsts, Pairs: m.Pairs, Up: m.MovedUp, Down: m.MovedDown, Sum: m.MovedSum, Squares: m.MovedSquares},
	}
	for code, n := range m.counts() {
		if *n != 0 { // below it where somebody's late undoing went to those without a name
			p.Outcomes[code] = *n
		}
	}
	return p
}

func tallyOf(e canvass.EffortID, day string, p canvass.PersonTally) tallyModel {
	m := tallyModel{
		EffortID: e, Day: day, Pseudonym: p.Pseudonym, Team: p.Team, Conversations: p.Conversations, Minutes: p.Minutes, Last: moment{p.Last.UTC()},
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

// An annulment marks the day of what it annuls; when that has not arrived yet,
// its own mark will count the day.
const (
	takeMarks = `
		with taken as (
			delete from tally_marks where record_id in (select record_id from tally_marks limit ? for update skip locked)
			returning record_id, effort_id, day, refers), ` + marksByDay
	// SQLite has one writer: both statements mean the same marks.
	readMarks = `
		with taken as (select * from tally_marks order by record_id limit ?), ` + marksByDay
	// Of a sealed day each mark stands alone.
	marksByDay = `placed as (
			select m.record_id, coalesce(v.effort_id, m.effort_id) as effort, coalesce(v.day, m.day) as day
			from taken m left join visits v on v.id = m.refers)
		select p.effort, p.day, count(*) as n, case when s.day is null then '' else cast(p.record_id as text) end as record
		from placed p left join sealed_days s on s.effort_id = p.effort and s.day = p.day group by 1, 2, 4`
	dropMarks = `delete from tally_marks where record_id in (select record_id from tally_marks order by record_id limit ?)`
)

func (s *Store) TakeMarks(ctx context.Context, n int) (marked []canvass.Mark, taken int, err error) {
	db := s.db.WithContext(ctx)
	if s.postgres {
		err = db.Raw(takeMarks, n).Scan(&marked).Error
	} else if err = db.Raw(readMarks, n).Scan(&marked).Error; err == nil {
		err = db.Exec(dropMarks, n).Error
	}
	for _, m := range marked {
		taken += m.N
	}
	return marked, taken, fault(err)
}

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
	max(v.received) as last, min(v.happened) as first, max(v.happened) as latest
from visits v
where v.effort_id = ? and v.day = ? and v.kind = 'visit' and not exists (
	select 1 from visits a where a.refers = v.id and a.kind = 'annulment' and a.effort_id = v.effort_id and (a.device = v.device or a.lead))
group by v.canvasser_id, v.team, v.hour, v.outcome`

func (s *Store) CountDay(ctx context.Context, e canvass.EffortID, day string) ([]canvass.Count, error) {
	var rows []struct {
		Canvasser                                                          domain.PersonID
		Team, Outcome                                                      string
		Hour, Visits, Conversations, Firsts, Pairs, Up, Down, Sum, Squares int
		Last, First, Latest                                                moment
	}
	if err := s.db.WithContext(ctx).Raw(countDay, e, day).Scan(&rows).Error; err != nil {
		return nil, fault(err)
	}
	out := make([]canvass.Count, len(rows))
	for i, r := range rows {
		out[i] = canvass.Count{
			Canvasser: r.Canvasser, Team: r.Team, Hour: r.Hour, Outcome: r.Outcome, Visits: r.Visits, Conversations: r.Conversations,
			Moved: measure.Tally{First: r.Firsts, Pairs: r.Pairs, Up: r.Up, Down: r.Down, Sum: r.Sum, Squares: r.Squares},
			Last:  r.Last.Time, First: r.First.Time, Latest: r.Latest.Time,
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
	day := s.db.WithContext(ctx).Where("effort_id = ? and day = ?", d.Effort, d.Day)
	return errors.Join(
		replace(s, ctx, day, people, func(m tallyModel) map[string]any { return map[string]any{"pseudonym": m.Pseudonym, "team": m.Team} }),
		replace(s, ctx, day, hours, func(m hourModel) map[string]any { return map[string]any{"hour": m.Hour} }),
		replace(s, ctx, day, steps, func(m stepModel) map[string]any { return map[string]any{"version_id": m.VersionID, "step": m.Step} }),
	)
}

// replace makes the rows of a day those that are wanted, and leaves
// alone what is right already: whoever deletes a day and writes it again at
// every count leaves dead rows behind, which each reader of results walks over.
func replace[M comparable](s *Store, ctx context.Context, day *gorm.DB, want []M, key func(M) map[string]any) error {
	var have []M
	if err := day.Session(&gorm.Session{}).Find(&have).Error; err != nil {
		return fault(err)
	}
	stands := map[string]M{}
	for _, m := range have {
		stands[fmt.Sprint(key(m))] = m
	}
	var changed []M
	for _, m := range want {
		k := fmt.Sprint(key(m))
		if old, known := stands[k]; !known || old != m {
			changed = append(changed, m)
		}
		delete(stands, k)
	}
	for _, m := range stands { // by the whole key: gorm passes over an empty part of one
		if err := day.Session(&gorm.Session{}).Where(key(m)).Delete(new(M)).Error; err != nil {
			return fault(err)
		}
	}
	if len(changed) == 0 {
		return nil
	}
	return fault(s.db.WithContext(ctx).Clauses(clause.OnConflict{UpdateAll: true}).CreateInBatches(changed, 200).Error)
}
