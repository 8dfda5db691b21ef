package store

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"barnstorm/domain"
	"barnstorm/domain/canvass"
	"barnstorm/domain/target"
	"barnstorm/domain/universe"
	"barnstorm/store/storetest"
)

// bring brings a file and has it checked.
func (w *ward) bring(file string) universe.Import {
	w.Helper()
	i, err := w.universe().Bring(w.Context(), w.organise, w.effort.ID, universe.FileInput{ID: domain.NewID[universe.ImportID](w.now), File: "doors.csv"}, strings.NewReader(file))
	w.must(err)
	return w.carryOn(i)
}

// carryOn does what is to be done in the background.
func (w *ward) carryOn(i universe.Import) universe.Import {
	w.Helper()
	s := w.universe()
	for i.Busy() {
		_, err := s.CarryOn(w.Context())
		w.must(err)
		i, err = s.Import(w.Context(), w.organise, i.ID)
		w.must(err)
	}
	return i
}

// start takes a checked file in.
func (w *ward) start(i universe.Import) universe.Import {
	w.Helper()
	i, err := w.universe().Map(w.Context(), w.organise, i.ID, universe.MapInput{Columns: i.Columns, Start: true})
	w.must(err)
	return w.carryOn(i)
}

// streetFile is n addresses, ten to a postcode.
func streetFile(n int) string {
	var b strings.Builder
	b.WriteString("Address,Postcode\n")
	for i := range n {
		fmt.Fprintf(&b, "\"%d %c%c Street, Keighley\",BD20 %d%c%c\n", i%300+1, 'A'+i/300%26, 'a'+i/7800%26, i/10%10, 'A'+i/100%20, 'A'+i/2000%20)
	}
	return b.String()
}

func (w *ward) count(query string) (n int) {
	w.Helper()
	w.must(w.store.read.Raw(query).Scan(&n).Error)
	return n
}

func TestAFileIsCheckedThenBroughtInAndTwiceIsOnce(t *testing.T) {
	inWards(t, func(w *ward) {
		w.must(w.store.PutPostcodes(t.Context(), []target.Postcode{{Country: "GB", Code: "BD20 0AA", At: domain.Point{Lat: 53.87, Lon: -1.9}}}))
		file := streetFile(1100) + ",\n,BD20 1AA\nx,NOT ONE\n"
		i := w.bring(file)
		w.want("stage", i.Stage, universe.Checked)
		w.want("after checking", fmt.Sprintf("%+v", i.Progress), fmt.Sprintf("{Bytes:%d Rows:1102 Doors:1101 Same:0 People:0 Without:1 Odd:1 Exact:0 Near:10 Nowhere:1091 Tries:0}", len(file)))
		w.want("doors kept by checking", w.count("select count(*) from doors"), 0)
		w.want("what is wrong", fmt.Sprint(i.Faults), "[{1103  row-no-address} {1104 Postcode row-odd-postcode}]")
		in := w.start(i)
		w.want("brought in", in.Stage, universe.Done)
		w.want("doors", in.Progress.Doors, 1101)
		w.want("kept", w.count("select count(*) from doors"), 1101)
		w.want("pieces of the file left", w.count("select count(*) from import_pieces"), 0)
		before := storetest.Snapshot(t, w.store)
		again := w.start(w.bring(file))
		w.want("again", fmt.Sprint(again.Progress.Doors, again.Progress.Same), "0 1101")
		w.must(w.store.db.Exec("delete from imports where id = ?", again.ID).Error)
		w.must(w.store.db.Exec("delete from brought_again where import_id = ?", again.ID).Error)
		w.want("nothing changed", storetest.Snapshot(t, w.store) == before, true)
	})
}

// Whoever is killed again and again, each time a thousand rows further, still
// brings every door in, and none twice.
func TestAKilledImportGoesOnWhereItWas(t *testing.T) {
	inWards(t, func(w *ward) {
		i := w.bring(streetFile(3200))
		_, err := w.universe().Map(t.Context(), w.organise, i.ID, universe.MapInput{Columns: i.Columns, Start: true})
		w.must(err)
		killed := errors.New("killed")
		for at := 1000; at <= 3000; at += 1000 {
			dying, lives := w.universe(), 1
			keep := dying.Atomically
			dying.Atomically = func(ctx context.Context, f func(universe.Store) error) error {
				if lives--; lives < 0 {
					return killed
				}
				return keep(ctx, f)
			}
			if _, err := dying.CarryOn(t.Context()); !errors.Is(err, killed) {
				t.Fatal(err)
			}
			i, err = w.universe().Import(t.Context(), w.organise, i.ID)
			w.must(err)
			w.want("killed at", i.Progress.Rows, at)
			w.want("doors and progress agree", w.count("select count(*) from doors"), at)
		}
		i = w.carryOn(i)
		w.want("done", fmt.Sprint(i.Stage, " ", i.Progress.Doors, " ", w.count("select count(*) from doors")), "done 3200 3200")
	})
}

