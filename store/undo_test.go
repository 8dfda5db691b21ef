package store

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"

	"barnstorm/domain"
	"barnstorm/domain/canvass"
	"barnstorm/domain/universe"
	"barnstorm/store/storetest"
)

// undo takes a file back, to the end.
func (w *ward) undo(i universe.Import) universe.Retreat {
	w.Helper()
	i, err := w.universe().Undo(w.Context(), w.organise, i.ID)
	w.must(err)
	return w.carryOn(i).Retreat
}

// numbers is the houses of an effort that are left.
func (w *ward) numbers() string {
	w.Helper()
	var all []string
	w.must(w.store.read.Raw("select number from doors order by number").Scan(&all).Error)
	return strings.Join(all, " ")
}

// A file takes back what came with it alone: not what was cut, not where
// somebody was, not what another file names, whichever of the two came first.
func TestAFileIsTakenBack(t *testing.T) {
	inWards(t, func(w *ward) {
		ctx := t.Context()
		houses := func(numbers ...int) string {
			var b strings.Builder
			b.WriteString("Address,Postcode,Do not knock\n")
			for _, n := range numbers {
				fmt.Fprintf(&b, "%d High Street,BD20 5AB,%s\n", n, map[bool]string{true: "yes"}[n == 6])
			}
			return b.String()
		}
		first := w.start(w.bring(houses(1, 2, 3, 4, 6)))
		second := w.start(w.bring(houses(2, 5)))
		door := func(n int) string {
			return string(universe.DoorIDOf(w.effort.ID, universe.Address{Number: fmt.Sprint(n), Street: "High Street", Postcode: "BD20 5AB"}))
		}
		w.send(w.equip(w.knock, "phone"), w.note("phone", "not_home", "door", door(3)))
		w.must(w.store.db.Exec("update doors set turf_id = ?, place = 1 where id = ?", w.terrace(0).ID, door(4)).Error)
		last := w.lastSpot() // before, since that door may be one of those that go
		w.want("the first file", fmt.Sprintf("%+v", w.undo(first)), fmt.Sprintf("{After:%+v Gone:2 Kept:3 People:0}", last))
		w.want("left", w.numbers(), "2 3 4 5")
		w.want("nobody is asked who did not want it", w.count("select count(*) from quiet_doors"), 1)
		again, err := w.universe().Undo(ctx, w.organise, first.ID)
		w.must(err)
		w.want("once", again.Undo, universe.Undone)
		w.want("the second", w.undo(second).Gone, 2)
		w.want("left by both", w.numbers(), "3 4")
		w.want("memories", w.count("select count(*) from brought_again"), 0)
		third := w.start(w.bring(houses(1, 3)))
		w.want("brought again", fmt.Sprint(third.Progress.Doors, third.Progress.Same), "1 1")
	})
}

func (w *ward) lastSpot() (at universe.Spot) {
	w.Helper()
	w.must(w.store.read.Raw(`select address_key as key, cast(id as text) as door from doors where effort_id = ? order by address_key desc, cast(id as text) desc limit 1`, w.effort.ID).Scan(&at).Error)
	return at
}

func TestARegisterIsTakenBackWithItsRows(t *testing.T) {
	inWards(t, func(w *ward) {
		w.effort.Level = canvass.LevelRoll
		w.must(w.store.PutEffort(t.Context(), w.effort))
		register := func(rows ...string) universe.Import {
			i := w.bring("Elector Number Prefix,Elector Number,Elector Number Suffix,Elector Name,PostCode,Address1\n" + strings.Join(rows, "\n") + "\n")
			i, err := w.universe().Map(t.Context(), w.organise, i.ID, universe.MapInput{Columns: i.Columns, Start: true, Date: "2025-12-01", Supplier: "Bradford", Use: "electoral purposes", Expires: "2026-12-31"})
			w.must(err)
			return w.carryOn(i)
		}
		names := func() string {
			var all []string
			w.must(w.store.read.Raw("select name from electors order by name").Scan(&all).Error)
			return strings.Join(all, ", ")
		}
		plain := w.start(w.bring("Address,Postcode\n1 High Street,BD20 5AB\n"))
		first := register("EAA,1,0,Ann,BD20 5AB,1 High Street", "EAA,2,0,Bea,BD20 5AB,2 High Street", "EAA,3,0,Cid,BD20 5AB,3 High Street")
		second := register("EAA,2,0,Bea,BD20 5AB,2 High Street", "EAA,4,0,Dot,BD20 5AB,3 High Street")
		w.want("the first", fmt.Sprint(w.undo(first).Gone, " ", w.numbers(), " ", names()), "0 1 2 3 Bea, Dot")
		w.want("the second", fmt.Sprint(w.undo(second).Gone, " ", w.numbers(), " ", names()), "2 1 ")
		door := universe.DoorIDOf(w.effort.ID, universe.Address{Number: "1", Street: "High Street", Postcode: "BD20 5AB"})
		w.must(w.store.PutElectors(t.Context(), []universe.Elector{{ID: domain.NewID[universe.ElectorID](w.now), Effort: w.effort.ID, Door: door, Name: "Eve", Source: "of before"}}))
		w.want("where somebody lives of whom no file is remembered", fmt.Sprint(w.undo(plain).Gone, w.numbers()), "01")
		w.want("memories", w.count("select count(*) from brought_again"), 0)
	})
}

