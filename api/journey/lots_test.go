package journey

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"barnstorm/domain/canvass"
	"barnstorm/domain/measure"
	"barnstorm/domain/universe"
)

// armed is a script with a talk and another one, apart after the first yes.
var armed = strings.NewReplacer(
	"start: door\n", "experiment: {unit: household, arms: [{key: treatment, start: rate}, {key: placebo, start: buses}], reveal_after: hello}\nstart: door\n",
	`{id: hello, kind: info, say: "Hello, I am {canvasser.first_name}.", next: rate}`,
	`{id: hello, kind: single, say: "Have you got a minute?", record: will, options: [{value: "yes", label: "A minute", next: which}, {value: "no", label: "No time", end: true}]}
  - {id: which, kind: branch, cases: [{when: {field: experiment.arm, op: eq, value: placebo}, next: buses}], else: rate}
  - {id: buses, kind: single, say: "How are the buses?", record: item, options: [{value: good, label: "Good", end: true}, {value: bad, label: "Bad", end: true}]}`,
).Replace(turfScript)

// An organiser draws lots; a canvasser's phone has them along and says which
// talk it is only once somebody talks, takes that back with the step, and writes
// it down with the talk.
func TestALotIsToldWhenSomebodyTalks(t *testing.T) {
	t.Parallel()
	m := found(t, database(t, phone))
	const doors = 30
	g := m.ploughsWith(armed)
	g.street("Mill Lane", doors, 0) // so many that the lots are hardly all alike
	h := m.opens()
	page := "/organise/efforts/" + string(g.effort.ID)
	ada := visit(t, h.url, desktop).signsIn(h, "ada@example.org").open(page)
	ada.tap("Does the talk change anything?").sees("How it goes", "392 find a strong effect").
		fill("Households to be measured in each half", "20").refused().tap("Draw the lots").sees("Give a number from 30 to 50,000").
		fill("Households to be measured in each half", "400").tap("Draw the lots").sees("Lots drawn", "The first round goes on until")
	c, err := g.store.Comparison(t.Context(), g.effort.ID)
	walk, err2 := g.store.DoorsIn(t.Context(), g.last)
	if err != nil || err2 != nil {
		t.Fatal(err, err2)
	}
	v := visit(t, h.url, phone).signsIn(h, "ada@example.org").takes("Mill Lane").walks("Mill Lane")
	want, saved := map[universe.DoorID]string{}, 0
	for i, d := range walk {
		arm := map[bool]string{true: "placebo", false: "treatment"}[c.Placebo(d.ID)]
		if len(want) == 2 || d.Quiet {
			continue
		}
		v.shows(fmt.Sprintf("Door %d of %d", i+1, doors), fmt.Sprintf("%d saved", saved))
		saved++
		if has(want, arm) {
			v.tap("Not home")
			continue
		}
		want[d.ID] = arm
		v.misses("other talk").tap("Conversation").shows("Have you got a minute?").misses("other talk").tap("A minute")
		if arm == "placebo" {
			v.shows("How are the buses?", "This household has the other talk, by lot").tap("Back").shows("Have you got a minute?").misses("other talk").
				tap("A minute").shows("How are the buses?").tap("Good")
		} else {
			v.shows("From 0 to 10?").misses("other talk").tap("End the conversation")
		}
	}
	v.shows(fmt.Sprintf("%d saved, 0 waiting", saved))
	visits, err := g.store.VisitsBy(t.Context(), m.organiser.Person)
	if err != nil || len(want) != 2 {
		t.Fatal(want, err)
	}
	told := 0
	for _, x := range visits {
		if x.Arm != "" {
			told++
		}
		if x.Kind == canvass.KindVisit && x.Arm != want[universe.DoorID(x.Door)] {
			t.Errorf("%s at %s: %q, and the lot is %q", x.Outcome, x.Door, x.Arm, want[universe.DoorID(x.Door)])
		}
	}
	if told != 2 { // one answer is one answer, also when it is given again after going back
		t.Errorf("%d of two talks that came to their arm are there", told)
	}
	g.asksAgain(ada, v, page+"/comparison")
}

// asksAgain has everybody asked again once the effort is over, and shows what
// that came to.
func (g *ground) asksAgain(ada, small *visitor, page string) {
	g.t.Helper()
	ctx := g.t.Context()
	e, err := g.store.Effort(ctx, g.effort.ID)
	if e.Ends = time.Now().Add(-time.Hour).UTC(); err != nil || g.store.PutEffort(ctx, e) != nil {
		g.t.Fatal(err)
	}
	ada.open(page).sees("Ask everybody again").fill("Name", "How are you now?").refused().fill("Last day", e.Forgets().Format(time.DateOnly)).tap("Begin to ask").
		sees("It has to end at least six days before").fill("Last day", time.Now().AddDate(0, 0, 14).Format(time.DateOnly)).tap("Begin to ask").sees("Calling cards")
	small.open(page).sees("The numbers are read on", "Until then nobody sees any")
	c, err := g.store.Comparison(ctx, g.effort.ID)
	doors, err2 := g.store.DoorsAmong(ctx, c.Follow, doorIDs(c.Follow, g, g.last))
	if err != nil || err2 != nil || len(doors) != 2 {
		g.t.Fatal(len(doors), " doors are asked again: ", err, err2)
	}
	var all []measure.Measured
	for i := range 400 {
		all = append(all, measure.Measured{Placebo: i%2 == 0, Walker: fmt.Sprint(i % 7), Value: i % 10 * (1 + i%2) / 2})
	}
	c.Read, c.Found = time.Now(), universe.Found{Contrast: measure.Compare(all), Talks: 310, Placebos: 305, Known: 2}
	if err := g.store.PutComparison(ctx, c); err != nil {
		g.t.Fatal(err)
	}
	for _, v := range []*visitor{ada, small} {
		v.open(page).sees("What the talk did", "among those who opened the door and began to talk", "Chance alone would hardly give this")
	}
}

// doorIDs is the ids that the doors of a turf have in another effort.
func doorIDs(e canvass.EffortID, g *ground, turf universe.TurfID) (ids []universe.DoorID) {
	doors, err := g.store.DoorsIn(g.t.Context(), turf)
	if err != nil {
		g.t.Fatal(err)
	}
	for _, d := range doors {
		ids = append(ids, universe.DoorIDOf(e, d.Address))
	}
	return ids
}

func has(all map[universe.DoorID]string, arm string) bool {
	for _, a := range all {
		if a == arm {
			return true
		}
	}
	return false
}
