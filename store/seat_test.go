package store

import (
	"context"
	"errors"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
	"time"

	"barnstorm/domain"
	"barnstorm/domain/event"
	"barnstorm/domain/people"
	"barnstorm/domain/seat"
	"barnstorm/domain/target"
	"barnstorm/store/storetest"
)

var seatDay = time.Date(2026, 10, 3, 9, 30, 0, 0, time.UTC)

// coming is events by seat, as a calendar of its own.
type coming map[string]target.Next

func (c coming) Coming(_ context.Context, seats []string, w target.Wish) (map[string]target.Next, error) {
	found := map[string]target.Next{}
	for _, s := range seats {
		if n, ok := c[s]; ok && n.Starts.After(w.From) && (w.Until.IsZero() || n.Starts.Before(w.Until)) {
			found[s] = n
		}
	}
	return found, nil
}

func (coming) SeatsFree(context.Context, []string) (map[string]int, error) { return nil, nil }

// seats runs f with a service over an empty house, with one group in it, on
// both databases.
func seats(t *testing.T, f func(t *testing.T, s *Store, svc *target.Service)) {
	t.Helper()
	each(t, func(t *testing.T, s *Store) {
		if err := errors.Join(
			s.PutEntity(t.Context(), people.Entity{ID: liveEntity, Name: "Aire Valley Association", Country: "GB", Kind: "members association", Made: seatDay}),
			s.PutGroup(t.Context(), people.Group{ID: liveGroup, Lineage: string(liveGroup) + "/", Slug: "aire", Name: "Aire Valley Together", Entity: liveEntity, Country: "GB", Currency: "GBP", Zone: "Europe/London", Locale: "en", Made: seatDay}),
		); err != nil {
			t.Fatal(err)
		}
		f(t, s, &target.Service{Store: s, Atomically: Atomically[target.Store](s), Events: coming{}, Clock: func() time.Time { return seatDay }})
	})
}

var (
	anglesey = target.Seat{
		Code: "W07000112", Name: "Ynys Môn", Country: "GB", Region: "Wales", First: "PC", Second: "Con", Votes: map[string]int{"PC": 10590, "Con": 9953},
		Majority: 637, Valid: 32595, Electorate: 53141, Held: time.Date(2024, 7, 4, 0, 0, 0, 0, time.UTC), Source: "typed in", Centre: domain.Point{Lat: 53.25, Lon: -4.5},
	}
	angleseyShape = target.Boundary{
		Code: anglesey.Code, Name: anglesey.Name, Centre: domain.Point{Lat: 53.2, Lon: -4.33},
		Shape: seat.Shape{{{{Lat: 53.1, Lon: -4.6}, {Lat: 53.1, Lon: -4.1}, {Lat: 53.4, Lon: -4.3}}}},
	}
	angleseyCode = target.Postcode{Country: "GB", Code: "LL77 7TW", At: domain.Point{Lat: 53.25, Lon: -4.31}, Seat: anglesey.Code}
	angleseyTown = target.Town{Country: "GB", Name: "Llangefni", At: domain.Point{Lat: 53.25, Lon: -4.31}}
)

// cameBack fails unless what came back is what was kept, with no field empty.
func cameBack(t *testing.T, got, want any, err error) {
	t.Helper()
	if rv := reflect.ValueOf(want); rv.Kind() == reflect.Slice {
		filled(t, rv.Index(0).Interface())
	} else {
		filled(t, want)
	}
	if err != nil || !reflect.DeepEqual(got, want) {
		t.Errorf("kept %+v\ncame back %+v, %v", want, got, err)
	}
}

