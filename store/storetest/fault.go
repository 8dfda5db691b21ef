package storetest

import (
	"database/sql"
	"database/sql/driver"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"modernc.org/sqlite"
)

// EveryWrite runs flow with its first write failing, then with its second, and
// so on, until flow comes to its end undisturbed; it returns how many writes
// that took. A trigger lets the write of one row fail, in whatever table. Each
// time flow must return an error, and must leave the database as it was: half
// a deed is worse than none. The database stands on storetest's own Open.
func EveryWrite(t *testing.T, s any, flow func() error) int {
	t.Helper()
	n, err := everyWrite(t, s, flow)
	if err != nil {
		t.Fatal(err)
	}
	return n
}

func everyWrite(t *testing.T, s any, flow func() error) (int, error) {
	f := newFaults(t, s)
	defer f.disarm()
	before := Snapshot(t, s)
	for n := int64(1); n < 10_000; n++ {
		f.arm(n)
		err := flow()
		made := f.made()
		switch {
		case err == nil && made >= n:
			return 0, fmt.Errorf("write %d failed, and nobody said so", n)
		case err == nil:
			return int(made), nil
		case made < n:
			return 0, fmt.Errorf("failed by itself after %d writes: %w", made, err)
		}
		if after := Snapshot(t, s); after != before {
			return 0, fmt.Errorf("when write %d failed with %q, something was left half done:\n%s", n, err, Difference(before, after))
		}
	}
	return 0, errors.New("flow does not end")
}

// faults makes the n-th write to a database fail. Writes are counted where no
// rollback undoes it: in a sequence of PostgreSQL, and in Go for SQLite.
type faults struct {
	*testing.T
	db       *sql.DB
	key      string
	tables   []string
	postgres bool
}

// A tally counts the writes to one SQLite file, and says which is to fail.
type tally struct{ made, at atomic.Int64 }

// tallies is the tally of each SQLite file, by its path.
var tallies sync.Map

func init() {
	sqlite.MustRegisterScalarFunction("storetest_fault", 1, func(_ *sqlite.FunctionContext, args []driver.Value) (driver.Value, error) {
		x, ok := tallies.Load(args[0])
		if ok && x.(*tally).made.Add(1) == x.(*tally).at.Load() {
			return nil, errors.New("injected fault")
		}
		return int64(0), nil
	})
}

func newFaults(t *testing.T, s any) *faults {
	f := &faults{t, SQL(t, s), URL(t, s), nil, isServer(URL(t, s))}
	f.tables = tables(t, f.db, f.postgres)
	var all []string
	how := fmt.Sprintf("begin select storetest_fault('%s'); end", f.key)
	if f.postgres {
		all = append(all, "create sequence storetest_seq", `create table storetest_at (n bigint not null)`,
			`create function storetest_fault() returns trigger language plpgsql as $$ begin
			if nextval('storetest_seq') = (select n from storetest_at) then raise exception 'injected fault'; end if;
			if tg_op = 'DELETE' then return old; end if;
			return new; end $$`)
		how = "for each row execute function storetest_fault()"
	}
	for _, table := range f.tables {
		for _, op := range []string{"insert", "update", "delete"} {
			all = append(all, fmt.Sprintf("create trigger storetest_%s_%s before %s on %s %s", op, table, op, table, how))
		}
	}
	f.together(all)
	return f
}

// arm makes the n-th write from now on fail.
func (f *faults) arm(n int64) {
	if !f.postgres {
		x := &tally{}
		x.at.Store(n)
		tallies.Store(f.key, x)
		return
	}
	f.exec("alter sequence storetest_seq restart")
	f.exec("delete from storetest_at")
	f.exec(fmt.Sprintf("insert into storetest_at values (%d)", n))
}

// made is how many writes there were since arm.
func (f *faults) made() int64 {
	if !f.postgres {
		x, _ := tallies.Load(f.key)
		return x.(*tally).made.Load()
	}
	var last int64
	var called bool
	if err := f.db.QueryRow("select last_value, is_called from storetest_seq").Scan(&last, &called); err != nil {
		f.Fatal(err)
	}
	if !called {
		return 0
	}
	return last
}

