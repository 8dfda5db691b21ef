package people_test

import (
	"database/sql"
	"os"
	"strings"
	"sync"
	"testing"
	"time"

	"barnstorm/domain"
	"barnstorm/domain/people"
	"barnstorm/store"
	"barnstorm/store/storetest"
)

// A house is the people over one database, with a clock that the test turns.
type house struct {
	*testing.T
	store  *store.Store
	people *people.Service
	url    string // of the database
	mu     sync.Mutex
	now    time.Time
}

// inHouses runs a test on both databases.
func inHouses(t *testing.T, test func(*house)) {
	storetest.Each(t, store.Open, func(t *testing.T, s *store.Store) { test(newHouse(t, s)) })
}

func newHouse(t *testing.T, s *store.Store) *house {
	h := &house{T: t, store: s, url: storetest.URL(t, s), now: time.Date(2026, 12, 5, 11, 30, 0, 0, time.UTC)}
	h.people = &people.Service{
		Store: s, Atomically: store.Atomically[people.Store](s), Clock: h.clock,
		URL: func(path string) string { return "https://example.org" + path },
	}
	return h
}

func (h *house) clock() time.Time {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.now
}

func (h *house) pass(d time.Duration) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.now = h.now.Add(d)
}

func (h *house) must(err error) {
	h.Helper()
	if err != nil {
		h.Fatal(err)
	}
}

// refuses holds that err is a refusal with code.
func (h *house) refuses(what string, err error, code string) {
	h.Helper()
	e, ok := domain.AsError(err)
	if !ok || e.Code != code && e.Fields["code"] != code {
		h.Errorf("%s: %v, want %s", what, err, code)
	}
}

// begun starts the house and returns its founder and first group.
func (h *house) begun() (domain.Actor, people.Group) {
	h.Helper()
	t, err := h.people.OpenStart(h.Context())
	h.must(err)
	id, err := h.people.Start(h.Context(), t, startInput, true)
	h.must(err)
	g, err := h.store.TopGroup(h.Context())
	h.must(err)
	return h.actor(id), g
}

var startInput = people.StartInput{
	Group: "Britain Together", Country: "GB", Currency: "GBP", Locale: "en", Zone: "Europe/London",
	Entity: "Britain Together Ltd", Address: "1 Mill Lane", Kind: "association", Name: "Samira", Email: "Samira@Example.org",
}

func (h *house) actor(id domain.PersonID) domain.Actor {
	h.Helper()
	who, err := h.people.Actor(h.Context(), id)
	h.must(err)
	return who
}

// found makes a group below another.
func (h *house) found(who domain.Actor, above domain.GroupID, name string) people.Group {
	h.Helper()
	g, err := h.people.Found(h.Context(), who, above, people.GroupInput{
		ID: domain.NewID[string](h.clock()), Name: name, Country: "GB", Currency: "GBP", Zone: "Europe/London", Locale: "en",
	})
	h.must(err)
	return g
}

// joined lets somebody join a group by mail and signs them in.
func (h *house) joined(name, email string, g domain.GroupID) domain.Actor {
	h.Helper()
	h.pass(time.Second) // so that the newest letter is the newest
	id, browser, err := h.people.Join(h.Context(), domain.Actor{}, people.JoinInput{Name: name, Email: email, Group: string(g)}, "en", "here")
	h.must(err)
	ready, err := h.people.SignIn(h.Context(), people.Answer{ID: id, Browser: browser, Code: h.letter(email).Fields["code"]})
	h.must(err)
	return h.actor(ready.Person)
}

// letter is the newest letter to an address.
func (h *house) letter(email string) domain.Letter {
	h.Helper()
	ls, err := h.store.LettersTo(h.Context(), email, 1)
	h.must(err)
	if len(ls) == 0 {
		h.Fatalf("no letter to %s", email)
	}
	return ls[0].Letter
}

// linkIn is the token of the link in a letter.
func linkIn(l domain.Letter) domain.Token {
	_, token, _ := strings.Cut(l.Fields["link"], "/sign-in/")
	return domain.Token(token)
}

// dump is every byte of the database, as whoever steals it reads it.
func (h *house) dump() string {
	h.Helper()
	if store.IsServer(h.url) {
		return h.tables()
	}
	var all []byte
	for _, end := range []string{"", "-wal"} {
		b, err := os.ReadFile(h.url + end)
		if err != nil && !os.IsNotExist(err) {
			h.Fatal(err)
		}
		all = append(all, b...)
	}
	return string(all)
}

// tables is every row of a server's tables as text.
func (h *house) tables() string {
	h.Helper()
	db := storetest.SQL(h.T, h.store)
	var all strings.Builder
	for _, name := range []string{"sessions", "sign_ins", "links", "letters", "people", "contacts", "second_factors", "recovery_codes"} {
		var text sql.NullString
		h.must(db.QueryRowContext(h.Context(), "select string_agg(t::text, ' ') from "+name+" t").Scan(&text))
		all.WriteString(text.String)
	}
	return all.String()
}