func TestSeatsRoundTrip(t *testing.T) {
	seats(t, func(t *testing.T, s *Store, _ *target.Service) {
		ctx := t.Context()
		for range 2 {
			if err := errors.Join(s.PutSeats(ctx, []target.Seat{anglesey}), s.PutBoundaries(ctx, []target.Boundary{angleseyShape}),
				s.PutPostcodes(ctx, []target.Postcode{angleseyCode}), s.PutTowns(ctx, []target.Town{angleseyTown})); err != nil {
				t.Fatal(err)
			}
		}
		got, err := s.Seats(ctx, "GB")
		cameBack(t, got, []target.Seat{anglesey}, err)
		shapes, err := s.BoundariesIn(ctx, seat.Box{South: 53.3, West: -4.2, North: 53.5, East: -4})
		cameBack(t, shapes, []target.Boundary{angleseyShape}, err)
		codes, err := s.PostcodesLike(ctx, angleseyCode.Code)
		cameBack(t, codes, []target.Postcode{angleseyCode}, err)
		towns, err := s.TownsLike(ctx, "llan", 5)
		cameBack(t, towns, []target.Town{angleseyTown}, err)
		if none, err := s.Seats(ctx, "DE"); err != nil || len(none) != 0 {
			t.Errorf("seats of another country: %v, %v", none, err)
		}
		if none, err := s.BoundariesIn(ctx, seat.Box{South: 50, West: -4.2, North: 51, East: -4}); err != nil || len(none) != 0 {
			t.Errorf("shapes elsewhere: %v, %v", none, err)
		}
		if none, err := s.TownsLike(ctx, "ll%", 5); err != nil || len(none) != 0 {
			t.Errorf("a sign of like was taken as one: %v, %v", none, err)
		}
		if err := s.CentreSeats(ctx); err != nil {
			t.Fatal(err)
		}
		if got, err := s.SeatsLike(ctx, "mon", 5); err != nil || len(got) != 1 || got[0].Centre != angleseyShape.Centre {
			t.Errorf("%+v, %v", got, err)
		}
	})
}

func TestDecisionsRoundTrip(t *testing.T) {
	seats(t, func(t *testing.T, s *Store, _ *target.Service) {
		ctx := t.Context()
		source := target.Source{Kind: "seats", Says: "us", File: "a.csv", Count: 1, At: seatDay}
		side := target.Side{Group: liveGroup, Party: "PC", By: domain.NewID[domain.PersonID](seatDay), Name: "Sam Okafor", At: seatDay}
		d := target.Decision{ID: domain.NewID[string](seatDay), Group: liveGroup, Seat: anglesey.Code, Side: "PC", By: side.By, Name: "Sam Okafor", At: seatDay, Note: "close", Ended: seatDay, EndedBy: side.By}
		m := decisionOf(d)
		cameBack(t, m.decision(), d, nil)
		if err := errors.Join(s.PutSeats(ctx, []target.Seat{anglesey}), s.PutSource(ctx, source), s.PutSide(ctx, side)); err != nil {
			t.Fatal(err)
		}
		sources, err := s.Sources(ctx)
		cameBack(t, sources, []target.Source{source}, err)
		back, err := s.Side(ctx, liveGroup)
		cameBack(t, back, side, err)
		d.Ended, d.EndedBy = time.Time{}, ""
		for i, want := range []bool{true, false} {
			d.ID = domain.NewID[string](seatDay)
			if fresh, err := s.Decide(ctx, d); err != nil || fresh != want {
				t.Errorf("decision %d on the same seat is new: %v, %v", i, fresh, err)
			}
		}
		for i, want := range []bool{true, false} {
			if ended, err := s.EndDecision(ctx, liveGroup, d.Seat, side.By, seatDay); err != nil || ended != want {
				t.Errorf("end %d of it: %v, %v", i, ended, err)
			}
		}
	})
}

