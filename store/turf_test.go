package store

import (
	"errors"
	"fmt"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"barnstorm/domain"
	"barnstorm/domain/canvass"
	"barnstorm/domain/universe"
	"barnstorm/store/storetest"
)

func (w *ward) universe() *universe.Service {
	return &universe.Service{
		Store: w.store, Atomically: Atomically[universe.Store](w.store), Clock: func() time.Time { return w.now }, Canvass: w.doors,
	}
}

// terrace is a turf of n doors in one street.
func (w *ward) terrace(n int) universe.Turf {
	w.Helper()
	t := universe.Turf{
		ID: domain.NewID[universe.TurfID](w.now), Effort: w.effort.ID, Name: "High Street", Size: n, State: universe.Free, Made: w.now, Changed: w.now,
		Outline: []domain.Point{{Lat: 53.8, Lon: -1.9}, {Lat: 53.81, Lon: -1.9}, {Lat: 53.8, Lon: -1.91}}, At: domain.Point{Lat: 53.803, Lon: -1.903},
	}
	w.must(w.store.PutTurfs(w.Context(), []universe.Turf{t}))
	var doors []universe.Door
	for i := n; i >= 1; i-- {
		a := universe.Address{Number: fmt.Sprint(i), Street: "High Street", Postcode: "BD20 5AB"}
		doors = append(doors, universe.Door{
			ID: universe.DoorIDOf(w.effort.ID, a), Effort: w.effort.ID, Turf: t.ID, Place: i, Address: a, At: domain.Point{Lat: 53.8, Lon: -1.9}, Sure: universe.SurePostcode, Made: w.now,
		})
	}
	w.must(w.store.PutDoors(w.Context(), doors))
	return t
}

func TestWhoHasATurfReadsIt(t *testing.T) {
	inWards(t, func(w *ward) {
		ctx, s := t.Context(), w.universe()
		turf := w.terrace(12)
		other := w.person("Kit", w.group, domain.Canvasser)
		theirs := w.person("Theo", w.other, domain.Organiser, domain.Canvasser, domain.Lead, domain.Admin)
		lead := w.person("Lea", w.group, domain.Lead)
		walk := func(who domain.Actor) error { _, err := s.Walk(ctx, who, turf.ID); return err }
		w.want("nobody", walk(domain.Actor{}), "signed-out: sign-in-first")
		w.want("another group", walk(theirs), "not-found: no-such-turf")
		w.want("before it is taken", walk(w.knock), "denied: turf-not-yours")
		w.must(walk(lead))
		taken, err := s.Take(ctx, w.knock, turf.ID, universe.TakeInput{Team: "Red", Hours: 3})
		w.must(err)
		got, err := s.Walk(ctx, w.knock, turf.ID)
		w.must(err)
		w.want("as it was taken", got.Turf, taken)
		for i, stop := range got.Stops {
			w.want("in walking order", stop.Door.Place, i+1)
		}
		w.want("doors", len(got.Stops), 12)
		w.want("another canvasser", walk(other), "denied: turf-not-yours")
		_, err = s.Take(ctx, other, turf.ID, universe.TakeInput{})
		w.want("taken", err, "conflict: turf-taken")
		_, err = s.Take(ctx, other, turf.ID, universe.TakeInput{Over: true})
		w.want("a canvasser takes nothing over", err, "denied: not-your-role")
		w.now = w.now.Add(3 * time.Hour)
		w.want("over", walk(w.knock), "conflict: turf-over")
		_, err = s.Take(ctx, other, turf.ID, universe.TakeInput{})
		w.must(err)
		w.want("whose it was", walk(w.knock), "denied: turf-not-yours")
		late, err := s.BringBack(ctx, w.knock, turf.ID, universe.BringInput{Finished: true})
		w.must(err)
		w.want("brought back by who had it before", late.State, universe.Out)
		over, err := s.Take(ctx, lead, turf.ID, universe.TakeInput{Person: w.knock.Person, Over: true})
		w.must(err)
		w.want("handed over by a lead", over.Holder, w.knock.Person)
		w.must(walk(w.knock))
		back, err := s.BringBack(ctx, w.knock, turf.ID, universe.BringInput{Finished: true})
		w.must(err)
		w.want("back", back.State, universe.Finished)
		_, err = s.Take(ctx, lead, turf.ID, universe.TakeInput{Over: true})
		w.want("finished", err, "conflict: turf-finished")
	})
}

