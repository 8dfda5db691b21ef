package store

import (
	"context"
	"encoding/json"
	"slices"
	"strings"
	"time"

	"barnstorm/domain"
	"barnstorm/domain/event"
	"barnstorm/domain/seat"
	"barnstorm/domain/target"
)

var (
	_ target.Store  = (*Store)(nil)
	_ target.Events = (*Store)(nil)
	_ target.Supply = (*Store)(nil)
)

// townModel is a row of towns.
type townModel struct {
	Folded  string `gorm:"primaryKey"`
	Country string `gorm:"primaryKey"`
	Name    string
	Lat     float64
	Lon     float64
}

func (townModel) TableName() string { return "towns" }

func (m townModel) town() target.Town {
	return target.Town{Country: m.Country, Name: m.Name, At: domain.Point{Lat: m.Lat, Lon: m.Lon}}
}

func townOf(t target.Town) townModel {
	return townModel{Folded: seat.Fold(t.Name), Country: t.Country, Name: t.Name, Lat: t.At.Lat, Lon: t.At.Lon}
}

func (s *Store) PutTowns(ctx context.Context, ts []target.Town) error {
	return putAll(ctx, s, ts, townOf)
}

func (s *Store) TownsLike(ctx context.Context, folded string, n int) ([]target.Town, error) {
	q := s.read.WithContext(ctx).Where(`folded like ? escape '!'`, plainly(folded)+"%")
	return many(q.Order("folded, country").Limit(n), townModel.town)
}

// plainly makes the signs that "like" knows stand for themselves.
func plainly(s string) string {
	return strings.NewReplacer("!", "!!", "%", "!%", "_", "!_").Replace(s)
}

// sourceModel is a row of sources.
type sourceModel struct {
	Kind  string `gorm:"primaryKey"`
	Says  string
	File  string
	Count int
	At    time.Time
}

func (sourceModel) TableName() string { return "sources" }

func (m sourceModel) source() target.Source {
	return target.Source{Kind: m.Kind, Says: m.Says, File: m.File, Count: m.Count, At: m.At.UTC()}
}

func sourceOf(x target.Source) sourceModel {
	return sourceModel{Kind: x.Kind, Says: x.Says, File: x.File, Count: x.Count, At: x.At.UTC()}
}

func (s *Store) PutSource(ctx context.Context, x target.Source) error {
	m := sourceOf(x)
	return s.put(ctx, &m)
}

func (s *Store) Sources(ctx context.Context) ([]target.Source, error) {
	return many(s.read.WithContext(ctx).Order("kind"), sourceModel.source)
}

// sideModel is a row of sides.
type sideModel struct {
	GroupID domain.GroupID `gorm:"primaryKey"`
	Party   string
	ByID    *domain.PersonID
	Name    string
	At      time.Time
}

func (sideModel) TableName() string { return "sides" }

func (m sideModel) side() target.Side {
	return target.Side{Group: m.GroupID, Party: m.Party, By: got(m.ByID), Name: m.Name, At: m.At.UTC()}
}

func sideOf(x target.Side) sideModel {
	return sideModel{GroupID: x.Group, Party: x.Party, ByID: opt(x.By), Name: x.Name, At: x.At.UTC()}
}

func (s *Store) Side(ctx context.Context, g domain.GroupID) (target.Side, error) {
	m, err := one[sideModel](s.read.WithContext(ctx).Where("group_id = ?", g), "no-side")
	if domain.Is(err, domain.NotFound) {
		return target.Side{Group: g}, nil
	}
	return m.side(), err
}

func (s *Store) PutSide(ctx context.Context, x target.Side) error {
	m := sideOf(x)
	return s.put(ctx, &m)
}

// decisionModel is a row of decisions.
type decisionModel struct {
	ID      string `gorm:"primaryKey"`
	GroupID domain.GroupID
	Seat    string
	Side    string
	ByID    *domain.PersonID
	Name    string
	At      time.Time
	Note    string
	Ended   *time.Time
	EndedBy *domain.PersonID
}

func (decisionModel) TableName() string { return "decisions" }

func (m decisionModel) decision() target.Decision {
	return target.Decision{
		ID: m.ID, Group: m.GroupID, Seat: m.Seat, Side: m.Side, By: got(m.ByID), Name: m.Name, At: m.At.UTC(), Note: m.Note,
		Ended: when(m.Ended), EndedBy: got(m.EndedBy),
	}
}

func decisionOf(d target.Decision) decisionModel {
	return decisionModel{
		ID: d.ID, GroupID: d.Group, Seat: d.Seat, Side: d.Side, ByID: opt(d.By), Name: d.Name, At: d.At.UTC(), Note: d.Note,
		Ended: maybe(d.Ended), EndedBy: opt(d.EndedBy),
	}
}

