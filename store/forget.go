package store

import (
	"context"
	"errors"
	"slices"
	"time"

	"gorm.io/gorm"

	"barnstorm/domain/canvass"
)

// lapsed is the efforts of which something may still have to go. Each
// question behind the "or" is one look into an index.
const lapsed = `
	select e.* from efforts e where e.ends < ? and (
		not exists (select 1 from certificates c where c.effort_id = e.id and c.done is not null)
		or exists (select 1 from visits v where v.effort_id = e.id)
		or exists (select 1 from quarantine q where q.effort_id = e.id)
		or exists (select 1 from gone_records g where g.effort_id = e.id)
		or exists (select 1 from doors d where d.effort_id = e.id))
	order by e.ends, e.id`

func (s *Store) Lapsed(ctx context.Context, before time.Time) ([]canvass.Effort, error) {
	return many(s.read.WithContext(ctx).Raw(lapsed, before.UTC()), effortModel.effort)
}

func (s *Store) Gone(ctx context.Context, ids []canvass.VisitID) (gone []canvass.VisitID, err error) {
	err = s.db.WithContext(ctx).Raw(`select record_id from gone_records where record_id in ?`, ids).Scan(&gone).Error
	return gone, fault(err)
}

func (s *Store) LastPack(ctx context.Context, e canvass.EffortID) (time.Time, error) {
	var last moment
	err := s.read.WithContext(ctx).Raw(`select max(ends) from credentials where effort_id = ?`, e).Scan(&last).Error
	return last.Time, fault(err)
}

// Addressed is a door of which more is known than by which hash to know it again.
const addressed = `(flat <> '' or number <> '' or street <> '' or town <> '' or postcode <> '' or uprn <> '' or lat <> 0 or lon <> 0 or language <> '' or source <> '')`

// Named is a member of a team of whom more is known than that there was one.
const named = `(m.person_id is not null or m.name <> '' or m.came <> '')`

// traces counts what an effort holds.
var traces = map[canvass.Trace]string{
	canvass.TraceRecords:  `select count(*) from visits where effort_id = ?`,
	canvass.TraceConsents: `select count(*) from visit_consents c join visits v on v.id = c.visit_id where v.effort_id = ?`,
	canvass.TraceHeld:     `select count(*) from quarantine where effort_id = ?`,
	canvass.TraceElectors: `select count(*) from electors where effort_id = ?`,
	canvass.TraceFiles:    `select count(*) from imports where effort_id = ?`,
	canvass.TraceDoors:    `select count(*) from doors where effort_id = ? and ` + addressed,
	canvass.TraceHolders:  `select count(*) from turfs where effort_id = ? and (holder_id is not null or team <> '')`,
	canvass.TraceMembers:  `select count(*) from team_members m where ` + named + ` and m.team_id in (select t.id from teams t join outings o on o.id = t.outing_id where o.effort_id = ?)`,
	canvass.TraceTrips:    `select count(*) from trips where effort_id = ?`,
	canvass.TraceSheets:   `select count(*) from sheets where effort_id = ?`,
	canvass.TraceCards:    `select count(*) from cards where effort_id = ? and door_id is not null`,
	canvass.TraceSalt:     `select count(*) from efforts where id = ? and salt <> ''`,
}

func (s *Store) Traces(ctx context.Context, e canvass.EffortID) (map[canvass.Trace]int, error) {
	holds := map[canvass.Trace]int{}
	for trace := range traces {
		var n int
		if err := s.read.WithContext(ctx).Raw(traces[trace], e).Scan(&n).Error; err != nil {
			return nil, fault(err)
		}
		holds[trace] = n
	}
	return holds, nil
}

// What is kept by number and hash alone goes last, and no certificate counts it.
const (
	numbers canvass.Trace = "numbers"
	hashes  canvass.Trace = "hashes"
)

