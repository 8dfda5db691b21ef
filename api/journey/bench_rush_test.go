package journey

import (
	"bytes"
	"database/sql"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"strconv"
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
	script, values := rushScript(t, m, first)
	var limit, ours []measured
	for round := range rounds {
		e := m.schedules("Limit "+strconv.Itoa(round), 6, places)
		limit = append(limit, costs(t, h, db, func() {
			pgbench(t, m.db, script, append(values, "event="+string(e.ID), "base="+strconv.FormatInt(time.Now().UnixMilli(), 10)), "-t", strconv.Itoa(rushed/clients))
		}))
		e = m.schedules("Ours "+strconv.Itoa(round), 6, places)
		ours = append(ours, costs(t, h, db, func() { rush(t, h, e) }))
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
	r.add("\n## %d RSVPs for %d places, through HTTP\n\nPostgreSQL, %d clients, median of %d interleaved runs; the rows of an RSVP, its link and its letter, and the\nconditional update of the event, in one transaction, every value sent by the client. Each run gave exactly %d places.\n\n"+
		"| | time | ratio | aim | processor an RSVP: program | database |\n|---|---|---|---|---|---|\n| pgbench, the same rows and transactions | %.2f s | 1 | | | %.0f µs |\n| through HTTP | %.2f s | %.2f | at most 2 | %.0f µs | %.0f µs |\n", rushed, places, clients, rounds, places,
		a.took.Seconds(), a.cpuPerRow(a.pg), b.took.Seconds(), b.took.Seconds()/a.took.Seconds(), b.cpuPerRow(b.app), b.cpuPerRow(b.pg))
}

// costs measures one rush and what it cost the processors.
func costs(t *testing.T, h *house, db *sql.DB, do func()) measured {
	server := postmaster(t, db)
	app, pg, began := cpuOf(h.pid, false), cpuOf(server, true), time.Now()
	do()
	return measured{rows: rushed, took: time.Since(began), app: cpuOf(h.pid, false) - app, pg: cpuOf(server, true) - pg}
}

func rush(t *testing.T, h *house, e event.Event) {
	web := caller()
	var asked atomic.Int64
	load(clients, func(int) (int, bool) {
		n := asked.Add(1)
		if n > rushed {
			return 0, false
		}
		askForPlace(t, web, h.url, e, int(n))
		return 1, true
	})
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

// rushScript is one RSVP as pgbench writes it, for the event :event, and the
// values that it sends.
func rushScript(t *testing.T, m *movement, e event.Event) (script string, values []string) {
	db := benchDB(t, m.db)
	rsvp := sample(t, db, "rsvps", "event_id = '"+string(e.ID)+"'")
	link, letter := sample(t, db, "links", "purpose = 'rsvp'"), sample(t, db, "letters", "kind = 'event/confirmed'")
	insert := func(state string) string {
		return rsvp.insert(rsvp.tuple(map[string]string{
			"id": idOf(0), "event_id": ":event::uuid", "state": "'" + state + "'", "contact": "'guest' || :client_id::text || '-' || :seq::text || '@example.org'",
		})) + ";\n"
	}
	script = nextID + `begin;
with took as (update events set taken = taken + 1 where id = :event::uuid and called and (capacity = 0 or taken + 1 <= capacity) returning 1) select count(*) as took from took \gset
\if :took
` + insert("coming") + `\else
update events set waiting = waiting + 1 where id = :event::uuid;
` + insert("waiting") + `\endif
` + link.insert(link.tuple(map[string]string{"hash": "md5(" + idOf(1) + "::text)", "object": idOf(0) + "::text"})) + `;
` + letter.insert(letter.tuple(map[string]string{"id": idOf(2), "once_key": idOf(2) + "::text"})) + `;
commit;
`
	return script, append(append(append([]string{"seq=0"}, rsvp.values...), link.values...), letter.values...)
}