// Of two workers that read the same rows one keeps them.
func TestARowIsCountedOnceByTwoWorkers(t *testing.T) {
	inWards(t, func(w *ward) {
		i := w.bring(streetFile(10))
		slow, late := w.universe(), false
		keep := slow.Atomically
		slow.Atomically = func(ctx context.Context, f func(universe.Store) error) error {
			if !late {
				late = true
				w.carryOn(i) // somebody else was quicker
			}
			return keep(ctx, f)
		}
		_, err := w.universe().Map(t.Context(), w.organise, i.ID, universe.MapInput{Columns: i.Columns, Start: true})
		w.must(err)
		i, err = w.universe().Import(t.Context(), w.organise, i.ID)
		w.must(err)
		_, err = slow.CarryOn(t.Context())
		w.want("overtaken", domain.Is(err, domain.Busy), true)
		i, err = w.universe().Import(t.Context(), w.organise, i.ID)
		w.must(err)
		w.want("counted once", fmt.Sprint(i.Stage, " ", i.Progress.Doors, " ", i.Progress.Same), "done 10 0")
	})
}

func TestRealCouncilFilesComeIn(t *testing.T) {
	inWards(t, func(w *ward) {
		w.must(w.store.PutPostcodes(t.Context(), []target.Postcode{{Country: "GB", Code: "HA8 6NB", At: domain.Point{Lat: 51.61, Lon: -0.27}}}))
		for _, x := range [][2]string{
			{"democracy-counts-utf-16le.csv", "done 23/11 23/0/0"}, {"ems-dcounts-districts.csv", "done 19/0 19/0/0"}, {"ems-idox-eros.csv", "done 9/0 0/0/9"},
			{"ems-xpress-dc.csv", "done 9/0 0/9/0"}, {"encoding-windows1252.tsv", "done 9/0 0/0/9"}, {"ext-csv-with-tsv-ext.tsv", "done 0/9 0/0/0"},
			{"incomplete-file.CSV", "failed sheet-cut-off 10"}, {"not-a-csv.csv", "invalid: sheet-zip"}, {"small-files-empty.csv", "invalid: sheet-empty"},
			{"small-files-nearly_empty.csv", "invalid: sheet-no-rows"},
		} {
			i, err := w.universe().Bring(t.Context(), w.organise, w.effort.ID, universe.FileInput{ID: domain.NewID[universe.ImportID](w.now), File: x[0]}, storetest.OpenReal(t, filepath.Join("council-exports", x[0])))
			got := fmt.Sprint(err)
			if err == nil {
				if i = w.carryOn(i); i.Stage == universe.Checked {
					i = w.start(i)
				}
				p := i.Progress
				got = fmt.Sprintf("%s %d/%d %d/%d/%d", i.Stage, p.Doors, p.Same, p.Exact, p.Near, p.Nowhere)
			}
			if i.Stage == universe.Failed {
				got = fmt.Sprint(i.Stage, " ", i.Why, " ", i.Line)
			}
			w.want(x[0], got, x[1])
		}
	})
}

func TestARegisterComesWithWhatTheLawAsksAndIsNeverExported(t *testing.T) {
	inWards(t, func(w *ward) {
		ctx, s := t.Context(), w.universe()
		w.start(w.bring("Address\n7 Open Road\n"))
		w.effort.Level = canvass.LevelRoll
		w.must(w.store.PutEffort(ctx, w.effort))
		i := w.bring("Elector Number Prefix,Elector Number,Elector Number Suffix,Elector Name,PostCode,Address1,Address2\nEAA,1,0,Secret Ann,BD20 5AB,1 High Street,Keighley\nEAA,2,0,Secret Bea,BD20 5AB,1 High Street,Keighley\n")
		_, err := s.Map(ctx, w.organise, i.ID, universe.MapInput{Columns: i.Columns, Start: true})
		e, _ := domain.AsError(err)
		w.want("asked for", len(e.Fields), 4)
		i, err = s.Map(ctx, w.organise, i.ID, universe.MapInput{Columns: i.Columns, Start: true, Date: "2025-12-01", Supplier: "Bradford Council", Use: "electoral purposes", Expires: "2026-12-31"})
		w.must(err)
		i = w.carryOn(i)
		w.want("doors and people", fmt.Sprint(i.Progress.Doors, i.Progress.People), "1 2")
		w.want("expires with the day", i.Register.Expires.Format(time.DateOnly), "2027-01-01")
		open := 0
		w.must(w.store.Export(ctx, func(table string, columns []string) (func([]string) error, error) {
			return func(row []string) error {
				for _, cell := range row {
					if strings.Contains(cell, "Secret") || strings.Contains(cell, "High Street") {
						t.Errorf("%s hands out %q", table, cell)
					}
					if cell == "Open Road" {
						open++
					}
				}
				return nil
			}, nil
		}))
		w.want("doors of a file that is no register", open, 1)
	})
}

