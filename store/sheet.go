package store

import (
	"context"
	"strings"
	"time"

	"barnstorm/domain"
	"barnstorm/domain/canvass"
	"barnstorm/domain/outing"
	"barnstorm/domain/script"
	"barnstorm/domain/universe"
)

// sheetModel is a row of sheets.
type sheetModel struct {
	ID        outing.SheetID `gorm:"primaryKey"`
	Code      string
	EffortID  canvass.EffortID
	TurfID    universe.TurfID
	BoardID   *outing.BoardID
	Team      string
	VersionID script.VersionID
	Doors     string // ids with blanks between them, row 1 first
	ByID      domain.PersonID
	Made      time.Time
}

func (sheetModel) TableName() string { return "sheets" }

func (m sheetModel) sheet() outing.Sheet {
	s := outing.Sheet{ID: m.ID, Code: m.Code, Effort: m.EffortID, Turf: m.TurfID, Board: got(m.BoardID), Team: m.Team, Version: m.VersionID, By: m.ByID, Made: m.Made.UTC()}
	for _, id := range strings.Fields(m.Doors) {
		s.Doors = append(s.Doors, universe.DoorID(id))
	}
	return s
}

func sheetOf(s outing.Sheet) sheetModel {
	ids := make([]string, len(s.Doors))
	for i, id := range s.Doors {
		ids[i] = string(id)
	}
	return sheetModel{
		ID: s.ID, Code: s.Code, EffortID: s.Effort, TurfID: s.Turf, BoardID: opt(s.Board), Team: s.Team, VersionID: s.Version, Doors: strings.Join(ids, " "), ByID: s.By, Made: s.Made.UTC(),
	}
}

func (s *Store) Sheet(ctx context.Context, id outing.SheetID) (outing.Sheet, error) {
	m, err := one[sheetModel](s.read.WithContext(ctx).Where("id = ?", id), "no-such-sheet")
	return m.sheet(), err
}

// filedRow is what SheetsOf finds.
type filedRow struct {
	Sheet sheetModel `gorm:"embedded"`
	Area  string
	Typed int
}

func (s *Store) SheetsOf(ctx context.Context, e canvass.EffortID) ([]outing.Filed, error) {
	var rows []filedRow
	err := s.read.WithContext(ctx).Raw(`
		select x.*, coalesce(t.name, '') as area,
			(select count(*) from visits v where v.turf <> '' and v.device = 'paper-' || x.code and v.turf = cast(x.turf_id as text)) as typed
		from sheets x left join turfs t on t.id = x.turf_id where x.effort_id = ? order by x.made desc, x.id desc limit 500`, e).Scan(&rows).Error
	out := make([]outing.Filed, len(rows))
	for i, r := range rows {
		out[i] = outing.Filed{Sheet: r.Sheet.sheet(), Area: r.Area, Typed: r.Typed}
	}
	return out, fault(err)
}

func (s *Store) PutSheet(ctx context.Context, x outing.Sheet) (bool, error) {
	m := sheetOf(x)
	fresh, err := s.addOnce(ctx, &m)
	if err != nil || fresh {
		return fresh, err
	}
	if _, err := s.Sheet(ctx, x.ID); err != nil { // another sheet has its code
		return false, domain.Refuse(domain.Conflict, "id-taken")
	}
	return false, nil
}

func (s *Store) DoorsBy(ctx context.Context, ids []universe.DoorID) ([]universe.Door, error) {
	return many(s.read.WithContext(ctx).Where("id in ?", ids), doorModel.door)
}
