package store

import (
	"context"
	"slices"
	"strings"
	"time"

	"github.com/jackc/pgx/v5/pgtype"
	"gorm.io/gorm"

	"barnstorm/domain"
	"barnstorm/domain/canvass"
	"barnstorm/domain/script"
)

// visitModel is a row of visits.
type visitModel struct {
	ID           canvass.VisitID `gorm:"primaryKey"`
	Kind         canvass.Kind
	Refers       *canvass.VisitID
	EffortID     canvass.EffortID
	Team         string
	Turf         string
	Door         string
	Elector      string
	CanvasserID  domain.PersonID
	Device       string
	Sequence     int64
	VersionID    *script.VersionID
	Arm          string
	Outcome      string
	Answers      string
	RatedBefore  canvass.Rating
	RatedAfter   canvass.Rating
	Consents     string
	Detail       string
	Started      time.Time
	Ended        time.Time
	Received     time.Time
	Happened     time.Time
	Day          string
	Hour         int
	Conversation bool
	Reached      string
	Lead         bool
	Newer        bool
	Raw          string
}

func (visitModel) TableName() string { return "visits" }

func (m visitModel) visit() canvass.Visit {
	return canvass.Visit{
		ID: m.ID, Kind: m.Kind, Refers: got(m.Refers), Effort: m.EffortID, Team: m.Team, Turf: m.Turf, Door: m.Door, Elector: m.Elector,
		Canvasser: m.CanvasserID, Device: m.Device, Sequence: m.Sequence, Version: got(m.VersionID), Arm: m.Arm, Outcome: m.Outcome,
		Answers: unjson[script.Answers](m.Answers), Before: m.RatedBefore, After: m.RatedAfter,
		Consents: unjson[[]canvass.Consent](m.Consents), Detail: unjson[map[string]string](m.Detail),
		Started: m.Started.UTC(), Ended: m.Ended.UTC(), Received: m.Received.UTC(), Happened: m.Happened.UTC(), Day: m.Day, Hour: m.Hour,
		Conversation: m.Conversation, Reached: strings.Fields(m.Reached), Lead: m.Lead, Newer: m.Newer, Raw: []byte(m.Raw),
	}
}

// A visitRow is a visit as it travels into the insert: as JSON, because one
// constant statement then takes one row or a hundred. SQLite alone takes it.
type visitRow struct {
	ID           canvass.VisitID   `json:"id"`
	Kind         canvass.Kind      `json:"kind"`
	Refers       *canvass.VisitID  `json:"refers"`
	EffortID     canvass.EffortID  `json:"effort_id"`
	Team         string            `json:"team"`
	Turf         string            `json:"turf"`
	Door         string            `json:"door"`
	Elector      string            `json:"elector"`
	CanvasserID  domain.PersonID   `json:"canvasser_id"`
	Device       string            `json:"device"`
	Sequence     int64             `json:"sequence"`
	VersionID    *script.VersionID `json:"version_id"`
	Arm          string            `json:"arm"`
	Outcome      string            `json:"outcome"`
	Answers      string            `json:"answers"`
	RatedBefore  canvass.Rating    `json:"rated_before"`
	RatedAfter   canvass.Rating    `json:"rated_after"`
	Consents     string            `json:"consents"`
	Detail       string            `json:"detail"`
	Started      string            `json:"started"`
	Ended        string            `json:"ended"`
	Received     string            `json:"received"`
	Happened     string            `json:"happened"`
	Day          string            `json:"day"`
	Hour         int               `json:"hour"`
	Conversation bool              `json:"conversation"`
	Reached      string            `json:"reached"`
	Lead         bool              `json:"lead"`
	Newer        bool              `json:"newer"`
	Raw          string            `json:"raw"`
}

// stamp is a moment as SQLite keeps it: the text in which its driver writes times.
func stamp(t time.Time) string { return t.UTC().Format("2006-01-02 15:04:05.999999999+00:00") }

