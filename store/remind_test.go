package store

import (
	"context"
	"strings"
	"testing"
	"time"

	"barnstorm/domain"
	"barnstorm/domain/event"
)

// remind goes to a moment of 2026 and has reminders sent, twice: the second
// time nothing is due.
func (h *hall) remind(at string, want int) {
	h.Helper()
	when, err := time.Parse("Jan 2 15:04 2006", at+" 2026")
	h.must(err)
	h.pass(when.Sub(h.clock()))
	for _, want := range []int{want, 0} {
		n, err := h.events.Remind(h.Context())
		h.must(err)
		h.want(at, n, want)
	}
}

func TestRemindingOnceAndNotAtNight(t *testing.T) {
	t.Parallel()
	inHalls(t, func(h *hall) {
		e := h.schedule(10) // Saturday at ten in London, which is ten in UTC
		h.come(e.ID, "Ann", 1)
		h.come(e.ID, "Gone", 1)
		_, err := h.events.GiveBack(h.Context(), h.token("Gone"))
		h.must(err)
		for _, step := range []struct {
			at    string
			n     int
			kinds string
		}{
			{"Dec 3 09:59", 0, "confirmed"},
			{"Dec 3 22:00", 0, "confirmed"}, // nobody worked that day, and now it is night
			{"Dec 4 07:59", 0, "confirmed"},
			{"Dec 4 08:00", 1, "remind-days confirmed"},
			{"Dec 5 07:59", 0, "remind-days confirmed"}, // three hours before, but night
			{"Dec 5 08:00", 1, "remind-hours remind-days confirmed"},
			{"Dec 5 10:00", 0, "remind-hours remind-days confirmed"},
			{"Dec 5 14:59", 0, "remind-hours remind-days confirmed"},
			{"Dec 5 15:00", 0, "remind-hours remind-days confirmed"}, // nobody has said who came
			{"Dec 6 07:59", 0, "remind-hours remind-days confirmed"},
			{"Dec 6 08:00", 1, "after remind-hours remind-days confirmed"},
		} {
			h.remind(step.at, step.n)
			h.want(step.at, h.kinds("Ann"), step.kinds)
		}
		h.want("given back", h.kinds("Gone"), "confirmed")
	})
}

// A reminder says until when it is of use, and by whose clock it is night; an
// offer ends when the places are passed on.
func TestWhatIsSentByItselfSaysUntilWhen(t *testing.T) {
	t.Parallel()
	inHalls(t, func(h *hall) {
		e := h.schedule(1)
		in := h.input("Ann", 1)
		in.Zone = "Europe/Berlin"
		_, err := h.events.RSVP(h.Context(), domain.Actor{}, e.ID, in, "en")
		h.must(err)
		h.come(e.ID, "Ben", 1)
		h.remind("Dec 3 10:00", 1)
		l := h.letters("Ann")[0]
		h.want("two days before, until the night", l.Until.Format(time.RFC3339)+" "+l.Zone, "2026-12-04T22:00:00Z Europe/Berlin")
		_, err = h.events.GiveBack(h.Context(), h.token("Ann"))
		h.must(err)
		l = h.letters("Ben")[0]
		h.want("an offer", l.Kind+" "+l.Until.Format(time.RFC3339), "event/place-free 2026-12-04T10:00:00Z")
	})
}

func TestLateAnswersGetAtOnceWhatTheyMissed(t *testing.T) {
	t.Parallel()
	inHalls(t, func(h *hall) {
		e := h.schedule(2)
		in := event.RemindInputOf(e)
		in.SignUpWords, in.DaysWords, in.HoursWords = "Ask for Olga.", "Bring water.", "Gate B is shut."
		_, err := h.events.SetReminders(h.Context(), h.organise, e.ID, in)
		h.must(err)
		fields := func(name string) string {
			f := h.letters(name)[0].Fields
			return strings.Join(strings.Fields(f["words"]+" / "+f["missed"]), " ")
		}
		h.come(e.ID, "Early", 1)
		h.want("early", fields("Early"), "Ask for Olga. /")
		h.remind("Dec 3 10:00", 1)
		h.want("the reminder", fields("Early"), "Bring water. /")
		h.come(e.ID, "Late", 1)
		h.want("late", fields("Late"), "Ask for Olga. Bring water. / remind-days")
		h.come(e.ID, "Waits", 1)
		h.remind("Dec 5 08:00", 2)
		h.want("each once", h.kinds("Late"), "remind-hours confirmed")
		_, err = h.events.GiveBack(h.Context(), h.token("Early"))
		h.must(err)
		h.pass(time.Minute)
		h.say(true, "Waits")
		h.want("who comes up at the last moment", fields("Waits"), "Ask for Olga. Bring water. Gate B is shut. / remind-hours")
		h.remind("Dec 5 09:00", 0)
	})
}

