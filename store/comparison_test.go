package store

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"barnstorm/domain"
	"barnstorm/domain/canvass"
	"barnstorm/domain/outing"
	"barnstorm/domain/script"
	"barnstorm/domain/universe"
)

// armScript has a talk and a placebo, apart after the first yes.
const armScript = `schema: script/1
key: compared
locale: en-GB
title: "Compared"
rating: {min: 0, max: 10, fields: [before, after]}
conversation: story
experiment: {unit: household, arms: [{key: treatment, start: rate}, {key: placebo, start: buses}], reveal_after: intro}
start: door
steps:
  - {id: door, kind: outcome, record: result, options: [{value: spoke, label: "Spoke", next: intro}, {value: not_home, label: "Nobody", end: true}]}
  - {id: intro, kind: single, record: will, options: [{value: "yes", label: "Yes", next: which}, {value: "no", label: "No", end: true}]}
  - {id: which, kind: branch, cases: [{when: {field: experiment.arm, op: eq, value: placebo}, next: buses}], else: rate}
  - {id: rate, kind: scale, say: "From 0 to 10?", record: before, refusable: true, next: story}
  - {id: story, kind: single, record: told, options: [{value: "yes", label: "Yes", next: again}, {value: "no", label: "No", end: true}]}
  - {id: again, kind: scale, record: after, requires: before, refusable: true, end: true}
  - {id: buses, kind: scale, say: "The buses?", record: item, refusable: true, end: true}
`

// publishes brings a script in and publishes it.
func (w *ward) publishes(source string) (script.ID, script.VersionID) {
	w.Helper()
	ctx := w.Context()
	sc, err := w.scripts.Import(ctx, w.organise, script.ImportInput{ID: domain.NewID[script.ID](w.now), Group: w.group, Source: source})
	w.must(err)
	view, err := w.scripts.Look(ctx, w.organise, sc.ID)
	w.must(err)
	v, err := w.scripts.Publish(ctx, w.organise, sc.ID, script.PublishInput{Hash: view.Versions[0].Hash})
	w.must(err)
	return sc.ID, v.ID
}

// compares makes an effort whose script has arms, and makes it the ward's.
func (w *ward) compares() {
	w.Helper()
	var err error
	w.script, w.version = w.publishes(armScript)
	w.effort, err = w.doors.Launch(w.Context(), w.organise, canvass.LaunchInput{
		ID: domain.NewID[canvass.EffortID](w.now), Group: w.group, Name: "Compared", Script: w.script, From: "2026-12-05", To: "2026-12-12", Level: canvass.LevelHousehold, KeepDays: 90,
	})
	w.must(err)
}

// A lot is drawn once, by who may, before anything happened at a door, where
// there is something to draw.
func TestALotIsDrawnOnceAndBeforehand(t *testing.T) {
	inWards(t, func(w *ward) {
		ctx, s := t.Context(), w.universe()
		draw := func(who domain.Actor, n int) error {
			_, err := s.DrawLots(ctx, who, w.effort.ID, universe.LotsInput{PerArm: n})
			return err
		}
		w.want("a script without arms", draw(w.organise, 400), "conflict: script-without-arms")
		w.compares()
		w.want("nobody", draw(domain.Actor{}, 400), "signed-out: sign-in-first")
		w.want("another group", draw(w.person("Theo", w.other, domain.Organiser), 400), "not-found: no-such-effort")
		w.want("a canvasser", draw(w.knock, 400), "denied: not-your-role")
		w.want("a lead", draw(w.person("Lea", w.group, domain.Lead), 400), "denied: not-your-role")
		w.want("too few to say anything", draw(w.organise, universe.LeastPerArm-1), "invalid: invalid-input")
		street := w.effort
		street.ID, street.Level = domain.NewID[canvass.EffortID](w.now), canvass.LevelStreet
		w.must(w.store.PutEffort(ctx, street))
		_, err := s.DrawLots(ctx, w.organise, street.ID, universe.LotsInput{PerArm: 400})
		w.want("no households", err, "conflict: compare-needs-doors")

		w.want("two at once, lots", len(w.drawnTwice()), 1)
		_, err = w.doors.Fill(ctx, w.organise, w.effort.ID, canvass.FillInput{Newest: true})
		w.must(err)
		alone := strings.Replace(armScript, "experiment: {unit: household, arms: [{key: treatment, start: rate}, {key: placebo, start: buses}], reveal_after: intro}\n", "", 1)
		v, err := w.scripts.Rewrite(ctx, w.organise, w.script, script.RewriteInput{Source: alone})
		w.must(err)
		_, err = w.scripts.Publish(ctx, w.organise, w.script, script.PublishInput{Hash: v.Hash})
		w.must(err)
		_, err = w.doors.Fill(ctx, w.organise, w.effort.ID, canvass.FillInput{Newest: true})
		w.want("a version without arms", err, "conflict: script-without-arms")

		turf := w.terrace(60)
		_, err = w.outings().Print(ctx, w.organise, turf.ID, outing.PrintInput{ID: domain.NewID[outing.SheetID](w.now)})
		w.want("on paper", err, "conflict: compared-on-paper")
		p, err := w.take(w.knock, turf.ID, "phone", false)
		w.must(err)
		c, err := w.store.Comparison(ctx, w.effort.ID)
		w.must(err)
		placebos := 0
		for _, stop := range p.Walk.Stops {
			want := map[bool]string{true: "placebo", false: "treatment"}[c.Placebo(stop.Door.ID)]
			w.want("arm", p.Arms[stop.Door.ID], want)
			placebos += strings.Count(want, "placebo")
		}
		if len(p.Arms) != 60 || placebos < 5 || placebos > 55 {
			t.Errorf("%d of %d doors have the placebo", placebos, len(p.Arms))
		}
	})
}

