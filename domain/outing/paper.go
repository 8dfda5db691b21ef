package outing

import (
	"context"
	"slices"
	"strings"
	"time"

	"barnstorm/domain"
	"barnstorm/domain/canvass"
	"barnstorm/domain/script"
	"barnstorm/domain/turf"
	"barnstorm/domain/universe"
)

// A SheetID names a printed walk list.
type SheetID string

// A Sheet is a walk list as it was printed: its rows never change, whatever
// becomes of the turf and the script.
type Sheet struct {
	ID      SheetID
	Code    string // six letters that stand on every page of it
	Effort  canvass.EffortID
	Turf    universe.TurfID
	Board   BoardID // of the team that walks with it, empty for none
	Team    string
	Version script.VersionID
	Doors   []universe.DoorID // row 1 first
	By      domain.PersonID
	Made    time.Time
}

// Device is the device of what is typed back from a sheet (DOOR.md, Paper).
func (s Sheet) Device() string { return "paper-" + s.Code }

// record is the one record that a row of a sheet can become.
func (s Sheet) record(row int) canvass.VisitID {
	return domain.DerivedID[canvass.VisitID](string(s.ID), string(s.Doors[row-1]))
}

// Sheets remembers printed walk lists.
type Sheets interface {
	// Sheet finds one sheet, or refuses with NotFound.
	Sheet(ctx context.Context, id SheetID) (Sheet, error)
	// SheetsOf lists the sheets of an effort, newest first, with how many of their
	// rows were typed.
	SheetsOf(ctx context.Context, e canvass.EffortID) ([]Filed, error)
	// PutSheet keeps a new sheet, once; another one with its code is a Conflict.
	PutSheet(ctx context.Context, s Sheet) (bool, error)
	// DoorsBy finds doors by their ids.
	DoorsBy(ctx context.Context, ids []universe.DoorID) ([]universe.Door, error)
	// IsCompared reports whether lots were drawn for an effort's households.
	IsCompared(ctx context.Context, e canvass.EffortID) (bool, error)
	// Payloads is the raw payload of each of the records that are known.
	Payloads(ctx context.Context, ids []canvass.VisitID) (map[canvass.VisitID][]byte, error)
}

// A Filed is a sheet in a list.
type Filed struct {
	Sheet Sheet
	Area  string // the name of the turf
	Typed int    // rows
}

// codes is how outcomes are written on paper: two letters that stay apart in
// any handwriting, the same in every language.
var codes = map[string]string{
	"spoke": "TA", "not_home": "NH", "refused": "RE", "come_back": "CB", "spoke_other": "SE", "inaccessible": "IN", "language": "LA", "moved": "MO",
	"wrong_address": "WA", "deceased": "DE", "do_not_return": "NT", "do_not_contact": "NC", "unsafe": "UN",
}

// PaperCode is how an outcome is written on paper.
func PaperCode(outcome string) string { return codes[outcome] }

// outcomeOf is the outcome that two letters stand for, empty for none.
func outcomeOf(code string) string {
	for outcome, two := range codes {
		if two == code {
			return outcome
		}
	}
	return ""
}

// A Row is a door on a printed list.
type Row struct {
	N    int
	Door universe.Door
	Was  Typed // what was typed, zero for nothing yet
}

// A Page is the rows that stand on one sheet of paper: a side of a street has
// one of its own, and short ones share.
type Page struct{ Rows []Row }

// A List is a sheet with its doors, as it is printed and typed back.
type List struct {
	Sheet  Sheet
	Brief  canvass.Brief
	Turf   universe.Turf
	Outing Outing // empty without a board
	Team   []Member
	Rows   []Row
}

// Rates reports whether the script asks for a number before, and after.
func (l List) Rates() (before, after bool) {
	return l.Brief.Flow.Rating.Before != "", l.Brief.Flow.Rating.After != ""
}

// Bounds of a page: what fits on A4, and from how many doors on a side of a
// street has a page of its own.
const (
	rowsOnPage = 28
	ownPage    = 8
)

// Pages is the rows as they are printed.
func (l List) Pages() (pages []Page) {
	for _, side := range l.sides() {
		last := len(pages) - 1
		if last >= 0 && len(side) < ownPage && len(pages[last].Rows)+len(side) <= rowsOnPage {
			pages[last].Rows = append(pages[last].Rows, side...)
			continue
		}
		for part := range slices.Chunk(side, rowsOnPage) {
			pages = append(pages, Page{slices.Clone(part)})
		}
	}
	return pages
}

// sides is the rows by the side of the street, as they are walked.
func (l List) sides() (sides [][]Row) {
	key := func(r Row) string { return r.Door.Address.Street + "/" + turf.SideOf(r.Door.Address.Number) }
	for _, r := range l.Rows {
		if n := len(sides); n > 0 && key(sides[n-1][0]) == key(r) {
			sides[n-1] = append(sides[n-1], r)
			continue
		}
		sides = append(sides, []Row{r})
	}
	return sides
}

// A PrintInput prints a walk list of a turf.
type PrintInput struct {
	ID    SheetID `json:"id"`    // made by the sender
	Board BoardID `json:"board"` // of the team that walks with it, empty for none
}