func TestAWalkSaysWhenAndNotWhat(t *testing.T) {
	inWards(t, func(w *ward) {
		ctx, s := t.Context(), w.universe()
		turf := w.terrace(5)
		door := func(n int) string {
			return string(universe.DoorIDOf(w.effort.ID, universe.Address{Number: fmt.Sprint(n), Street: "High Street", Postcode: "BD20 5AB"}))
		}
		phone := w.equip(w.knock, "phone")
		w.send(phone, w.note("phone", "not_home", "door", door(1)), w.talk("phone", 3, 7, "door", door(2)), w.note("phone", "refused", "door", door(3)))
		undone := w.note("phone", "refused", "door", door(4))
		w.send(phone, undone, w.note("phone", "", "kind", "annulment", "refers", idOf(w, undone)))
		_, err := s.Take(ctx, w.knock, turf.ID, universe.TakeInput{})
		w.must(err)
		got, err := s.Walk(ctx, w.knock, turf.ID)
		w.must(err)
		var says []string
		for _, x := range got.Stops {
			says = append(says, fmt.Sprintf("%v/%v/%v", !x.Last.IsZero(), x.Done, x.Door.Quiet))
		}
		w.want("visited, done, skipped", says, []string{"true/false/false", "true/true/false", "true/true/true", "false/false/false", "false/false/false"})
		w.must(w.store.put(ctx, &quietModel{Key: w.store.blind(got.Stops[4].Door.Address.Key()), Kind: "do_not_contact", At: w.now}))
		got, err = s.Walk(ctx, w.knock, turf.ID)
		w.must(err)
		w.want("nobody may knock", got.Stops[4].Door.Quiet, true)
	})
}

func TestTurfsAreListedAPageAtATime(t *testing.T) {
	inWards(t, func(w *ward) {
		ctx, s := t.Context(), w.universe()
		lead := w.person("Léa", w.group, domain.Lead)
		var all []universe.Turf
		for i := range 2*universe.PerPage + 3 {
			turf := w.terrace(5)
			turf.Name = fmt.Sprintf("Mill Läne %02d", (i*7+3)%43) // not in the order they were made
			w.must(w.store.PutTurfs(ctx, []universe.Turf{turf}))
			all = append(all, turf)
		}
		find := func(q universe.ListQuery) universe.List {
			w.Helper()
			l, err := s.Lookup(ctx, lead, w.effort.ID, q)
			w.must(err)
			return l
		}
		take := func(who domain.Actor, turf universe.TurfID, team string) {
			w.Helper()
			_, err := s.Take(ctx, who, turf, universe.TakeInput{Team: team, Hours: 2})
			w.must(err)
		}
		var seen []string
		l := find(universe.ListQuery{})
		for pages := 1; ; pages++ {
			for _, line := range l.Lines {
				seen = append(seen, fmt.Sprint(line.N, " ", line.Name))
			}
			if l.Next.ID == "" {
				w.want("pages", pages, 3)
				break
			}
			// What happens between two pages moves no line of the next.
			take(w.knock, l.Lines[len(l.Lines)-1].ID, "Red")
			l = find(universe.ListQuery{After: l.Next})
		}
		var want []string
		for i := range 43 {
			want = append(want, fmt.Sprintf("%d Mill Läne %02d", i+1, i))
		}
		w.want("each once, by name", seen, want)
		w.want("all of them are found", []int{l.Found, len(l.All)}, []int{43, 43})

		out := find(universe.ListQuery{State: universe.Out})
		w.want("out", []any{out.Found, out.Lines[0].Holder, out.Lines[0].Team, out.Lines[0].N}, []any{2, "Kim", "Red", universe.PerPage})
		w.want("free", find(universe.ListQuery{State: universe.Free}).Found, 41)
		w.want("in time", find(universe.ListQuery{State: universe.Overdue}).Found, 0)
		take(lead, all[0].ID, "")
		for text, n := range map[string]int{" mill lane 1": 10, "red": 2, "LEA": 1, "kim": 2, "nobody": 0, "": 43} {
			w.want("with "+text, find(universe.ListQuery{Text: text}).Found, n)
		}
		w.now = w.now.Add(2 * time.Hour)
		w.want("late", find(universe.ListQuery{State: universe.Overdue}).Found, 3)
	})
}

