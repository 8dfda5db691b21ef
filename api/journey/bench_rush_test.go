package journey

import (
	"bytes"
	"database/sql"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"barnstorm/domain"
	"barnstorm/domain/event"
	"barnstorm/store"
	"barnstorm/store/storetest"
)

const (
	rushed = 3008 // as many for each of the clients
	places = 1000
)

// A rushOn is a rush on one database: the same RSVPs by the database itself and
// through HTTP.
type rushOn struct {
	name  string
	db    string
	limit func(t *testing.T, m *movement, e event.Event, sample event.Event)
	count func(t *testing.T, m *movement) *sql.DB
}

// benchRush lets 3,000 people ask for 1,000 places through HTTP, and each
// database write the same rows in the same transactions by itself.
func benchRush(t *testing.T, r *report) {
	r.add("\n## %d RSVPs for %d places, through HTTP\n\n%d clients, median of %d interleaved runs; the conditional update of the event, the row of an RSVP, its private link and the letter\n"+
		"that brings it, and the person as we know them with what they agreed to, in one transaction. PostgreSQL by itself is pgbench, every value sent by the client; SQLite by itself is plain SQL with\n"+
		"prepared statements, on the one connection that writes.\n\n"+
		"| | RSVPs a second | ratio | aim | p50 | p99 | let in | processor an RSVP: program | database |\n|---|---|---|---|---|---|---|---|---|\n", rushed, places, clients, rounds)
	for _, on := range []rushOn{
		{"PostgreSQL", storetest.Postgres(t, store.Open), rushOfPostgres, func(t *testing.T, m *movement) *sql.DB { return benchDB(t, m.db) }},
		{"SQLite", storetest.SQLite(t, store.Open), rushOfSQLite, func(t *testing.T, m *movement) *sql.DB { return storetest.SQL(t, m.store) }},
	} {
		on.bench(t, r)
	}
}

func (on rushOn) bench(t *testing.T, r *report) {
	m := found(t, on.db)
	h := m.opens()
	db := on.count(t, m)
	first := m.schedules("Sample", 6, places)
	askForPlace(t, caller(), h.url, first, 0)
	var limit, ours []measured
	var waits []time.Duration
	for round := range rounds {
		e := m.schedules("Limit "+strconv.Itoa(round), 6, places)
		limit = append(limit, on.costs(t, h, db, func() { on.limit(t, m, e, first) }))
		e = m.schedules("Ours "+strconv.Itoa(round), 6, places)
		ours = append(ours, on.costs(t, h, db, func() { waits = append(waits, rush(t, h, e)...) }))
		var coming, waiting int
		err := db.QueryRow(`select (select count(*) from rsvps where event_id = $1 and state = 'coming'), (select count(*) from rsvps where event_id = $1 and state = 'waiting')`, string(e.ID)).Scan(&coming, &waiting)
		if err != nil || coming != places || waiting != rushed-places {
			t.Errorf("%s: %d places of %d were given, and %d people wait: %v", on.name, coming, places, waiting, err)
		}
	}
	slices.Sort(waits)
	a, b := medianOf(limit, measured.perSecond), medianOf(ours, measured.perSecond)
	r.add("| %s by itself | %.0f | 1 | | | | | | %s |\n| %s through HTTP | %.0f | %.2f | 0.5 | %.1f ms | %.1f ms | %d, each time | %.0f µs | %s |\n", on.name, a.perSecond(), a.share(),
		on.name, b.perSecond(), b.perSecond()/a.perSecond(), ms(waits[len(waits)/2]), ms(waits[len(waits)*99/100]), places, b.cpuPerRow(b.app), b.share())
}

// share is what a row cost the database's own processes, where it has some.
func (m measured) share() string {
	if m.pg == 0 {
		return "in it"
	}
	return fmt.Sprintf("%.0f µs", m.cpuPerRow(m.pg))
}

// costs measures one rush and what it cost the processors.
func (on rushOn) costs(t *testing.T, h *house, db *sql.DB, do func()) measured {
	server := 0
	if store.IsServer(on.db) {
		server = postmaster(t, db)
	}
	app, pg, began := cpuOf(h.pid, false), cpuOf(server, true), time.Now()
	do()
	m := measured{rows: rushed, took: time.Since(began), app: cpuOf(h.pid, false) - app}
	if server != 0 {
		m.pg = cpuOf(server, true) - pg
	}
	return m
}

