package journey

import (
	"database/sql"
	"fmt"
	"io"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"os"
	"os/exec"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"barnstorm/store/storetest"
)

// A field is the demo on PostgreSQL, a twin of its database that nobody
// serves, and what a program needs to send visits.
type field struct {
	*house
	db, twin             string
	key, effort, version string
}

// sown is the field, made once for all benches of visits.
func sown(t *testing.T) *field {
	t.Helper()
	at, err := program()
	if err != nil {
		t.Fatal(err)
	}
	f := &field{db: storetest.EmptyPostgres(t)}
	cmd := exec.Command(at, "demo", "-make")
	cmd.Env = append(os.Environ(), "SECRET_KEY="+keyText, "DATABASE_URL="+f.db)
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("making the demo: %v\n%s", err, out)
	}
	u, err := url.Parse(f.db)
	if err != nil {
		t.Fatal(err)
	}
	name := strings.TrimPrefix(u.Path, "/")
	admin := benchDB(t, os.Getenv("TEST_POSTGRES"))
	if _, err := admin.Exec(fmt.Sprintf("create database %s_twin template %s", name, name)); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { admin.Exec(fmt.Sprintf("drop database %s_twin with (force)", name)) })
	u.Path += "_twin"
	f.twin = u.String()
	f.house = run(t, []string{"SECRET_KEY=" + keyText, "DATABASE_URL=" + f.db}, "demo")
	v := visit(t, f.url, desktop).walksIn(f.house, "canvasser")
	v.open("/door").tapIn("main .plain-links", "")
	v.until("a door", func() bool { return strings.HasPrefix(js[string](v, `location.pathname`), "/door/") })
	door := js[string](v, `location.pathname`)
	f.effort, f.key = regexp.MustCompile(`[0-9a-f-]{36}`).FindString(door), v.makesKey()
	f.version = f.scriptVersion(t, f.key, f.effort)
	return f
}

// benchVisits sends visits one by one and in batches of fifty, and has the
// database write the same rows in the same transactions by itself.
func benchVisits(t *testing.T, r *report) {
	f := sown(t)
	if f.wires(t)[0].send(t, f, 0, 1) != 1 {
		t.Fatal("a visit is not stored")
	}
	ours, twin := benchDB(t, f.db), benchDB(t, f.twin)
	visit := sample(t, ours, "visits", "device = 'bench-0'")
	r.add("\n## Visits a second, through HTTP\n\nPostgreSQL, %d clients, %d seconds a run, median of %d interleaved runs. A visit is its row and its mark for the counts, in one\n"+
		"transaction. The limit is pgbench with `-M prepared`: each client sends every value of every row, one row a statement, or %d rows\nin statements of %d (pgbench holds 256 values), pipelined, in one transaction."+
		" Ours are counted by the program meanwhile, the\nlimit's by nobody. Processor time without that of whoever makes the load.\n\n"+
		"| | visits a second | ratio | aim | processor a visit: program | database |\n|---|---|---|---|---|---|\n", clients, seconds, rounds, 50, rowsAtOnce)
	for _, size := range []int{1, 50} {
		script := visitScript(visit, size)
		var limit, through []measured
		for range rounds {
			limit = append(limit, f.timed(t, twin, func() int { return f.limited(t, twin, visit, script) }))
			wires, end := f.wires(t), time.Now().Add(time.Duration(seconds)*time.Second)
			through = append(through, f.timed(t, ours, func() int {
				rows, _ := load(clients, func(c int) (int, bool) { return wires[c].send(t, f, c, size), time.Now().Before(end) })
				return rows
			}))
		}
		a, b := medianOf(limit, measured.perSecond), medianOf(through, measured.perSecond)
		what, aim := "one by one", "0.5"
		if size > 1 {
			what, aim = fmt.Sprintf("in batches of %d", size), "0.7"
		}
		r.add("| pgbench, %s | %.0f | 1 | | | %.0f µs |\n| through HTTP, %s | %.0f | %.2f | %s | %.0f µs | %.0f µs |\n",
			what, a.perSecond(), a.cpuPerRow(a.pg), what, b.perSecond(), b.perSecond()/a.perSecond(), aim, b.cpuPerRow(b.app), b.cpuPerRow(b.pg))
	}
}

// rowsAtOnce is how many visits fit into one statement of pgbench.
const rowsAtOnce = 7

