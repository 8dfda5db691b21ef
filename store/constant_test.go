package store

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// sinks is where text becomes SQL: which argument of which method. In an
// argument that may also be a struct or a condition, only text is looked at.
var sinks = map[string]map[string]int{
	"gorm.io/gorm.DB": {
		"Raw": 0, "Exec": 0, "Where": 0, "Or": 0, "Not": 0, "Having": 0, "Select": 0, "Order": 0, "Joins": 0,
		"InnerJoins": 0, "Group": 0, "Pluck": 0, "Table": 0, "Omit": 0, "Distinct": 0, "Update": 0, "UpdateColumn": 0,
		"First": 1, "Find": 1, "Take": 1, "Last": 1, "Delete": 1, "FirstOrInit": 1, "FirstOrCreate": 1, "Preload": 0, "MapColumns": 0,
	},
	"gorm.io/gorm": {"Expr": 0, "ExecContext": 1, "QueryContext": 1, "QueryRowContext": 1, "PrepareContext": 1},
	"database/sql": {
		"Exec": 0, "ExecContext": 1, "Query": 0, "QueryContext": 1, "QueryRow": 0, "QueryRowContext": 1, "Prepare": 0, "PrepareContext": 1,
	},
	"github.com/jackc/pgx/v5": {"Exec": 1, "Query": 1, "QueryRow": 1, "Prepare": 2, "Queue": 0},
}

// TestConstantSQL holds that no text that reaches the database is put
// together while the program runs. It sees what scanners miss: Order, Select,
// Joins and the conditions of Find are text too. A function of ours that
// hands a parameter on as SQL is a sink itself, and its callers are looked at.
func TestConstantSQL(t *testing.T) {
	c := newChecker(compiled(t))
	names, err := filepath.Glob("*.go")
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range names {
		if !strings.HasSuffix(name, "_test.go") {
			src, err := os.ReadFile(name)
			if err != nil {
				t.Fatal(err)
			}
			c.add(t, name, string(src))
		}
	}
	for _, fault := range c.faults(t) {
		t.Error(fault)
	}
}

// planted are bodies of a function in which in is text from outside and what
// a struct of it, and whether something wrong is to be seen in each.
var planted = map[string]bool{
	`db.Where("id = ?", in)`:                       false,
	`db.Where("id = " + in)`:                       true,
	`db.Where(fmt.Sprintf("id = %s", in))`:         true,
	`db.Where(clause.Eq{Column: "id", Value: in})`: false,
	`db.Where(what)`:                               false,
	`q := "a"; q = q + "b"; db.Raw(q)`:             false,
	`q := "a"; q = q + in; db.Raw(q)`:              true,
	`db.Order(in)`:                                 true,
	`db.Order("name " + down)`:                     false,
	`db.Order(sorts[in])`:                          false,
	`db.Order(what.By)`:                            true,
	`db.Order(clause.OrderByColumn{Column: clause.Column{Name: in, Raw: true}})`: true,
	`db.Select("a, b")`:            false,
	`db.Select(in)`:                true,
	`db.Select([]string{"a", in})`: true,
	`db.Joins("join " + in)`:       true,
	`db.Raw("select 1")`:           false,
	"db.Raw(`select ` + in)":       true,
	`q := "select 1"; if in == "" { q = "select 2" }; db.Raw(q)`: false,
	`q := "select 1"; q += in; db.Raw(q)`:                        true,
	`db.Find(nil, in)`:                                           true,
	`db.Find(nil, "id = ?", in)`:                                 false,
	`db.Delete(nil, in+" = 1")`:                                  true,
	`db.Update("until", in)`:                                     false,
	`db.Update(in, 1)`:                                           true,
	`db.Updates(map[string]any{"n": gorm.Expr(in)})`:             true,
	`db.Updates(map[string]any{"n": clause.Expr{SQL: in}})`:      true,
	`raw.QueryRowContext(nil, in)`:                               true,
	`raw.Exec("vacuum")`:                                         false,
	`db.Select("a", in)`:                                         true,
	`db.Select("a = ?", in)`:                                     false,
	`db.Raw("select " + dialect(in == ""))`:                      false,
	`q, _ := sent(); db.Raw(q)`:                                  true,
	`for _, q := range []string{in} { db.Raw(q) }`:               true,
	`q := "select 1"; p := &q; *p = in; db.Raw(q)`:               true,
	`db.Where(map[string]any{"id": in})`:                         false,
	`func(q string) { db.Raw(q) }(in)`:                           true,
	`pass(db, "select 1")`:                                       false,
	`pass(db, in)`:                                               true,
	`further(db, in)`:                                            true,
	`f := db.Where; f(in)`:                                       true,
}

func TestConstantSQLBites(t *testing.T) {
	from := compiled(t)
	for body, bites := range planted {
		c := newChecker(from)
		c.add(t, "planted.go", `package planted
import ("database/sql"; "fmt"; "gorm.io/gorm"; "gorm.io/gorm/clause")
var _ = fmt.Sprint; var _ clause.Eq; const down = "desc"
var sorts = map[string]string{"new": "made desc", "name": "name"}
func pass(db *gorm.DB, q string) { db.Raw(q) }
func further(db *gorm.DB, q string) { pass(db, q) }
func sent() (string, struct{ By string })
func dialect(pg bool) string { if pg { return "now()" }; return "datetime()" }
func f(db *gorm.DB, raw *sql.DB) { in, what := sent(); _, _ = in, what; `+body+` }
func constant(db *gorm.DB) { further(db, "select 1") }
`)
		if faults := c.faults(t); (len(faults) > 0) != bites {
			t.Errorf("%s: %q", body, faults)
		}
	}
}