func rowOf(v canvass.Visit) visitRow {
	return visitRow{
		ID: v.ID, Kind: v.Kind, Refers: opt(v.Refers), EffortID: v.Effort, Team: v.Team, Turf: v.Turf, Door: v.Door, Elector: v.Elector,
		CanvasserID: v.Canvasser, Device: v.Device, Sequence: v.Sequence, VersionID: opt(v.Version), Arm: v.Arm, Outcome: v.Outcome,
		Answers: tojson(v.Answers), RatedBefore: v.Before, RatedAfter: v.After, Consents: tojson(v.Consents), Detail: tojson(v.Detail),
		Started: stamp(v.Started), Ended: stamp(v.Ended), Received: stamp(v.Received), Happened: stamp(v.Happened), Day: v.Day, Hour: v.Hour,
		Conversation: v.Conversation, Reached: strings.Join(v.Reached, " "), Lead: v.Lead, Newer: v.Newer, Raw: inClear(v),
	}
}

// keepOnPostgres keeps visits and their marks in one statement. It asks for
// the ids that were stored and trusts nothing else: gorm's own batch insert
// gives the wrong rows the wrong keys when some of them conflict (go-gorm/gorm
// issue 7393). The rows travel as a list of each column, which costs the
// database half of what reading JSON did.
const keepOnPostgres = `
with sent as (
	select * from unnest($1::uuid[], $2::text[], $3::uuid[], $4::uuid[], $5::text[], $6::text[], $7::text[], $8::text[], $9::uuid[],
		$10::text[], $11::bigint[], $12::uuid[], $13::text[], $14::text[], $15::text[], $16::integer[], $17::integer[],
		$18::text[], $19::text[], $20::timestamp[], $21::timestamp[], $22::timestamp[], $23::timestamp[], $24::text[], $25::integer[],
		$26::boolean[], $27::text[], $28::boolean[], $29::boolean[], $30::text[])
		as r(id, kind, refers, effort_id, team, turf, door, elector, canvasser_id, device, sequence, version_id, arm, outcome,
		answers, rated_before, rated_after, consents, detail, started, ended, received, happened, day, hour, conversation, reached, lead, newer, raw)
), stored as (
	insert into visits (id, kind, refers, effort_id, team, turf, door, elector, canvasser_id, device, sequence, version_id, arm, outcome,
		answers, rated_before, rated_after, consents, detail, started, ended, received, happened, day, hour, conversation, reached, lead, newer, raw)
	select id, kind, refers, effort_id, team, turf, door, elector, canvasser_id, device, sequence, version_id, arm, outcome,
		answers, rated_before, rated_after, consents, detail, started, ended, received, happened, day, hour, conversation, reached, lead, newer, raw
	from sent order by id
	on conflict (id) do nothing
	returning id, effort_id, day, refers
), marked as (
	insert into tally_marks (record_id, effort_id, day, refers) select id, effort_id, day, refers from stored
)
select id from stored`