// Print makes a walk list of a turf: its open doors in walking order, locked to
// the script's version of now. Doors where nobody knocks, and those where
// somebody was met, are not on it. Printed again under the same id, it is what
// it was. Refuses with Conflict where nothing is left to be done, and where lots
// were drawn, which paper would show beforehand.
func (s *Service) Print(ctx context.Context, who domain.Actor, id universe.TurfID, in PrintInput) (Sheet, error) {
	w := domain.Wrong{}
	_, ok := domain.ParseID[SheetID](string(in.ID))
	w.Check(ok, "id", "not-an-id")
	if err := w.Err(); err != nil {
		return Sheet{}, err
	}
	if have, err := s.Store.Sheet(ctx, in.ID); err == nil && have.Turf == id {
		_, err := s.effort(ctx, s.Store, who, have.Effort)
		return have, err
	}
	walk, err := s.Universe.Walk(ctx, who, id)
	if err != nil {
		return Sheet{}, err
	}
	if err := who.Must(domain.HandOutTurf, walk.Effort.Group); err != nil {
		return Sheet{}, err
	}
	compared, err := s.Store.IsCompared(ctx, walk.Effort.ID)
	if err == nil && compared {
		err = domain.Refuse(domain.Conflict, "compared-on-paper") // a list would show the lots beforehand
	}
	if err != nil {
		return Sheet{}, err
	}
	sheet := Sheet{
		ID: in.ID, Code: universe.Code(map[string]bool{string(in.ID): true}), Effort: walk.Effort.ID, Turf: id, Team: walk.Turf.Team, Version: walk.Effort.Version,
		By: who.Person, Made: s.Clock.Now(),
	}
	if in.Board != "" {
		b, c, err := s.board(ctx, s.Store, who, in.Board)
		if err != nil {
			return Sheet{}, err
		}
		if b.Turf != id {
			return Sheet{}, domain.Refuse(domain.NotFound, "no-such-board")
		}
		sheet.Board, sheet.Team = b.ID, c.Team.Name
	}
	for _, stop := range walk.Stops {
		if !stop.Door.Quiet && !stop.Done {
			sheet.Doors = append(sheet.Doors, stop.Door.ID)
		}
	}
	if len(sheet.Doors) == 0 {
		return Sheet{}, domain.Refuse(domain.Conflict, "nothing-to-print")
	}
	_, err = s.Store.PutSheet(ctx, sheet)
	return sheet, err
}

// sheet loads a sheet and its effort for whoever hands turf out there.
func (s *Service) sheet(ctx context.Context, who domain.Actor, id SheetID) (Sheet, canvass.Effort, error) {
	if who.Nobody() {
		return Sheet{}, canvass.Effort{}, domain.Refuse(domain.SignedOut, "sign-in-first")
	}
	x, err := s.Store.Sheet(ctx, id)
	if err != nil {
		return x, canvass.Effort{}, err
	}
	e, err := s.effort(ctx, s.Store, who, x.Effort)
	if domain.Is(err, domain.NotFound) {
		err = domain.Refuse(domain.NotFound, "no-such-sheet")
	}
	return x, e, err
}

// Paper shows a sheet with its doors and what was typed of it.
func (s *Service) Paper(ctx context.Context, who domain.Actor, id SheetID) (List, error) {
	x, e, err := s.sheet(ctx, who, id)
	if err != nil {
		return List{}, err
	}
	l := List{Sheet: x}
	e.Version = x.Version
	if l.Brief, err = s.Universe.Canvass.Lay(ctx, e); err != nil {
		return l, err
	}
	if l.Turf, err = s.Store.Turf(ctx, x.Turf); err != nil && !domain.Is(err, domain.NotFound) {
		return l, err
	}
	if l.Rows, err = s.rows(ctx, x); err != nil || x.Board == "" {
		return l, err
	}
	b, err := s.Store.Board(ctx, x.Board)
	if err != nil {
		return l, err
	}
	team, err := s.Store.Team(ctx, b.Team)
	if err != nil {
		return l, err
	}
	if l.Outing, err = s.Store.Outing(ctx, team.Outing); err != nil {
		return l, err
	}
	l.Team, err = s.Store.MembersIn(ctx, b.Team)
	return l, err
}

// rows is the rows of a sheet with what was typed of them.
func (s *Service) rows(ctx context.Context, x Sheet) ([]Row, error) {
	doors, err := s.Store.DoorsBy(ctx, x.Doors)
	if err != nil {
		return nil, err
	}
	at := map[universe.DoorID]universe.Door{}
	for _, d := range doors {
		at[d.ID] = d
	}
	ids := make([]canvass.VisitID, len(x.Doors))
	for i := range x.Doors {
		ids[i] = x.record(i + 1)
	}
	known, err := s.Store.Payloads(ctx, ids)
	rows := make([]Row, len(x.Doors))
	for i, id := range x.Doors {
		rows[i] = Row{N: i + 1, Door: at[id], Was: typedIn(known[ids[i]])}
	}
	return rows, err
}

// Sheets lists the sheets of an effort, newest first.
func (s *Service) Sheets(ctx context.Context, who domain.Actor, id canvass.EffortID) (canvass.Effort, []Filed, error) {
	e, err := s.effort(ctx, s.Store, who, id)
	if err != nil {
		return e, nil, err
	}
	all, err := s.Store.SheetsOf(ctx, id)
	return e, all, err
}

// BySheetCode finds a sheet of an effort by the code on its pages, however it
// is typed.
func (s *Service) BySheetCode(ctx context.Context, who domain.Actor, id canvass.EffortID, code string) (SheetID, error) {
	_, all, err := s.Sheets(ctx, who, id)
	if err != nil {
		return "", err
	}
	plain := strings.NewReplacer(" ", "", "-", "", "O", "0", "I", "1", "L", "1").Replace(strings.ToUpper(code))
	for _, f := range all {
		if strings.ReplaceAll(f.Sheet.Code, "-", "") == plain {
			return f.Sheet.ID, nil
		}
	}
	return "", domain.Wrong{"code": "no-such-code"}.Err()
}
