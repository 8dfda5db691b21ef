package journey

import (
	"context"
	"testing"
	"time"

	"barnstorm/domain"
	"barnstorm/domain/canvass"
	home "barnstorm/domain/resident"
	"barnstorm/store"
	"barnstorm/store/storetest"
)

// Journey 7: a resident holds a calling card: reads what was noted at the door,
// objects, has it deleted, complains; an organiser prints the cards, reads the
// complaint within its thirty days and answers.
func TestResident(t *testing.T) {
	m := found(t, database(t, phone))
	g := m.ploughs()
	turf := g.street("Mill Lane", 3, 0)
	ctx := context.Background()
	residents := &home.Service{Store: m.store, Atomically: store.Atomically[home.Store](m.store), Clock: time.Now, Key: storetest.Key, URL: func(p string) string { return p }}
	h := m.opens()
	o := visit(t, h.url, desktop).signsIn(h, "ada@example.org")
	o.open("/organise/efforts/"+string(g.effort.ID)+"/cards").sees("No card is made yet").fill("For which doors", "Mill Lane").tap("Make them").sees("2 cards") // one door is left alone
	o.open("/organise/efforts/"+string(g.effort.ID)+"/cards").sees("Mill Lane", "Revoke")
	stacks, _, err := residents.Stacks(ctx, m.organiser, g.effort.ID)
	if err != nil || len(stacks) != 1 {
		t.Fatal(stacks, err)
	}
	sheet, err := residents.Sheet(ctx, m.organiser, stacks[0].ID)
	if err != nil {
		t.Fatal(err)
	}
	g.notes(string(turf), "spoke")
	r := visit(t, h.url, phone)
	r.open("/card/"+string(sheet.Cards[0].Token)).sees("1 Mill Lane", "Somebody talked with us", "2 numbers from 0 to 10", "Delete what was noted")
	r.tap("Do not knock here again").sees("Nobody of ours knocks there again", "Nobody of ours knocks here")
	r.refused().tap("Delete it").sees("What you typed is still here")
	r.tap("Yes, delete it").tap("Delete it").sees("It is deleted", "Nothing is noted at this door")
	r.tap("Complain or ask").sees("In your words").refused().tap("Send it").sees("What you typed is still here")
	r.fill("In your words", "He would not leave.").tap("Send it").sees("We have it", "Nobody has read it yet", "Keep the address of this page")
	o.open("/organise").sees("1 complaint or request waits").open("/organise/complaints").sees("One waits", "29 days left").tapIn("main table", "-").sees("He would not leave")
	o.tap("I have read it").sees("Read, not answered").fill("Answer and close", "We are sorry. He will not call again.").tap("Send the answer").sees("Answered")
	r.open(js[string](r, `location.pathname`)).sees("It is answered", "We are sorry")
}

// notes is a talk at the first door of a turf.
func (g *ground) notes(turf, outcome string) {
	g.t.Helper()
	doors, err := g.store.DoorsIn(context.Background(), g.last)
	if err != nil {
		g.t.Fatal(err)
	}
	now := time.Now().UTC()
	v := canvass.Visit{
		ID: domain.NewID[canvass.VisitID](now), Kind: canvass.KindVisit, Effort: g.effort.ID, Turf: turf, Door: string(doors[0].ID), Canvasser: g.organiser.Person, Device: "phone", Sequence: 1,
		Version: g.effort.Version, Outcome: outcome, Before: 4, After: 7, Started: now, Ended: now, Received: now, Happened: now, Day: now.Format(time.DateOnly), Hour: now.Hour(), Raw: []byte("{}"),
	}
	if _, err := g.store.KeepVisits(context.Background(), []canvass.Visit{v}); err != nil {
		g.t.Fatal(err)
	}
}
