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

// workshop is a session for which one signs up, in the room for two.
func (f *fair) workshop(title, starts string) programme.Session {
	f.Helper()
	in := f.talk(title, "Workshop", starts, "")
	in.SignUp = true
	return f.put(in)
}

func (f *fair) pick(r event.RSVP, x programme.Session, people string) error {
	return f.programme.Pick(f.Context(), r, programme.PickInput{Session: string(x.ID), People: people})
}

func (f *fair) taken(x programme.Session) int {
	f.Helper()
	now, err := f.store.OnProgramme(f.Context(), x.ID)
	f.must(err)
	return now.Taken
}

func TestATimetable(t *testing.T) {
	t.Parallel()
	atFairs(t, func(f *fair) {
		rent, water, open := f.workshop("Rent", "05T11:00"), f.put(f.talk("Water", "Main hall", "05T11:30", "")), f.put(f.talk("Opening", "Main hall", "05T10:00", ""))
		ann, ben, cid := f.come(f.event.ID, "Ann", 2), f.come(f.event.ID, "Ben", 1), f.come(f.event.ID, "Cid", 1)
		for range 2 {
			f.must(f.pick(ann, rent, "1"))
		}
		f.must(f.pick(ben, rent, ""))
		f.want("full", f.pick(cid, rent, ""), "conflict: session-full")
		f.want("more of a party", f.pick(ann, rent, "2"), "conflict: session-full")
		f.must(f.pick(ann, water, ""))
		f.must(f.pick(ann, open, ""))
		f.want("as many as are in the party", [3]int{f.taken(rent), f.taken(water), f.taken(open)}, [3]int{2, 2, 2})
		table, err := f.programme.Timetable(f.Context(), ann)
		f.must(err)
		f.want("two of mine overlap", fmt.Sprintf("%d %s %d", len(table.Clashes), table.Clashes[0].Kind, table.Picked(rent.ID)), "1 yours 1")

		f.must(f.programme.Pick(f.Context(), ben, programme.PickInput{Session: string(rent.ID), Drop: true}))
		f.must(f.pick(cid, rent, ""))
		_, err = f.events.GiveBack(f.Context(), f.token("Cid"))
		f.must(err)
		f.want("who gives the place back gives all back", f.taken(rent), 1)
		_, err = f.events.Keep(f.Context(), f.token("Ann"), event.KeepInput{Party: 1})
		f.must(err)
		f.want("a party that shrinks", [2]int{f.taken(rent), f.taken(water)}, [2]int{1, 1})
		held, err := f.programme.Holder(f.Context(), f.token("Cid"))
		f.must(err)
		f.want("who has no place", f.pick(held, rent, ""), "conflict: place-first")
		f.want("of another event", f.pick(ann, programme.Session{ID: programme.SessionID(domain.NewID[string](f.clock()))}, ""), "not-found: not-on-programme")
		f.sound(f.event.ID)

		in := f.talk("Rent", "Workshop", "05T12:00", "")
		in.ID, in.Version, in.SignUp, in.Capacity = string(rent.ID), 1, true, "0"
		f.pass(time.Minute)
		moved := f.put(in)
		f.pass(time.Minute)
		f.must(f.programme.CallOff(f.Context(), f.organise, f.event.ID, moved.ID, programme.OffInput{}))
		f.want("who had it is told", f.kinds("Ann"), "programme/moved programme/moved confirmed")
		f.want("that it is off", f.letters("Ann")[0].Fields["off"]+f.letters("Ann")[1].Fields["off"], "off")
		f.want("each letter leads to the page of its version", strings.HasSuffix(f.letters("Ann")[1].Fields["link"], "/programme?version=2"), true)
		f.want("nobody else", f.kinds("Ben"), "confirmed")
		f.want("what is off is chosen by nobody", f.pick(ben, rent, ""), "conflict: session-full")
		f.pass(30 * 24 * time.Hour)
		f.want("once it is over", f.pick(ben, water, ""), "conflict: event-over")
	})
}