func TestAMovedEventIsToldOfAnew(t *testing.T) {
	t.Parallel()
	inHalls(t, func(h *hall) {
		e := h.schedule(10)
		h.come(e.ID, "Ann", 1)
		h.remind("Dec 3 10:00", 1)
		_, err := h.events.Confirm(h.Context(), h.token("Ann"))
		h.must(err)
		in := h.saturday
		in.Version, in.Starts, in.Ends = 1, "2026-12-12T11:00", "2026-12-12T13:00"
		_, err = h.events.Change(h.Context(), h.organise, e.ID, in)
		h.must(err)
		// What nobody had sent yet said the old time: it is taken back.
		h.want("told", h.kinds("Ann"), "moved confirmed")
		held, err := h.events.Hold(h.Context(), h.token("Ann"))
		h.must(err)
		h.want("they said yes to another day", held.RSVP.Confirmed.IsZero(), true)
		h.remind("Dec 5 08:00", 0)
		h.remind("Dec 10 11:00", 1)
		h.want("and the right time", h.letters("Ann")[0].Fields["starts"], "2026-12-12T11:00:00Z")
		h.remind("Dec 12 08:00", 1)
		in.Version, in.Starts, in.Ends = 2, "2026-12-14T11:00", "2026-12-14T13:00"
		_, err = h.events.Change(h.Context(), h.organise, e.ID, in)
		h.must(err)
		h.remind("Dec 14 08:00", 1)
		for range 2 {
			_, err = h.events.CallOff(h.Context(), h.organise, e.ID, event.CallOffInput{Why: "Snow"})
			h.must(err)
		}
		h.want("called off, once, and nothing else", h.kinds("Ann"), "called-off moved moved confirmed")
		h.remind("Dec 14 15:00", 0)
	})
}

// Ann lives in London, her neighbour on the other side of the world.
func TestNightIsThatOfThePerson(t *testing.T) {
	t.Parallel()
	inHalls(t, func(h *hall) {
		e := h.schedule(10)
		h.come(e.ID, "Ann", 1)
		for name, zone := range map[string]string{"Los": "America/Los_Angeles", "Nobody": "Not/AZone"} {
			in := h.input(name, 1)
			in.Zone = zone
			_, err := h.events.RSVP(h.Context(), domain.Actor{}, e.ID, in, "en")
			h.must(err)
		}
		h.remind("Dec 3 10:00", 2) // two in the morning in Los Angeles
		h.want("Los", h.kinds("Los"), "confirmed")
		h.remind("Dec 3 15:59", 0)
		h.remind("Dec 3 16:00", 1)
		h.want("Los", h.kinds("Los"), "remind-days confirmed")
		h.remind("Dec 5 04:00", 1) // their evening before
		h.want("Los", h.kinds("Los"), "remind-hours remind-days confirmed")
		h.remind("Dec 5 08:00", 2)
	})
}

func TestWhatIsSentIsForTheOrganisersToSay(t *testing.T) {
	t.Parallel()
	inHalls(t, func(h *hall) {
		e := h.schedule(10)
		in := event.RemindInputOf(e)
		in.DaysHours, in.HoursOn, in.ThanksOn = 24, false, false
		changed, err := h.events.SetReminders(h.Context(), h.organise, e.ID, in)
		h.must(err)
		h.want("version", changed.Version, 2)
		_, err = h.events.SetReminders(h.Context(), h.organise, e.ID, in)
		h.want("an old version", err, "conflict: changed-meanwhile")
		_, err = h.events.SetReminders(h.Context(), domain.Actor{Person: h.organise.Person}, e.ID, in)
		h.want("somebody else", err, "denied: not-your-role")
		h.come(e.ID, "Ann", 1)
		h.remind("Dec 3 10:00", 0)
		h.remind("Dec 4 10:00", 1)
		h.remind("Dec 5 09:00", 0)
		h.remind("Dec 5 20:00", 0)
	})
}

func TestSayingYesAgain(t *testing.T) {
	t.Parallel()
	inHalls(t, func(h *hall) {
		e := h.schedule(1)
		h.come(e.ID, "Ann", 1)
		h.come(e.ID, "Ben", 1)
		for range 2 {
			held, err := h.events.Confirm(h.Context(), h.token("Ann"))
			h.must(err)
			h.want("confirmed", held.RSVP.Confirmed, doorsOpen)
			h.pass(time.Second)
			h.pass(-time.Second)
		}
		_, err := h.events.Confirm(h.Context(), h.token("Ben"))
		h.want("who waits has nothing to confirm", err, "conflict: no-place-yet")
		held, err := h.events.GiveBack(h.Context(), h.token("Ann"))
		h.must(err)
		h.want("given back", held.RSVP.Confirmed.IsZero(), true)
		h.sound(e.ID)
	})
}

