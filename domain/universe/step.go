package universe

import (
	"context"
	"errors"
	"io"
	"slices"
	"time"

	"barnstorm/domain"
	"barnstorm/domain/canvass"
	"barnstorm/domain/sheet"
)

// How much is done at once: rows in one transaction, and rows in one step of
// the background. A step begins by reading up to where the last one ended.
const (
	rowsAtOnce  = 1000
	RowsInAStep = 50_000
)

// listed is how many faults are named one by one.
const listed = 20

// CarryOn does a step of the import that has waited longest, and counts the
// rows it read. Whoever is killed in the middle is carried on from the last
// thousand rows: those are kept together with how far the import is.
func (s *Service) CarryOn(ctx context.Context) (int, error) {
	i, err := s.Store.NextImport(ctx)
	if domain.Is(err, domain.NotFound) {
		return 0, nil
	}
	if err != nil {
		return 0, err
	}
	through := false
	defer func() {
		if !through { // it panics, and is told of further up
			s.stuck(ctx, i.ID)
		}
	}()
	n, err := s.onward(ctx, i)
	if through = true; err != nil && !domain.Is(err, domain.Busy) {
		err = errors.Join(err, s.stuck(ctx, i.ID))
	}
	return n, err
}

func (s *Service) onward(ctx context.Context, i Import) (int, error) {
	if i.Undo == Undoing {
		return s.back(ctx, i.ID)
	}
	return s.step(ctx, i, RowsInAStep)
}

// mostTries is how often a step is tried that comes to nothing.
const mostTries = 5

// stuck notes that a step came to nothing: others come first, and what never gets
// on is given up and says so, so that one file cannot hold up all others.
func (s *Service) stuck(ctx context.Context, id ImportID) error {
	ctx = context.WithoutCancel(ctx)
	i, err := s.Store.Import(ctx, id)
	if err != nil || !i.Busy() {
		return err
	}
	was, rows := i.Stage, i.Progress.Rows
	if i.Progress.Tries++; i.Progress.Tries >= mostTries {
		i.Stage, i.Why, i.Undo, i.Progress.Tries = Failed, "import-stuck", Stands, 0
	}
	i.Changed = s.Clock.Now()
	_, err = s.Store.MoveImport(ctx, i, was, rows)
	return err
}

// step reads up to most rows of an import on from where it is.
func (s *Service) step(ctx context.Context, i Import, most int) (int, error) {
	e, err := s.Store.Effort(ctx, i.Effort)
	if err != nil {
		return 0, err
	}
	if e.Forgotten(s.Clock.Now()) {
		return 0, s.fail(ctx, i, domain.Refuse(domain.Invalid, "effort-forgotten"))
	}
	file := &shelf{ctx: ctx, from: s.Store, id: i.ID}
	t, err := sheet.Open(file, sheet.Options{MaxBytes: MaxFile})
	if err != nil {
		return 0, s.fail(ctx, i, err)
	}
	w := &work{s: s, at: i, effort: e, reader: newReader(i.Country, t.Header, i.Columns)}
	for n := 0; n < i.Progress.Rows; n++ {
		if _, err := t.Next(); err != nil {
			return 0, s.fail(ctx, w.at, err)
		}
	}
	for read := 0; read < most; {
		n, err := w.some(ctx, t, file)
		read += n
		if err == io.EOF {
			return read, w.end(ctx)
		}
		if err != nil {
			return read, s.fail(ctx, w.at, err)
		}
		if w.overtaken {
			return read, nil
		}
	}
	return most, nil
}

// fail ends an import whose file cannot be read on. A fault of ours, or of the
// database, is none of the file's: the import waits, and is carried on.
func (s *Service) fail(ctx context.Context, i Import, err error) error {
	refusal, ok := domain.AsError(err)
	if !ok || refusal.Kind != domain.Invalid {
		return err
	}
	was, rows := i.Stage, i.Progress.Rows
	i.Stage, i.Why, i.Changed = Failed, refusal.Code, s.Clock.Now()
	if line, ok := refusal.Args["line"].(int); ok {
		i.Line = line
	}
	_, err = s.Store.MoveImport(ctx, i, was, rows)
	return err
}