// rush lets everybody ask, and is how long each waited for an answer.
func rush(t *testing.T, h *house, e event.Event) []time.Duration {
	web := caller()
	var asked atomic.Int64
	waits := make([][]time.Duration, clients)
	load(clients, func(client int) (int, bool) {
		n := asked.Add(1)
		if n > rushed {
			return 0, false
		}
		began := time.Now()
		askForPlace(t, web, h.url, e, int(n))
		waits[client] = append(waits[client], time.Since(began))
		return 1, true
	})
	return slices.Concat(waits...)
}

func askForPlace(t *testing.T, web *http.Client, url string, e event.Event, n int) {
	body, _ := json.Marshal(map[string]any{
		"id": domain.NewID[string](time.Now()), "name": fmt.Sprintf("Guest %d", n), "email": fmt.Sprintf("guest%d-%s@example.org", n, e.ID), "party": 1, "first": true, "welcome": "email",
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

// rushOfPostgres is the rush as pgbench writes it.
func rushOfPostgres(t *testing.T, m *movement, e, sampled event.Event) {
	db := benchDB(t, m.db)
	rsvp := sample(t, db, "rsvps", "event_id = '"+string(sampled.ID)+"'")
	link, letter, agreed := sample(t, db, "links", "purpose = 'rsvp'"), sample(t, db, "letters", "kind = 'event/confirmed'"), sample(t, db, "newcomers", "true")
	insert := func(state string) string {
		return rsvp.insert(rsvp.tuple(map[string]string{
			"id": idOf(0), "event_id": ":event::uuid", "state": "'" + state + "'", "contact": "'guest' || :client_id::text || '-' || :seq::text || '@example.org'",
		})) + ";\n"
	}
	script := nextID + `begin;
with took as (update events set taken = taken + 1 where id = :event::uuid and called and not parted and (capacity = 0 or taken + held + 1 <= capacity) returning 1) select count(*) as took from took \gset
\if :took
` + insert("coming") + `\else
update events set waiting = waiting + 1 where id = :event::uuid and called and not parted and capacity > 0 and taken + held + 1 > capacity;
` + insert("waiting") + `\endif
` + link.insert(link.tuple(map[string]string{"hash": "md5(" + idOf(1) + "::text)", "object": idOf(0) + "::text"})) + `;
` + letter.insert(letter.tuple(map[string]string{"id": idOf(2), "once_key": idOf(2) + "::text"})) + `;
` + agreed.insert(agreed.tuple(map[string]string{"id": idOf(0), "contact_key": idOf(0) + "::text"})) + `;
commit;
`
	values := slices.Concat(rsvp.values, link.values, letter.values, agreed.values, []string{"seq=0", "event=" + string(e.ID), "base=" + strconv.FormatInt(time.Now().UnixMilli(), 10)})
	pgbench(t, m.db, script, values, "-t", strconv.Itoa(rushed/clients))
}

// rushOfSQLite is the rush as plain SQL writes it, on a connection of its own.
func rushOfSQLite(t *testing.T, m *movement, e, sampled event.Event) {
	db, err := sql.Open("sqlite", "file:"+m.db+"?_txlock=immediate&_pragma=foreign_keys(1)&_pragma=journal_mode(wal)&_pragma=synchronous(normal)&_pragma=busy_timeout(5000)&_time_format=sqlite&_timezone=UTC")
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	db.SetMaxOpenConns(1)
	rsvp, rsvpAt := anew(t, db, "rsvps", "event_id = '"+string(sampled.ID)+"'", "id", "event_id", "state", "contact")
	link, linkAt := anew(t, db, "links", "purpose = 'rsvp'", "hash", "object")
	letter, letterAt := anew(t, db, "letters", "kind = 'event/confirmed'", "id", "once_key")
	agreed, agreedAt := anew(t, db, "newcomers", "true", "id", "contact_key")
	take, err := db.Prepare(`update events set taken = taken + 1 where id = ? and called and not parted and (capacity = 0 or taken + held + 1 <= capacity)`)
	if err != nil {
		t.Fatal(err)
	}
	queue, err := db.Prepare(`update events set waiting = waiting + 1 where id = ? and called and not parted and capacity > 0 and taken + held + 1 > capacity`)
	if err != nil {
		t.Fatal(err)
	}
	var asked atomic.Int64
	var once sync.Once
	load(clients, func(int) (int, bool) {
		n := asked.Add(1)
		if n > rushed {
			return 0, false
		}
		id, at := domain.NewID[string](time.Now()), strconv.FormatInt(n, 10)
		err := func() error {
			tx, err := db.Begin()
			if err != nil {
				return err
			}
			defer tx.Rollback()
			took, err := tx.Stmt(take).Exec(string(e.ID))
			if err != nil {
				return err
			}
			state := "coming"
			if in, _ := took.RowsAffected(); in == 0 {
				state = "waiting"
				if _, err := tx.Stmt(queue).Exec(string(e.ID)); err != nil {
					return err
				}
			}
			for _, x := range []struct {
				stmt   *sql.Stmt
				values []any
			}{{rsvp, rsvpAt(id, string(e.ID), state, "guest"+at+"-"+id+"@example.org")}, {link, linkAt("hash of "+id, id)}, {letter, letterAt(domain.NewID[string](time.Now()), "once "+id)}, {agreed, agreedAt(id, "key of "+id)}} {
				if _, err := tx.Stmt(x.stmt).Exec(x.values...); err != nil {
					return err
				}
			}
			return tx.Commit()
		}()
		if err != nil {
			once.Do(func() { t.Error(err) })
		}
		return 1, true
	})
}

// anew prepares the insertion of a row like one that the program wrote, and
// makes its values, some of them anew.
func anew(t *testing.T, db *sql.DB, table, where string, names ...string) (*sql.Stmt, func(...any) []any) {
	t.Helper()
	rows, err := db.Query("select * from " + table + " where " + where + " limit 1")
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	columns, err := rows.Columns()
	if err != nil || !rows.Next() {
		t.Fatal("no row of ", table, err)
	}
	like, at := make([]any, len(columns)), make([]any, len(columns))
	for i := range like {
		at[i] = &like[i]
	}
	if err := rows.Scan(at...); err != nil {
		t.Fatal(err)
	}
	rows.Close()
	stmt, err := db.Prepare("insert into " + table + " (" + strings.Join(columns, ", ") + ") values (" + strings.Repeat("?, ", len(columns)-1) + "?)")
	if err != nil {
		t.Fatal(err)
	}
	return stmt, func(values ...any) []any {
		row := slices.Clone(like)
		for i, name := range names {
			row[slices.Index(columns, name)] = values[i]
		}
		return row
	}
}

// benchPage asks for the public page of an event, and for a handler that does
// nothing behind the same middleware.
func benchPage(t *testing.T, r *report) {
	m := found(t, storetest.Postgres(t, store.Open))
	e := m.schedules("Unseat Islington North", 6, 60)
	h := m.opens()
	asks := func(path string) measured {
		web, until := caller(), time.Now().Add(time.Duration(seconds)*time.Second)
		app := cpuOf(h.pid, false)
		rows, took := load(clients, func(int) (int, bool) {
			resp, err := web.Get(h.url + path)
			if err != nil || resp.StatusCode != http.StatusOK {
				t.Error(path, err)
				return 0, false
			}
			io.Copy(io.Discard, resp.Body)
			resp.Body.Close()
			return 1, time.Now().Before(until)
		})
		return measured{rows: rows, took: took, app: cpuOf(h.pid, false) - app}
	}
	var nothing, page []measured
	for range rounds {
		nothing, page = append(nothing, asks("/health")), append(page, asks("/events/"+e.Slug))
	}
	a, b := medianOf(nothing, measured.perSecond), medianOf(page, measured.perSecond)
	r.add("\n## The public page of an event\n\nPostgreSQL, %d clients, %d seconds a run, median of %d interleaved runs; the page says when its places were counted, at most a second ago.\n\n"+
		"| | requests a second | ratio | processor a request |\n|---|---|---|---|\n| a handler that does nothing | %.0f | 1 | %.0f µs |\n| the page | %.0f | %.2f | %.0f µs |\n",
		clients, seconds, rounds, a.perSecond(), a.cpuPerRow(a.app), b.perSecond(), b.perSecond()/a.perSecond(), b.cpuPerRow(b.app))
}
