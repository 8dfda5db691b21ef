package journey

import (
	"context"
	"fmt"
	"testing"
	"time"

	"barnstorm/domain"
	"barnstorm/domain/canvass"
	"barnstorm/domain/people"
	"barnstorm/domain/script"
	"barnstorm/domain/universe"
	"barnstorm/store"
)

// turfScript is a small one with a talk in it: five questions and one line to
// say.
const turfScript = `schema: script/1
key: small
locale: en-GB
title: "Small"
rating: {min: 0, max: 10, fields: [before, after]}
conversation: story
variables: [canvasser.first_name]
start: door
steps:
  - {id: door, kind: outcome, record: result, options: [{value: spoke, label: "Spoke", next: hello}, {value: not_home, label: "Nobody", end: true}, {value: refused, label: "No", end: true}, {value: unsafe, label: "Left", end: true}]}
  - {id: hello, kind: info, say: "Hello, I am {canvasser.first_name}.", next: rate}
  - {id: rate, kind: scale, say: "From 0 to 10?", record: before, refusable: true, next: story}
  - {id: story, kind: single, say: "Tell me more.", record: told, options: [{value: "yes", label: "Told a story", next: concern}, {value: "no", label: "Would not", next: mail}]}
  - {id: concern, kind: multi, say: "What worries you?", record: worry, options: [{value: rent, label: "Rent"}, {value: damp, label: "Damp"}], next: again}
  - {id: again, kind: scale, say: "And now?", record: after, requires: before, refusable: true, next: mail}
  - {id: mail, kind: consent, say: "May we write?", record: consent, consent_text_id: c1, channels: [email, sms], end: true}
`

// A ground is an effort with turf to be walked, on the movement's database.
type ground struct {
	*movement
	canvass  *canvass.Service
	universe *universe.Service
	effort   canvass.Effort
	last     universe.TurfID // that was made
}

// ploughs makes the effort, with the organiser as its first canvasser.
func (m *movement) ploughs() *ground { return m.ploughsWith(turfScript) }

func (m *movement) ploughsWith(source string) *ground {
	m.t.Helper()
	g := &ground{movement: m, canvass: &canvass.Service{Store: m.store, Atomically: store.Atomically[canvass.Store](m.store), Clock: time.Now}}
	g.universe = &universe.Service{Store: m.store, Atomically: store.Atomically[universe.Store](m.store), Clock: time.Now, Canvass: g.canvass}
	scripts := &script.Service{Store: m.store, Atomically: store.Atomically[script.Store](m.store), Clock: time.Now}
	ctx := context.Background()
	must := func(err error) {
		m.t.Helper()
		if err != nil {
			m.t.Fatal(err)
		}
	}
	sc, err := scripts.Import(ctx, m.organiser, script.ImportInput{ID: domain.NewID[script.ID](time.Now()), Group: m.group, Source: source})
	must(err)
	view, err := scripts.Look(ctx, m.organiser, sc.ID)
	must(err)
	_, err = scripts.Publish(ctx, m.organiser, sc.ID, script.PublishInput{Hash: view.Versions[0].Hash})
	must(err)
	g.effort, err = g.canvass.Launch(ctx, m.organiser, canvass.LaunchInput{
		ID: domain.NewID[canvass.EffortID](time.Now()), Group: m.group, Name: "Islington in winter", Script: sc.ID, Controller: "Islington together",
		From: time.Now().AddDate(0, 0, -1).Format(time.DateOnly), To: time.Now().AddDate(0, 0, 6).Format(time.DateOnly), Level: canvass.LevelHousehold, KeepDays: 30,
	})
	must(err)
	return g
}

// street is a free turf: houses at odd numbers, then the flats of one stairwell,
// and a door among them where nobody knocks.
func (g *ground) street(name string, houses, flats int) universe.TurfID {
	g.t.Helper()
	now := time.Now()
	t := universe.Turf{ID: domain.NewID[universe.TurfID](now), Effort: g.effort.ID, Name: name, Size: houses + flats, State: universe.Free, Made: now, Changed: now}
	var doors []universe.Door
	for i := range houses + flats {
		a := universe.Address{Number: fmt.Sprint(1 + 2*i), Street: name, Town: "London"}
		if i >= houses {
			a.Number, a.Flat = fmt.Sprint(1+2*houses), fmt.Sprint(1+i-houses)
		}
		doors = append(doors, universe.Door{
			ID: universe.DoorIDOf(g.effort.ID, a), Effort: g.effort.ID, Turf: t.ID, Place: i + 1, Address: a, Sure: universe.SureFile, Quiet: houses > 2 && i == 2, Made: now,
		})
	}
	if err := g.store.PutTurfs(context.Background(), []universe.Turf{t}); err != nil {
		g.t.Fatal(err)
	}
	if err := g.store.PutDoors(context.Background(), doors); err != nil {
		g.t.Fatal(err)
	}
	g.last = t.ID
	return t.ID
}

// joins is a second person who leads in the group.
func (g *ground) joins(name string) domain.Actor {
	g.t.Helper()
	ctx, now := context.Background(), time.Now().UTC()
	p := people.Person{ID: domain.NewID[domain.PersonID](now), Name: name, Locale: "en", Made: now}
	if err := g.store.PutPerson(ctx, p); err != nil {
		g.t.Fatal(err)
	}
	if _, err := g.store.Belong(ctx, people.Belonging{ID: domain.NewID[string](now), Person: p.ID, Group: g.group, Role: domain.Lead, Since: now}); err != nil {
		g.t.Fatal(err)
	}
	who, err := g.people.Actor(ctx, p.ID)
	if err != nil {
		g.t.Fatal(err)
	}
	return who
}

// arrived is how many records of a turf the house has from a device.
func (g *ground) arrived(t *testing.T, device string, turf universe.TurfID) int {
	t.Helper()
	ids, _, err := g.store.Arrived(context.Background(), device, string(turf))
	if err != nil {
		t.Fatal(err)
	}
	return len(ids)
}