func TestWhoMayBringAFile(t *testing.T) {
	inWards(t, func(w *ward) {
		ctx, s := t.Context(), w.universe()
		i := w.bring("Address\n1 High Street\n")
		theirs := w.person("Theo", w.other, domain.Organiser, domain.Admin)
		lead := w.person("Lea", w.group, domain.Lead)
		acts := map[string]func(domain.Actor) error{
			"bring": func(a domain.Actor) error {
				_, err := s.Bring(ctx, a, w.effort.ID, universe.FileInput{ID: i.ID}, strings.NewReader("Address\n2 High Street\n"))
				return err
			},
			"map": func(a domain.Actor) error {
				_, err := s.Map(ctx, a, i.ID, universe.MapInput{Columns: i.Columns})
				return err
			},
			"look": func(a domain.Actor) error { _, err := s.Import(ctx, a, i.ID); return err },
			"list": func(a domain.Actor) error { _, err := s.Imports(ctx, a, w.effort.ID); return err },
		}
		for name, act := range acts {
			w.want(name+" by nobody", domain.Is(act(domain.Actor{}), domain.SignedOut), true)
			w.want(name+" by another group", domain.Is(act(theirs), domain.NotFound), true)
			w.want(name+" by a lead", domain.Is(act(lead), domain.Denied), true)
			w.must(act(w.organise))
		}
	})
}

func TestOneDoorHoweverItsAddressIsWritten(t *testing.T) {
	inWards(t, func(w *ward) {
		w.start(w.bring("Address,Postcode,UPRN\n\"1 High Street, Keighley\",BD20 5AB,00012345\n\"2 High St, Keighley\",BD20 5AB,\n"))
		i := w.start(w.bring("Number,Street,Postcode,UPRN,Lat,Lon\n1,HIGH STREET,bd205ab,,53.87,-1.9\n2,High St.,BD20 5AB,777,53.88,-1.9\n1,Completely Other,ZZ1 1ZZ,12345,,\n"))
		w.want("new and known", fmt.Sprint(i.Progress.Doors, i.Progress.Same), "0 3")
		var sure []string
		w.must(w.store.read.Raw("select sure from doors order by number").Scan(&sure).Error)
		w.want("found more surely", slices.Compact(sure), []string{"file"})
	})
}

func TestWhoDoesNotWantToBeAskedStaysUnasked(t *testing.T) {
	inWards(t, func(w *ward) {
		first := w.terrace(4)
		w.start(w.bring("Address,Postcode,Do not knock\n1 High Street,BD20 5AB,yes\n2 High Street,BD20 5AB,no\n"))
		door := func(n int) string {
			return string(universe.DoorIDOf(w.effort.ID, universe.Address{Number: fmt.Sprint(n), Street: "High Street", Postcode: "BD20 5AB"}))
		}
		phone := w.equip(w.knock, "phone")
		never := w.note("phone", "do_not_contact", "door", door(3))
		w.send(phone, w.note("phone", "not_home", "door", door(2)), never, w.note("phone", "deceased", "door", door(4)), w.note("phone", "deceased", "door", "somewhere"))
		was := w.effort
		w.effort = w.launch(w.organise, w.group)
		other := w.terrace(4)
		quiet := func(id universe.TurfID) string {
			doors, err := w.store.DoorsIn(t.Context(), id)
			w.must(err)
			var says []bool
			for _, d := range doors {
				says = append(says, d.Quiet)
			}
			return fmt.Sprint(says)
		}
		w.want("in its effort", quiet(first.ID), "[true false true true]")
		w.want("in another at once", quiet(other.ID), "[true false true true]")
		w.must(w.store.db.Exec("delete from tally_marks").Error)
		w.must(w.store.db.Exec("delete from visits where outcome = 'deceased'").Error)
		w.want("when its visit is forgotten", quiet(other.ID), "[true false true true]")

		w.effort = was
		w.send(phone, w.note("phone", "", "kind", "annulment", "refers", idOf(w, never)))
		w.want("a canvasser's undo lifts nothing", quiet(other.ID), "[true false true true]")
		_, err := w.doors.Undo(t.Context(), w.organise, was.ID, canvass.UndoInput{
			ID: domain.NewID[canvass.VisitID](w.now), Visit: canvass.VisitID(idOf(w, never)), Started: w.now,
		})
		w.must(err)
		w.want("an organiser's does", quiet(other.ID), "[true false false true]")
	})
}