// A between is a store in which something else happens before a lot is kept.
type between struct {
	universe.Store
	do func()
}

func (b between) LastPack(ctx context.Context, e canvass.EffortID) (time.Time, error) {
	b.do()
	return b.Store.LastPack(ctx, e)
}

// drawnTwice is the seeds that two organisers are told, of whom the second
// draws while the first is in the middle of it, for as long as that lets them.
func (w *ward) drawnTwice() map[string]bool {
	w.Helper()
	seeds := map[string]bool{}
	var mu sync.Mutex
	draw := func(s *universe.Service) {
		c, err := s.DrawLots(w.Context(), w.organise, w.effort.ID, universe.LotsInput{PerArm: 400})
		mu.Lock()
		defer mu.Unlock()
		if seeds[c.Seed] = true; err != nil {
			w.Error(err)
		}
	}
	second := make(chan bool)
	first := w.universe()
	plain := first.Atomically
	first.Atomically = func(ctx context.Context, do func(universe.Store) error) error {
		return plain(ctx, func(tx universe.Store) error {
			return do(between{tx, func() {
				go func() { draw(w.universe()); close(second) }()
				select {
				case <-second:
				case <-time.After(500 * time.Millisecond): // it waits for us, as it should
				}
			}})
		})
	}
	draw(first)
	<-second
	return seeds
}

// Once a pack is out or a record there, nothing can be drawn any more.
func TestNoLotIsDrawnAfterTheFirstKnock(t *testing.T) {
	inWards(t, func(w *ward) {
		w.compares()
		out := w.effort
		_, err := w.take(w.knock, w.terrace(3).ID, "phone", false)
		w.must(err)
		w.compares()
		w.sendsAsLead([]json.RawMessage{w.note("phone", "not_home")})
		for what, id := range map[string]canvass.EffortID{"a pack": out.ID, "a record": w.effort.ID} {
			_, err := w.universe().DrawLots(t.Context(), w.organise, id, universe.LotsInput{PerArm: 400})
			w.want(what, err, "conflict: compare-begun")
		}
	})
}

// talks has six canvassers talk at every door of a turf, each household as the
// lot has it but for what is told otherwise, and is their doors.
func (w *ward) talks(n int) []universe.Door {
	w.Helper()
	ctx := w.Context()
	c, err := w.store.Comparison(ctx, w.effort.ID)
	w.must(err)
	doors, err := w.store.DoorsIn(ctx, w.terrace(n).ID)
	w.must(err)
	for g := range 6 {
		key := w.equip(w.person(fmt.Sprint("Walker ", g), w.group, domain.Canvasser), fmt.Sprint("phone ", g))
		var records []json.RawMessage
		for i := g; i < n; i += 6 {
			door, arm, answers := doors[i], "treatment", map[string]any{"door": "spoke", "intro": "yes", "rate": 5, "story": "yes"}
			if c.Placebo(door.ID) {
				arm, answers = "placebo", map[string]any{"door": "spoke", "intro": "yes", "buses": 3}
			}
			switch {
			case i%20 == 7:
				answers = map[string]any{"door": "spoke", "intro": "no"} // never came to the arm
			case i == 3 && arm == "treatment", i == 4 && arm == "placebo":
				delete(answers, "rate")
				delete(answers, "story")
				delete(answers, "buses") // heard the first question, and went
			}
			records = append(records, w.note(fmt.Sprint("phone ", g), "spoke", "door", door.ID, "arm", arm, "answers", answers))
		}
		w.want("talks", strings.Count(fates(w.send(key, records...)), "stored"), len(records))
	}
	return doors
}

