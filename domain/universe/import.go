package universe

import (
	"context"
	"io"
	"path"
	"slices"
	"strings"
	"time"

	"barnstorm/domain"
	"barnstorm/domain/canvass"
	"barnstorm/domain/seat"
	"barnstorm/domain/sheet"
)

// An ImportID names one bringing of a file.
type ImportID string

// A Stage is how far an import is.
type Stage string

// The stages. The work of Checking and Running is done in the background, in
// steps; whoever looks sees how far it is, on whatever page.
const (
	Checking Stage = "checking" // every row is read and nothing is kept
	Checked  Stage = "checked"  // it waits for somebody's word
	Running  Stage = "running"  // doors are kept
	Done     Stage = "done"     // the file is gone, its doors are there
	Failed   Stage = "failed"   // the file cannot be read further; Why says it
)

// A Register is what the law asks of rows from an electoral register. They
// are never exported, and nobody sees them after Expires.
type Register struct {
	Date     time.Time // of the register: numbers change with every one
	Supplier string
	Use      string // for what it was given
	Expires  time.Time
}

// An Import is one file of addresses on its way into an effort.
type Import struct {
	ID       ImportID
	Effort   canvass.EffortID
	File     string // its name
	Bytes    int64
	Country  string // whose postcodes and grid are meant
	Encoding string
	Header   []string
	Samples  [][]string // the first rows, until the file is gone
	Columns  Columns
	Register Register
	Stage    Stage
	Why      string // of Failed: a refusal's code
	Line     int    // of Failed: where, 0 when nowhere
	Progress Progress
	Faults   []sheet.Fault // the first twenty
	Undo     Undo
	Retreat  Retreat // of one that is taken back
	By       domain.PersonID
	Made     time.Time
	Changed  time.Time
}

// A Progress is what the rows read so far came to.
type Progress struct {
	Bytes   int64 // read of the file, for "40 % read"
	Rows    int   // read, good or not
	Doors   int   // new in the effort; while checking, rows that name a door
	Same    int   // rows whose door was there already
	People  int   // new electors
	Without int   // rows with nothing to make a door of
	Odd     int   // rows with a fault that did not keep them out
	Exact   int   // doors that lie where the file or their property number says
	Near    int   // doors in the middle of their postcode
	Nowhere int   // doors without a position
	Tries   int   // steps in a row that came to nothing by a fault of ours
}

// Percent is how much of the file was read.
func (i Import) Percent() int {
	if i.Bytes == 0 || i.Stage == Done || i.Stage == Checked {
		return 100
	}
	return int(min(100, 100*i.Progress.Bytes/i.Bytes))
}

// Busy reports whether work is going on in the background.
func (i Import) Busy() bool { return i.Stage == Checking || i.Stage == Running || i.Undo == Undoing }

// Imports remembers files on their way in.
type Imports interface {
	// GroupCountry is the country of a group, or NotFound.
	GroupCountry(ctx context.Context, g domain.GroupID) (string, error)
	// Import finds one import, or refuses with NotFound.
	Import(ctx context.Context, id ImportID) (Import, error)
	// ImportsOf lists the imports of an effort, newest first.
	ImportsOf(ctx context.Context, e canvass.EffortID) ([]Import, error)
	// NextImport is the import with work to do that has waited longest, or NotFound.
	NextImport(ctx context.Context) (Import, error)
	// PutImport keeps a whole import in place of an earlier state of it.
	PutImport(ctx context.Context, i Import) error
	// MoveImport is PutImport when the import is still at a stage and has read
	// so many rows, and reports whether: whoever is overtaken changes nothing.
	MoveImport(ctx context.Context, i Import, at Stage, rows int) (bool, error)
	// PutPiece keeps the n-th piece of a file, from 0.
	PutPiece(ctx context.Context, id ImportID, n int, body []byte) error
	// Piece is the n-th piece of a file, nothing after the last.
	Piece(ctx context.Context, id ImportID, n int) ([]byte, error)
	// DropPieces forgets a file.
	DropPieces(ctx context.Context, id ImportID) error

	// KnownDoors is which of the doors of one effort are there already, and
	// under which id: their own, or that of a door with the same address where
	// not both have a property number.
	KnownDoors(ctx context.Context, e canvass.EffortID, doors []Door) (map[DoorID]DoorID, error)
	// AddDoors keeps new doors; one whose id is there stays as it is.
	AddDoors(ctx context.Context, doors []Door) error
	// Sharpen moves each door to where it was now found to lie, if that is surer
	// than what was known.
	Sharpen(ctx context.Context, doors []Door) error
	// AddElectors keeps those of the electors that are new and counts them.
	AddElectors(ctx context.Context, electors []Elector) (int, error)
	// PostcodesAt is where postcodes of a country lie, those that are known.
	PostcodesAt(ctx context.Context, country string, codes []string) (map[string]domain.Point, error)
	// PostcodesBeginning is up to n whole postcodes of a country that begin so.
	PostcodesBeginning(ctx context.Context, country, code string, n int) ([]seat.Postcode, error)
	// PostcodesIn is up to n whole postcodes of a country in a box.
	PostcodesIn(ctx context.Context, country string, box seat.Box, n int) ([]seat.Postcode, error)
	// UPRNsAt is where properties lie, those that are known.
	UPRNsAt(ctx context.Context, uprns []string) (map[string]domain.Point, error)
	// PutUPRNs keeps where properties lie, in place of what was known.
	PutUPRNs(ctx context.Context, at map[string]domain.Point) error
	// Hush keeps that nobody may be contacted at addresses, for a reason.
	Hush(ctx context.Context, addresses []Address, why string, at time.Time) error

	Retreats
}

