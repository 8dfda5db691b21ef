package store

import (
	"context"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"barnstorm/domain"
	"barnstorm/domain/event"
	"barnstorm/domain/programme"
)

func (f *fair) brings(text string, sure bool) (programme.Reading, error) {
	return f.programme.BringSheet(f.Context(), f.organise, f.event.ID, programme.SheetInput{Text: text, Sure: sure})
}

// wills is what becomes of rows, each with its line.
func wills(r programme.Reading) string {
	var all []string
	for _, x := range r.Rows {
		all = append(all, fmt.Sprint(x.Line, x.Will))
	}
	return strings.Join(all, " ")
}

// standing is a programme in lines.
func (f *fair) standing() string {
	p := f.show()
	var all []string
	for _, x := range p.Sessions {
		var who []string
		for _, one := range p.Speaking(x.ID) {
			who = append(who, one.Name)
		}
		all = append(all, fmt.Sprint(x.Starts.Format("2T15:04"), x.Ends.Format("-2T15:04 "), x.Title, "/", p.Room(x.Room).Name, "/", strings.Join(who, "+"), "/", x.Language, "/", x.Capacity, x.SignUp, "/v", x.Version))
	}
	return strings.Join(all, "\n")
}

const brought = `Titel;Tag;Beginn;Ende;Raum;Redner;Plätze;Anmeldung
Opening;5.12.2026;10:00;11 Uhr;main HALL;Zarah S <z@example.org>, Ben;;
Rent;05/12/2026;11.30;;Attic;Ben;20;ja
Songs;2026-12-05;10 PM;1:30;Main hall;;;
`

func TestAProgrammeFromATable(t *testing.T) {
	t.Parallel()
	atFairs(t, func(f *fair) {
		rent := f.put(f.talk("rent", "Workshop", "05T14:00", ""))
		f.put(f.talk("Water", "Main hall", "06T11:00", "06T12:30"))
		table := brought
		was := f.standing()
		r, err := f.brings(table, false)
		f.must(err)
		f.want("read", wills(r), "2new 3changed 4new")
		f.want("what is added", fmt.Sprintln(len(r.Rooms), r.Rooms[0].Name, len(r.Speakers), r.Others, r.Kept), "1 Attic 2 1 false\n")
		f.want("nothing was kept", f.standing(), was)
		f.want("nobody asked", f.kinds("Z"), "")
		for range 2 {
			r, err = f.brings(table, true)
			f.must(err)
			f.want("kept", f.standing(), strings.Join([]string{
				"5T10:00-5T11:00 Opening/Main hall/Zarah S+Ben//0 false/v1",
				"5T11:30-5T12:30 Rent/Attic/Ben//20 true/v2",
				"5T22:00-6T01:30 Songs/Main hall///0 false/v1",
				"6T11:00-6T12:30 Water/Main hall///0 false/v1"}, "\n"))
		}
		f.want("again", wills(r), "2same 3same 4same")
		f.want("the one that stood is the one", f.show().Sessions[1].ID, rent.ID)
		f.want("asked once", f.kinds("Z"), "programme/speaker")

		guest := f.come(f.event.ID, "Ann", 1)
		f.must(f.programme.Pick(f.Context(), guest, programme.PickInput{Session: string(rent.ID)}))
		f.pass(time.Minute)
		_, err = f.brings("title,day,start\nRENT,2026-12-05,15:00", true)
		f.must(err)
		f.want("what it has no column for stays", strings.Contains(f.standing(), "5T15:00-5T16:00 RENT/Attic/Ben//20 true/v3"), true)
		f.want("told", f.kinds("Ann"), "programme/moved confirmed")
		token := domain.Token(f.letters("Z")[0].Fields["link"][len("https://example.org/speaker/"):])
		_, err = f.programme.Name(f.Context(), token, programme.NameInput{Name: "Zarah Sultana", Yes: true})
		f.must(err)
		_, err = f.brings(table, true)
		f.must(err)
		f.want("whoever wrote her own name keeps it", strings.Contains(f.standing(), "Opening/Main hall/Zarah Sultana+Ben"), true)
	})
}

// What is taken as a table and brought back is the same; what was changed in it
// is known by its code, whatever it is called now and on whatever day.
func TestAProgrammeIsTakenAndBroughtBack(t *testing.T) {
	t.Parallel()
	atFairs(t, func(f *fair) {
		in := f.talk("=Rent, and heat", "Workshop", "05T14:00", "")
		in.About, in.SignUp, in.Language = "Two lines\n\nof it", true, "de"
		rent := f.put(in)
		_, err := f.brings(brought, true)
		f.must(err)
		var table strings.Builder
		f.must(f.show().Take(&table))
		was := f.standing()
		r, err := f.brings(table.String(), true)
		f.must(err)
		f.want("all of it", fmt.Sprint(wills(r), r.Others, f.standing() == was), "2same 3same 4same 7same0 true")
		moved := strings.NewReplacer("'=Rent, and heat", "Water", "2026-12-05,14:00,2026-12-05T15:00", "2026-12-06,09:00,").Replace(table.String())
		r, err = f.brings(moved, true)
		f.must(err)
		f.want("one moved", wills(r), "2same 3same 4changed 7same")
		x, err := f.store.OnProgramme(f.Context(), rent.ID)
		f.must(err)
		f.want("and is the one", x.Title+x.Starts.Format(" 2T15:04 ")+x.About, "Water 6T09:00 Two lines\n\nof it")
	})
}

