package store

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"barnstorm/domain"
	"barnstorm/domain/canvass"
	"barnstorm/domain/outing"
	"barnstorm/domain/universe"
)

// prints is a walk list of a turf.
func (w *ward) prints(id universe.TurfID, b outing.BoardID) outing.Sheet {
	w.Helper()
	x, err := w.outings().Print(w.Context(), w.organise, id, outing.PrintInput{ID: domain.NewID[outing.SheetID](w.now), Board: b})
	w.must(err)
	return x
}

// types types rows of a sheet, number and text one after the other, and is
// what became of them.
func (w *ward) types(x outing.Sheet, by outing.MemberID, rows ...string) string {
	w.Helper()
	in := outing.TypeInput{By: by, Rows: map[string]string{}}
	for i := 0; i < len(rows); i += 2 {
		in.Rows[rows[i]] = rows[i+1]
	}
	fates, err := w.outings().Type(w.Context(), w.organise, x.ID, in)
	w.must(err)
	var out []string
	for _, f := range fates {
		out = append(out, strings.TrimSuffix(fmt.Sprintf("%d %s%s/%s", f.N, f.Wrong, f.Fate, f.Why), "/"))
	}
	return strings.Join(out, ", ")
}

// What is typed back from paper makes the records that a phone would have made;
// typed twice it counts once, and rows that cannot be read cost no others.
func TestPaperIsTypedBackOnce(t *testing.T) {
	inWards(t, func(w *ward) {
		turf := w.terrace(12)
		x := w.prints(turf.ID, "")
		again, err := w.outings().Print(t.Context(), w.organise, turf.ID, outing.PrintInput{ID: x.ID})
		w.must(err)
		w.want("printed again", fmt.Sprint(again.Code == x.Code, len(again.Doors)), "true 12")
		w.now = w.now.Add(time.Hour)
		w.want("typed", w.types(x, "", "1", "nh", "2", "TA 3 7", "3", "ta 4 -", "4", "", "5", "XX", "6", "NH 4", "7", "TA 11", "8", "RE", "13", "NH", "10", "TA"),
			"1 stored, 2 stored, 3 stored, 5 no-such-outcome, 6 rating-of-nobody, 7 rating-0-to-10, 8 stored, 10 stored, 13 no-such-row")
		w.want("counted", w.results().Attempts, 5)
		w.want("typed twice", w.types(x, "", "1", "NH", "2", "TA 3 7", "3", "TA 4 -", "10", "TA"), "1 duplicate, 2 duplicate, 3 duplicate, 10 duplicate")
		w.want("typed otherwise", w.types(x, "", "1", "RE"), "1 conflict/conflicting-copy")
		w.want("the rest", w.types(x, "", "4", "NC", "12", "MO"), "4 stored, 12 stored")
		r := w.results()
		w.want("counted once", fmt.Sprint(r.Attempts, r.Outcomes["not_home"], r.Outcomes["do_not_contact"], r.Movement.Pairs), "7 1 1 1")
		held, err := w.doors.Quarantine(t.Context(), w.organise, w.effort.ID)
		w.must(err)
		w.want("beside the first", fmt.Sprint(len(held), " ", held[0].Device), "1 "+x.Device())
		l, err := w.outings().Paper(t.Context(), w.organise, x.ID)
		w.must(err)
		w.want("stands there", fmt.Sprint(l.Rows[1].Was.Text(), ", ", l.Rows[2].Was.Text(), ", ", l.Rows[0].Was.Text(), ", ", l.Rows[4].Was.Text()), "TA 3 7, TA 4 -, NH, ")
		v, err := w.store.VisitsAt(t.Context(), x.Doors[1:2])
		w.must(err)
		w.want("the record", fmt.Sprint(v[0].Device == "paper-"+x.Code, v[0].Sequence, v[0].Version == w.version, v[0].Before, v[0].After), "true 2 true 3 7")
		all, err := w.store.SheetsOf(t.Context(), w.effort.ID)
		w.must(err)
		w.want("rows typed", all[0].Typed, 7)
	})
}

