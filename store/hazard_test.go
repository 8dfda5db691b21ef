package store

import (
	"context"
	"database/sql"
	"errors"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
	"time"

	"gorm.io/gorm"

	"barnstorm/domain"
	"barnstorm/domain/event"
	"barnstorm/domain/letter"
	"barnstorm/domain/people"
	"barnstorm/store/storetest"
)

func TestEventRoundTrip(t *testing.T) {
	inHalls(t, func(h *hall) {
		at := func(hour int) time.Time { return doorsOpen.Add(time.Duration(hour)*time.Hour + 123*time.Microsecond) }
		full := event.Event{
			ID: domain.NewID[event.ID](h.at), Group: h.group, Kind: event.Rally, Slug: "a", Title: "Τίτλος", About: "B", Starts: at(1), Ends: at(2),
			Zone: "Europe/Athens", Where: domain.Place{Name: "C", Street: "D", Town: "E", Postcode: "F", Country: "GR", Area: "G", At: domain.Point{Lat: 1.5, Lon: 2.5}},
			Seat: "H", Capacity: 5, Taken: 3, Held: 1, Waiting: 2, Parted: true, Reserved: 7, Used: 2, Public: true, Private: true, Called: true, Why: "I", Was: at(8), Release: at(5), Series: domain.NewID[event.SeriesID](h.at),
			Details: event.Details{Access: "yn?", AccessAsk: "K", Languages: "L", Room: 9, Shows: 60, Peak: 4, EntryChecked: true, Responsible: "M",
				Outing: event.Outing{Doors: 7, Purpose: "deep", Density: "dense", Minutes: 90, Pairs: true}},
			Remind: []event.Reminding{{Kind: "J", By: time.Hour, Off: true, Words: "K"}}, Version: 1, By: h.organise.Person, Made: at(3), Changed: at(4),
		}
		if none := empty(reflect.ValueOf(full), ""); len(none) > 0 {
			h.Fatal("fill in", none)
		}
		fresh, err := h.store.AddEvent(h.Context(), full)
		h.must(err)
		h.want("new", fresh, true)
		if got := h.event(full.ID); !reflect.DeepEqual(got, full) {
			h.Errorf("%+v, want\n%+v", got, full)
		}
		// An edit writes empty values too: a public event that becomes private is private.
		bare := event.Event{ID: full.ID, Version: 2, Title: "x", Starts: at(5), Ends: at(6), Changed: at(7)}
		ok, err := h.store.PutEvent(h.Context(), bare)
		h.must(err)
		h.want("hit", ok, true)
		bare.Group, bare.Slug, bare.By, bare.Made, bare.Taken, bare.Held, bare.Waiting = full.Group, full.Slug, full.By, full.Made, full.Taken, full.Held, full.Waiting
		bare.Reserved, bare.Used = full.Reserved, full.Used
		if got := h.event(full.ID); !reflect.DeepEqual(got, bare) {
			h.Errorf("emptied: %+v, want\n%+v", got, bare)
		}
		ok, err = h.store.PutEvent(h.Context(), bare)
		h.must(err)
		h.want("an old version hits", ok, false)
	})
}

func TestRSVPRoundTrip(t *testing.T) {
	inHalls(t, func(h *hall) {
		e := h.schedule(9)
		full := event.RSVP{
			ID: domain.NewID[event.RSVPID](h.at), Event: e.ID, Name: "Ann", NameKey: "ann", Contact: "ann@example.org", Person: h.organise.Person,
			Party: 3, Shift: 2, Pool: event.Press, State: event.Offered, Offered: h.at.Add(2 * time.Hour), Queued: h.at.Add(time.Minute), First: true, Needs: "A ramp", Locale: "el", Zone: "Europe/Athens", Confirmed: h.at, Released: h.at, Made: h.at, Changed: h.at.Add(time.Hour),
			InVain: h.at.Add(3 * time.Hour), From: h.schedule(8).ID,
		}
		if none := empty(reflect.ValueOf(full), ""); len(none) > 0 {
			h.Fatal("fill in", none)
		}
		_, err := h.store.AddRSVP(h.Context(), full)
		h.must(err)
		got, err := h.store.RSVP(h.Context(), full.ID)
		h.must(err)
		h.want("rsvp", got, full)
		bare := full
		bare.Person, bare.Party, bare.State, bare.First, bare.Needs, bare.Locale, bare.Zone, bare.Confirmed, bare.Released = "", 1, event.GaveUp, false, "", "", "", time.Time{}, time.Time{}
		bare.Shift, bare.Pool, bare.Offered = 0, "", time.Time{}
		ok, err := h.store.TurnRSVP(h.Context(), bare, event.Waiting)
		h.must(err)
		h.want("an offer is no wait", ok, false)
		ok, err = h.store.TurnRSVP(h.Context(), bare, event.Offered)
		h.must(err)
		h.want("hit", ok, true)
		got, err = h.store.RSVP(h.Context(), full.ID)
		h.must(err)
		h.want("emptied", got, bare)
		ok, err = h.store.TurnRSVP(h.Context(), bare, event.Coming)
		h.must(err)
		h.want("a state that it is not in hits", ok, false)
	})
}