func TestWhoReadsWhoHasATurf(t *testing.T) {
	inWards(t, func(w *ward) {
		ctx, s, turf := t.Context(), w.universe(), w.terrace(5)
		lead := w.person("Léa", w.group, domain.Lead)
		find := func(who domain.Actor, q universe.ListQuery) (universe.List, error) {
			return s.Lookup(ctx, who, w.effort.ID, q)
		}
		_, err := s.Take(ctx, lead, turf.ID, universe.TakeInput{})
		w.must(err)
		l, err := find(lead, universe.ListQuery{Text: "lea"})
		w.must(err)
		w.want("out", []any{l.Found, l.Lines[0].Holder}, []any{1, "Léa"})
		_, err = s.BringBack(ctx, lead, turf.ID, universe.BringInput{})
		w.must(err)
		l, err = find(lead, universe.ListQuery{State: universe.Returned})
		w.must(err)
		w.want("who had it is not said", l.Lines[0].Holder, "")
		l, err = find(lead, universe.ListQuery{Text: "Léa"})
		w.must(err)
		w.want("nor found", l.Found, 0)
		_, err = find(w.person("Kit", w.group, domain.Canvasser), universe.ListQuery{})
		w.want("who knocks reads no names", err, "denied: not-your-role")
		_, err = find(w.person("Theo", w.other, domain.Lead), universe.ListQuery{})
		w.want("nor do others", err, "not-found: no-such-effort")
	})
}

// Of fifty who take one turf at once, one has it. The control reads first and
// writes then, and more than one has it.
func TestOneOfFiftyHasATurf(t *testing.T) {
	storetest.Rush(t, Open, func(t *testing.T, s *Store) {
		w := newWard(t, storetest.URL(t, s))
		takers := make([]domain.Actor, 50)
		for i := range takers {
			takers[i] = w.person(fmt.Sprint("K", i), w.group, domain.Canvasser)
		}
		w.want("with the guard", had(w, takers, func(who domain.Actor, id universe.TurfID) error {
			_, err := w.universe().Take(t.Context(), who, id, universe.TakeInput{})
			return err
		}), 1)
		var reading sync.WaitGroup
		reading.Add(len(takers))
		loose := had(w, takers, func(who domain.Actor, id universe.TurfID) error {
			turf, err := w.store.Turf(t.Context(), id)
			reading.Done()
			reading.Wait() // what a slow moment does by itself
			if err != nil || turf.State != universe.Free {
				return errors.Join(err, domain.Refuse(domain.Conflict, "turf-taken"))
			}
			turf.State, turf.Holder, turf.Until = universe.Out, who.Person, w.now.Add(time.Hour)
			return w.store.PutTurfs(t.Context(), []universe.Turf{turf})
		})
		if loose < 2 {
			t.Errorf("without the guard %d had it: the test proves nothing", loose)
		}
	})
}

// had is how many of all had one turf when they asked for it at the same moment.
func had[T any](w *ward, all []T, take func(T, universe.TurfID) error) (n int64) {
	turf := w.terrace(5).ID
	var had atomic.Int64
	var done sync.WaitGroup
	begin := make(chan struct{})
	for _, one := range all {
		done.Go(func() {
			<-begin
			if err := take(one, turf); err == nil {
				had.Add(1)
			} else if !domain.Is(err, domain.Conflict) {
				w.Error(err)
			}
		})
	}
	close(begin)
	done.Wait()
	return had.Load()
}

func TestElectorsAreLinesOnlyWhereARollMayBeHeld(t *testing.T) {
	inWards(t, func(w *ward) {
		ctx, s := t.Context(), w.universe()
		turf := w.terrace(2)
		doors, err := w.store.DoorsIn(ctx, turf.ID)
		w.must(err)
		w.must(w.store.PutElectors(ctx, []universe.Elector{
			{ID: domain.NewID[universe.ElectorID](w.now), Effort: w.effort.ID, Door: doors[0].ID, Name: "Ann Lee", Number: "EAA-1", Expires: w.now.Add(time.Hour)},
			{ID: domain.NewID[universe.ElectorID](w.now), Effort: w.effort.ID, Door: doors[0].ID, Name: "Bea Lee", Number: "EAA-2", Expires: w.now},
		}))
		lines := func() int {
			walk, err := s.Walk(ctx, w.organise, turf.ID)
			w.must(err)
			return len(walk.Stops[0].Electors) + len(walk.Stops[1].Electors)
		}
		w.want("names at the level of households", lines(), 0)
		w.effort.Level = canvass.LevelRoll
		w.must(w.store.PutEffort(ctx, w.effort))
		w.want("names whose roll may still be used", lines(), 1)
	})
}
