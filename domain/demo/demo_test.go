package demo_test

import (
	"strings"
	"testing"
	"time"

	"barnstorm/domain"
	"barnstorm/domain/demo"
	"barnstorm/domain/event"
	"barnstorm/domain/letter"
	"barnstorm/domain/people"
	"barnstorm/domain/programme"
	"barnstorm/store"
	"barnstorm/store/storetest"
)

var day = time.Date(2026, 11, 22, 9, 0, 0, 0, time.UTC)

func movement(s *store.Store, size int) *demo.Movement {
	clock, url := domain.Clock(func() time.Time { return day }), func(path string) string { return "http://127.0.0.1:8080" + path }
	return &demo.Movement{
		Store: s, Atomically: store.Atomically[demo.Store](s), Clock: clock, URL: url, Size: size,
		People:  &people.Service{Store: s, Atomically: store.Atomically[people.Store](s), Clock: clock, URL: url},
		Letters: &letter.Service{Store: s, Atomically: store.Atomically[letter.Store](s), Clock: clock, URL: url},
	}
}

func TestTheMovementIsMadeAndHolds(t *testing.T) {
	storetest.Each(t, store.Open, func(t *testing.T, s *store.Store) {
		m := movement(s, 4)
		if err := m.Make(t.Context(), 1); err != nil {
			t.Fatal(err)
		}
		if is, err := m.Is(t.Context()); err != nil || !is {
			t.Error("is no demo", err)
		}
		if broken, err := s.Breaches(t.Context(), day); err != nil || len(broken) > 0 {
			t.Error(broken, err)
		}
		groups, err := s.GroupsIn(t.Context(), "")
		if err != nil || len(groups) != 40 {
			t.Error(len(groups), "groups", err)
		}
		es, err := s.EventsIn(t.Context(), event.Query{Most: 1000, From: day.AddDate(0, -2, 0)})
		if err != nil || len(es) < 10 {
			t.Error(len(es), "events", err)
		}
		for _, e := range es {
			if text := e.Title + e.About; strings.ContainsAny(text, "{}") || strings.Contains(text, "lorem") || !e.Where.At.Valid() || e.Title == "" || len(e.About) < 80 {
				t.Errorf("%+v", e)
			}
			if e.Starts.Before(day.AddDate(0, 0, -15)) || e.Starts.After(day.AddDate(0, 0, 73)) {
				t.Error(e.Title, "on", e.Starts)
			}
		}
		furnished(t, s, es)
		if err := m.Make(t.Context(), 1); !domain.Is(err, domain.Conflict) {
			t.Error("a demo was made over a demo:", err)
		}
		readyLinks(t, m, s)
	})
}

// furnished holds that a newcomer meets everything that a hall can have.
func furnished(t *testing.T, s *store.Store, es []event.Event) {
	t.Helper()
	ctx, seen := t.Context(), map[string]int{}
	for _, e := range es {
		if e.Details.Languages != "" && strings.Contains(string(e.Details.Access), "y") {
			seen["says what it offers"]++
		}
		seen["plans by doors"] += min(1, e.Details.Outing.Doors)
		seen["has a room"] += min(1, e.Details.Room)
		l, err := s.Layout(ctx, e.ID)
		if err != nil {
			t.Fatal(err)
		}
		seen["shifts"] += max(0, len(l.Shifts)-1)
		seen["pools"] += max(0, len(l.Pools())-1)
		hosts, err := s.HostsOf(ctx, e.ID)
		if err != nil {
			t.Fatal(err)
		}
		for _, h := range hosts {
			seen["host "+map[bool]string{true: "asked", false: "accepted"}[h.Person == ""]]++
		}
		lifts, err := s.LiftsTo(ctx, e.ID)
		if err != nil {
			t.Fatal(err)
		}
		for _, l := range lifts {
			seen["lift "+string(l.Side)]++
			pairs, err := s.Pairs(ctx, l.ID)
			if err != nil {
				t.Fatal(err)
			}
			for _, p := range pairs {
				if p.Agreed() {
					seen["agreed"]++
				}
			}
		}
		onProgramme(t, s, e, seen)
		open, err := s.OpenProposals(ctx, []domain.GroupID{e.Group}, 9)
		if err != nil {
			t.Fatal(err)
		}
		seen["proposals"] += len(open)
	}
	for _, what := range []string{"says what it offers", "plans by doors", "shifts", "pools", "host asked", "host accepted", "lift want", "lift offer", "lift coach", "agreed", "proposals", "sessions", "rooms", "named", "asked for their name", "delegations", "picks", "clash speaker"} {
		if seen[what] == 0 {
			t.Errorf("nothing of %q: %v", what, seen)
		}
	}
}