// A FileInput names a file of addresses.
type FileInput struct {
	ID   ImportID `json:"id"` // made by the sender: the same again is the same import
	File string   `json:"file"`
}

// MaxFile is how long a file may be, in bytes: a million addresses are about
// a hundred million letters.
const MaxFile = 512 << 20

// piece is how much of a file stands in one row.
const piece = 256 << 10

// Bring takes a file in, guesses what its columns hold, and has it checked in
// the background. Nothing of it is a door yet. It refuses what is no table, as
// sheet.Open does.
func (s *Service) Bring(ctx context.Context, who domain.Actor, id canvass.EffortID, in FileInput, from io.Reader) (Import, error) {
	if _, ok := domain.ParseID[ImportID](string(in.ID)); !ok {
		return Import{}, domain.Wrong{"id": "not-an-id"}.Err()
	}
	now := s.Clock.Now()
	i := Import{
		ID: in.ID, Effort: id, File: path.Base(strings.ReplaceAll(in.File, `\`, "/")), Stage: Checking, By: who.Person, Made: now, Changed: now,
	}
	return i, s.Atomically(ctx, func(tx Store) error {
		e, err := s.living(ctx, tx, who, id, domain.RunEfforts)
		if err != nil {
			return err
		}
		have, err := tx.Import(ctx, in.ID)
		if err == nil && have.Effort == id {
			i = have
			return nil
		}
		if err == nil {
			return domain.Refuse(domain.Conflict, "id-taken")
		}
		if !domain.Is(err, domain.NotFound) {
			return err
		}
		if i.Country, err = tx.GroupCountry(ctx, e.Group); err != nil {
			return err
		}
		if i.Bytes, err = shelve(ctx, tx, i.ID, from); err != nil {
			return err
		}
		if err := i.open(ctx, tx); err != nil {
			return err
		}
		return tx.PutImport(ctx, i)
	})
}

// shelve keeps a file piece by piece: no more than one is ever held.
func shelve(ctx context.Context, tx Store, id ImportID, from io.Reader) (size int64, err error) {
	for n := 0; ; n++ {
		body := make([]byte, piece)
		length, err := io.ReadFull(from, body)
		if size += int64(length); size > MaxFile {
			return size, domain.Refuse(domain.Invalid, "sheet-too-big")
		}
		if length > 0 {
			if err := tx.PutPiece(ctx, id, n, body[:length]); err != nil {
				return size, err
			}
		}
		if err == io.EOF || err == io.ErrUnexpectedEOF {
			return size, nil
		}
		if err != nil {
			return size, err
		}
	}
}

// open looks at the head of the file and guesses what its columns hold.
func (i *Import) open(ctx context.Context, tx Store) error {
	t, err := sheet.Open(&shelf{ctx: ctx, from: tx, id: i.ID}, sheet.Options{MaxBytes: MaxFile})
	if err != nil {
		return err
	}
	i.Header, i.Encoding, i.Columns = t.Header, t.Encoding, Guess(t.Header)
	for row, err := range t.Rows() {
		if err != nil || len(i.Samples) == 3 {
			break // what is wrong further down, the check finds and names
		}
		cells := make([]string, len(t.Header))
		for n, h := range t.Header {
			cells[n] = short(row.Get(h))
		}
		i.Samples = append(i.Samples, cells)
	}
	return nil
}

func short(s string) string {
	if r := []rune(s); len(r) > 40 {
		return string(r[:39]) + "…"
	}
	return s
}

// A shelf reads a file that was kept piece by piece.
type shelf struct {
	ctx  context.Context
	from Imports
	id   ImportID
	next int
	rest []byte
	read int64
}

// Read gives what is left of a piece, or the next one.
func (f *shelf) Read(p []byte) (int, error) {
	if len(f.rest) == 0 {
		var err error
		if f.rest, err = f.from.Piece(f.ctx, f.id, f.next); err != nil {
			return 0, err
		}
		if len(f.rest) == 0 {
			return 0, io.EOF
		}
		f.next++
	}
	n := copy(p, f.rest)
	f.rest, f.read = f.rest[n:], f.read+int64(n)
	return n, nil
}

// A MapInput says what the columns hold, and of a register what the law asks.
type MapInput struct {
	Columns  Columns `json:"columns"`
	Date     string  `json:"date"` // of the register, 2006-01-02; empty unless the columns name people
	Supplier string  `json:"supplier"`
	Use      string  `json:"use"`
	Expires  string  `json:"expires"` // the last day on which it may be used
	Start    bool    `json:"start"`   // bring the doors in now; else check again
}

// wrong checks the input for a file with a header.
func (in MapInput) wrong(header []string) (Register, error) {
	w := domain.Wrong{}
	for name, f := range in.Columns {
		w.Check(f == FieldNone || slices.Contains(Fields, f) && slices.Contains(header, name), "columns", "pick-one")
	}
	w.Check(in.Columns.Enough(), "columns", "columns-no-address")
	if !in.Columns.IsRoll() {
		return Register{}, w.Err()
	}
	date, err := time.Parse(time.DateOnly, in.Date)
	last, err2 := time.Parse(time.DateOnly, in.Expires)
	w.Check(err == nil, "date", "day")
	w.Check(err2 == nil && last.After(date), "expires", "dates-in-order")
	r := Register{Date: date, Supplier: strings.TrimSpace(in.Supplier), Use: strings.TrimSpace(in.Use), Expires: last.AddDate(0, 0, 1)}
	w.Check(len(r.Supplier) >= 2 && len(r.Supplier) <= 120, "supplier", "name-1-to-120")
	w.Check(len(r.Use) >= 2 && len(r.Use) <= 200, "use", "say-what-for")
	return r, w.Err()
}

// Map says what the columns of a file hold, and has it checked again or, with
// Start, brought in. A file that is being brought in, or is in, or was taken back, stays as it is.
func (s *Service) Map(ctx context.Context, who domain.Actor, id ImportID, in MapInput) (Import, error) {
	var i Import
	err := s.Atomically(ctx, func(tx Store) error {
		var err error
		if i, err = s.imported(ctx, tx, who, id); err != nil {
			return err
		}
		if i.Stage == Running || i.Stage == Done || i.Undo != Stands {
			return nil
		}
		was, rows := i.Stage, i.Progress.Rows
		register, err := in.wrong(i.Header)
		if err != nil {
			return err
		}
		if i.Register, i.Columns, i.Stage = register, in.Columns, Checking; in.Start {
			i.Stage = Running
		}
		i.Progress, i.Faults, i.Why, i.Line, i.Changed = Progress{}, nil, "", 0, s.Clock.Now()
		moved, err := tx.MoveImport(ctx, i, was, rows)
		if err == nil && !moved {
			err = domain.Refuse(domain.Busy, "import-busy")
		}
		return err
	})
	return i, err
}

// imported loads an import for whoever runs its effort.
func (s *Service) imported(ctx context.Context, tx Store, who domain.Actor, id ImportID) (Import, error) {
	if who.Nobody() {
		return Import{}, domain.Refuse(domain.SignedOut, "sign-in-first")
	}
	i, err := tx.Import(ctx, id)
	if err != nil {
		return Import{}, err
	}
	if _, err = s.effort(ctx, tx, who, i.Effort, domain.RunEfforts); domain.Is(err, domain.NotFound) {
		err = domain.Refuse(domain.NotFound, "no-such-import")
	}
	return i, err
}

// Import shows one import to whoever runs its effort.
func (s *Service) Import(ctx context.Context, who domain.Actor, id ImportID) (Import, error) {
	return s.imported(ctx, s.Store, who, id)
}

// Imports lists the files of an effort, newest first.
func (s *Service) Imports(ctx context.Context, who domain.Actor, e canvass.EffortID) ([]Import, error) {
	if _, err := s.effort(ctx, s.Store, who, e, domain.RunEfforts); err != nil {
		return nil, err
	}
	return s.Store.ImportsOf(ctx, e)
}