// visitScript is how pgbench writes so many visits in one transaction.
func visitScript(visit row, size int) string {
	at := func(from, n int) string {
		var tuples []string
		for i := range n {
			tuples = append(tuples, visit.tuple(map[string]string{"id": idOf(from + i), "sequence": "(:seq)::bigint"}))
		}
		return "with stored as (" + visit.insert(tuples...) + " on conflict (id) do nothing returning id, effort_id, day, refers)\n" +
			"insert into tally_marks (record_id, effort_id, day, refers) select id, effort_id, day, refers from stored;\n"
	}
	if size == 1 {
		return nextID + at(0, 1)
	}
	script := nextID + "\\startpipeline\nbegin;\n"
	for from := 0; from < size; from += rowsAtOnce {
		script += at(from, min(rowsAtOnce, size-from))
	}
	return script + "commit;\n\\endpipeline\n"
}

// limited runs pgbench for a while and is how many visits it wrote.
func (f *field) limited(t *testing.T, twin *sql.DB, visit row, script string) int {
	count := func() (n int) {
		if err := twin.QueryRow("select count(*) from visits").Scan(&n); err != nil {
			t.Fatal(err)
		}
		return n
	}
	before := count()
	pgbench(t, f.twin, script, visit.runs(), "-T", fmt.Sprint(seconds))
	return count() - before
}

// timed measures one run and what it cost the processors.
func (f *field) timed(t *testing.T, db *sql.DB, do func() int) measured {
	server := postmaster(t, db)
	app, pg, began := cpuOf(f.pid, false), cpuOf(server, true), time.Now()
	rows := do()
	return measured{rows: rows, took: time.Since(began), app: cpuOf(f.pid, false) - app, pg: cpuOf(server, true) - pg}
}

// benchResults opens the results page at 50,000 and at 500,000 visits.
func benchResults(t *testing.T, r *report) {
	f := sown(t)
	if f.wires(t)[0].send(t, f, 0, 1) != 1 {
		t.Fatal("a visit is not stored")
	}
	db := benchDB(t, f.db)
	visit := sample(t, db, "visits", "device = 'bench-0'")
	lead := f.enters(t, "lead")
	page := f.url + "/organise/efforts/" + f.effort + "/results"
	r.add("\n## The results page\n\nPostgreSQL, median of 40 after the counts were settled. The aim is the same time within 20 %%.\n\n| visits of the canvass | time to the whole page |\n|---|---|\n")
	for _, want := range []int{50_000, 500_000} {
		var have int
		if err := db.QueryRow("select count(*) from visits where effort_id = $1", f.effort).Scan(&have); err != nil {
			t.Fatal(err)
		}
		anew := map[string]string{
			"id": newID, "sequence": "i", "device": "'phone-' || i % 200", "outcome": "(array['not_home','not_home','refused','come_back'])[1 + i % 4]",
			"day": "to_char(date '2026-11-01' + (i % 20), 'YYYY-MM-DD')", "hour": "9 + i % 11",
		}
		insert := "with stored as (" + visit.literal(anew) + fmt.Sprintf(" from generate_series(1, %d) as i", want-have) +
			" returning id, effort_id, day, refers) insert into tally_marks (record_id, effort_id, day, refers) select id, effort_id, day, refers from stored"
		if _, err := db.Exec(insert); err != nil {
			t.Fatal(err)
		}
		if _, err := db.Exec("analyze visits"); err != nil { // as the database does by itself within a minute
			t.Fatal(err)
		}
		f.settles(t, db)
		r.add("| %d | %.1f ms |\n", want, float64(f.opens(t, lead, page).Microseconds())/1000)
	}
}

// settles waits until every mark is counted.
func (f *field) settles(t *testing.T, db *sql.DB) {
	end, again := time.After(5*time.Minute), time.NewTicker(200*time.Millisecond)
	defer again.Stop()
	for left := 1; left > 0; {
		select {
		case <-again.C:
			if err := db.QueryRow("select count(*) from tally_marks").Scan(&left); err != nil {
				t.Fatal(err)
			}
		case <-end:
			t.Fatal("the visits are not counted in five minutes: marks left ", left)
		}
	}
}

// opens is the median time of a page.
func (f *field) opens(t *testing.T, web *http.Client, page string) time.Duration {
	var took []time.Duration
	for range 40 {
		began := time.Now()
		resp, err := web.Get(page)
		if err != nil {
			t.Fatal(err)
		}
		io.Copy(io.Discard, resp.Body)
		resp.Body.Close()
		if resp.StatusCode != http.StatusOK {
			t.Fatalf("%s: %d", page, resp.StatusCode)
		}
		took = append(took, time.Since(began))
	}
	slices.Sort(took)
	return took[len(took)/2]
}

// enters is an HTTP client that has walked in by a ready link.
func (f *field) enters(t *testing.T, role string) *http.Client {
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	web := &http.Client{Jar: jar}
	resp, err := web.Post(f.says(`(?m)^ *`+role+` +(http\S+)`), "application/x-www-form-urlencoded", nil)
	if err != nil || resp.StatusCode >= 400 {
		t.Fatal("cannot walk in: ", err, resp)
	}
	resp.Body.Close()
	return web
}