func TestLetterRoundTrip(t *testing.T) {
	inHalls(t, func(h *hall) {
		full := domain.Letter{
			ID: domain.NewID[domain.LetterID](h.at), Key: "k", To: "ann@example.org", Name: "Ann", Person: h.organise.Person, Group: h.group,
			Locale: "de", Kind: "event/confirmed", Fields: map[string]string{"link": "https://example.org/x"}, Bulk: true, Topic: domain.Briefings, Due: h.at, Until: h.at.Add(time.Hour), Zone: "Europe/London",
		}
		if none := empty(reflect.ValueOf(full), ""); len(none) > 0 {
			h.Fatal("fill in", none)
		}
		second := full
		second.ID, second.Key = domain.NewID[domain.LetterID](h.at), "k2"
		// Hazard 1: of a batch in which one row is known already, each row
		// keeps its own key, and the known one is not written again.
		h.must(h.store.Post(h.Context(), full))
		h.must(h.store.Post(h.Context(), second, full, domain.Letter{ID: domain.NewID[domain.LetterID](h.at), Key: "k3", To: "c@example.org", Due: h.at}))
		ls, err := h.store.ClaimLetters(h.Context(), h.at, 10)
		h.must(err)
		found := map[domain.LetterID]letter.Kept{}
		for _, l := range ls {
			found[l.ID] = l
		}
		h.want("letters", len(ls), 3)
		h.want("first", found[full.ID].Letter, full)
		h.want("second", found[second.ID].Letter, second)
	})
}

// Hazard 2: both databases say in one way what was wrong.
func TestErrorsHaveOneName(t *testing.T) {
	inHalls(t, func(h *hall) {
		e := h.schedule(3)
		insert := func(m any) error { return h.store.db.WithContext(h.Context()).Create(m).Error }
		twice := eventOf(e)
		if err := insert(&twice); !errors.Is(err, gorm.ErrDuplicatedKey) {
			h.Errorf("a key twice: %v", err)
		}
		slug := eventOf(e)
		slug.ID = domain.NewID[event.ID](h.at)
		if err := insert(&slug); !errors.Is(err, gorm.ErrDuplicatedKey) {
			h.Errorf("an address twice: %v", err)
		}
		orphan := eventOf(e)
		orphan.ID, orphan.Slug, orphan.GroupID = domain.NewID[event.ID](h.at), "b", domain.NewID[domain.GroupID](h.at)
		if err := insert(&orphan); !errors.Is(err, gorm.ErrForeignKeyViolated) {
			h.Errorf("a group that is not there: %v", err)
		}
		wrong := eventOf(e)
		wrong.ID, wrong.Slug, wrong.Taken = domain.NewID[event.ID](h.at), "c", -1
		if err := insert(&wrong); !errors.Is(err, gorm.ErrCheckConstraintViolated) {
			h.Errorf("less than nobody: %v", err)
		}
	})
}

// Hazard 3: times sort as they pass, whatever zone and fraction they came in.
func TestTimesSortAsTheyPass(t *testing.T) {
	inHalls(t, func(h *hall) {
		athens, _ := time.LoadLocation("Europe/Athens")
		la, _ := time.LoadLocation("America/Los_Angeles")
		base := doorsOpen.AddDate(0, 0, 5)
		want := []time.Time{base, base.Add(time.Microsecond).In(athens), base.Add(10 * time.Microsecond).In(la), base.Add(time.Second), base.Add(time.Second + 500*time.Millisecond).In(athens), base.Add(time.Hour).In(la)}
		for i := len(want) - 1; i >= 0; i-- {
			_, err := h.store.AddEvent(h.Context(), event.Event{ID: domain.NewID[event.ID](h.at), Group: h.group, Slug: nth(i), Title: nth(i), Starts: want[i], Ends: want[i].Add(time.Hour), Public: true, Called: true, Made: want[i], Changed: want[i]})
			h.must(err)
		}
		q := event.Query{From: h.at, Most: 2} // in pages, so that the cursor is compared too
		var got []string
		for {
			es, err := h.store.EventsIn(h.Context(), q)
			h.must(err)
			if len(es) == 0 {
				break
			}
			for _, e := range es {
				got = append(got, e.Title)
			}
			q.After = event.Cursor{Starts: es[len(es)-1].Starts, ID: es[len(es)-1].ID}
		}
		h.want("order", strings.Join(got, " "), "p0 p1 p2 p3 p4 p5")
	})
}

// Hazard 4: false is false.
func TestFalseIsKept(t *testing.T) {
	inHalls(t, func(h *hall) {
		in := h.saturday
		in.ID, in.Hidden = domain.NewID[string](h.at), true
		e, err := h.events.Schedule(h.Context(), h.organise, in)
		h.must(err)
		h.want("public", h.event(e.ID).Public, false)
		_, err = h.events.Show(h.Context(), domain.Actor{}, e.Slug)
		h.want("a stranger sees it", err, "not-found: no-such-event")
	})
}