func TestAProgrammeThatIsWrongChangesNothing(t *testing.T) {
	t.Parallel()
	atFairs(t, func(f *fair) {
		head := "Title,Date,Start,End,Room,Language,Places,Speaker\n"
		was := f.standing()
		for row, want := range map[string]string{
			",2026-12-05,10:00,,,,,":                                 "2 Title needed",
			"A,2026-12-07,10:00,,,,,":                                "2 Start outside-event, 2 End outside-event",
			"A,Saturday,10:00,,,,,":                                  "2 Date row-day",
			"A,2026-12-05,25:00,,,,,":                                "2 Start row-clock",
			"A,2026-12-05,13 PM,,,,,":                                "2 Start row-clock",
			"A,2026-12-05,11:00,x,,,,":                               "2 End row-clock",
			"A,2026-12-06,17:30,18:30,,,,":                           "2 End outside-event",
			"A,2026-12-05,11:00,,,Deutsch,,":                         "2 Language row-language",
			"A,2026-12-05,11:00,,,,many,":                            "2 Places row-number",
			"A,2026-12-05,11:00,,,,,Ben <x>":                         "2 Speaker not-an-address",
			"A,2026-12-05,11:00,,,,,\na,2026-12-05,12:00,,,,,":       "3 Title row-again",
			strings.Repeat("A", 141) + ",2026-12-05,11:00,,,,,":      "2 Title too-long",
			"A,2026-12-05,11:00,," + strings.Repeat("R", 81) + ",,,": "2 Room too-long",
		} {
			good := "\nGood,2026-12-05,16:00,,Attic,,,Ben"
			r, err := f.brings(head+row+good, false)
			f.must(err)
			var all []string
			for _, x := range r.Faults.List {
				all = append(all, fmt.Sprint(x.Line, " ", x.Column, " ", x.Code))
			}
			f.want(row, strings.Join(all, ", "), want)
			_, err = f.brings(head+row+good, true)
			f.want("refused", err, "invalid: sheet-rows-wrong")
		}
		for text, want := range map[string]string{"": "invalid: sheet-empty", "Title,Date\nA,2026-12-05": "invalid: sheet-column-missing", "Title,Start\n": "invalid: sheet-no-rows"} {
			_, err := f.brings(text, true)
			f.want(text, err, want)
		}
		var many strings.Builder
		for i := range programme.MaxRooms {
			fmt.Fprintf(&many, "S%d,2026-12-05,11:00,,Room %d,,,\n", i, i)
		}
		_, err := f.brings(head+many.String(), true)
		f.want("too many rooms", err, "invalid: invalid-input")
		f.want("nothing was kept", f.standing(), was)
		f.want("no room", len(f.show().Rooms), 2)
		f.want("no speaker", len(f.show().Speakers), 0)
		_, err = f.programme.BringSheet(f.Context(), domain.Actor{}, f.event.ID, programme.SheetInput{Text: head})
		f.want("nobody else", err, "signed-out: sign-in-first")
	})
}

// atOnce has n people bring the same table, and says what they found.
func (f *fair) atOnce(n int) map[string]int {
	f.Helper()
	return f.crowd(n, func(int) (string, error) {
		r, err := f.brings("title,day,start,room,speaker\nA,2026-12-05,11:00,Attic,Ben\nB,2026-12-05,12:00,Attic,Ben", true)
		return wills(r), err
	})
}

// Two who bring the same table at once: it is there once, and whoever comes
// second finds it so.
func TestAProgrammeIsBroughtOnce(t *testing.T) {
	t.Parallel()
	inRush(t, func(h *hall) {
		f := h.fair()
		h.want("fates", f.atOnce(8), map[string]int{"2new 3new": 1, "2same 3same": 7})
		p := f.show()
		h.want("once", [3]int{len(p.Sessions), len(p.Rooms), len(p.Speakers)}, [3]int{2, 3, 1})
	})
}

// glancing looks at an event and holds it not, and all have looked before
// anybody writes.
type glancing struct {
	programme.Store
	read *sync.WaitGroup
}

func (u glancing) HoldEvent(ctx context.Context, id event.ID) (event.Event, error) {
	return u.Event(ctx, id)
}

func (u glancing) BillsAt(ctx context.Context, id event.ID) ([]programme.Bill, error) {
	bs, err := u.Store.BillsAt(ctx, id)
	u.read.Done()
	u.read.Wait()
	return bs, err
}

// The positive control: whoever brings the same table at once, and does not hold
// the event, is refused instead of finding it there.
func TestWithoutTheHoldATableIsNotBroughtOnce(t *testing.T) {
	t.Parallel()
	inRush(t, func(h *hall) {
		f := h.fair()
		var read sync.WaitGroup
		read.Add(4)
		whole := f.programme.Atomically
		f.programme.Atomically = func(ctx context.Context, do func(programme.Store) error) error {
			return whole(ctx, func(tx programme.Store) error { return do(glancing{tx, &read}) })
		}
		if fates := f.atOnce(4); fates["2same 3same"] == 3 {
			f.Error("without the hold three still found it there: the race is none", fates)
		}
	})
}