// columnsOf is the lists that keepOnPostgres takes, in its order.
func columnsOf(vs []canvass.Visit) []any {
	text := func(of func(canvass.Visit) string) any { return column(vs, of) }
	id := func(of func(canvass.Visit) string) any {
		return column(vs, func(v canvass.Visit) (u pgtype.UUID) {
			u.Scan(of(v)) // what is no id is null, and refused where it may not be
			return u
		})
	}
	number := func(of func(canvass.Visit) int) any { return column(vs, of) }
	at := func(of func(canvass.Visit) time.Time) any {
		return column(vs, func(v canvass.Visit) time.Time { return of(v).UTC() })
	}
	yes := func(of func(canvass.Visit) bool) any { return column(vs, of) }
	return []any{
		id(func(v canvass.Visit) string { return string(v.ID) }), text(func(v canvass.Visit) string { return string(v.Kind) }),
		id(func(v canvass.Visit) string { return string(v.Refers) }), id(func(v canvass.Visit) string { return string(v.Effort) }),
		text(func(v canvass.Visit) string { return v.Team }), text(func(v canvass.Visit) string { return v.Turf }),
		text(func(v canvass.Visit) string { return v.Door }), text(func(v canvass.Visit) string { return v.Elector }),
		id(func(v canvass.Visit) string { return string(v.Canvasser) }), text(func(v canvass.Visit) string { return v.Device }),
		column(vs, func(v canvass.Visit) int64 { return v.Sequence }), id(func(v canvass.Visit) string { return string(v.Version) }),
		text(func(v canvass.Visit) string { return v.Arm }), text(func(v canvass.Visit) string { return v.Outcome }),
		text(func(v canvass.Visit) string { return tojson(v.Answers) }),
		number(func(v canvass.Visit) int { return int(v.Before) }), number(func(v canvass.Visit) int { return int(v.After) }),
		text(func(v canvass.Visit) string { return tojson(v.Consents) }), text(func(v canvass.Visit) string { return tojson(v.Detail) }),
		at(func(v canvass.Visit) time.Time { return v.Started }), at(func(v canvass.Visit) time.Time { return v.Ended }),
		at(func(v canvass.Visit) time.Time { return v.Received }), at(func(v canvass.Visit) time.Time { return v.Happened }),
		text(func(v canvass.Visit) string { return v.Day }), number(func(v canvass.Visit) int { return v.Hour }),
		yes(func(v canvass.Visit) bool { return v.Conversation }), text(func(v canvass.Visit) string { return strings.Join(v.Reached, " ") }),
		yes(func(v canvass.Visit) bool { return v.Lead }), yes(func(v canvass.Visit) bool { return v.Newer }),
		text(inClear),
	}
}

// column is one value of each visit.
func column[T any](vs []canvass.Visit, of func(canvass.Visit) T) []T {
	out := make([]T, len(vs))
	for i, v := range vs {
		out[i] = of(v)
	}
	return out
}

// keepListed keeps visits on PostgreSQL and gives back the ids it stored.
// gorm would take a list for several parameters, so it is passed by.
func (s *Store) keepListed(ctx context.Context, visits []canvass.Visit) (stored []canvass.VisitID, err error) {
	rows, err := s.db.Statement.ConnPool.QueryContext(ctx, keepOnPostgres, columnsOf(visits)...)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for rows.Next() {
		var id canvass.VisitID
		if err := rows.Scan(&id); err != nil {
			return nil, err
		}
		stored = append(stored, id)
	}
	return stored, rows.Err()
}

// keepOnSQLite is the same by SQLite's reader of JSON; the marks are a
// statement of their own, because SQLite has no insert within a query.
const keepOnSQLite = `
insert into visits (id, kind, refers, effort_id, team, turf, door, elector, canvasser_id, device, sequence, version_id, arm, outcome,
	answers, rated_before, rated_after, consents, detail, started, ended, received, happened, day, hour, conversation, reached, lead, newer, raw)
select value ->> 'id', value ->> 'kind', value ->> 'refers', value ->> 'effort_id', value ->> 'team', value ->> 'turf', value ->> 'door',
	value ->> 'elector', value ->> 'canvasser_id', value ->> 'device', value ->> 'sequence', value ->> 'version_id', value ->> 'arm',
	value ->> 'outcome', value ->> 'answers', value ->> 'rated_before', value ->> 'rated_after', value ->> 'consents', value ->> 'detail',
	value ->> 'started', value ->> 'ended', value ->> 'received', value ->> 'happened', value ->> 'day', value ->> 'hour',
	value ->> 'conversation', value ->> 'reached', value ->> 'lead', value ->> 'newer', value ->> 'raw'
from json_each(?) where true
on conflict (id) do nothing
returning id`