// A comparison from the lot to its reading: who talked and saw an arm is asked
// again by somebody else in an effort of its own; nobody sees a number before
// that is over; then it is read once, and stays when the visits go.
func TestAComparisonIsReadOnceWhenItIsOver(t *testing.T) {
	inWards(t, func(w *ward) {
		ctx, s := t.Context(), w.universe()
		w.compares()
		c, err := s.DrawLots(ctx, w.organise, w.effort.ID, universe.LotsInput{PerArm: 40})
		w.must(err)
		doors := w.talks(200)
		w.sendsAsLead([]json.RawMessage{w.note("phone", "spoke", "door", "the corner house", "arm", "treatment", "answers", map[string]any{"door": "spoke", "intro": "yes", "rate": 5, "story": "yes"})})
		first := w.effort
		in := universe.FollowInput{ID: domain.NewID[canvass.EffortID](w.now), Name: "Later", Script: w.script, From: "2027-01-10", To: "2027-01-20", KeepDays: 30}
		again := func(who domain.Actor, in universe.FollowInput) error {
			_, err := s.AskAgain(ctx, who, first.ID, in)
			return err
		}
		w.want("before the first is over", again(w.organise, in), "conflict: compare-still-on")
		w.now = first.Ends.Add(time.Hour)
		w.want("a canvasser", again(w.knock, in), "denied: not-your-role")
		late := in
		late.To = "2027-03-10"
		w.want("after the first is forgotten", again(w.organise, late), "invalid: invalid-input")
		other := in
		other.Script, _ = w.publishes(strings.NewReplacer("max: 10", "max: 5", "key: compared", "key: five").Replace(armScript))
		w.want("another scale", again(w.organise, other), "conflict: follow-other-scale")
		w.must(again(w.organise, in))
		w.must(again(w.organise, in)) // the answer was lost
		in2 := in
		in2.ID = domain.NewID[canvass.EffortID](w.now)
		w.want("a third effort", again(w.organise, in2), "conflict: follow-there")
		extent, err := w.store.DoorsAmong(ctx, in.ID, doorIDs(in.ID, doors))
		w.must(err)
		w.want("households asked again", len(extent), 190)

		w.readsWhenOver(first, c, in.ID, extent)
	})
}

// readsWhenOver has an effort ask again, and holds that its numbers are read once,
// when it is over.
func (w *ward) readsWhenOver(first canvass.Effort, c universe.Comparison, follow canvass.EffortID, doors []universe.Door) {
	w.Helper()
	ctx, s := w.Context(), w.universe()
	w.now = time.Date(2027, 1, 12, 12, 0, 0, 0, time.UTC)
	w.rates(follow, c, doors)
	n, err := s.ReadComparisons(ctx)
	w.want("while it goes on", fmt.Sprint(n, err), "0 <nil>")
	x, err := s.Compared(ctx, w.organise, first.ID)
	w.must(err)
	w.want("nobody sees a number", x.Comparison.Found, universe.Found{})
	w.now = time.Date(2027, 1, 24, 12, 0, 0, 0, time.UTC)
	n, err = s.ReadComparisons(ctx)
	w.want("over", fmt.Sprint(n, err), "1 <nil>")
	x, err = s.Compared(ctx, w.organise, first.ID)
	w.must(err)
	f := x.Comparison.Found
	w.want("households", f.Talks+f.Placebos, 190)
	w.want("measured, and one whose own canvasser asked", f.Talked.N+f.Placebo.N+f.Known, 190)
	w.want("astray, known", fmt.Sprint(f.Astray, f.Known), "0 1")
	if f.Difference == nil || f.Difference.Value < 1 || f.Difference.Value > 3 || !f.Difference.Clear() || f.Walkers != 6 {
		w.Errorf("%+v %+v", f, f.Difference)
	}
	w.now = w.now.AddDate(1, 0, 0)
	for more := 1; more > 0; {
		more, err = w.doors.Forget(ctx)
		w.must(err)
	}
	n, err = s.ReadComparisons(ctx)
	w.want("read again", fmt.Sprint(n, err), "0 <nil>")
	x, err = s.Compared(ctx, w.organise, first.ID)
	w.must(err)
	w.want("when all is forgotten", fmt.Sprintf("%+v", x.Comparison.Found.Difference), fmt.Sprintf("%+v", f.Difference))
}

// doorIDs is the ids that doors have in another effort.
func doorIDs(e canvass.EffortID, doors []universe.Door) (ids []universe.DoorID) {
	for _, d := range doors {
		ids = append(ids, universe.DoorIDOf(e, d.Address))
	}
	return ids
}

// rates has one other canvasser ask at every door, who finds those who had the
// talk two points higher; the first door is asked by its own canvasser before.
func (w *ward) rates(e canvass.EffortID, c universe.Comparison, doors []universe.Door) {
	w.Helper()
	first, err := w.store.Effort(w.Context(), c.Effort)
	w.must(err)
	w.effort.ID = e
	record := func(d universe.Door, i int) json.RawMessage {
		value := 4 + i%3
		if !c.Placebo(universe.DoorIDOf(first.ID, d.Address)) {
			value += 2
		}
		return w.note("phone", "spoke", "door", d.ID, "script_version", first.Version, "answers", map[string]any{"door": "spoke", "intro": "yes", "rate": value, "story": "no"})
	}
	talks, err := w.store.Talks(w.Context(), first.ID)
	w.must(err)
	for _, t := range talks {
		if universe.DoorIDOf(first.ID, doors[0].Address) == t.Door {
			own := domain.Actor{Person: t.Canvasser, Roles: map[domain.GroupID][]domain.Role{w.group: {domain.Canvasser}}}
			w.send(w.equip(own, "phone"), record(doors[0], 9))
		}
	}
	key := w.equip(w.knock, "phone")
	for i, d := range doors[1:] {
		if i%100 == 0 {
			w.now = w.now.Add(time.Second)
		}
		w.want("asked", fates(w.send(key, record(d, i))), "stored")
	}
}
