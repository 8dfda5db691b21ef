package universe

import (
	"context"

	"barnstorm/domain"
)

// An Undo says whether a file is taken back.
type Undo string

// The states of taking back. Its work is done in the background, in steps.
const (
	Stands  Undo = ""
	Undoing Undo = "asked"
	Undone  Undo = "done"
)

// A Retreat is how far taking a file back is, and what it came to.
type Retreat struct {
	After  Spot // the last door that was looked at
	Gone   int  // doors taken back
	Kept   int  // doors that came with it and stay
	People int  // people on the roll taken back
}

// A Spot is where a door stands among those of its effort, by the key of its address.
type Spot struct {
	Key  string
	Door DoorID
}

// A Brought is a door as it is looked at when a file is taken back.
type Brought struct {
	At      Spot
	Came    bool     // with this file
	Also    ImportID // the first of the other files that name it, empty for none
	Cut     bool     // it is in a turf
	Visited bool     // somebody was there
	Lived   bool     // people of other files live behind it
}

// goes reports whether b came with the file alone and nobody has done anything
// with it since.
func (b Brought) goes() bool { return b.Came && b.Also == "" && !b.Cut && !b.Visited && !b.Lived }

// Retreats remembers which file brought what.
type Retreats interface {
	// BringAgain keeps that a file names doors and electors which came with another.
	BringAgain(ctx context.Context, id ImportID, doors []DoorID, electors []ElectorID) error
	// BroughtBy is up to n doors of an import's effort behind a spot, in the
	// order of their keys.
	BroughtBy(ctx context.Context, i Import, after Spot, n int) ([]Brought, error)
	// HandOver says of doors that they came with another file, which names them too.
	HandOver(ctx context.Context, to map[DoorID]ImportID) error
	// LeaveDoors forgets that a file named doors, and whom it named behind them:
	// who came with it alone is gone, which is how many.
	LeaveDoors(ctx context.Context, id ImportID, doors []DoorID) (int, error)
	// DropDoors forgets doors.
	DropDoors(ctx context.Context, doors []DoorID) error
}

// doorsAtOnce is how many doors are looked at in one transaction.
const doorsAtOnce = 2000

// Undo takes a file back in the background: the doors that came with it alone
// and that nobody has visited or cut since, and everybody it put on a roll. Who
// does not want to be asked stays unasked. It refuses a file that is being read
// just now, and one that never brought anything (Conflict).
func (s *Service) Undo(ctx context.Context, who domain.Actor, id ImportID) (Import, error) {
	var i Import
	err := s.Atomically(ctx, func(tx Store) error {
		var err error
		if i, err = s.imported(ctx, tx, who, id); err != nil || i.Undo != Stands {
			return err
		}
		switch {
		case i.Stage == Checking || i.Stage == Running:
			return domain.Refuse(domain.Conflict, "import-busy")
		case i.Stage == Checked:
			return domain.Refuse(domain.Conflict, "import-brought-nothing")
		}
		i.Undo, i.Changed = Undoing, s.Clock.Now()
		return tx.PutImport(ctx, i)
	})
	return i, err
}

// back takes one import back by a step, and counts the doors it looked at.
func (s *Service) back(ctx context.Context, id ImportID) (n int, err error) {
	err = s.Atomically(ctx, func(tx Store) error {
		i, err := tx.Import(ctx, id)
		if err != nil {
			return err
		}
		if _, err := tx.HoldEffort(ctx, i.Effort); err != nil {
			return err
		}
		if i, err = tx.Import(ctx, id); err != nil || i.Undo != Undoing { // somebody else was quicker
			return err
		}
		n, err = s.stepBack(ctx, tx, i)
		return err
	})
	return n, err
}

func (s *Service) stepBack(ctx context.Context, tx Store, i Import) (int, error) {
	doors, err := tx.BroughtBy(ctx, i, i.Retreat.After, doorsAtOnce)
	if err != nil {
		return 0, err
	}
	var all, gone []DoorID
	others := map[DoorID]ImportID{}
	for _, b := range doors {
		all = append(all, b.At.Door)
		switch {
		case b.goes():
			gone = append(gone, b.At.Door)
		case b.Came:
			i.Retreat.Kept++
		}
		if b.Came && b.Also != "" {
			others[b.At.Door] = b.Also
		}
		i.Retreat.After = b.At
	}
	if err := tx.HandOver(ctx, others); err != nil {
		return 0, err
	}
	people, err := tx.LeaveDoors(ctx, i.ID, all)
	if err != nil {
		return 0, err
	}
	if err := tx.DropDoors(ctx, gone); err != nil {
		return 0, err
	}
	i.Progress.Tries = 0
	i.Retreat.Gone, i.Retreat.People, i.Changed = i.Retreat.Gone+len(gone), i.Retreat.People+people, s.Clock.Now()
	if len(doors) < doorsAtOnce {
		i.Undo, i.Samples = Undone, nil
		if err := tx.DropPieces(ctx, i.ID); err != nil {
			return 0, err
		}
		if err := tx.CountDoors(ctx, i.Effort, i.Changed); err != nil {
			return 0, err
		}
	}
	return len(doors), tx.PutImport(ctx, i)
}

// named is what of a batch was there already, for the file that names it again.
func named(there []Door, people []Elector) (doors []DoorID, electors []ElectorID) {
	for _, d := range there {
		doors = append(doors, d.ID)
	}
	for _, e := range people {
		electors = append(electors, e.ID)
	}
	return doors, electors
}