func (s *Store) KeepVisits(ctx context.Context, visits []canvass.Visit) ([]canvass.VisitID, error) {
	if slices.ContainsFunc(visits, func(v canvass.Visit) bool { return v.Plain != nil }) {
		return s.keepWithWords(ctx, visits)
	}
	return s.keepVisits(ctx, visits)
}

func (s *Store) keepVisits(ctx context.Context, visits []canvass.Visit) ([]canvass.VisitID, error) {
	if len(visits) == 0 {
		return nil, nil
	}
	if s.postgres {
		stored, err := s.keepListed(ctx, visits)
		return stored, fault(err)
	}
	rows := make([]visitRow, len(visits))
	for i, v := range visits {
		rows[i] = rowOf(v)
	}
	sent := tojson(rows)
	var stored []canvass.VisitID
	err := s.db.WithContext(ctx).Transaction(func(tx *gorm.DB) error {
		if err := tx.Raw(keepOnSQLite, sent).Scan(&stored).Error; err != nil || len(stored) == 0 {
			return err
		}
		return tx.Exec(`insert into tally_marks (record_id, effort_id, day, refers)
			select id, effort_id, day, refers from visits where id in ?`, stored).Error
	})
	return stored, fault(err)
}

func (s *Store) Visit(ctx context.Context, id canvass.VisitID) (canvass.Visit, error) {
	m, err := one[visitModel](s.read.WithContext(ctx).Where("id = ?", id), "no-such-visit")
	if err != nil {
		return canvass.Visit{}, err
	}
	all, err := s.heard(ctx, []canvass.Visit{m.visit()}, nil)
	if err != nil {
		return canvass.Visit{}, err
	}
	return all[0], nil
}

// counting is the condition of a visit that counts: nothing annuls it.
const counting = `effort_id = ? and day = ? and device = ? and kind = 'visit' and not exists (
	select 1 from visits a where a.refers = visits.id and a.kind = 'annulment' and a.effort_id = visits.effort_id and (a.device = visits.device or a.lead))`

func (s *Store) LastVisits(ctx context.Context, e canvass.EffortID, device, day string, n int) (int, []canvass.Visit, error) {
	var all int64
	q := s.read.WithContext(ctx).Model(&visitModel{}).Where(counting, e, day, device)
	if err := q.Count(&all).Error; err != nil {
		return 0, nil, fault(err)
	}
	visits, err := many(s.read.WithContext(ctx).Where(counting, e, day, device).Order("happened desc, sequence desc, id desc").Limit(n), visitModel.visit)
	return int(all), visits, err
}

// VisitsBy reads all visits through: nobody but the person themself asks, and
// seldom, and an index would cost every visit that is written.
func (s *Store) VisitsBy(ctx context.Context, p domain.PersonID) ([]canvass.Visit, error) {
	return many(s.read.WithContext(ctx).Where("canvasser_id = ?", p).Order("happened, id"), visitModel.visit)
}

// DoorVisits finds the records of a door and those that annul them, which
// name no door.
func (s *Store) DoorVisits(ctx context.Context, door string) ([]canvass.Visit, error) {
	q := s.read.WithContext(ctx).Where(`door <> '' and door = ?
		or refers in (select id from visits where door <> '' and door = ?)`, door, door)
	all, err := many(q, visitModel.visit)
	return s.heard(ctx, all, err)
}

// visitConsentModel is a row of visit_consents.
type visitConsentModel struct {
	VisitID canvass.VisitID `gorm:"primaryKey"`
	Channel string          `gorm:"primaryKey"`
	Wording string          `gorm:"primaryKey"`
	At      time.Time
}

func (visitConsentModel) TableName() string { return "visit_consents" }

func (s *Store) PutConsents(ctx context.Context, visits []canvass.Visit) error {
	for _, v := range visits {
		for _, c := range v.Consents {
			m := visitConsentModel{VisitID: v.ID, Channel: c.Channel, Wording: c.Wording, At: v.Happened.UTC()}
			if _, err := s.addOnce(ctx, &m); err != nil {
				return err
			}
		}
	}
	return nil
}