func TestOnePersonOfAHouseholdStaysUnasked(t *testing.T) {
	inWards(t, func(w *ward) {
		w.effort.Level = canvass.LevelRoll
		w.must(w.store.PutEffort(t.Context(), w.effort))
		turf := w.terrace(1)
		doors, err := w.store.DoorsIn(t.Context(), turf.ID)
		w.must(err)
		ann := universe.Elector{ID: domain.NewID[universe.ElectorID](w.now), Effort: w.effort.ID, Door: doors[0].ID, Name: "Ann Lee"}
		bea := universe.Elector{ID: domain.NewID[universe.ElectorID](w.now), Effort: w.effort.ID, Door: doors[0].ID, Name: "Bea Lee"}
		w.must(w.store.PutElectors(t.Context(), []universe.Elector{ann, bea}))
		phone := w.equip(w.knock, "phone")
		w.send(phone, w.note("phone", "do_not_contact", "door", string(doors[0].ID), "elector", string(ann.ID)))
		left, err := w.store.ElectorsIn(t.Context(), turf.ID, w.now)
		w.must(err)
		w.want("left to ask", fmt.Sprint(len(left), " ", left[0].Name), "1 Bea Lee")
		after, err := w.store.DoorsIn(t.Context(), turf.ID)
		w.must(err)
		w.want("the door stays", after[0].Quiet, false)
	})
}

func TestADoorWithoutAPositionLiesWhereItsNumberSays(t *testing.T) {
	inWards(t, func(w *ward) {
		n, err := w.universe().LearnUPRNs(t.Context(), strings.NewReader("\ufeffUPRN,X_COORDINATE,Y_COORDINATE,LATITUDE,LONGITUDE\n12345,405800.00,441000.00,53.8656,-1.9133\n777,,,,\n"))
		w.must(err)
		w.want("properties", n, 1)
		i := w.start(w.bring("UPRN,Address,Postcode\n000000012345,1 High Street,BD21 3RH\n777,2 High Street,BD21 3RH\n"))
		w.want("exactly and nowhere", fmt.Sprint(i.Progress.Exact, i.Progress.Near, i.Progress.Nowhere), "1 0 1")
	})
}

func TestAnAreaBecomesOpenStops(t *testing.T) {
	inWards(t, func(w *ward) {
		ctx, s := t.Context(), w.universe()
		w.must(w.store.PutPostcodes(ctx, []target.Postcode{
			{Country: "GB", Code: "E17 4AA", At: domain.Point{Lat: 51.58, Lon: -0.02}}, {Country: "GB", Code: "E17 4AB", At: domain.Point{Lat: 51.59, Lon: -0.02}},
			{Country: "GB", Code: "E1 7AA", At: domain.Point{Lat: 51.52, Lon: -0.07}}, {Country: "GB", Code: "E17 4", At: domain.Point{Lat: 51.58, Lon: -0.02}},
		}))
		for _, tt := range []struct {
			in   universe.AreaInput
			want string
		}{
			{universe.AreaInput{Parts: []string{"e17 4"}}, "2 <nil>"}, {universe.AreaInput{Codes: "E17"}, "0 <nil>"}, {universe.AreaInput{Codes: "E1"}, "1 <nil>"},
			{universe.AreaInput{Corners: "51.57 -0.03\n51.57,-0.01\n51.60,-0.01\n51.60,-0.03"}, "0 <nil>"}, {universe.AreaInput{Codes: "ZZ9"}, "0 conflict: no-postcodes-there"},
			{universe.AreaInput{}, "0 invalid: invalid-input"}, {universe.AreaInput{Corners: "51 0\nx"}, "0 invalid: invalid-input"},
		} {
			n, err := s.Draw(ctx, w.organise, w.effort.ID, tt.in)
			w.want(fmt.Sprintf("%+v", tt.in), fmt.Sprint(n, " ", err), tt.want)
		}
		w.want("open stops", w.count("select count(*) from doors where open"), 3)
		for near, want := range map[string]string{"": "[] 0 <nil>", "e17": "[{E17 4 2}] 2 <nil>", "E1, E17 4": "[{E1 7 1} {E17 4 2}] 3 <nil>", "ZZ9": "[] 0 conflict: no-postcodes-there"} {
			r, err := s.Region(ctx, w.organise, w.effort.ID, near)
			w.want("to be drawn near "+near, fmt.Sprint(r.Parts, " ", len(r.At), " ", err), want)
		}
		_, err := s.Region(ctx, w.person("Lea", w.group, domain.Lead), w.effort.ID, "E17")
		w.want("by a lead", err, "denied: not-your-role")
		turfs, err := s.Cut(ctx, w.organise, w.effort.ID, universe.CutInput{ID: domain.NewID[universe.TurfID](w.now), Size: 5})
		w.must(err)
		w.want("cut like doors", len(turfs), 1)
	})
}