// A work is one import being read.
type work struct {
	s         *Service
	at        Import // as it is kept
	effort    canvass.Effort
	reader    reader
	overtaken bool
}

// some reads a thousand rows and keeps them together with how far it is.
func (w *work) some(ctx context.Context, t *sheet.Table, file *shelf) (int, error) {
	next := w.at
	next.Faults = slices.Clone(w.at.Faults)
	var batch []household
	n := 0
	var ended error
	for ; n < rowsAtOnce; n++ {
		row, err := t.Next()
		if err == io.EOF {
			ended = err
			break
		}
		if err != nil {
			return n, err
		}
		faults := 0
		h, ok := w.reader.read(row, func(column, code string) {
			if faults++; len(next.Faults) < listed {
				next.Faults = append(next.Faults, sheet.Fault{Line: row.Line, Column: column, Code: code})
			}
		})
		switch {
		case !ok:
			next.Progress.Without++
		case faults > 0:
			next.Progress.Odd++
		}
		if ok {
			batch = append(batch, h)
		}
	}
	next.Progress.Rows += n
	next.Progress.Tries = 0
	next.Progress.Bytes, next.Changed = file.read, w.s.Clock.Now()
	if err := w.keep(ctx, batch, &next); err != nil {
		return n, err
	}
	return n, ended
}

// keep takes a batch in, or only counts it while the file is checked.
func (w *work) keep(ctx context.Context, batch []household, next *Import) error {
	return w.s.Atomically(ctx, func(tx Store) error {
		if w.at.Stage == Running { // against whoever takes another file back meanwhile
			if _, err := tx.HoldEffort(ctx, w.effort.ID); err != nil {
				return err
			}
		}
		doors, of, err := w.doors(ctx, tx, batch)
		if err != nil {
			return err
		}
		known, err := tx.KnownDoors(ctx, w.effort.ID, doors)
		if err != nil {
			return err
		}
		fresh, there := part(doors, known)
		next.Progress.count(fresh)
		next.Progress.Same += len(batch) - len(fresh)
		if w.at.Stage == Running {
			if err := w.add(ctx, tx, fresh, there); err != nil {
				return err
			}
			people, err := w.people(ctx, tx, batch, of, known, next)
			if err != nil {
				return err
			}
			again, also := named(there, people)
			if err := tx.BringAgain(ctx, w.at.ID, again, also); err != nil {
				return err
			}
		}
		moved, err := tx.MoveImport(ctx, *next, w.at.Stage, w.at.Progress.Rows)
		if w.overtaken = err == nil && !moved; w.overtaken {
			return domain.Refuse(domain.Busy, "import-busy") // nothing of it is kept twice
		}
		if err == nil {
			w.at = *next
		}
		return err
	})
}

// part sorts out the doors that are there already, under the ids they have there.
func part(doors []Door, known map[DoorID]DoorID) (fresh, there []Door) {
	for _, d := range doors {
		if id, ok := known[d.ID]; ok {
			d.ID = id
			there = append(there, d)
		} else {
			fresh = append(fresh, d)
		}
	}
	return fresh, there
}

// count adds what new doors come to.
func (p *Progress) count(doors []Door) {
	p.Doors += len(doors)
	for _, d := range doors {
		switch d.Sure {
		case SureFile, SureUPRN:
			p.Exact++
		case SurePostcode:
			p.Near++
		default:
			p.Nowhere++
		}
	}
}

// add keeps new doors, and where known ones lie if the file knows it better.
func (w *work) add(ctx context.Context, tx Store, fresh, there []Door) error {
	if err := tx.AddDoors(ctx, fresh); err != nil {
		return err
	}
	return tx.Sharpen(ctx, there)
}