// What is coming in a seat is public, on, in the future and, where there is a
// choice, not full.
func TestComing(t *testing.T) {
	seats(t, func(t *testing.T, s *Store, _ *target.Service) {
		ctx := t.Context()
		add := func(slug string, days int, change func(*event.Event)) {
			e := event.Event{
				ID: domain.NewID[event.ID](seatDay), Group: liveGroup, Kind: event.Unseat, Slug: slug, Title: "Unseat", Starts: seatDay.AddDate(0, 0, days),
				Ends: seatDay.AddDate(0, 0, days).Add(time.Hour), Zone: "Europe/London", Seat: "A", Capacity: 60, Public: true, Called: true, Made: seatDay, Changed: seatDay,
			}
			change(&e)
			if _, err := s.AddEvent(ctx, e); err != nil {
				t.Fatal(err)
			}
		}
		add("past", -1, func(*event.Event) {})
		add("private", 1, func(e *event.Event) { e.Public = false })
		add("off", 1, func(e *event.Event) { e.Called = false })
		add("full", 2, func(e *event.Event) { e.Taken = 60 })
		add("open", 3, func(e *event.Event) { e.Taken = 31 })
		add("later", 4, func(e *event.Event) { e.Details.Access = "yn" })
		add("b-full", 5, func(e *event.Event) { e.Seat, e.Taken = "B", 60 })
		add("b-fuller", 6, func(e *event.Event) { e.Seat, e.Taken = "B", 70 })
		add("c", 7, func(e *event.Event) { e.Seat, e.Capacity = "C", 0 })
		for want, w := range map[string]target.Wish{
			"open": {}, "later": {StepFree: true}, "": {StepFree: true, Until: seatDay.AddDate(0, 0, 4)}, "full": {Until: seatDay.AddDate(0, 0, 3)},
		} {
			w.From = seatDay
			got, err := s.Coming(ctx, []string{"A"}, w)
			if err != nil || got["A"].Slug != want {
				t.Errorf("%+v: %q instead of %q, %v", w, got["A"].Slug, want, err)
			}
		}
		got, err := s.Coming(ctx, []string{"A", "B", "D"}, target.Wish{From: seatDay})
		if err != nil || len(got) != 2 || got["A"].Slug != "open" || got["A"].Left() != 29 || got["B"].Slug != "b-full" || !got["A"].Starts.Equal(seatDay.AddDate(0, 0, 3)) {
			t.Errorf("%+v, %v", got, err)
		}
	})
}

func TestWrongFilesChangeNothing(t *testing.T) {
	seats(t, func(t *testing.T, s *Store, svc *target.Service) {
		ctx := t.Context()
		imports := map[string]func(string) error{
			"seats": func(name string) error {
				_, err := svc.ImportSeats(ctx, target.File{Name: name, From: storetest.OpenReal(t, name)})
				return err
			},
			"boundaries": func(name string) error {
				_, err := svc.ImportBoundaries(ctx, target.File{Name: name, From: storetest.OpenReal(t, name)})
				return err
			},
			"postcodes": func(name string) error {
				_, err := svc.ImportPostcodes(ctx, target.File{Name: name, From: storetest.OpenReal(t, name)})
				return err
			},
		}
		exports := storetest.Real(t, "council-exports")
		files, err := filepath.Glob(exports + "/*")
		if err != nil || len(files) == 0 {
			t.Fatal("no exports of councils: ", err)
		}
		files = append(files, "uk-postcodes/header.csv", "people/osdi-sample-people.csv")
		for _, name := range files {
			name = strings.Replace(name, exports, "council-exports", 1)
			for kind, read := range imports {
				err := read(name)
				// Two council exports are tables of addresses with postcodes and
				// grid references under other names: their columns are refused too.
				if e, ok := domain.AsError(err); !ok || e.Kind != domain.Invalid {
					t.Errorf("%s as %s: %v", name, kind, err)
				}
			}
		}
		if all, err := s.Seats(ctx, ""); err != nil || len(all) != 0 {
			t.Errorf("%d seats, %v", len(all), err)
		}
		if all, err := s.Sources(ctx); err != nil || len(all) != 0 {
			t.Errorf("%v, %v", all, err)
		}
	})
}

