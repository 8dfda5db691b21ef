package journey

import (
	"context"
	"encoding/hex"
	"testing"
	"time"

	"barnstorm/domain"
	"barnstorm/domain/event"
	"barnstorm/domain/people"
	"barnstorm/store"
	"barnstorm/store/storetest"
)

// A movement is a small one on a database of its own, made through the use
// cases, for journeys that want to know exactly what is there.
type movement struct {
	t         *testing.T
	db        string
	store     *store.Store
	people    *people.Service
	event     *event.Service
	organiser domain.Actor
	group     domain.GroupID
}

func found(t *testing.T, db string) *movement {
	t.Helper()
	s := storetest.Open(t, store.Open, db)
	nowhere := func(path string) string { return "http://127.0.0.1" + path }
	m := &movement{
		t: t, db: db, store: s,
		people: &people.Service{Store: s, Atomically: store.Atomically[people.Store](s), Clock: time.Now, URL: nowhere},
		event:  &event.Service{Store: s, Atomically: store.Atomically[event.Store](s), Clock: time.Now, URL: nowhere, Sites: s},
	}
	ctx := context.Background()
	start, err := m.people.OpenStart(ctx)
	if err != nil {
		t.Fatal(err)
	}
	id, err := m.people.Start(ctx, start, people.StartInput{
		Group: "Islington together", Country: "GB", Currency: "GBP", Locale: "en", Zone: "Europe/London",
		Entity: "Islington together ltd", Address: "1 Upper Street, London N1", Kind: "company", Name: "Ada Organiser", Email: "ada@example.org",
	}, true)
	if err != nil {
		t.Fatal(err)
	}
	if m.organiser, err = m.people.Actor(ctx, id); err != nil {
		t.Fatal(err)
	}
	m.group = m.organiser.Where(domain.ScheduleEvents)[0]
	return m
}

// keyText is the key of the house in tests, as SECRET_KEY takes it.
var keyText = hex.EncodeToString(storetest.Key)

// opens starts the program over the movement's database.
func (m *movement) opens() *house {
	m.t.Helper()
	return run(m.t, []string{"DATABASE_URL=" + m.db, "SECRET_KEY=" + keyText}, "serve")
}

// schedules calls an event in some days, with so many places.
func (m *movement) schedules(title string, days, places int) event.Event {
	m.t.Helper()
	at := time.Now().AddDate(0, 0, days)
	e, err := m.event.Schedule(context.Background(), m.organiser, event.Input{
		ID: domain.NewID[string](time.Now()), Group: string(m.group), Kind: "unseat", Title: title,
		About: "We knock on doors in pairs.\n\nNobody needs to have done it before.", Starts: at.Format("2006-01-02") + "T11:00", Zone: "Europe/London",
		Venue: "Highbury Fields bandstand", Street: "Highbury Crescent", Town: "London", Postcode: "N5 1AR", Lat: 51.55, Lon: -0.1, Capacity: places,
	})
	if err != nil {
		m.t.Fatal(err)
	}
	return e
}

// link is what a letter of a kind to an address links to.
func (m *movement) link(address, kind string) (link string) {
	m.t.Helper()
	letters, err := m.store.LettersTo(context.Background(), address, 20)
	if err != nil {
		m.t.Fatal(err)
	}
	for _, l := range letters {
		if l.Letter.Kind == kind {
			return l.Letter.Fields["link"]
		}
	}
	m.t.Fatalf("no letter %s to %s among %d", kind, address, len(letters))
	return ""
}