// people keeps who lives behind the doors, where the effort may hold a roll,
// and who does not want to be asked, wherever it is said.
func (w *work) people(ctx context.Context, tx Store, batch []household, of []DoorID, known map[DoorID]DoorID, next *Import) ([]Elector, error) {
	var quiet []Address
	var people []Elector
	for n, h := range batch {
		if h.quiet {
			quiet = append(quiet, h.address)
		}
		if h.name == "" || w.effort.Level != canvass.LevelRoll {
			continue
		}
		door := of[n]
		if id, ok := known[door]; ok {
			door = id
		}
		people = append(people, w.elector(h, door))
	}
	if err := tx.Hush(ctx, quiet, "do_not_contact", next.Changed); err != nil {
		return nil, err
	}
	n, err := tx.AddElectors(ctx, people)
	next.Progress.People += n
	return people, err
}

// elector is the person of a row. A number on the roll names nobody beyond
// its register, so that the register's day is part of the name.
func (w *work) elector(h household, door DoorID) Elector {
	key := h.number
	if key == "" {
		key = string(door) + " " + plain(h.name, nil)
	}
	day := w.at.Register.Date.Format(time.DateOnly)
	return Elector{
		ID: domain.DerivedID[ElectorID]("elector", string(w.effort.ID), day, key), Effort: w.effort.ID, Door: door,
		Name: h.name, Number: h.number, Source: string(w.at.ID), Expires: w.at.Register.Expires,
	}
}

// doors makes a door of each address, once, and says which door each
// household has.
func (w *work) doors(ctx context.Context, tx Store, batch []household) (doors []Door, of []DoorID, err error) {
	seen := map[string]DoorID{}
	of = make([]DoorID, len(batch))
	for n, h := range batch {
		key := h.address.Key()
		if h.address.UPRN != "" {
			key += " " + h.address.UPRN
		}
		if id, ok := seen[key]; ok {
			of[n] = id
			continue
		}
		d := Door{
			ID: DoorIDOf(w.effort.ID, h.address), Effort: w.effort.ID, Address: h.address, At: h.at, Language: h.language, Quiet: h.quiet,
			Source: string(w.at.ID), Made: w.at.Made,
		}
		if d.At.Valid() {
			d.Sure = SureFile
		}
		seen[key], of[n] = d.ID, d.ID
		doors = append(doors, d)
	}
	return doors, of, place(ctx, tx, w.at.Country, doors)
}

// place finds where doors lie that came without a position: by their property
// number, else in the middle of their postcode.
func place(ctx context.Context, tx Store, country string, doors []Door) error {
	var uprns, codes []string
	for _, d := range doors {
		if d.Sure == SureNot && d.Address.UPRN != "" {
			uprns = append(uprns, d.Address.UPRN)
		}
		if d.Sure == SureNot && d.Address.Postcode != "" && !slices.Contains(codes, d.Address.Postcode) {
			codes = append(codes, d.Address.Postcode)
		}
	}
	byUPRN, err := tx.UPRNsAt(ctx, uprns)
	if err != nil {
		return err
	}
	byCode, err := tx.PostcodesAt(ctx, country, codes)
	if err != nil {
		return err
	}
	for i := range doors {
		d := &doors[i]
		if p, ok := byUPRN[d.Address.UPRN]; ok && d.Sure == SureNot && d.Address.UPRN != "" {
			d.At, d.Sure = p, SureUPRN
		}
		if p, ok := byCode[d.Address.Postcode]; ok && d.Sure == SureNot {
			d.At, d.Sure = p, SurePostcode
		}
	}
	return nil
}

// end says that a file was read to its end.
func (w *work) end(ctx context.Context) error {
	if w.overtaken {
		return nil
	}
	return w.s.Atomically(ctx, func(tx Store) error {
		next := w.at
		if next.Stage, next.Changed = Checked, w.s.Clock.Now(); w.at.Stage == Running {
			next.Stage, next.Samples = Done, nil
		}
		moved, err := tx.MoveImport(ctx, next, w.at.Stage, w.at.Progress.Rows)
		if err != nil || !moved || next.Stage != Done {
			return err
		}
		if err := tx.DropPieces(ctx, next.ID); err != nil {
			return err
		}
		return tx.CountDoors(ctx, next.Effort, next.Changed)
	})
}
