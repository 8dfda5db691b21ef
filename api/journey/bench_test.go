package journey

import (
	"context"
	"database/sql"
	"fmt"
	"net/http"
	"os"
	"os/exec"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	_ "github.com/jackc/pgx/v5/stdlib"
)

// How a bench is run: the database's own limit and ours in turn, so that a
// neighbour's noise falls on both, and the median of the runs.
const (
	rounds  = 5
	clients = 16
)

// seconds is how long one run takes: SECONDS, else 8.
var seconds = func() int {
	if n, err := strconv.Atoi(os.Getenv("SECONDS")); err == nil {
		return n
	}
	return 8
}()

// TestBench measures and writes BENCHMARKS.md, when BENCHMARKS names that
// file; among the tests it does nothing.
func TestBench(t *testing.T) {
	file := os.Getenv("BENCHMARKS")
	if file == "" {
		return
	}
	r := &report{}
	r.add("# Benchmarks\n\nWritten by `make bench` on %s: %d cores, %s, PostgreSQL %s with fsync. The load, the program and the database share these cores.\n"+
		"Ratios mean something; figures for themselves say little about another machine.\n", time.Now().UTC().Format("2006-01-02"), runtime.NumCPU(), runtime.Version(), serverVersion(t))
	only := strings.Fields(os.Getenv("PARTS")) // such as "visits rush": a report of those alone
	for _, part := range []struct {
		name  string
		bench func(*testing.T, *report)
	}{{"visits", benchVisits}, {"rush", benchRush}, {"page", benchPage}, {"results", benchResults}, {"live", benchLive}, {"money", benchMoney}, {"turf", benchTurf}, {"nearest", benchNearest}, {"start", benchStart}, {"weights", benchWeights}, {"pack", benchPack}, {"door", benchDoor}, {"burst", benchBurst}} {
		if len(only) > 0 && !slices.Contains(only, part.name) {
			continue
		}
		part.bench(t, r)
		if err := os.WriteFile(file, []byte(r.String()), 0o644); err != nil {
			t.Fatal(err)
		}
	}
}

type report struct{ strings.Builder }

func (r *report) add(format string, args ...any) {
	s := fmt.Sprintf(format, args...)
	fmt.Print(s)
	r.WriteString(s)
}

// A run is what one measurement gave: how long it took for how many rows, and
// what it cost the processors, without whoever made the load.
type measured struct {
	rows    int
	took    time.Duration
	app, pg time.Duration // processor time
}

func (m measured) perSecond() float64 { return float64(m.rows) / m.took.Seconds() }

func (m measured) cpuPerRow(d time.Duration) float64 {
	return float64(d.Microseconds()) / float64(max(m.rows, 1))
}

// medianOf is the run in the middle by what by gives.
func medianOf(ms []measured, by func(measured) float64) measured {
	s := slices.Clone(ms)
	slices.SortFunc(s, func(a, b measured) int {
		switch x, y := by(a), by(b); {
		case x < y:
			return -1
		case x > y:
			return 1
		}
		return 0
	})
	return s[len(s)/2]
}

// load sends what send sends, from as many clients at once, until it says
// that there is no more.
func load(n int, send func(client int) (rows int, more bool)) (rows int, took time.Duration) {
	var all atomic.Int64
	var wg sync.WaitGroup
	began := time.Now()
	for c := range n {
		wg.Go(func() {
			for {
				rows, more := send(c)
				all.Add(int64(rows))
				if !more {
					return
				}
			}
		})
	}
	wg.Wait()
	return int(all.Load()), time.Since(began)
}

// caller is an HTTP client that keeps a connection for each of the clients.
func caller() *http.Client {
	return &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: 4 * clients, MaxConnsPerHost: 4 * clients}, Timeout: time.Minute}
}

func serverVersion(t *testing.T) (v string) {
	db := benchDB(t, os.Getenv("TEST_POSTGRES"))
	if err := db.QueryRow("show server_version").Scan(&v); err != nil {
		t.Fatal(err)
	}
	return v
}

func benchDB(t *testing.T, url string) *sql.DB {
	t.Helper()
	db, err := sql.Open("pgx", url)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { db.Close() })
	return db
}

// pgbench runs a script with PostgreSQL's own load generator. The values are
// sent with every statement, as a program sends them.
func pgbench(t *testing.T, url, script string, values []string, args ...string) {
	t.Helper()
	file := t.TempDir() + "/script.sql"
	if err := os.WriteFile(file, []byte(script), 0o644); err != nil {
		t.Fatal(err)
	}
	args = append([]string{"-n", "-M", "prepared", "-c", strconv.Itoa(clients), "-j", "2", "-f", file}, args...)
	for _, v := range values {
		args = append(args, "-D", v)
	}
	out, err := exec.Command(postgresBin(t)+"/pgbench", append(args, url)...).CombinedOutput()
	if err != nil || strings.Contains(string(out), "aborted") {
		t.Fatalf("pgbench: %v\n%s", err, out)
	}
}

func postgresBin(t *testing.T) string {
	out, err := exec.Command("sh", "-c", "ls -d /usr/lib/postgresql/*/bin | sort -V | tail -1").Output()
	if err != nil || len(out) == 0 {
		t.Fatal("no PostgreSQL: ", err)
	}
	return strings.TrimSpace(string(out))
}

