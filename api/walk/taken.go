package walk

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"barnstorm/api/web"
)

// whatIsNextDoorIsNotMadeAnew sends, to every address that takes an id which the
// sender made, the id of the same kind of thing of south's: whoever knows an id
// neither changes nor moves what has it.
func whatIsNextDoorIsNotMadeAnew(t *testing.T, join Join) {
	w := newWalk(t, join)
	var made []string
	for _, r := range w.house.Server.Routes {
		if r.Path == "/break" || !web.Writes(r.Method) {
			continue
		}
		theirs, ok := w.turnOf(r, w.south, w.south.boss)
		if !ok || theirs.form.Get("id") == "" {
			continue
		}
		req := request(r, theirs)
		w.as(w.south.boss, req)
		w.send(req)
		before := w.rowsWith(theirs.form.Get("id"))
		if len(before) == 0 {
			continue
		}
		made = append(made, r.Method+" "+r.Path)
		ours, _ := w.turnOf(r, w.north, w.north.boss)
		ours.form.Set("id", theirs.form.Get("id"))
		req = request(r, ours)
		w.as(w.north.boss, req)
		got := w.send(req)
		after := w.rowsWith(theirs.form.Get("id"))
		for _, row := range before {
			if !slices.Contains(after, row) {
				t.Errorf("%s %s under an id of south's: %d, and this stands no more: %s", r.Method, r.Path, got.Code, row)
			}
		}
	}
	if len(made) < 20 {
		t.Errorf("few addresses made a thing under the id that they were sent: %q", made)
	}
}

// rowsWith is every row of the database in which a text stands.
func (w *walk) rowsWith(text string) (found []string) {
	w.Helper()
	for _, table := range w.tables() {
		rows, err := w.db.QueryContext(w.Context(), `select * from "`+table+`"`)
		w.must(err)
		names, err := rows.Columns()
		w.must(err)
		for rows.Next() {
			row, at := make([]any, len(names)), make([]any, len(names))
			for i := range row {
				at[i] = &row[i]
			}
			w.must(rows.Scan(at...))
			if line := fmt.Sprintf("%s %q", table, row); strings.Contains(line, text) {
				found = append(found, line)
			}
		}
		w.must(rows.Err())
		rows.Close()
	}
	return found
}

func (w *walk) tables() (names []string) {
	w.Helper()
	rows, err := w.db.QueryContext(w.Context(), `select name from sqlite_master where type = 'table' and name not like 'sqlite%'`)
	w.must(err)
	defer rows.Close()
	for rows.Next() {
		var name string
		w.must(rows.Scan(&name))
		names = append(names, name)
	}
	w.must(rows.Err())
	return names
}