// A list stays as it was printed: a newer script and a turf that was cut anew
// change nothing of it. Doors where nobody knocks are not on it.
func TestAPrintedListStaysAsItIs(t *testing.T) {
	inWards(t, func(w *ward) {
		ctx, s := t.Context(), w.outings()
		turf := w.terrace(5)
		doors, err := w.store.DoorsIn(ctx, turf.ID)
		w.must(err)
		w.must(w.store.put(ctx, &quietModel{Key: w.store.blind(doors[1].Address.Key()), Kind: "do_not_contact", At: w.now}))
		x := w.prints(turf.ID, "")
		w.want("without the quiet door", len(x.Doors), 4)
		w.must(w.store.Loosen(ctx, nil))
		for i := range doors {
			doors[i].Turf, doors[i].Place = "", 0
		}
		w.must(w.store.PutDoors(ctx, doors))
		l, err := s.Paper(ctx, w.organise, x.ID)
		w.must(err)
		w.want("rows", fmt.Sprint(len(l.Rows), " ", l.Rows[1].Door.Address.Number, " ", l.Sheet.Version == w.version), "4 3 true")
		w.want("and still typed back", w.types(x, "", "2", "NH"), "2 stored")
		for name, want := range map[string]struct {
			domain.Actor
			err string
		}{
			"nobody": {domain.Actor{}, "signed-out: sign-in-first"}, "a canvasser": {w.knock, "denied: not-your-role"}, "next door": {w.person("Theo", w.other, domain.Lead), "not-found: no-such-sheet"},
		} {
			_, err := s.Paper(ctx, want.Actor, x.ID)
			w.want(name, err, want.err)
			_, err = s.Type(ctx, want.Actor, x.ID, outing.TypeInput{Rows: map[string]string{"1": "NH"}})
			w.want(name+" types", err, want.err)
		}
		id, err := s.BySheetCode(ctx, w.organise, w.effort.ID, strings.ToLower(strings.ReplaceAll(x.Code, "-", " ")))
		w.must(err)
		w.want("found by its code", id, x.ID)
		_, err = s.BySheetCode(ctx, w.organise, w.effort.ID, "000-000")
		w.want("no such code", err, "invalid: invalid-input")
	})
}

// A team that walks with paper is known by its members, like one with phones.
func TestATeamWalksWithPaper(t *testing.T) {
	inWards(t, func(w *ward) {
		ctx := t.Context()
		c := w.gathers(w.opens(""), "Red", "Ann\nBob")
		b, err := w.gives(w.organise, c, w.terrace(3).ID, false)
		w.must(err)
		x := w.prints(b.Turf, b.ID)
		w.now = w.now.Add(time.Hour)
		w.want("typed", w.types(x, c.Members[1].ID, "1", "NH", "3", "IN"), "1 stored, 3 stored")
		v, err := w.store.VisitsAt(ctx, x.Doors)
		w.must(err)
		w.want("by Bob", fmt.Sprint(len(v), v[0].Canvasser == domain.PersonID(c.Members[1].ID), " ", v[0].Team), "2 true Red")
		_, err = w.outings().Type(ctx, w.organise, x.ID, outing.TypeInput{By: domain.NewID[outing.MemberID](w.now), Rows: map[string]string{"2": "NH"}})
		w.want("by a stranger", err, "invalid: invalid-input")
		shown, err := w.outings().Show(ctx, w.organise, c.Team.ID)
		w.must(err)
		w.want("what it came to", shown.Harvest.Doors, 1)
		w.now = w.effort.Forgets().Add(11 * time.Minute)
		w.forget()
		holds, err := w.store.Traces(ctx, w.effort.ID)
		w.must(err)
		w.want("sheets after the clock", holds[canvass.TraceSheets], 0)
	})
}