// A row is one row of a table as a client of pgbench sends it: each value a
// variable of its own, which travels with every statement.
type row struct {
	table   string
	columns []string
	params  map[string]string // by column: ":name::type", or null
	values  []string          // "name=value"
}

// sample is one row that the program wrote.
func sample(t *testing.T, db *sql.DB, table, where string) row {
	t.Helper()
	r := row{table: table, params: map[string]string{}}
	rows, err := db.Query(`select attname, format_type(atttypid, atttypmod) from pg_attribute where attrelid = $1::regclass and attnum > 0 and not attisdropped order by attnum`, table)
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	for rows.Next() {
		var name, kind string
		var value sql.NullString
		if err := rows.Scan(&name, &kind); err != nil {
			t.Fatal(err)
		}
		if err := db.QueryRow(fmt.Sprintf("select %s::text from %s where %s limit 1", name, table, where)).Scan(&value); err != nil {
			t.Fatal(table, name, err)
		}
		r.columns = append(r.columns, name)
		switch r.params[name] = "null::" + kind; {
		case value.Valid && value.String == "": // which pgbench cannot hold
			r.params[name] = "''::" + kind
		case value.Valid:
			v := table + "_" + name
			r.params[name], r.values = ":"+v+"::"+kind, append(r.values, v+"="+value.String)
		}
	}
	return r
}

// nextID is a line of a script that has a client's counter, of which the next
// id is made in the order in which ours are; each client and run has its own.
const nextID = "\\set seq :seq + 1\n"

// idOf is the nth id that a client makes of one turn of its counter.
func idOf(n int) string {
	return fmt.Sprintf(`(lpad(to_hex(:base::bigint + :seq::bigint), 12, '0') || '7000a000' || lpad(to_hex(:client_id::integer), 4, '0') || '%08x')::uuid`, n)
}

// runs are the variables of one run of pgbench, unlike those of any other.
func (r row) runs(more ...string) []string {
	return append(append(slices.Clone(r.values), more...), "seq=0", "base="+strconv.FormatInt(time.Now().UnixMilli(), 10))
}

// tuple is the row as SQL, with some columns made anew.
func (r row) tuple(anew map[string]string) string {
	var values []string
	for _, c := range r.columns {
		v, ok := anew[c]
		if !ok {
			v = r.params[c]
		}
		values = append(values, v)
	}
	return "(" + strings.Join(values, ", ") + ")"
}

// insert is a statement that adds rows.
func (r row) insert(tuples ...string) string {
	return fmt.Sprintf("insert into %s (%s) values %s", r.table, strings.Join(r.columns, ", "), strings.Join(tuples, ", "))
}

// literal is the row with its values in the text, for who fills a table.
func (r row) literal(anew map[string]string) string {
	text := map[string]string{}
	for _, v := range r.values {
		name, value, _ := strings.Cut(v, "=")
		text[name] = "'" + strings.ReplaceAll(value, "'", "''") + "'"
	}
	var values []string
	for _, c := range r.columns {
		v, ok := anew[c]
		if !ok {
			name, kind, _ := strings.Cut(strings.TrimPrefix(r.params[c], ":"), "::")
			if v = r.params[c]; text[name] != "" {
				v = text[name] + "::" + kind
			}
		}
		values = append(values, v)
	}
	return fmt.Sprintf("insert into %s (%s) select %s", r.table, strings.Join(r.columns, ", "), strings.Join(values, ", "))
}

// newID is an expression that makes a UUIDv7 as ours are made.
const newID = `(lpad(to_hex((extract(epoch from clock_timestamp()) * 1000)::bigint), 12, '0') || '7' || substr(md5(random()::text), 1, 3) || 'a' || substr(md5(random()::text), 1, 15))::uuid`

// cpuOf is the processor time of a process, or of a server and all whom it
// began and buried.
func cpuOf(pid int, withChildren bool) (d time.Duration) {
	stat := func(pid string) (fields []string) {
		raw, err := os.ReadFile("/proc/" + pid + "/stat")
		if err != nil {
			return nil
		}
		_, after, _ := strings.Cut(string(raw), ") ")
		return strings.Fields(after) // state, parent, …
	}
	ticks := func(f []string, from, to int) (n int64) {
		for i := from; f != nil && i <= to; i++ {
			v, _ := strconv.ParseInt(f[i], 10, 64)
			n += v
		}
		return n
	}
	all := ticks(stat(strconv.Itoa(pid)), 11, 12)
	if withChildren {
		all = ticks(stat(strconv.Itoa(pid)), 11, 14)
		dirs, _ := os.ReadDir("/proc")
		for _, dir := range dirs {
			if f := stat(dir.Name()); f != nil && dir.Name()[0] <= '9' && f[1] == strconv.Itoa(pid) {
				all += ticks(f, 11, 12)
			}
		}
	}
	return time.Duration(all) * 10 * time.Millisecond
}

// postmaster is the process of the server that began all others.
func postmaster(t *testing.T, db *sql.DB) int {
	t.Helper()
	var backend int
	if err := db.QueryRowContext(context.Background(), "select pg_backend_pid()").Scan(&backend); err != nil {
		t.Fatal(err)
	}
	raw, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", backend))
	if err != nil {
		t.Fatal(err)
	}
	_, after, _ := strings.Cut(string(raw), ") ")
	pid, _ := strconv.Atoi(strings.Fields(after)[1])
	return pid
}