func (s *Store) Decisions(ctx context.Context, g domain.GroupID) ([]target.Decision, error) {
	q := s.read.WithContext(ctx).Where("ended is null").Order("at, seat, id")
	if g != "" {
		q = q.Where("group_id = ?", g)
	}
	return many(q, decisionModel.decision)
}

func (s *Store) Decide(ctx context.Context, d target.Decision) (bool, error) {
	m := decisionOf(d)
	return s.addOnce(ctx, &m)
}

func (s *Store) EndDecision(ctx context.Context, g domain.GroupID, seat string, by domain.PersonID, at time.Time) (bool, error) {
	return did(s.db.WithContext(ctx).Exec(`
		update decisions set ended = ?, ended_by = ? where group_id = ? and seat = ? and ended is null`, at.UTC(), opt(by), g, seat))
}

func (s *Store) GroupNames(ctx context.Context, groups []domain.GroupID) (names []target.GroupName, err error) {
	err = s.read.WithContext(ctx).Raw(`select id, name from groups where id in ? order by lineage`, groups).Scan(&names).Error
	return names, fault(err)
}

// comingIn is the first event of each seat, and the first with a place left: two
// steps in an index for each seat, however many events there are.
func (s *Store) comingIn(ctx context.Context, seats []string, w target.Wish, rows any) error {
	until, access := w.Until, "%"
	if until.IsZero() {
		until = w.From.AddDate(100, 0, 0)
	}
	if w.StepFree {
		access = strings.Repeat("_", slices.Index(event.Questions, "step-free")) + "y%"
	}
	if s.postgres {
		return s.read.WithContext(ctx).Raw(`
			select e.* from jsonb_array_elements_text(cast(? as jsonb)) as code cross join lateral (
				(select seat, slug, title, zone, starts, capacity - reserved as capacity, taken + held - reserved_used as taken, id from events
					where seat = code and public and called and starts > ? and starts < ? and access like ? order by starts, id limit 1)
				union all
				(select seat, slug, title, zone, starts, capacity - reserved as capacity, taken + held - reserved_used as taken, id from events
					where seat = code and public and called and starts > ? and starts < ? and access like ?
						and (capacity = 0 or taken + held - reserved_used < capacity - reserved) order by starts, id limit 1)
			) e order by e.starts, e.id`, jsonList(seats), w.From.UTC(), until.UTC(), access, w.From.UTC(), until.UTC(), access).Scan(rows).Error
	}
	return s.read.WithContext(ctx).Raw(`
		select e.seat, e.slug, e.title, e.zone, e.starts, e.capacity - e.reserved as capacity, e.taken + e.held - e.reserved_used as taken from (
			select (select id from events where seat = code.value and public and called and starts > ? and starts < ? and access like ?
				order by starts, id limit 1) as id from json_each(?) code
			union
			select (select id from events where seat = code.value and public and called and starts > ? and starts < ? and access like ?
				and (capacity = 0 or taken + held - reserved_used < capacity - reserved) order by starts, id limit 1) from json_each(?) code
		) first join events e on e.id = first.id order by e.starts, e.id`,
		w.From.UTC(), until.UTC(), access, jsonList(seats), w.From.UTC(), until.UTC(), access, jsonList(seats)).Scan(rows).Error
}

// jsonList is a list as both databases read it.
func jsonList(all []string) string {
	b, err := json.Marshal(append([]string{}, all...))
	if err != nil {
		panic(err) // text alone
	}
	return string(b)
}

func (s *Store) Coming(ctx context.Context, seats []string, w target.Wish) (map[string]target.Next, error) {
	var rows []struct {
		Seat, Slug, Title, Zone string
		Starts                  time.Time
		Capacity, Taken         int
	}
	err := s.comingIn(ctx, seats, w, &rows)
	coming := map[string]target.Next{}
	for _, r := range rows {
		n := target.Next{Slug: r.Slug, Title: r.Title, Starts: r.Starts.UTC(), Zone: r.Zone, Places: r.Capacity, Taken: r.Taken}
		have, known := coming[r.Seat]
		if !known || have.Places > 0 && have.Left() == 0 && (n.Places == 0 || n.Left() > 0) {
			coming[r.Seat] = n
		}
	}
	return coming, fault(err)
}

func (s *Store) SeatsFree(ctx context.Context, slugs []string) (map[string]int, error) {
	var rows []struct {
		Slug string
		Free int
	}
	err := s.read.WithContext(ctx).Raw(`
		select e.slug, sum(l.seats - l.taken) as free from events e join lifts l on l.event_id = e.id
		where e.slug in ? and l.ended is null and l.side <> 'want' and l.taken < l.seats
			and (l.rsvp_id is null or exists (select 1 from rsvps r where r.id = l.rsvp_id and r.state = 'coming'))
		group by e.slug`, slugs).Scan(&rows).Error
	free := map[string]int{}
	for _, r := range rows {
		free[r.Slug] = r.Free
	}
	return free, fault(err)
}
