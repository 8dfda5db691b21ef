package store

import (
	"context"
	"strconv"
	"strings"
	"time"

	"barnstorm/domain"
	"barnstorm/domain/canvass"
	"barnstorm/domain/universe"
)

// turfModel is a row of turfs.
type turfModel struct {
	ID       universe.TurfID `gorm:"primaryKey"`
	EffortID canvass.EffortID
	Name     string
	Named    bool
	Outline  string // "53.86712,-1.90651 53.86700,-1.90600"
	Lat      float64
	Lon      float64
	Size     int
	Block    bool
	State    universe.State
	HolderID *domain.PersonID
	Team     string
	BoardID  *string
	Taken    *time.Time
	Until    *time.Time
	Made     time.Time
	Changed  time.Time
}

func (turfModel) TableName() string { return "turfs" }

func (m turfModel) turf() universe.Turf {
	return universe.Turf{
		ID: m.ID, Effort: m.EffortID, Name: m.Name, Named: m.Named, Outline: lineOf(m.Outline), At: domain.Point{Lat: m.Lat, Lon: m.Lon},
		Size: m.Size, Block: m.Block, State: m.State, Holder: got(m.HolderID), Team: m.Team, Board: got(m.BoardID), Taken: when(m.Taken), Until: when(m.Until),
		Made: m.Made.UTC(), Changed: m.Changed.UTC(),
	}
}

func turfOf(t universe.Turf) turfModel {
	return turfModel{
		ID: t.ID, EffortID: t.Effort, Name: t.Name, Named: t.Named, Outline: lineText(t.Outline), Lat: t.At.Lat, Lon: t.At.Lon,
		Size: t.Size, Block: t.Block, State: t.State, HolderID: opt(t.Holder), Team: t.Team, BoardID: opt(t.Board), Taken: maybe(t.Taken), Until: maybe(t.Until),
		Made: t.Made.UTC(), Changed: t.Changed.UTC(),
	}
}

// lineText writes points to about a metre: five digits behind the point.
func lineText(points []domain.Point) string {
	words := make([]string, len(points))
	for i, p := range points {
		words[i] = strconv.FormatFloat(p.Lat, 'f', 5, 64) + "," + strconv.FormatFloat(p.Lon, 'f', 5, 64)
	}
	return strings.Join(words, " ")
}

// lineOf reads what lineText wrote.
func lineOf(text string) (points []domain.Point) {
	for _, word := range strings.Fields(text) {
		lat, lon, _ := strings.Cut(word, ",")
		y, err := strconv.ParseFloat(lat, 64)
		x, err2 := strconv.ParseFloat(lon, 64)
		if err == nil && err2 == nil {
			points = append(points, domain.Point{Lat: y, Lon: x})
		}
	}
	return points
}

func (s *Store) Turf(ctx context.Context, id universe.TurfID) (universe.Turf, error) {
	m, err := one[turfModel](s.read.WithContext(ctx).Where("id = ?", id), "no-such-turf")
	return m.turf(), err
}

func (s *Store) TurfsOf(ctx context.Context, e canvass.EffortID) ([]universe.Turf, error) {
	return many(s.read.WithContext(ctx).Where("effort_id = ?", e).Order("name, id"), turfModel.turf)
}

func (s *Store) HoldersOf(ctx context.Context, e canvass.EffortID) (map[domain.PersonID]string, error) {
	var named []struct {
		ID   domain.PersonID
		Name string
	}
	err := s.read.WithContext(ctx).Raw(`
		select distinct p.id, p.name from turfs t join people p on p.id = t.holder_id where t.effort_id = ? and t.state = 'out'`, e).Scan(&named).Error
	names := map[domain.PersonID]string{}
	for _, n := range named {
		names[n.ID] = n.Name
	}
	return names, fault(err)
}

func (s *Store) TurfsHeld(ctx context.Context, p domain.PersonID) ([]universe.Turf, error) {
	return many(s.read.WithContext(ctx).Where("holder_id = ? and state = 'out'", p).Order("until, id"), turfModel.turf)
}

func (s *Store) PutTurfs(ctx context.Context, turfs []universe.Turf) error {
	return putAll(ctx, s, turfs, turfOf)
}

// sameHands is the condition of a turf that is with its holder and its board.
const sameHands = `holder_id = ? and coalesce(cast(board_id as text), '') = ?`

// TakeTurf is one conditional update: of any number who take a turf at once,
// the first writes, and the condition fails for the rest.
func (s *Store) TakeTurf(ctx context.Context, t universe.Turf, now time.Time, over bool) (bool, error) {
	return did(s.db.WithContext(ctx).Exec(`
		update turfs set state = 'out', holder_id = ?, team = ?, board_id = ?, taken = ?, until = ?, changed = ?
		where id = ? and state <> 'finished' and (state <> 'out' or until <= ? or `+sameHands+` or ?)`,
		t.Holder, t.Team, opt(t.Board), t.Taken.UTC(), t.Until.UTC(), now.UTC(), t.ID, now.UTC(), t.Holder, t.Board, over))
}

func (s *Store) GiveBack(ctx context.Context, t universe.Turf, to universe.State, now time.Time) (bool, error) {
	return did(s.db.WithContext(ctx).Exec(`
		update turfs set state = ?, changed = ? where id = ? and state = 'out' and `+sameHands, to, now.UTC(), t.ID, opt(t.Holder), t.Board))
}