func TestLessRoomKeepsPromises(t *testing.T) {
	t.Parallel()
	atFairs(t, func(f *fair) {
		rent, ann := f.workshop("Rent", "05T11:00"), f.come(f.event.ID, "Ann", 2)
		f.must(f.pick(ann, rent, ""))
		f.must(f.programme.PutRoom(f.Context(), f.organise, f.event.ID, programme.RoomInput{ID: string(f.rooms["Workshop"]), Name: "Workshop", Capacity: "1"}))
		f.want("promised", f.taken(rent), 2)
		left, limited := f.show().Left(f.show().Sessions[0])
		f.want("left", fmt.Sprint(left, limited), "0 true")
		f.must(f.pick(ann, rent, "1"))
		f.want("to shrink is never refused", f.taken(rent), 1)
		f.want("to grow is", f.pick(ann, rent, "2"), "conflict: session-full")
	})
}

func TestEightyForTwentyChairs(t *testing.T) {
	t.Parallel()
	inRush(t, func(h *hall) {
		f := h.fair()
		f.event.Capacity = 0
		x := f.chairs("20")
		fates := f.sit(x, 80)
		f.want("fates", fates, map[string]int{"sits": 20, "session-full": 60})
		f.want("taken", f.taken(x), 20)
		f.sound(f.event.ID)
	})
}

// chairs is a workshop with so many places.
func (f *fair) chairs(n string) programme.Session {
	f.Helper()
	in := f.talk("Rent", "Main hall", "05T11:00", "")
	in.SignUp, in.Capacity = true, n
	return f.put(in)
}

// sit has n people sign up at once, each twice.
func (f *fair) sit(x programme.Session, n int) map[string]int {
	f.Helper()
	var rs []event.RSVP
	for i := range n {
		r := event.RSVP{ID: domain.NewID[event.RSVPID](f.clock()), Event: f.event.ID, Name: nth(i), NameKey: nth(i), Contact: nth(i) + "@example.org", Party: 1, Pool: event.General, State: event.Coming, Made: f.clock(), Queued: f.clock(), Changed: f.clock()}
		if _, err := f.store.AddRSVP(f.Context(), r); err != nil {
			f.Fatal(err)
		}
		f.must(f.store.Count(f.Context(), event.At{Event: f.event.ID, Pool: event.General}, event.Counts{Taken: 1}))
		rs = append(rs, r)
	}
	return f.crowd(n, func(i int) (string, error) {
		err := f.programme.Pick(context.Background(), rs[i], programme.PickInput{Session: string(x.ID)})
		return "sits", err
	})
}

// heedless gives places in a session as the naive do: it holds nothing, counts,
// and all have counted before anybody writes.
type heedless struct {
	programme.Store
	read *sync.WaitGroup
}

func (u heedless) HoldEvent(ctx context.Context, id event.ID) (event.Event, error) {
	return u.Store.(*Store).Event(ctx, id)
}

func (u heedless) TakeChairs(ctx context.Context, id programme.SessionID, n int) (bool, error) {
	x, err := u.OnProgramme(ctx, id)
	u.read.Done()
	u.read.Wait()
	return err == nil && x.Taken+n <= x.Capacity, err
}

func TestWithoutTheConditionChairsArePromisedTwice(t *testing.T) {
	t.Parallel()
	inRush(t, func(h *hall) {
		f := h.fair()
		x := f.chairs("2")
		var read sync.WaitGroup
		read.Add(8)
		whole := f.programme.Atomically
		f.programme.Atomically = func(ctx context.Context, do func(programme.Store) error) error {
			return whole(ctx, func(tx programme.Store) error { return do(heedless{tx, &read}) })
		}
		if fates := f.sit(x, 8); fates["sits"] <= 2 {
			f.Error("without the condition two places were still given to two: the race is none", fates)
		}
	})
}

// givingBack has somebody give their place back right after their RSVP was read.
type givingBack struct {
	programme.Store
	back func()
}

func (g givingBack) RSVP(ctx context.Context, id event.RSVPID) (event.RSVP, error) {
	r, err := g.Store.RSVP(ctx, id)
	g.back()
	return r, err
}