// disarm takes all of it away again.
func (f *faults) disarm() {
	if f.postgres {
		f.exec("drop function storetest_fault() cascade")
		f.exec("drop table storetest_at")
		f.exec("drop sequence storetest_seq")
		return
	}
	var all []string
	for _, table := range f.tables {
		for _, op := range []string{"insert", "update", "delete"} {
			all = append(all, "drop trigger storetest_"+op+"_"+table)
		}
	}
	f.together(all)
	tallies.Delete(f.key)
}

// together changes the schema in one transaction: SQLite reads all of it anew
// after each.
func (f *faults) together(all []string) {
	f.Helper()
	f.exec("begin;\n" + strings.Join(all, ";\n") + ";\ncommit")
}

func (f *faults) exec(text string) {
	f.Helper()
	if _, err := f.db.Exec(text); err != nil {
		f.Fatal(text, ": ", err)
	}
}

// Snapshot is everything that a database holds, a line a row, in an order of
// its own: equal snapshots are equal databases.
func Snapshot(t *testing.T, s any) string {
	t.Helper()
	db, postgres := SQL(t, s), isServer(URL(t, s))
	defer db.Close()
	var lines []string
	for _, table := range filled(t, db, tables(t, db, postgres)) {
		lines = append(lines, rowsOf(t, db, table)...)
	}
	slices.Sort(lines)
	return strings.Join(lines, "\n")
}

// tables is every table of ours.
func tables(t *testing.T, db *sql.DB, postgres bool) (names []string) {
	t.Helper()
	list := "select name from sqlite_master where type = 'table' and name not like 'sqlite%' order by name"
	if postgres {
		list = "select tablename from pg_tables where schemaname = 'public' order by tablename"
	}
	for _, name := range namesOf(t, db, list) {
		if name != "goose_db_version" && name != "storetest_at" {
			names = append(names, name)
		}
	}
	return names
}

func namesOf(t *testing.T, db *sql.DB, list string) (names []string) {
	t.Helper()
	rows, err := db.Query(list)
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	for rows.Next() {
		var name string
		if err := rows.Scan(&name); err != nil {
			t.Fatal(err)
		}
		names = append(names, name)
	}
	if err := rows.Err(); err != nil {
		t.Fatal(err)
	}
	return names
}

// filled is those of the tables that hold anything: most hold nothing in a test.
func filled(t *testing.T, db *sql.DB, all []string) (names []string) {
	t.Helper()
	asked := make([]string, len(all))
	for i, table := range all {
		asked[i] = "select '" + table + "' where exists (select 1 from " + table + ")"
	}
	return namesOf(t, db, strings.Join(asked, " union all "))
}

func rowsOf(t *testing.T, db *sql.DB, table string) (lines []string) {
	t.Helper()
	rows, err := db.Query("select * from " + table)
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	cols, err := rows.Columns()
	if err != nil {
		t.Fatal(err)
	}
	for rows.Next() {
		row, at := make([]any, len(cols)), make([]any, len(cols))
		for i := range row {
			at[i] = &row[i]
		}
		if err := rows.Scan(at...); err != nil {
			t.Fatal(err)
		}
		lines = append(lines, fmt.Sprint(table, " ", row))
	}
	if err := rows.Err(); err != nil {
		t.Fatal(err)
	}
	return lines
}

// Difference is the lines that only one of two snapshots has.
func Difference(before, after string) string {
	var b strings.Builder
	was, is := strings.Split(before, "\n"), strings.Split(after, "\n")
	for _, line := range was {
		if !slices.Contains(is, line) {
			b.WriteString("- " + line + "\n")
		}
	}
	for _, line := range is {
		if !slices.Contains(was, line) {
			b.WriteString("+ " + line + "\n")
		}
	}
	return b.String()
}