// onProgramme counts what is on the programme of an event.
func onProgramme(t *testing.T, s *store.Store, e event.Event, seen map[string]int) {
	t.Helper()
	p, err := (&programme.Service{Store: s}).Show(t.Context(), domain.Actor{}, e.Slug)
	if domain.Is(err, domain.NotFound) {
		return
	}
	if err != nil {
		t.Fatal(err)
	}
	seen["sessions"] += len(p.Sessions)
	seen["rooms"] += len(p.Rooms)
	for _, x := range p.Speakers {
		seen[map[bool]string{true: "named", false: "asked for their name"}[x.Named()]]++
	}
	for _, c := range p.Clashes {
		seen["clash "+string(c.Kind)]++
	}
	for _, x := range p.Sessions {
		seen["picks"] += x.Taken
	}
	ds, err := s.DelegationsTo(t.Context(), e.ID)
	if err != nil {
		t.Fatal(err)
	}
	seen["delegations"] += len(ds)
}

// readyLinks walks in by every ready link, and by none that is not one.
func readyLinks(t *testing.T, m *demo.Movement, s *store.Store) {
	t.Helper()
	ready, err := m.Walk(t.Context())
	if err != nil || len(ready) != 8 {
		t.Fatal(ready, err)
	}
	for _, r := range ready {
		token := domain.Token(r.Link[strings.LastIndexByte(r.Link, '/')+1:])
		session, err := m.Enter(t.Context(), token, "test")
		if err != nil {
			t.Fatal(err)
		}
		who, err := m.People.Who(t.Context(), session)
		if err != nil || who.Name != r.Name {
			t.Errorf("%s walked in as %+v: %v", r.Name, who, err)
		}
		held := false
		for _, roles := range who.Roles {
			for _, role := range roles {
				held = held || role == r.Role
			}
		}
		if !held {
			t.Errorf("%s is no %s", r.Name, r.Role)
		}
	}
	other := domain.NewToken()
	if err := s.PutLink(t.Context(), domain.Link{Hash: other.Hash(), Purpose: domain.ForGift, Object: "x", Made: day}); err != nil {
		t.Fatal(err)
	}
	for _, bad := range []domain.Token{"", "x", other} {
		if _, err := m.Enter(t.Context(), bad, "test"); !domain.Is(err, domain.NotFound) {
			t.Errorf("%q lets somebody in: %v", bad, err)
		}
	}
}

func TestAHouseOfRealPeopleIsNoDemo(t *testing.T) {
	storetest.Each(t, store.Open, func(t *testing.T, s *store.Store) {
		m := movement(s, 1)
		token, err := m.People.OpenStart(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		_, err = m.People.Start(t.Context(), token, people.StartInput{
			Group: "Aire Valley", Country: "GB", Currency: "GBP", Locale: "en", Zone: "Europe/London", Entity: "Aire Valley", Address: "Keighley",
			Kind: "members association", Name: "Samira", Email: "samira@example.org",
		}, false)
		if err != nil {
			t.Fatal(err)
		}
		before := storetest.Snapshot(t, s)
		if err := m.Make(t.Context(), 1); !domain.Is(err, domain.Conflict) {
			t.Error(err)
		}
		if storetest.Snapshot(t, s) != before {
			t.Error("real people now live among made-up ones")
		}
		for name, try := range map[string]func() error{
			"walk":    func() error { _, err := m.Walk(t.Context()); return err },
			"enter":   func() error { _, err := m.Enter(t.Context(), domain.NewToken(), "x"); return err },
			"mailbox": func() error { _, err := m.Mailbox(t.Context(), ""); return err },
		} {
			if err := try(); !domain.Is(err, domain.NotFound) {
				t.Errorf("%s: %v", name, err)
			}
		}
	})
}
