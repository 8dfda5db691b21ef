package journey

import (
	"context"
	"fmt"
	"slices"
	"testing"
	"time"

	"barnstorm/domain"
	"barnstorm/domain/event"
	"barnstorm/domain/outing"
	"barnstorm/domain/universe"
)

// lets lets a party in at an event.
func (m *movement) lets(id event.ID, name string, party int) {
	m.t.Helper()
	ctx, now := context.Background(), time.Now()
	r, err := m.event.RSVP(ctx, domain.Actor{}, id, event.RSVPInput{ID: domain.NewID[string](now), Name: name, Email: "guest@example.org", Party: party}, "en")
	if err != nil {
		m.t.Fatal(err)
	}
	gate := event.Gate{ID: domain.NewID[event.GateID](now), Event: id, By: m.organiser.Person, Hash: string(r.ID), Until: now.Add(time.Hour), Made: now}
	if err := m.store.PutGate(ctx, gate); err != nil {
		m.t.Fatal(err)
	}
	in := event.Entry{ID: domain.NewID[event.EntryID](now), Event: id, Gate: gate.ID, RSVP: r.ID, Way: "in", People: party, Counted: party, At: now, Changed: now}
	if _, err := m.store.AddEntry(ctx, in); err != nil {
		m.t.Fatal(err)
	}
}

// mate is a member of the newest team of a name.
func (g *ground) mate(name string) (found outing.Member) {
	g.t.Helper()
	ctx := context.Background()
	days, err := g.store.OutingsOf(ctx, g.effort.ID)
	if err != nil || len(days) == 0 {
		g.t.Fatal(days, err)
	}
	all, err := g.store.MembersOf(ctx, days[0].ID)
	if err != nil {
		g.t.Fatal(err)
	}
	for _, m := range all {
		if m.Name == name {
			found = m
		}
	}
	return found
}

// Journey 3: a lead opens a day out at an event, makes a team of those who came
// and of names, hands a turf out by a code that opens it on a phone without an
// account, sees what came home, and brings the board back.
func TestALeadRunsTheDay(t *testing.T) {
	both(t, func(t *testing.T, s size) {
		m := found(t, database(t, s))
		g := m.ploughs()
		turf := g.street("Mill Lane", 4, 0)
		g.street("Bridge Street", 2, 0)
		e := m.schedules("Unseat in Islington", 1, 60)
		m.lets(e.ID, "Dee Quist", 2)
		h := m.opens()
		l := visit(t, h.url, s).signsIn(h, "ada@example.org")
		l.open("/organise/efforts/"+string(g.effort.ID)).sees("Days out").tap("Days out").sees("No day out yet", "No event")
		l.open("/organise/events/"+string(e.ID)+"/check-in").tapIn("main", "Teams").sees("No day out yet")
		l.fill("Where you meet", "Co-op, Mill Lane").fill("Telephone number of the desk", "020 7946 0000").tap("Open it").sees("No team yet", "You meet at Co-op", "Dee Quist")
		l.tap("Dee Quist").fill("Names", "Ann Lee\nBob").fill("Name of the team", "Red").tap("Make the team").sees("Team Red", "4 with a board", "Dee Quist 2")
		l.fill("Turf", "Mill Lane").tap("Give it to them").sees("Mill Lane", "due at", "No phone has opened it yet")
		link := js[string](l, `document.querySelector('.board .help a').getAttribute('href')`)
		team := js[string](l, `location.pathname`)

		v := visit(t, h.url, small)
		v.refused().open(link).sees("Mill Lane", "Who are you?", "Somebody else").suitsThumbAndSun()
		v.tap("Bob").shows("Door 1 of 4").tap("Not home").shows("1 saved, 0 waiting")
		v.open("/door").shows("Mill Lane", "Team Red").misses("You are signed out")
		l.open(team).sees("Bob", "1 record received")
		v.alone()
		h.dies()
		v.open("/door").walks("Mill Lane")
		v.shows("Door 2 of 4", "No signal").tap("Not home").shows("2 saved, 1 waiting")
		h.start()
		js[bool](v, `dispatchEvent(new Event('online'))`) // else it asks again when its pause is over
		v.shows("2 saved, 0 waiting")
		l.open(team).shows("2 records received").tap("Back, doors left").sees("back at", "Last known turf: Mill Lane")
		l.tap("Everybody is back").until("everybody to be back", func() bool { return l.reads("Who is in it") && !l.reads("Last known turf") })
		l.sees("Debrief", "2 doors, 0 answered").fill("The line that worked best", "Tell me more").tap("A dog").fill("Who leads next time", "Bob").tap("Keep this").shows("They were asked")
		l.takes("Bridge Street").tap("I am out").sees("When will you be back?").suitsThumbAndSun()
		l.fill("Who walks with you?", "Sam").tapIn("form", "I am out").sees("Out, back by")
		l.open(team).tap("Islington in winter").sees("Out now", "Team Red", "Records received", "Out on their own", "Sam knows when")
		l.tap("Something went wrong").sees("In danger now?", "Only the welfare officer and an admin").tap("Somebody threatened or followed us").fill("What happened", "A man followed us to the bus stop.")
		l.fill("Turf", "Bridge Street").tap("Send it to those two").sees("Kept, and they are told")
		l.open("/organise/incidents").sees("Somebody threatened", "Written by Ada Organiser").misses("bus stop")
		l.open("/door").shows("Turf to take out", "Ready without signal").tap("I am back").shows("You are counted back")
		v.open("/door").shows("Back. Its doors go from this phone by tomorrow")

		visits, err := m.store.VisitsBy(context.Background(), g.mate("Bob").Canvasser())
		if err != nil || len(visits) != 2 || visits[0].Turf != string(turf) || visits[0].Team != "Red" {
			t.Errorf("%d records are Bob's: %v", len(visits), err)
		}
	})
}