func TestWrongRowsAreNamed(t *testing.T) {
	const head = "code,name,electorate,valid votes,first party,second party,majority,Con,Lab,All other candidates\n"
	seats(t, func(t *testing.T, s *Store, svc *target.Service) {
		ctx := t.Context()
		for rows, want := range map[string]string{
			"E1,A,1000,600,Con,Lab,20,300,280,20\nE1,B,1000,600,Con,Lab,20,300,280,20\n": "line 3, code: row-twice",
			"E1,A,1000,6oo,Con,Lab,20,300,280,20\n":                                      "line 2, valid votes: row-number",
			"E1,A,500,600,Con,Lab,20,300,280,20\n":                                       "line 2, valid votes: row-more-than-electorate",
			"E1,A,1000,600,Con,Lab,30,300,280,20\n":                                      "line 2, majority: row-majority-differs",
			"E1,A,1000,600,Con,Lab,20,300,280,40\n":                                      "line 2, valid votes: row-votes-differ",
			",A,1000,600,Con,Lab,20,300,280,20\n":                                        "line 2, code: needed",
			"E1,,1000,600,Con,Lab,20,300,280,20\n":                                       "line 2, name: needed",
		} {
			_, err := svc.ImportSeats(ctx, target.File{From: strings.NewReader(head + rows)})
			e, ok := domain.AsError(err)
			if !ok {
				t.Fatalf("%q: %v", rows, err)
			}
			where, code, _ := strings.Cut(want, ": ")
			fields := map[string]string{}
			for k, v := range e.Fields {
				fields[strings.ToLower(k)] = v
			}
			if fields[where] != code {
				t.Errorf("%q: %v, want %s", rows, e.Fields, want)
			}
		}
		for rows, want := range map[string]string{
			"postcode,lat,lon\nE1 0AA,51.5,-0.05\nnowhere,51.5,0\n":          "line 3, postcode: row-postcode",
			"postcode,lat,lon\nE1 0AA,fifty,-0.05\n":                         "line 2, lat: row-position",
			"\"E1 0AA\",10,99999999,181084,a,b,c,d,e,f\n":                    "line 1, eastings: row-position",
			"postcode,lat,lon\n" + strings.Repeat("x,1,1\n", 2000) + "y,1,1": "line 2, postcode: row-postcode",
		} {
			_, err := svc.ImportPostcodes(ctx, target.File{From: strings.NewReader(rows)})
			e, ok := domain.AsError(err)
			if !ok {
				t.Fatalf("%.60q: %v", rows, err)
			}
			where, code, _ := strings.Cut(want, ": ")
			found := false
			for k, v := range e.Fields {
				found = found || strings.ToLower(k) == where && v == code
			}
			if !found {
				t.Errorf("%.60q: %v, want %s", rows, e.Fields, want)
			}
		}
		if found, err := s.PostcodesLike(ctx, "E1 0AA"); err != nil || len(found) != 0 {
			t.Errorf("a refused file left %v, %v", found, err)
		}
	})
}

// The published files, exactly as they are, twice.
func TestRealFiles(t *testing.T) {
	seats(t, func(t *testing.T, s *Store, svc *target.Service) {
		ctx := t.Context()
		for range 2 {
			got, err := svc.ImportSeats(ctx, target.File{Name: "HoC-GE2024-results-by-constituency.csv", From: storetest.OpenReal(t, "uk-elections/HoC-GE2024-results-by-constituency.csv")})
			if err != nil || got.Count != 650 || !strings.Contains(got.Source, "House of Commons") {
				t.Fatalf("%+v, %v", got, err)
			}
		}
		all, err := s.Seats(ctx, "GB")
		if err != nil || len(all) != 650 {
			t.Fatal(len(all), err)
		}
		facts := map[string]string{
			"Hendon": "Lab/Con 15", "Poole": "Lab/Con 18", "Basildon and Billericay": "Con/Lab 20", "North West Cambridgeshire": "Lab/Con 39",
			"Central Devon": "Con/Lab 61", "Havant": "Con/Lab 92", "Chingford and Woodford Green": "Con/Lab 4757",
			"Islington North": "Ind/Lab 7247", "Chorley": "Spk/Green 20575", "North Antrim": "TUV/DUP 450", "Blackburn": "Ind/Lab 132",
		}
		for _, one := range all {
			got := one.First + "/" + one.Second + " " + itoa(one.Majority)
			if want, ok := facts[one.Name]; ok && got != want {
				t.Errorf("%s is %s, want %s", one.Name, got, want)
			}
			delete(facts, one.Name)
			sum := 0
			for _, n := range one.Votes {
				sum += n
			}
			if sum != one.Valid || one.Votes[one.First]-one.Votes[one.Second] != one.Majority || one.Held.Year() != 2024 {
				t.Errorf("%s: %+v", one.Name, one)
			}
		}
		if len(facts) > 0 {
			t.Errorf("not there: %v", facts)
		}
		for range 2 {
			if got, err := svc.ImportBoundaries(ctx, target.File{From: storetest.OpenReal(t, "uk-boundaries/pcon_july_2024_BUC_simplified.geojson")}); err != nil || got.Count != 650 {
				t.Fatalf("%+v, %v", got, err)
			}
		}
		for file, count := range map[string]int{"e": 16844, "ig": 6074, "n": 17573} {
			got, err := svc.ImportPostcodes(ctx, target.File{Name: file + ".csv", From: storetest.OpenReal(t, "uk-postcodes/"+file+".csv")})
			if err != nil || got.Count+got.Skipped != count {
				t.Fatalf("%s: %+v, %v", file, got, err)
			}
		}
		realNearest(t, s, svc)
	})
}
