package journey

import (
	"context"
	"encoding/json"
	"fmt"
	"testing"
	"time"

	"barnstorm/domain"
	"barnstorm/domain/canvass"
	"barnstorm/store"
	"barnstorm/store/storetest"
)

// The program is killed again and again while an effort's clock deletes: at
// the end all of it is gone, the certificate counts each record once, and the
// results say what they said before.
func TestTheClockSurvivesBeingKilled(t *testing.T) {
	storetest.EachURL(t, store.Open, func(t *testing.T, db string) {
		m := found(t, db)
		g := m.ploughs()
		const days, each = 3, 4000
		g.lived(days, each)
		said := func() string {
			t.Helper()
			r, err := g.canvass.Results(context.Background(), m.organiser, g.effort.ID)
			if err != nil {
				t.Fatal(err)
			}
			r.Effort, r.Planned = canvass.Effort{}, 0
			b, _ := json.Marshal(r)
			return string(b)
		}
		before := said()
		h := m.opens()
		gone := func() canvass.Certificate {
			c, err := m.store.Certificate(context.Background(), g.effort.ID)
			if err != nil && !domain.Is(err, domain.NotFound) {
				t.Fatal(err)
			}
			return c
		}
		for kill := range 3 {
			h.until("something to be deleted", func() bool { return gone().Gone[canvass.TraceRecords] >= kill*each+each/2 })
			h.dies()
			if _, err := storetest.SQL(t, m.store).Exec(`delete from duties`); err != nil { // the lease of the dead is over
				t.Fatal(err)
			}
			h.start()
		}
		h.until("the certificate", func() bool { return !gone().Done.IsZero() })
		if n := gone().Gone[canvass.TraceRecords]; n != days*each {
			t.Errorf("the certificate counts %d records of %d", n, days*each)
		}
		if after := said(); after != before {
			t.Errorf("the results say\n%s, they said\n%s", after, before)
		}
		breaches, err := m.store.Breaches(context.Background(), time.Now())
		if err != nil || len(breaches) > 0 {
			t.Error(breaches, err)
		}
	})
}

// lived is records of some days, counted, in an effort whose clock has run out.
func (g *ground) lived(days, each int) {
	g.t.Helper()
	ctx := context.Background()
	for day := range days {
		at := time.Now().UTC().AddDate(0, 0, day-days-3)
		visits := make([]canvass.Visit, each)
		for i := range visits {
			visits[i] = canvass.Visit{
				ID: domain.NewID[canvass.VisitID](at), Kind: canvass.KindVisit, Effort: g.effort.ID, Canvasser: g.organiser.Person, Device: fmt.Sprint("phone-", i%7), Sequence: int64(i),
				Version: g.effort.Version, Outcome: []string{"not_home", "spoke"}[i%2], Before: canvass.Rating(i % 11), After: canvass.Rating(i % 7), Door: fmt.Sprint("door ", i),
				Started: at, Ended: at, Received: at, Happened: at, Day: at.Format(time.DateOnly), Hour: i % 24, Reached: []string{"door"}, Raw: []byte("{}"),
			}
		}
		if _, err := g.store.KeepVisits(ctx, visits); err != nil {
			g.t.Fatal(err)
		}
	}
	for n := 1; n > 0; {
		var err error
		if n, err = g.canvass.Tally(ctx); err != nil {
			g.t.Fatal(err)
		}
	}
	g.effort.Starts, g.effort.Ends, g.effort.KeepDays = time.Now().AddDate(0, 0, -10), time.Now().AddDate(0, 0, -2), 1
	if err := g.store.PutEffort(ctx, g.effort); err != nil {
		g.t.Fatal(err)
	}
}