// town is n turfs in rows, each with a line round it.
func (g *ground) town(n int) (turfs []universe.Turf) {
	g.t.Helper()
	now := time.Now().UTC()
	for i := range n {
		lat, lon := 53.7+float64(i/12)*0.0022, -1.9+float64(i%12)*0.0037
		corner := func(up, along float64) domain.Point { return domain.Point{Lat: lat + up, Lon: lon + along} }
		turfs = append(turfs, universe.Turf{
			ID: domain.NewID[universe.TurfID](now), Effort: g.effort.ID, Name: fmt.Sprintf("%s Road, %s Street", []string{"Mill", "Bridge", "Chapel", "Church"}[i%4], string(rune('A'+i/12))+fmt.Sprint(i%12)),
			Size: 40 + i%9, State: []universe.State{universe.Free, universe.Free, universe.Returned, universe.Finished}[i/7%4], Made: now, Changed: now,
			At: corner(0.001, 0.0017), Outline: []domain.Point{corner(0, 0), corner(0.002, 0), corner(0.002, 0.0034), corner(0, 0.0034), corner(0, 0)},
		})
	}
	if err := g.store.PutTurfs(context.Background(), turfs); err != nil {
		g.t.Fatal(err)
	}
	return turfs
}

// A lead finds who has what among 120 turfs: the map on top, twenty of them at
// once, those that are late on their own.
func TestALeadFindsATurf(t *testing.T) {
	t.Parallel()
	m := found(t, database(t, phone))
	g := m.ploughs()
	turfs := g.town(120)
	g.hands(turfs[0].ID, "Bob\nCy")
	late, past := turfs[5], time.Now().Add(-time.Hour)
	late.Holder, late.Taken, late.Until = m.organiser.Person, past.Add(-3*time.Hour), past
	if ok, err := g.store.TakeTurf(context.Background(), late, past.Add(-3*time.Hour), true); err != nil || !ok {
		t.Fatal(ok, err)
	}
	h := m.opens()
	l := visit(t, h.url, phone).signsIn(h, "ada@example.org").open("/organise/efforts/"+string(g.effort.ID)+"/turfs").sees("120", "1 should be back")
	if rows, high := js[int](l, `document.querySelectorAll('.turfs tbody tr').length`), js[int](l, `document.documentElement.scrollHeight`); rows != universe.PerPage || high > 5000 {
		t.Errorf("%d turfs are listed on %d px", rows, high)
	}
	names := make([]string, len(turfs))
	for i, x := range turfs {
		names[i] = x.Name
	}
	slices.Sort(names)
	l.tapIn("main", "More turfs").sees(names[20]).tapIn("main", "More turfs").sees(names[40])
	l.fill("State", "overdue").tapIn("main", "Show").sees("1 turf found", late.Name, "overdue", "Ada Organiser").misses("More turfs")
	l.tapIn("main", "All turfs").fill("Turf, team or person", "red").tapIn("main", "Show").sees("1 turf found", turfs[0].Name, "Red, Ada Organiser")
	l.fill("Turf, team or person", "nobody").tapIn("main", "Show").sees("No such turf").tapIn("main", "All turfs").sees("More turfs")
}