// Hazard 8b: PostgreSQL gives up a transaction at its first error and SQLite
// goes on; a use case that returns the error leaves nothing on either.
func TestAnErrorEndsATransaction(t *testing.T) {
	inHalls(t, func(h *hall) {
		before := storetest.Snapshot(h.T, h.store)
		err := Atomically[people.Store](h.store)(h.Context(), func(tx people.Store) error {
			h.must(tx.SetHouse(h.Context(), "a", "b"))
			return tx.PutGroup(h.Context(), people.Group{ID: domain.NewID[domain.GroupID](h.at), Name: "no entity", Country: "GB", Currency: "GBP"})
		})
		if err == nil {
			h.Error("a group without an entity was kept")
		}
		h.want("left", storetest.Snapshot(h.T, h.store), before)
	})
}

func TestADatabaseThatIsAway(t *testing.T) {
	t.Parallel()
	away, err := Open("postgres://nobody@127.0.0.1:1/none?sslmode=disable&connect_timeout=1", storetest.Key)
	if err != nil {
		t.Fatal(err)
	}
	defer away.Close()
	if err := away.Ping(t.Context()); !domain.Is(err, domain.Busy) {
		t.Errorf("no server: %v", err)
	}
	if _, err := away.Person(t.Context(), "x"); !domain.Is(err, domain.Busy) {
		t.Errorf("no server: %v", err)
	}
	inHalls(t, func(h *hall) {
		e := h.schedule(3)
		late, cancel := context.WithTimeout(h.Context(), 0)
		defer cancel()
		_, err := h.events.RSVP(late, domain.Actor{}, e.ID, h.input("Ann", 1), "en")
		h.want("too slow", domain.Is(err, domain.Busy), true)
		if h.store.postgres {
			return
		}
		// A disk that is full.
		var pages int
		h.must(h.store.db.Raw("pragma page_count").Scan(&pages).Error)
		h.must(h.store.db.Exec("pragma max_page_count = 1").Error)
		for i := 0; err == nil || domain.Is(err, domain.Busy) && i < 1; i++ {
			_, err = h.events.RSVP(h.Context(), domain.Actor{}, e.ID, h.input(nth(i), 1), "en")
			if domain.Is(err, domain.Busy) {
				break
			}
		}
		h.want("full", domain.Is(err, domain.Busy), true)
		if h.event(e.ID).Title == "" {
			h.Error("reading does not work on a full disk")
		}
		h.must(h.store.db.Exec("pragma max_page_count = 1000000").Error)
		h.come(e.ID, "Later", 1)
		h.sound(e.ID)
	})
}

func TestPathsOfAnySigns(t *testing.T) {
	for _, name := range []string{"a#b", "a?b=c", "100%", "a b", "ä"} {
		dir := filepath.Join(t.TempDir(), name)
		s := storetest.Open(t, Open, filepath.Join(dir, "x.db"))
		if err := s.Migrate(t.Context()); err != nil {
			t.Fatal(err)
		}
		if _, err := os.Stat(filepath.Join(dir, "x.db")); err != nil {
			t.Error(err)
		}
	}
}

func TestThreeStartersMigrateOnce(t *testing.T) {
	t.Parallel()
	start := func(t *testing.T, url string) {
		errs := make(chan error)
		for range 3 {
			s := storetest.Open(t, Open, url)
			go func() { errs <- s.Migrate(context.Background()) }()
		}
		for range 3 {
			if err := <-errs; err != nil {
				t.Error(err)
			}
		}
		s := storetest.Open(t, Open, url)
		for _, text := range []string{"drop index lifts_open", "alter table lifts drop column shift", "delete from goose_db_version where version_id = 69"} {
			if err := s.db.Exec(text).Error; err != nil {
				t.Fatal(err)
			}
		}
		if err := s.Migrate(t.Context()); err != nil {
			t.Error("one that lands after those with higher numbers: ", err)
		}
		var n, files int
		if err := s.db.Raw("select count(*) from goose_db_version where version_id > 0").Scan(&n).Error; err != nil {
			t.Fatal(err)
		}
		if all, err := filepath.Glob("migrations/*.sql"); err == nil {
			files = len(all)
		}
		if n != files {
			t.Errorf("%d migrations were applied, there are %d", n, files)
		}
	}
	t.Run("sqlite", func(t *testing.T) { start(t, filepath.Join(t.TempDir(), "x.db")) })
	if storetest.HasServer(t) {
		t.Run("postgres", func(t *testing.T) { start(t, storetest.EmptyPostgres(t)) })
	}
}

// Whoever leaves in the middle of a transaction is told so, whatever the
// database says of it: nobody is called at night for a phone that hung up.
func TestLeavingInTheMiddleIsNoFault(t *testing.T) {
	inHalls(t, func(h *hall) {
		ctx, leave := context.WithCancel(h.Context())
		err := Atomically[*Store](h.store)(ctx, func(tx *Store) error {
			leave()
			for !errors.Is(tx.db.WithContext(context.Background()).Exec("select 1").Error, sql.ErrTxDone) { // it is undone beside us
			}
			return nil
		})
		if !errors.Is(err, context.Canceled) {
			h.Errorf("whoever left is told %v", err)
		}
	})
}