// due is which of a trace are to go, at most so many. A record goes when its day
// is sealed and it is counted; a bare one a day later. The held ones that came
// before the clock go with it, others when a lead has had time.
var due = map[canvass.Trace]string{
	canvass.TraceRecords: `
		select cast(v.id as text) from visits v where v.effort_id = @effort and (v.raw <> '' or v.received < @bare)
		and exists (select 1 from sealed_days s where s.effort_id = v.effort_id and s.day = v.day)
		and not exists (select 1 from tally_marks m where m.record_id = v.id) limit @n`,
	canvass.TraceHeld:     `select key from quarantine where effort_id = @effort and (received < @clock or received < @held) limit @n`,
	canvass.TraceElectors: `select cast(id as text) from electors where effort_id = @effort limit @n`,
	canvass.TraceFiles:    `select cast(id as text) from imports where effort_id = @effort limit @n`,
	canvass.TraceDoors:    `select cast(id as text) from doors where effort_id = @effort and ` + addressed + ` limit @n`,
	canvass.TraceHolders:  `select cast(id as text) from turfs where effort_id = @effort and (holder_id is not null or team <> '') limit @n`,
	canvass.TraceMembers: `select cast(m.id as text) from team_members m where ` + named + `
		and m.team_id in (select t.id from teams t join outings o on o.id = t.outing_id where o.effort_id = @effort) limit @n`,
	canvass.TraceTrips:  `select cast(id as text) from trips where effort_id = @effort limit @n`,
	canvass.TraceSheets: `select cast(id as text) from sheets where effort_id = @effort limit @n`,
	canvass.TraceCards:  `select hash from cards where effort_id = @effort and door_id is not null limit @n`,
	canvass.TraceSalt:   `select cast(id as text) from efforts where id = @effort and salt <> '' limit @n`,
	numbers:             `select cast(record_id as text) from gone_records where effort_id = @effort and @silent limit @n`,
	hashes:              `select cast(id as text) from doors where effort_id = @effort and @silent limit @n`,
}

// first is what is done before a trace goes, and goes is how it goes.
var (
	first = map[canvass.Trace]string{
		canvass.TraceRecords: `insert into gone_records (record_id, effort_id) select id, effort_id from visits where id in ? on conflict do nothing`,
		canvass.TraceFiles:   `delete from import_pieces where import_id in ?`,
	}
	goes = map[canvass.Trace]string{
		canvass.TraceRecords:  `delete from visits where id in ?`,
		canvass.TraceHeld:     `delete from quarantine where key in ?`,
		canvass.TraceElectors: `delete from electors where id in ?`,
		canvass.TraceFiles:    `delete from imports where id in ?`,
		canvass.TraceDoors: `update doors set flat = '', number = '', street = '', town = '', postcode = '', uprn = '', lat = 0, lon = 0, sure = '', language = '', source = ''
			where id in ?`,
		canvass.TraceHolders: `update turfs set holder_id = null, board_id = null, team = '', taken = null, until = null, state = case state when 'out' then 'returned' else state end where id in ?`,
		canvass.TraceMembers: `update team_members set person_id = null, name = '', came = '' where id in ?`,
		canvass.TraceTrips:   `delete from trips where id in ?`,
		canvass.TraceSheets:  `delete from sheets where id in ?`,
		canvass.TraceCards:   `update cards set door_id = null where hash in ?`,
		canvass.TraceSalt:    `update efforts set salt = '' where id in ?`,
		numbers:              `delete from gone_records where record_id in ?`,
		hashes:               `delete from doors where id in ?`,
	}
)

func (s *Store) ForgetSome(ctx context.Context, e canvass.EffortID, d canvass.Due, n int) (map[canvass.Trace]int, error) {
	what := map[string]any{"effort": e, "bare": d.Bare.UTC(), "clock": d.Clock.UTC(), "held": d.Held.UTC(), "silent": d.Silent, "n": n}
	for _, trace := range append(slices.Clone(canvass.Traces), numbers, hashes) {
		if due[trace] == "" {
			continue // goes with another
		}
		var ids []string
		if err := s.db.WithContext(ctx).Raw(due[trace], what).Scan(&ids).Error; err != nil {
			return nil, fault(err)
		}
		if len(ids) > 0 {
			return s.forget(ctx, trace, ids)
		}
	}
	return nil, nil
}

