package journey

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"strconv"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"barnstorm/domain"
	"barnstorm/domain/event"
	"barnstorm/store"
	"barnstorm/store/storetest"
)

const (
	rushed = 2000
	places = 500
)

// benchRush lets 2,000 people ask for 500 places through HTTP, and the
// database write the same rows in the same transactions by itself.
func benchRush(t *testing.T, r *report) {
	m := found(t, storetest.Postgres(t, store.Open))
	h := m.opens()
	db := benchDB(t, m.db)
	first := m.schedules("Sample", 6, places)
	askForPlace(t, caller(), h.url, first, 0)
	script := rushScript(t, m, first)
	var limit, ours []measured
	for round := range rounds {
		e := m.schedules("Limit "+strconv.Itoa(round), 6, places)
		began := time.Now()
		pgbench(t, m.db, strings.ReplaceAll(script, "EVENT", string(e.ID)), "-t", strconv.Itoa(rushed/clients))
		limit = append(limit, measured{rows: rushed, took: time.Since(began)})
		e = m.schedules("Ours "+strconv.Itoa(round), 6, places)
		ours = append(ours, rush(t, h, e))
		var coming, waiting int
		if err := db.QueryRow(`select count(*) filter (where state = 'coming'), count(*) filter (where state = 'waiting') from rsvps where event_id = $1`, string(e.ID)).Scan(&coming, &waiting); err != nil {
			t.Fatal(err)
		}
		if coming != places || waiting != rushed-places {
			t.Errorf("%d places of %d were given, and %d people wait", coming, places, waiting)
		}
	}
	byTime := func(m measured) float64 { return m.took.Seconds() }
	a, b := medianOf(limit, byTime), medianOf(ours, byTime)
	r.add("\n## %d RSVPs for %d places, through HTTP\n\nPostgreSQL, %d clients, median of %d interleaved runs; the rows of an RSVP, its link and its letter, and the\nconditional update of the event, in one transaction. Each run gave exactly %d places.\n\n"+
		"| | time | ratio | aim |\n|---|---|---|---|\n| pgbench, the same rows and transactions | %.2f s | 1 | |\n| through HTTP | %.2f s | %.2f | at most 2 |\n", rushed, places, clients, rounds, places,
		a.took.Seconds(), b.took.Seconds(), b.took.Seconds()/a.took.Seconds())
}

func rush(t *testing.T, h *house, e event.Event) measured {
	web := caller()
	var asked atomic.Int64
	rows, took := load(clients, func(int) (int, bool) {
		n := asked.Add(1)
		if n > rushed {
			return 0, false
		}
		askForPlace(t, web, h.url, e, int(n))
		return 1, true
	})
	return measured{rows: rows, took: took}
}

func askForPlace(t *testing.T, web *http.Client, url string, e event.Event, n int) {
	body, _ := json.Marshal(map[string]any{
		"id": domain.NewID[string](time.Now()), "name": fmt.Sprintf("Guest %d", n), "email": fmt.Sprintf("guest%d@example.org", n), "party": 1,
	})
	resp, err := web.Post(url+"/api/v1/events/"+e.Slug+"/rsvp", "application/json", bytes.NewReader(body))
	if err != nil {
		t.Error(err)
		return
	}
	answer, _ := io.ReadAll(resp.Body)
	resp.Body.Close()
	if resp.StatusCode != http.StatusOK {
		t.Errorf("an RSVP: %d %s", resp.StatusCode, answer)
	}
}

// rushScript is one RSVP as pgbench writes it, for the event EVENT.
func rushScript(t *testing.T, m *movement, e event.Event) string {
	db := benchDB(t, m.db)
	columns, row := sample(t, db, "rsvps", "event_id = '"+string(e.ID)+"'")
	insert := func(state string) string {
		return rowLike("rsvps", columns, row, map[string]string{
			"id": newID, "event_id": "'EVENT'::uuid", "state": "'" + state + "'", "contact": "'guest' || md5(random()::text) || '@example.org'",
		}, "") + ";\n"
	}
	linkColumns, link := sample(t, db, "links", "purpose = 'rsvp'")
	letterColumns, letter := sample(t, db, "letters", "kind = 'event/confirmed'")
	return `begin;
with took as (update events set taken = taken + 1 where id = 'EVENT' and called and (capacity = 0 or taken + 1 <= capacity) returning 1) select count(*) as took from took \gset
\if :took
` + insert("coming") + `\else
update events set waiting = waiting + 1 where id = 'EVENT';
` + insert("waiting") + `\endif
` + rowLike("links", linkColumns, link, map[string]string{"hash": "md5(random()::text) || md5(random()::text)", "object": newID + "::text"}, "") + `;
` + rowLike("letters", letterColumns, letter, map[string]string{"id": newID, "once_key": "md5(random()::text)"}, "") + `;
commit;
`
}