// More people than one batch, the first of them where it is night: they keep
// nobody else from being reminded.
func TestNightElsewhereHoldsNobodyUp(t *testing.T) {
	t.Parallel()
	inHalls(t, func(h *hall) {
		e := h.schedule(0)
		h.must(Atomically[event.Store](h.store)(h.Context(), func(tx event.Store) error {
			for i := range 250 {
				r := event.RSVP{ID: domain.NewID[event.RSVPID](h.at), Event: e.ID, Name: nth(i), NameKey: nth(i), Contact: "a@example.org", Party: 1, State: event.Coming, Zone: "America/Los_Angeles", Made: h.at, Changed: h.at}
				if _, err := tx.AddRSVP(h.Context(), r); err != nil {
					return err
				}
			}
			return nil
		}))
		h.pass(time.Hour)
		h.come(e.ID, "Ann", 1)
		h.remind("Dec 3 12:00", 1)
		h.want("Ann", h.kinds("Ann"), "remind-days confirmed")
	})
}

// Whoever waits for a full event hears, when the others are reminded, of up to
// three that need somebody; where nobody knows one, nothing is sent. Nobody
// holds the event while those are asked for: that may need a second connection.
func TestWhoWaitsIsToldWhereTheyAreNeeded(t *testing.T) {
	t.Parallel()
	inHalls(t, func(h *hall) {
		var hints []domain.Hint
		held, whole := false, h.events.Atomically
		h.events.Atomically = func(ctx context.Context, do func(event.Store) error) error {
			held = true
			defer func() { held = false }()
			return whole(ctx, do)
		}
		h.events.Elsewhere = func(context.Context, domain.Point) ([]domain.Hint, error) {
			if held {
				h.Error("asked within a transaction")
			}
			return hints, nil
		}
		e := h.schedule(1)
		h.come(e.ID, "Ann", 1)
		h.come(e.ID, "Ben", 1)
		hints = []domain.Hint{{Slug: e.Slug, Title: "The same"}, {Slug: "skipton", Title: "Unseat Skipton", Zone: "Europe/London", Starts: h.clock(), Left: 11}}
		h.remind("Dec 3 10:00", 2)
		h.want("Ben", h.kinds("Ben"), "still-full waiting")
		f := h.letters("Ben")[0].Fields
		h.want("where", f["where1"]+f["hint2"], "https://example.org/events/skipton")
		h.want("Ann", h.kinds("Ann"), "remind-days confirmed")
		other := h.saturday
		other.ID, other.Capacity, other.Starts, other.Ends = domain.NewID[string](h.clock()), 1, "2026-12-12T10:00", "2026-12-12T13:00"
		later, err := h.events.Schedule(h.Context(), h.organise, other)
		h.must(err)
		h.come(later.ID, "Cid", 1)
		h.come(later.ID, "Dan", 1)
		hints = nil
		h.remind("Dec 10 10:00", 1)
		h.want("nothing to tell", h.kinds("Dan"), "waiting")
	})
}

// Whoever comes to a later shift is reminded before that, and not before the
// first.
func TestAShiftHasItsOwnHour(t *testing.T) {
	t.Parallel()
	inHalls(t, func(h *hall) {
		h.saturday.Ends = "2026-12-06T18:00"
		e := h.schedule(10)
		_, err := h.events.Arrange(h.Context(), h.organise, e.ID, event.ArrangeInput{
			Version: 1, Shift: []string{"0", ""}, Starts: []string{"2026-12-05T10:00", "2026-12-06T14:00"}, Ends: []string{"2026-12-05T13:00", "2026-12-06T17:00"}, General: []string{"5", "5"},
		})
		h.must(err)
		in := h.input("Ann", 1)
		in.Shift = 1
		_, err = h.events.RSVP(h.Context(), domain.Actor{}, e.ID, in, "en")
		h.must(err)
		h.come(e.ID, "Ben", 1)
		h.remind("Dec 3 10:00", 1)
		h.want("Ann waits for her own", h.kinds("Ann"), "confirmed")
		h.remind("Dec 4 14:00", 1)
		h.want("Ann", h.letters("Ann")[0].Fields["starts"], "2026-12-06T14:00:00Z")
		h.remind("Dec 5 08:00", 1)
		h.remind("Dec 6 11:00", 1) // Ben is thanked when all of it is over
		h.want("Ann", h.kinds("Ann"), "remind-hours remind-days confirmed")
	})
}
