package store

import (
	"fmt"
	"strings"
	"testing"

	"barnstorm/domain"
	"barnstorm/domain/turf"
	"barnstorm/domain/universe"
)

// quarter brings in a few streets whose positions are known.
func (w *ward) quarter(streets, houses int) {
	w.Helper()
	var b strings.Builder
	b.WriteString("Number,Street,Town,Postcode,Lat,Lon\n")
	for s := range streets {
		for n := 1; n <= houses; n++ {
			fmt.Fprintf(&b, "%d,%c Street,Keighley,BD20 %dAA,%.5f,%.5f\n", n, 'A'+s, s%10, 53.86+float64(s)*0.002+float64(n%2)*0.0001, -1.9+float64(n)*0.0001)
		}
	}
	w.start(w.bring(b.String()))
}

func (w *ward) carve(size int) []universe.Turf {
	w.Helper()
	turfs, err := w.universe().Cut(w.Context(), w.organise, w.effort.ID, universe.CutInput{ID: domain.NewID[universe.TurfID](w.now), Size: size})
	w.must(err)
	return turfs
}

// whole checks that each door is in one turf and each turf as large as it says.
func (w *ward) whole(doors int) {
	w.Helper()
	w.want("doors in turfs", w.count("select count(*) from doors where turf_id is not null"), doors)
	w.want("turfs of another size than they say", w.count("select count(*) from turfs t where size <> (select count(*) from doors d where d.turf_id = t.id)"), 0)
	w.want("two doors at one place", w.count("select count(*) from (select turf_id, place from doors where turf_id is not null group by turf_id, place having count(*) > 1) x"), 0)
	w.want("doors left out of the order", w.count("select count(*) from doors where turf_id is not null and place < 1"), 0)
}

func TestDoorsAreCutAndCutAgain(t *testing.T) {
	inWards(t, func(w *ward) {
		ctx, s := t.Context(), w.universe()
		w.quarter(6, 40)
		in := universe.CutInput{ID: domain.NewID[universe.TurfID](w.now), Size: 40}
		turfs, err := s.Cut(ctx, w.organise, w.effort.ID, in)
		w.must(err)
		w.want("turfs", len(turfs), 6)
		w.whole(240)
		w.want("called by its streets", strings.Contains(turfs[0].Name, " Street"), true)
		_, err = s.Cut(ctx, w.organise, w.effort.ID, in)
		w.must(err)
		w.want("sent twice is cut once", w.count("select count(*) from turfs"), 6)

		out, err := s.Take(ctx, w.knock, turfs[2].ID, universe.TakeInput{})
		w.must(err)
		before, err := s.Walk(ctx, w.knock, out.ID)
		w.must(err)
		w.want("the rest is cut anew", len(w.carve(20)), 10)
		w.whole(240)
		after, err := s.Walk(ctx, w.knock, out.ID)
		w.must(err)
		w.want("what is out stays as it was", fmt.Sprint(after), fmt.Sprint(before))

		e, err := s.Extent(ctx, w.organise, w.effort.ID)
		w.must(err)
		w.want("extent", e, universe.Extent{Doors: 240, Exact: 240, Cut: 240})
		other := w.launch(w.organise, w.group)
		_, err = s.Cut(ctx, w.organise, other.ID, universe.CutInput{ID: domain.NewID[universe.TurfID](w.now), Purpose: turf.Deep, Density: turf.Dense, Minutes: 150})
		w.want("nothing to cut", err, "conflict: no-doors-to-cut")
	})
}

func TestTurfsAreMovedJoinedSplitAndNamed(t *testing.T) {
	inWards(t, func(w *ward) {
		ctx, s := t.Context(), w.universe()
		w.quarter(4, 40)
		turfs := w.carve(40)
		a, b := turfs[0], turfs[1]
		walk, err := s.Walk(ctx, w.organise, a.ID)
		w.must(err)
		d := walk.Stops[0].Door
		from, to, err := s.Move(ctx, w.organise, a.ID, universe.MoveInput{Door: d.ID, To: b.ID})
		w.must(err)
		w.want("one door moved", fmt.Sprint(from.Size, to.Size), fmt.Sprint(a.Size-1, b.Size+1))
		w.whole(160)
		side := universe.MoveInput{Street: d.Address.Street, Side: turf.SideOf(d.Address.Number), To: a.ID}
		_, _, err = s.Move(ctx, w.organise, b.ID, side)
		w.must(err)
		w.whole(160)
		_, _, err = s.Move(ctx, w.organise, b.ID, universe.MoveInput{Street: "Nowhere", To: a.ID})
		w.want("no such street", err, "not-found: no-such-door")
		named, err := s.Rename(ctx, w.organise, a.ID, universe.RenameInput{Name: "  The  hill "})
		w.must(err)
		w.want("named", named.Name, "The hill")
		joined, err := s.Join(ctx, w.organise, a.ID, universe.JoinInput{With: b.ID})
		w.must(err)
		w.want("joined keeps its name", joined.Name, "The hill")
		w.want("one fewer", w.count("select count(*) from turfs"), len(turfs)-1)
		w.whole(160)
		split := universe.SplitInput{ID: domain.NewID[universe.TurfID](w.now)}
		one, two, err := s.Split(ctx, w.organise, a.ID, split)
		w.must(err)
		_, _, err = s.Split(ctx, w.organise, a.ID, split)
		w.must(err)
		if gap := one.Size - two.Size; gap > 6 || gap < -6 || one.Size+two.Size != joined.Size {
			t.Errorf("split into %d and %d", one.Size, two.Size)
		}
		w.whole(160)
		_, err = s.Take(ctx, w.knock, a.ID, universe.TakeInput{})
		w.must(err)
		_, _, err = s.Move(ctx, w.organise, two.ID, universe.MoveInput{Street: "A Street", To: a.ID})
		w.want("nothing moves into what is out", err, "conflict: turf-out")
		_, err = s.Join(ctx, w.organise, two.ID, universe.JoinInput{With: a.ID})
		w.want("nor joins it", err, "conflict: turf-out")
		other := w.launch(w.organise, w.group)
		w.effort = other
		w.quarter(1, 20)
		foreign := w.carve(20)
		_, err = s.Join(ctx, w.organise, two.ID, universe.JoinInput{With: foreign[0].ID})
		w.want("nor another effort's", err, "not-found: no-such-turf")
	})
}

