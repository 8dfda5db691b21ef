package journey

import (
	"fmt"
	"os"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"

	"barnstorm/store/storetest"
)

// addressFile is a small town as its council would list it, in the Windows
// code page: odd rows, a row without an address, a house by name.
func addressFile(t *testing.T) string {
	t.Helper()
	var b strings.Builder
	b.WriteString("UPRN;Hausnr;Street name;Town;Postcode;X;Y\n")
	for s, street := range []string{"Chapel Lane", "Mill Lane", "Caf\xe9 Row", "North Street"} {
		for n := 1; n <= 30; n++ {
			fmt.Fprintf(&b, "%d;%d;%s;Keighley;BD21 %d%s;%d;%d\n", 10_000_000+s*100+n, n, street, s+1, "AA", 405800+n*8, 441000+s*160+n%2*12)
		}
	}
	b.WriteString(";;;Keighley;BD21 9ZZ;;\n;The Old Forge;Mill Lane;Keighley;NONSENSE;;\n")
	file := t.TempDir() + "/addresses.csv"
	if err := os.WriteFile(file, []byte(b.String()), 0o600); err != nil {
		t.Fatal(err)
	}
	return file
}

// Journey 1 and 2: an organiser brings a list of addresses to an effort, sees
// what is wrong with it before anything is kept, cuts it into turfs, moves a
// side of a street, joins, splits and names.
func TestUniverse(t *testing.T) {
	t.Parallel()
	both(t, func(t *testing.T, s size) {
		h := demo(t)
		o := visit(t, h.url, s).walksIn(h, "organiser")
		first, last := time.Now().Format("2006-01-02"), time.Now().AddDate(0, 0, 5).Format("2006-01-02")
		o.open("/organise/efforts").fill("Name", "Chapel Allerton").fill("First day", first).fill("Last day", last).tap("Begin it")
		o.sees("Chapel Allerton", "Universe", "Turfs")
		effort := js[string](o, `location.pathname`)
		o.tapIn("main", "Universe").sees("Bring a file")
		o.refused().tap("Check the file").sees("What you typed is still here")
		o.upload("File", addressFile(t)).tap("Check the file")
		o.sees("Waits for your word", "No address in this row", "This is no whole postcode", "Such as Chapel Lane")
		o.sees("Bring in 121 doors").tap("Bring in 121 doors").sees("121 new doors are in", "The wrong file?")
		file := js[string](o, `location.pathname`)
		o.open(effort+"/universe").sees("addresses.csv", "brought in")
		o.upload("File", addressFile(t)).tap("Check the file").sees("121 more name a door that is there already")

		o.open(effort + "/turfs").sees("No turf is cut yet")
		o.fill("Or a number", "30").tapIn("main", "Cut turfs").sees("4 turfs are cut", "of 30 to 31 doors", "Chapel Lane").tap("Cut again").sees("Free ones are cut anew")
		o.tapIn("main table", "Chapel Lane").sees("Move a part of it", "Doors in walking order")
		turf := js[string](o, `location.pathname`)
		o.tapIn(".walk-list", "Chapel Lane").sees("Only").tapIn("main", "Move").sees("Done")
		o.fill("Its name", "Behind the chapel").tap("Name it").sees("Behind the chapel", "Done")
		o.tap("Split in two").sees("Done")
		o.tapIn("main", "Join").sees("Done", "Behind the chapel")
		if at := js[string](o, `location.pathname`); at != turf {
			t.Errorf("the turf was at %s and is at %s", turf, at)
		}
		// A finger on the map chooses the door under it.
		js[bool](o, `(() => { const dot = document.querySelector('.turf-map circle'), at = dot.getBoundingClientRect();
			dot.dispatchEvent(new MouseEvent('click', {bubbles: true, clientX: at.x + at.width / 2, clientY: at.y + at.height / 2})); return true })()`)
		o.until("a door is chosen by its dot", func() bool { return strings.Contains(js[string](o, `location.search`), "door=") })
		o.sees("Only")
		o.open(file).tap("Take this file back").sees("0 doors are gone again", "121 more came with it and stay")
	})
}

// An organiser draws an area among imported postcodes: by taps on the map, by a
// tick in a list, or by typing; what is in it becomes open stops.
func TestArea(t *testing.T) {
	t.Parallel()
	both(t, func(t *testing.T, s size) {
		m := found(t, database(t, s))
		m.reads("postcodes", storetest.Real(t, "uk-postcodes/e.csv"))
		g := m.ploughs()
		h := m.opens()
		o := visit(t, h.url, s).signsIn(h, "ada@example.org").open("/organise/efforts/"+string(g.effort.ID)+"/universe").tapIn("main", "Draw an area")
		o.sees("Where?").fill("Where?", "ZZ9").tap("Show its postcodes").sees("We know no postcodes there")
		o.fill("Where?", "E17").tap("Show its postcodes").sees("Tap its corners", "E17 4", "Or type it")
		o.tapsMap(0.2, 0.2).tapsMap(0.8, 0.2).tapsMap(0.8, 0.8).tapsMap(0.5, 0.5).tap("Take the last corner back").tapsMap(0.2, 0.8)
		o.shows("Postcodes inside the line:")
		inside := regexp.MustCompile(`inside the line: ([\d,]+)`).FindStringSubmatch(o.text())
		if inside == nil || inside[1] == "0" {
			t.Fatal("nothing is inside: ", inside)
		}
		o.sees("Begin again").tap("Add its postcodes").sees("open stops added")
		counted, _ := strconv.Atoi(strings.ReplaceAll(inside[1], ",", ""))
		if added, _ := strconv.Atoi(js[string](o, `new URLSearchParams(location.search).get('drawn')`)); added < counted-2 || added > counted+2 {
			t.Errorf("%d were counted on the map and %d added", counted, added)
		}
		o.open("/organise/efforts/" + string(g.effort.ID) + "/area?near=E17").refused().tap("Add its postcodes").sees("One thing to put right")
		o.tap("E17 3").tap("Add its postcodes").sees("added")
		o.open("/organise/efforts/"+string(g.effort.ID)+"/turfs").fill("Or a number", "40").tapIn("main", "Cut turfs").sees("turfs are cut")
	})
}

// tapsMap taps a map at a share of its width and height.
func (v *visitor) tapsMap(x, y float64) *visitor {
	v.t.Helper()
	js[bool](v, fmt.Sprintf(`(() => { const map = document.querySelector('.area-map svg'), at = map.getBoundingClientRect();
		map.dispatchEvent(new MouseEvent('click', {bubbles: true, clientX: at.x + at.width * %f, clientY: at.y + at.height * %f})); return true })()`, x, y))
	return v
}
