package journey

import (
	"context"
	_ "embed"
	"encoding/json"
	"fmt"
	"slices"
	"testing"
	"time"

	"barnstorm/domain"
	"barnstorm/domain/event"
)

// ical.js 2.2.1 from the npm registry, dist/ical.es5.min.cjs, unchanged, under
// the MPL 2.0.
//
//go:embed testdata/ical-2.2.1.es5.min.cjs
var icalJS string

const icalHash = "74b6aa16936daa102ca216a29c8c25b53468762dd793bd9b106074aaa7961c65"

// A feed is a calendar as ical.js reads it.
type feed struct {
	Version, ProdID, Name, Method string
	Zones                         []string // TZIDs that something names
	Described                     []string // that a VTIMEZONE describes
	Events                        []struct {
		UID, Stamp, Summary, Description, Location, Status, URL string
		Sequence                                                int
		Starts, Ends, Changed                                   float64 // milliseconds since 1970, as browsers have it
	}
}

// subscribes reads a calendar with ical.js, strictly: a tree that is broken
// anywhere fails the test.
func (v *visitor) subscribes(path string) (f feed) {
	v.t.Helper()
	status, kind, body := v.fetch(path)
	if status != 200 || kind != "text/calendar; charset=utf-8" {
		v.t.Fatalf("%s: %d %s", path, status, kind)
	}
	if !js[bool](v, `!!globalThis.ICAL`) {
		js[any](v, icalJS+`; ICAL.design.strict = true; null`)
	}
	text, _ := json.Marshal(body)
	raw := js[string](v, fmt.Sprintf(`(() => { try {
		const cal = new ICAL.Component(ICAL.parse(%s)), at = (c, name) => { const x = c.getFirstPropertyValue(name); return x === null ? '' : String(x) };
		const all = cal.getAllSubcomponents('vevent');
		const instant = (c, name) => { const t = c.getFirstPropertyValue(name); return t.toJSDate().getTime() };
		return JSON.stringify({
			Version: at(cal, 'version'), ProdID: at(cal, 'prodid'), Name: at(cal, 'name'), Method: at(cal, 'method'),
			Zones: all.flatMap(c => c.getAllProperties().map(p => p.getParameter('tzid')).filter(Boolean)), Described: cal.getAllSubcomponents('vtimezone').map(z => at(z, 'tzid')),
			Events: all.map(c => ({UID: at(c, 'uid'), Stamp: at(c, 'dtstamp'), Summary: at(c, 'summary'), Description: at(c, 'description'), Location: at(c, 'location'), Status: at(c, 'status'),
				URL: at(c, 'url'), Sequence: c.getFirstPropertyValue('sequence'), Starts: instant(c, 'dtstart'), Ends: instant(c, 'dtend'), Changed: instant(c, 'last-modified')})),
		}) } catch (e) { return 'fault ' + e } })()`, text))
	if err := json.Unmarshal([]byte(raw), &f); err != nil {
		v.t.Fatalf("%s: ical.js says %s of\n%s", path, raw, body)
	}
	if f.Version != "2.0" || f.ProdID == "" || f.Method != "PUBLISH" {
		v.t.Errorf("%s: version %q, program %q, method %q", path, f.Version, f.ProdID, f.Method)
	}
	for _, zone := range f.Zones {
		if !slices.Contains(f.Described, zone) {
			v.t.Errorf("%s: no VTIMEZONE says what %s is", path, zone)
		}
	}
	return f
}

// where is one event of a feed, and how often it is there.
func (f feed) where(id event.ID) (at, n int) {
	for i, e := range f.Events {
		if e.UID == string(id)+"@barnstorm" {
			at, n = i, n+1
		}
	}
	return at, n
}

// inZones calls an event at ten on the day on which Europe's clocks change, in
// three zones, with everything in its words that a calendar has to escape.
func (m *movement) inZones() (all []event.Event) {
	m.t.Helper()
	day := time.Date(time.Now().Year()+1, 3, 31, 0, 0, 0, 0, time.UTC)
	day = day.AddDate(0, 0, -int(day.Weekday()))
	for _, zone := range []string{"Europe/London", "Europe/Athens", "America/Los_Angeles"} {
		e, err := m.event.Schedule(context.Background(), m.organiser, event.Input{
			ID: domain.NewID[string](time.Now()), Group: string(m.group), Kind: "rally", Title: `Rally, in; Σέρρες \ ` + zone, About: "One line,\nanother; and a \\ with ümläuts, long enough that it has to be folded in the middle of a letter: Ζωή.",
			Starts: day.Format(time.DateOnly) + "T10:00", Ends: day.Format(time.DateOnly) + "T12:30", Zone: zone, Venue: "Hall, 1st floor", Town: "Town",
		})
		if err != nil {
			m.t.Fatal(err)
		}
		all = append(all, e)
	}
	return all
}

// feeds holds the calendars of a movement to what calendar programs read.
func (v *visitor) feeds(m *movement, paths ...string) {
	v.t.Helper()
	all := m.inZones()
	before := map[string]feed{}
	for _, path := range paths {
		f := v.subscribes(path)
		before[path] = f
		for _, e := range all {
			i, n := f.where(e.ID)
			if n != 1 {
				v.t.Errorf("%s: %s is there %d times", path, e.Title, n)
				continue
			}
			got := f.Events[i]
			if got.Summary != e.Title || got.Description != e.About || got.Location != "Hall, 1st floor, Town" || got.Status != "CONFIRMED" || got.Sequence != 1 || got.Stamp == "" || got.URL == "" {
				v.t.Errorf("%s: %+v", path, got)
			}
			if int64(got.Starts) != e.Starts.UnixMilli() || int64(got.Ends) != e.Ends.UnixMilli() {
				v.t.Errorf("%s: %s starts at %s, and there at %s", path, e.Title, e.Starts, time.UnixMilli(int64(got.Starts)).UTC())
			}
		}
	}
	if _, err := m.event.CallOff(context.Background(), m.organiser, all[1].ID, event.CallOffInput{Why: "Snow"}); err != nil {
		v.t.Fatal(err)
	}
	for _, path := range paths {
		f := v.subscribes(path)
		i, n := f.where(all[1].ID)
		if n != 1 || f.Events[i].Status != "CANCELLED" || f.Events[i].Sequence != 2 {
			v.t.Errorf("%s, called off: there %d times", path, n)
		}
		if len(f.Events) != len(before[path].Events) {
			v.t.Errorf("%s: %d events, and %d before", path, len(f.Events), len(before[path].Events))
		}
	}
}

func TestICalIsWhatWasPublished(t *testing.T) {
	published(t, icalJS, icalHash, "ical-2.2.1.es5.min.cjs")
}
