package journey

import (
	"context"
	"os"
	"os/exec"
	"testing"
	"time"

	"barnstorm/domain"
	"barnstorm/domain/event"
	"barnstorm/store/storetest"
)

// reads has the program read published files in, from its command line.
func (m *movement) reads(kind string, files ...string) {
	m.t.Helper()
	at, err := program()
	if err != nil {
		m.t.Fatal(err)
	}
	cmd := exec.Command(at, append([]string{"import", kind}, files...)...)
	cmd.Env = append(os.Environ(), "DATABASE_URL="+m.db, "SECRET_KEY="+keyText)
	if out, err := cmd.CombinedOutput(); err != nil {
		m.t.Fatalf("import %s: %v\n%s", kind, err, out)
	}
}

// Journey 2: an organiser names a side and ticks target seats, and a volunteer
// types a postcode and sees where one more person is missing. All of it from
// the files as their publishers made them.
func TestVolunteer(t *testing.T) {
	t.Parallel()
	both(t, func(t *testing.T, s size) {
		results, shapes := storetest.Real(t, "uk-elections/HoC-GE2024-results-by-constituency.csv"), storetest.Real(t, "uk-boundaries/pcon_july_2024_BUC_simplified.geojson")
		m := found(t, database(t, s))
		m.reads("seats", results)
		m.reads("boundaries", shapes)
		m.reads("postcodes", storetest.Real(t, "uk-postcodes/n.csv"))
		m.fights("Unseat in Hendon", "E14001279")
		h := m.opens()

		v := visit(t, h.url, s)
		v.open("/nearest").sees("Where am I missing?", "How we choose").tap("The rule, step by step").sees("60 minutes on the way halve it")
		v.fill("Your postcode or place", "N1 0AA").tap("Show me").sees("No target seats are named yet")

		o := visit(t, h.url, s)
		o.signsIn(h, "ada@example.org").open("/organise/targets").sees("Side and targets", "Hendon", "650 seats fit")
		o.fill("Who should win?", "Lab").tap("Hendon").tap("Poole").tap("Basildon and Billericay").tap("Chelsea and Fulham")
		o.tap("Decide on these targets").sees("4 targets so far", "a target since")
		o.fill("Seat or region", "chingford").tap("Show").sees("1 seat fits").tap("Chingford and Woodford Green")
		o.tap("Decide on these targets").sees("5 targets so far")

		v.fill("Your postcode or place", "n10aa").tap("Show me")
		v.sees("Three places short of you", "Hendon", "votes decided it", "Ada Organiser", "You probably live in Islington South and Finsbury", "Crown copyright")
		js[bool](v, `!!Object.defineProperty(navigator.geolocation, 'getCurrentPosition', {value: found => found({coords: {latitude: 51.5412345, longitude: -0.1098765}})})`)
		v.tap("Use my position").sees("Seen from where you are", "Three places short of you", "from you").misses("51.54")
		v.tap("Take a place in Hendon").sees("Unseat in Hendon", "Take my place")
		v.open("/nearest?near=Hendon&day=2020-01-01&step_free=true").sees("Nothing like that is planned", "Only on this day")
		v.refused().open("/nearest?near=Atlantis").sees("We do not know this place")
		v.open("/de/nearest?near=Hendon").sees("Drei Orte brauchen dich")
		v.open("/targets").sees("Target seats", "Decided by Ada Organiser")
	})
}

// fights calls an Unseat canvass in a seat for next week.
func (m *movement) fights(title, seat string) {
	m.t.Helper()
	_, err := m.event.Schedule(context.Background(), m.organiser, event.Input{
		ID: domain.NewID[string](time.Now()), Group: string(m.group), Kind: "unseat", Title: title, About: "We knock on doors in pairs.",
		Starts: time.Now().AddDate(0, 0, 7).Format("2006-01-02") + "T11:00", Zone: "Europe/London", Venue: "Hendon Library", Town: "London",
		Postcode: "NW4 4BQ", Lat: 51.59, Lon: -0.23, Seat: seat, Capacity: 60,
	})
	if err != nil {
		m.t.Fatal(err)
	}
}
