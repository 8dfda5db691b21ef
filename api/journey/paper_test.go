package journey

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"
	"unicode"

	"github.com/chromedp/cdproto/page"

	"barnstorm/domain"
	"barnstorm/domain/universe"
)

// garden is an address that takes many lines of any column.
var garden = strings.Repeat("garden flat behind the old brewery yard, ", 9)

// twoSides is a free turf of the even and then the odd side of a street, with
// so long an address or a short one at every door.
func (g *ground) twoSides(name string, n int, flat string) universe.TurfID {
	g.t.Helper()
	now := time.Now()
	t := universe.Turf{ID: domain.NewID[universe.TurfID](now), Effort: g.effort.ID, Name: name, Size: n, State: universe.Free, Made: now, Changed: now}
	var doors []universe.Door
	for i := range n {
		a := universe.Address{Flat: flat, Number: fmt.Sprint(2 * (i + 1)), Street: name, Town: "London"}
		if i >= n/2 {
			a.Number = fmt.Sprint(1 + 2*(i-n/2))
		}
		doors = append(doors, universe.Door{ID: universe.DoorIDOf(g.effort.ID, a), Effort: g.effort.ID, Turf: t.ID, Place: i + 1, Address: a, Sure: universe.SureFile, Made: now})
	}
	if err := g.store.PutTurfs(context.Background(), []universe.Turf{t}); err != nil {
		g.t.Fatal(err)
	}
	if err := g.store.PutDoors(context.Background(), doors); err != nil {
		g.t.Fatal(err)
	}
	return t.ID
}

// printed is the pages that the browser would print, their letters without
// blanks: how a line is filled is the browser's business.
func (v *visitor) printed() []string {
	v.t.Helper()
	yes := true
	pages := pdfPages(v.t, tells(v, page.PrintToPDF, page.PrintToPDFParams{PreferCSSPageSize: &yes}).Data)
	for i, p := range pages {
		pages[i] = strings.NewReplacer("ﬂ", "fl", "ﬁ", "fi", "ﬀ", "ff", "ﬅ", "ft").Replace(strings.Map(func(r rune) rune {
			if unicode.IsSpace(r) {
				return -1
			}
			return r
		}, p))
	}
	return pages
}

// Paper prints and is typed back: 54 doors stand on two sheets of A4, a side of
// the street on each; the head row stands on every page and no row is broken
// over two; what cannot be read costs no other row.
func TestPaper(t *testing.T) {
	both(t, func(t *testing.T, s size) {
		m := found(t, database(t, s))
		g := m.ploughs()
		turf, tall := g.twoSides("Devonshire Street", 54, ""), g.twoSides("Brewery Lane", 20, garden)
		h := m.opens()
		v := visit(t, h.url, s).signsIn(h, "ada@example.org")
		v.open("/organise/efforts/" + string(g.effort.ID) + "/paper").sees("No list is printed yet")
		v.open("/organise/turfs/"+string(turf)).tap("Walk list on paper").sees("Devonshire Street", "Outcome (circle one)", "TA NH RE")
		code := strings.Fields(js[string](v, `document.querySelector('.sheet .kicker b').innerText`))[0]
		sheet := js[string](v, `location.pathname`)
		const head, row = "RowDoorStreetOutcome(circleone)BeforeAfter", "TANHREUNNC"
		pages := v.printed()
		if len(pages) != 2 {
			t.Errorf("54 doors take %d pages", len(pages))
		}
		for i, p := range pages {
			if strings.Count(p, head) != 1 || strings.Count(p, row) != 27 || !strings.Contains(p, code) || !strings.Contains(p, "Islingtontogether.") || !strings.Contains(p, "version1") {
				t.Errorf("page %d has %d heads and %d rows: %s", i+1, strings.Count(p, head), strings.Count(p, row), p)
			}
		}
		v.open("/organise/turfs/"+string(tall)).tap("Walk list on paper").shows("Brewery Lane", "Outcome (circle one)")
		rows, whole := 0, 0
		for i, p := range v.printed() {
			rows, whole = rows+strings.Count(p, row), whole+strings.Count(p, strings.ReplaceAll(garden, " ", ""))
			if strings.Count(p, head) != 1 {
				t.Errorf("page %d has no head row: %s", i+1, p)
			}
		}
		if rows != 20 || whole != 20 {
			t.Errorf("%d of 20 rows, %d of them whole", rows, whole)
		}

		v.open(sheet).tap("Type it back").sees("Row by row", code)
		for label, text := range map[string]string{"1 2 Devonshire": "nh", "2 4 Devonshire": "XX", "3 6 Devonshire": "ta 3 7"} {
			v.fill(label, text)
		}
		v.refused().tap("Keep these rows").sees("One row cannot be kept", "2 rows kept", "No outcome has these two letters")
		v.fill("2 4 Devonshire", "re").tap("Keep these rows").sees("One row kept", "2 were there already")
		v.open("/organise/efforts/"+string(g.effort.ID)+"/paper").fill("Code of the list", strings.ToLower(code)).tap("Type it back").sees("Row by row", code)
		v.open("/organise/efforts/" + string(g.effort.ID) + "/paper").sees("3 of 54 rows typed")
	})
}