func TestTurfsOfAnotherEffortStayWhereTheyAre(t *testing.T) {
	inWards(t, func(w *ward) {
		ctx, s := t.Context(), w.universe()
		other := w.effort
		w.quarter(1, 20)
		cut := universe.CutInput{ID: domain.NewID[universe.TurfID](w.now), Size: 20}
		before, err := s.Cut(ctx, w.organise, other.ID, cut)
		w.must(err)
		w.effort = w.launch(w.organise, w.group)
		w.quarter(1, 20)
		_, err = s.Cut(ctx, w.organise, w.effort.ID, cut)
		w.want("the id of another effort's cut", err, "conflict: id-taken")
		_, taken, err := s.Split(ctx, w.organise, w.carve(20)[0].ID, universe.SplitInput{ID: before[0].ID})
		w.want("nor is one split into it", fmt.Sprint(taken.ID, err), "conflict: id-taken")
		after, err := w.store.TurfsOf(ctx, other.ID)
		w.must(err)
		w.want("which keeps its turfs", fmt.Sprint(len(after), after[0].ID), fmt.Sprint(1, before[0].ID))
	})
}

func TestWhoMayCutAndArrange(t *testing.T) {
	inWards(t, func(w *ward) {
		ctx, s := t.Context(), w.universe()
		w.quarter(2, 40)
		turfs := w.carve(40)
		doors, err := w.store.DoorsIn(ctx, turfs[0].ID)
		w.must(err)
		theirs := w.person("Theo", w.other, domain.Organiser, domain.Lead, domain.Admin)
		lead := w.person("Lea", w.group, domain.Lead)
		acts := map[string]func(domain.Actor) error{
			"cut": func(a domain.Actor) error {
				_, err := s.Cut(ctx, a, w.effort.ID, universe.CutInput{ID: turfs[0].ID, Size: 40})
				return err
			},
			"move": func(a domain.Actor) error {
				_, _, err := s.Move(ctx, a, turfs[0].ID, universe.MoveInput{Door: "none", To: turfs[1].ID})
				return err
			},
			"split": func(a domain.Actor) error {
				_, _, err := s.Split(ctx, a, turfs[0].ID, universe.SplitInput{ID: turfs[1].ID})
				return err
			},
			"rename": func(a domain.Actor) error {
				_, err := s.Rename(ctx, a, turfs[0].ID, universe.RenameInput{})
				return err
			},
			"list":   func(a domain.Actor) error { _, err := s.Turfs(ctx, a, w.effort.ID); return err },
			"extent": func(a domain.Actor) error { _, err := s.Extent(ctx, a, w.effort.ID); return err },
			"pin": func(a domain.Actor) error {
				_, err := s.Pin(ctx, a, doors[0].ID, universe.PinInput{Lat: 53, Lon: -1})
				return err
			},
		}
		for name, act := range acts {
			w.want(name+" by nobody", domain.Is(act(domain.Actor{}), domain.SignedOut), true)
			w.want(name+" by another group", domain.Is(act(theirs), domain.NotFound), true)
			w.want(name+" by a canvasser", domain.Is(act(w.knock), domain.Denied), true)
			if err := act(lead); (name == "cut") != domain.Is(err, domain.Denied) {
				t.Errorf("%s by a lead: %v", name, err)
			}
		}
	})
}

func TestAPinHoldsUntilSomethingBetterIsKnown(t *testing.T) {
	inWards(t, func(w *ward) {
		ctx, s := t.Context(), w.universe()
		w.start(w.bring("Address,Postcode\n1 High Street,BD20 5AB\n"))
		id := universe.DoorIDOf(w.effort.ID, universe.Address{Number: "1", Street: "High Street", Postcode: "BD20 5AB"})
		d, err := s.Pin(ctx, w.organise, id, universe.PinInput{Lat: 53.9, Lon: -1.9})
		w.must(err)
		w.want("pinned", fmt.Sprint(d.Sure, d.At), "pin{53.9 -1.9}")
		w.start(w.bring("Address,Postcode,Lat,Lon\n1 High Street,BD20 5AB,53.87,-1.91\n"))
		_, err = s.Pin(ctx, w.organise, id, universe.PinInput{Lat: 53.9, Lon: -1.9})
		w.want("a file knows better", err, "conflict: door-placed")
	})
}

// A turf that somebody takes while it is cut anew is theirs whole, or gone
// before they had it: never theirs with its doors in another.
func TestTakingWhileCutting(t *testing.T) {
	inWards(t, func(w *ward) {
		ctx, s := t.Context(), w.universe()
		w.quarter(3, 40)
		for range 4 {
			turfs := w.carve(30)
			done := make(chan error)
			go func() {
				_, err := s.Take(ctx, w.knock, turfs[0].ID, universe.TakeInput{})
				done <- err
			}()
			w.carve(25)
			if err := <-done; err != nil && !domain.Is(err, domain.Conflict) && !domain.Is(err, domain.NotFound) && !domain.Is(err, domain.Busy) {
				t.Error(err)
			}
			w.whole(120)
			w.must(w.store.db.Exec("update turfs set state = 'free', holder_id = null where state = 'out'").Error)
		}
	})
}