// Who gives a place back while they pick a session has no chair in it: the one
// waits for the other.
func TestAGivenBackPlaceHoldsNoChair(t *testing.T) {
	t.Parallel()
	inRush(t, func(h *hall) {
		f := h.fair()
		x, ann := f.chairs("20"), f.come(f.event.ID, "Ann", 1)
		token, whole := f.token("Ann"), f.programme.Atomically
		back := func() {
			soon, cancel := context.WithTimeout(context.Background(), 500*time.Millisecond) // waits in vain while the event is held
			defer cancel()
			_, _ = f.events.GiveBack(soon, token)
		}
		f.programme.Atomically = func(ctx context.Context, do func(programme.Store) error) error {
			return whole(ctx, func(tx programme.Store) error { return do(givingBack{tx, back}) })
		}
		f.must(f.pick(ann, x, ""))
		_, err := f.events.GiveBack(f.Context(), token)
		f.must(err)
		f.want("chairs", f.taken(x), 0)
	})
}

func TestSpeakersAreNamedWithTheirYes(t *testing.T) {
	t.Parallel()
	atFairs(t, func(f *fair) {
		put := func(in programme.SpeakerInput) programme.Speaker {
			in.ID = domain.NewID[string](f.clock())
			x, err := f.programme.PutSpeaker(f.Context(), f.organise, f.event.ID, in)
			f.must(err)
			return x
		}
		zarah, paul := put(programme.SpeakerInput{Name: "Zarah S", Email: "Zarah@example.org"}), put(programme.SpeakerInput{Name: "Paul", Said: true})
		f.want("asked by mail", f.kinds("Zarah"), "programme/speaker")
		in := f.talk("Opening", "Main hall", "05T10:00", "05T11:00")
		in.Speakers = []string{string(zarah.ID), string(paul.ID)}
		opening := f.put(in)
		named := func() string {
			var all []string
			for _, x := range f.show().Speaking(opening.ID) {
				if x.Named() {
					all = append(all, x.Name)
				}
			}
			return strings.Join(all, ", ")
		}
		f.want("only with their yes", named(), "Paul")
		token := domain.Token(f.letters("Zarah")[0].Fields["link"][len("https://example.org/speaker/"):])
		spoken, err := f.programme.Spoken(f.Context(), token)
		f.must(err)
		f.want("what they speak in", titled(spoken.Programme), "Opening")
		_, err = f.programme.Name(f.Context(), token, programme.NameInput{Yes: true})
		f.want("without a name", err, "invalid: invalid-input")
		for range 2 {
			_, err = f.programme.Name(f.Context(), token, programme.NameInput{Name: "Zarah  Sultana", Yes: true})
			f.must(err)
		}
		f.want("as they write it, in their order", named(), "Zarah Sultana, Paul")
		_, err = f.programme.PutSpeaker(f.Context(), f.organise, f.event.ID, programme.SpeakerInput{ID: string(zarah.ID), Name: "Zara"})
		f.want("which nobody else changes", err, "conflict: speaker-own-name")
		_, err = f.programme.Name(f.Context(), token, programme.NameInput{})
		f.must(err)
		f.want("taken back", named(), "Paul")
		_, err = f.programme.PutSpeaker(f.Context(), f.organise, f.event.ID, programme.SpeakerInput{ID: string(zarah.ID), Name: "Zarah Sultana", Said: true})
		f.must(err)
		f.want("and no organiser says yes for them", named(), "Paul")

		in = f.talk("Rent", "Workshop", "05T10:30", "05T11:30")
		in.Speakers = []string{string(paul.ID)}
		f.put(in)
		f.want("somebody twice at a time", f.clashes(), "speaker Opening Rent")
		f.must(f.programme.Forget(f.Context(), "", []string{"zarah@example.org"}))
		_, err = f.programme.Spoken(f.Context(), token)
		f.want("erased", err, "not-found: link-not-good")
		f.want("off the programme", len(f.show().Speakers), 1)
	})
}