// forget deletes things of one trace, and counts what is gone by that.
func (s *Store) forget(ctx context.Context, trace canvass.Trace, ids []string) (map[canvass.Trace]int, error) {
	db, gone := s.db.WithContext(ctx), map[canvass.Trace]int{trace: len(ids)}
	if first[trace] != "" {
		if err := db.Exec(first[trace], ids).Error; err != nil {
			return nil, fault(err)
		}
	}
	if trace == canvass.TraceRecords {
		if err := s.keepQuiet(ctx, ids); err != nil {
			return nil, err
		}
		if err := db.Exec(`delete from visit_words where visit_id in ?`, ids).Error; err != nil {
			return nil, fault(err)
		}
		r := db.Exec(`delete from visit_consents where visit_id in ?`, ids)
		if r.Error != nil {
			return nil, fault(r.Error)
		}
		gone[canvass.TraceConsents] = int(r.RowsAffected)
	}
	if trace == canvass.TraceFiles {
		if err := db.Exec(`delete from brought_again where import_id in ?`, ids).Error; err != nil {
			return nil, fault(err)
		}
	}
	if trace == numbers || trace == hashes {
		gone[trace] = 0
	}
	return gone, fault(db.Exec(goes[trace], ids).Error)
}

// certificateModel is a row of certificates.
type certificateModel struct {
	EffortID   canvass.EffortID `gorm:"primaryKey"`
	Ends       time.Time
	KeepDays   int
	Controller string
	Level      canvass.Level
	Began      time.Time
	Done       *time.Time
}

func (certificateModel) TableName() string { return "certificates" }

// goneModel is a row of certificate_lines.
type goneModel struct {
	EffortID canvass.EffortID `gorm:"primaryKey"`
	Kind     canvass.Trace    `gorm:"primaryKey"`
	N        int
}

func (goneModel) TableName() string { return "certificate_lines" }

func certificateOf(c canvass.Certificate) certificateModel {
	return certificateModel{EffortID: c.Effort, Ends: c.Ends.UTC(), KeepDays: c.KeepDays, Controller: c.Controller, Level: c.Level, Began: c.Began.UTC(), Done: maybe(c.Done)}
}

func (m certificateModel) certificate() canvass.Certificate {
	return canvass.Certificate{
		Effort: m.EffortID, Ends: m.Ends.UTC(), KeepDays: m.KeepDays, Controller: m.Controller, Level: m.Level, Began: m.Began.UTC(), Done: when(m.Done),
		Gone: map[canvass.Trace]int{},
	}
}

func (s *Store) BeginCertificate(ctx context.Context, c canvass.Certificate) (bool, error) {
	m := certificateOf(c)
	first, err := s.addOnce(ctx, &m)
	if err != nil || !first {
		return first, err
	}
	return true, s.CountDoors(ctx, c.Effort, c.Began)
}

func (s *Store) Certify(ctx context.Context, e canvass.EffortID, gone map[canvass.Trace]int) error {
	var errs []error
	for trace, n := range gone {
		if n == 0 {
			continue
		}
		errs = append(errs, s.db.WithContext(ctx).Exec(`
			insert into certificate_lines (effort_id, kind, n) values (?, ?, ?)
			on conflict (effort_id, kind) do update set n = certificate_lines.n + excluded.n`, e, trace, n).Error)
	}
	return fault(errors.Join(errs...))
}

func (s *Store) EndCertificate(ctx context.Context, e canvass.EffortID, now time.Time) (bool, error) {
	return did(s.db.WithContext(ctx).Exec(`update certificates set done = ? where effort_id = ? and done is null`, now.UTC(), e))
}

func (s *Store) Certificate(ctx context.Context, e canvass.EffortID) (canvass.Certificate, error) {
	m, err := one[certificateModel](s.read.WithContext(ctx).Where("effort_id = ?", e), "no-such-certificate")
	if err != nil {
		return canvass.Certificate{}, err
	}
	c := m.certificate()
	_, err = many(s.read.WithContext(ctx).Where("effort_id = ?", e), func(g goneModel) bool { c.Gone[g.Kind] = g.N; return true })
	return c, err
}

// fresh is a session of a query that does not take over what was asked before.
var fresh = &gorm.Session{}