func TestWhichFilesAreTakenBackAndByWhom(t *testing.T) {
	inWards(t, func(w *ward) {
		ctx, s := t.Context(), w.universe()
		i := w.bring("Address\n1 High Street\n")
		_, err := s.Undo(ctx, w.organise, i.ID)
		w.want("one that brought nothing", err, "conflict: import-brought-nothing")
		i, err = s.Map(ctx, w.organise, i.ID, universe.MapInput{Columns: i.Columns, Start: true})
		w.must(err)
		_, err = s.Undo(ctx, w.organise, i.ID)
		w.want("one that is being read", err, "conflict: import-busy")
		w.carryOn(i)
		_, err = s.Undo(ctx, w.person("Lea", w.group, domain.Lead), i.ID)
		w.want("by a lead", err, "denied: not-your-role")
		_, err = s.Undo(ctx, w.person("Theo", w.other, domain.Organiser), i.ID)
		w.want("by another group", err, "not-found: no-such-import")
		_, err = s.Undo(ctx, domain.Actor{}, i.ID)
		w.want("by nobody", err, "signed-out: sign-in-first")
		w.want("left", w.count("select count(*) from doors"), 1)
		w.undo(i)
		after, err := s.Map(ctx, w.organise, i.ID, universe.MapInput{Columns: i.Columns, Start: true})
		w.must(err)
		w.want("it does not come again by itself", fmt.Sprint(after.Busy(), w.count("select count(*) from doors")), "false 0")
	})
}

// Whichever write fails, whatever is done to a universe is done whole or not at
// all.
func TestAUniverseChangesWholeOrNotAtAll(t *testing.T) {
	inWards(t, func(w *ward) {
		ctx, s := t.Context(), w.universe()
		w.effort.Level = canvass.LevelRoll
		w.must(w.store.PutEffort(ctx, w.effort))
		w.start(w.bring("Address,Postcode\n1 High Street,BD20 5AB\n"))
		rows := "Elector Number Prefix,Elector Number,Elector Number Suffix,Elector Name,PostCode,Address1,Do not knock,Latitude,Longitude\n" +
			"EAA,1,0,Ann,BD20 5AB,1 High Street,no,53.86,-1.9\nEAA,2,0,Bea,BD20 5AB,2 High Street,yes,53.86,-1.9\n"
		for n := range 14 {
			rows += fmt.Sprintf(",,,,BD20 5AC,%d Mill Lane,,53.86,%.5f\n", n+1, -1.9+float64(n)*0.0001)
		}
		i := w.bring(rows)
		var turfs []universe.Turf
		carve := func() (err error) {
			turfs, err = s.Cut(ctx, w.organise, w.effort.ID, universe.CutInput{ID: domain.NewID[universe.TurfID](w.now), Size: 5})
			return err
		}
		file, half := universe.FileInput{ID: domain.NewID[universe.ImportID](w.now), File: "b.csv"}, universe.SplitInput{ID: domain.NewID[universe.TurfID](w.now)}
		for _, do := range []struct {
			name  string
			least int // writes
			flow  func() error
		}{
			{"say what columns hold", 1, func() error {
				_, err := s.Map(ctx, w.organise, i.ID, universe.MapInput{Columns: i.Columns, Start: true, Date: "2025-12-01", Supplier: "Bradford", Use: "electoral purposes", Expires: "2026-12-31"})
				return err
			}},
			{"read a thousand rows", 21, func() error { return w.forgets(i.ID, w.carriesOnOnce()) }},
			{"come to the end", 4, func() error { return w.forgets(i.ID, w.carriesOn()) }},
			{"cut", 3 + 15 + 1, carve},
			{"cut anew", 15 + 3 + 3 + 15 + 1, carve},
			{"move", 2 + 10, func() error {
				doors, err := w.store.DoorsIn(ctx, turfs[0].ID)
				w.must(err)
				_, _, err = s.Move(ctx, w.organise, turfs[0].ID, universe.MoveInput{Door: doors[0].ID, To: turfs[1].ID})
				return err
			}},
			{"join", 2 + 10, func() error {
				_, err := s.Join(ctx, w.organise, turfs[0].ID, universe.JoinInput{With: turfs[1].ID})
				return err
			}},
			{"split", 2 + 10, func() error { _, _, err := s.Split(ctx, w.organise, turfs[0].ID, half); return err }},
			{"ask to take back", 1, func() error { _, err := s.Undo(ctx, w.organise, i.ID); return err }},
			{"take back", 5, func() error { return w.forgets(i.ID, w.carriesOn()) }},
			{"bring a file", 2, func() error {
				_, err := s.Bring(ctx, w.organise, w.effort.ID, file, strings.NewReader("Address\n9 Mill Lane\n"))
				return err
			}},
		} {
			if n := storetest.EveryWrite(w.T, w.store, do.flow); n < do.least {
				t.Errorf("%s: only %d writes were tried, of %d", do.name, n, do.least)
			}
		}
		w.want("left", fmt.Sprint(w.count("select count(*) from doors"), w.count("select count(*) from electors")), "15 0")
	})
}

func (w *ward) carriesOn() error { _, err := w.universe().CarryOn(w.Context()); return err }

// forgets takes back the note that a step came to nothing: it is meant to be left.
func (w *ward) forgets(id universe.ImportID, err error) error {
	w.Helper()
	i, wrong := w.store.Import(w.Context(), id)
	w.must(wrong)
	if i.Progress.Tries > 0 {
		i.Progress.Tries = 0
		w.must(w.store.PutImport(w.Context(), i))
	}
	return err
}

// carriesOnOnce does one transaction of what is to be done in the background.
func (w *ward) carriesOnOnce() error {
	enough := error(domain.Refuse(domain.Busy, "one-is-enough")) // no stumble
	s, lives := w.universe(), 1
	keep := s.Atomically
	s.Atomically = func(ctx context.Context, f func(universe.Store) error) error {
		if lives--; lives < 0 {
			return enough
		}
		return keep(ctx, f)
	}
	if _, err := s.CarryOn(w.Context()); !errors.Is(err, enough) {
		return err
	}
	return nil
}
