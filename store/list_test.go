package store

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"barnstorm/domain"
	"barnstorm/domain/event"
)

// titles are what a list of events holds, in its order.
func titles(es []event.Event) string {
	all := make([]string, len(es))
	for i, e := range es {
		all[i] = e.Title
	}
	return strings.Join(all, " ")
}

// Whoever has called more than a list or a feed holds still finds what comes.
func TestWhatWasPushesNothingOutThatComes(t *testing.T) {
	t.Parallel()
	inHalls(t, func(h *hall) {
		h.saturday.Title = "next"
		next := h.schedule(9)
		past := make([]eventModel, 1001)
		for i := range past {
			e := next
			e.ID, e.Slug, e.Title = domain.NewID[event.ID](h.at), fmt.Sprint("past-", i), fmt.Sprint("past-", i)
			e.Starts = h.at.Add(-time.Duration(i+2) * 30 * time.Minute)
			e.Ends = e.Starts.Add(time.Hour)
			past[i] = eventOf(e)
		}
		h.must(h.store.db.CreateInBatches(past, 100).Error)
		mine, err := h.events.Mine(h.Context(), h.organise, event.Query{})
		h.must(err)
		h.want("mine", titles(mine), "next")
		over, err := h.events.Mine(h.Context(), h.organise, event.Query{Over: h.at, Most: 2})
		h.must(err)
		h.want("over", titles(over), "past-0 past-1")
		over, err = h.events.Mine(h.Context(), h.organise, event.Query{Over: h.at, Most: 2, After: event.Cursor{Starts: over[1].Starts, ID: over[1].ID}})
		h.must(err)
		h.want("over, further back", titles(over), "past-2 past-3")
		over, err = h.events.Mine(h.Context(), h.organise, event.Query{Over: h.at, Text: "past-1000"})
		h.must(err)
		h.want("found by its name", titles(over), "past-1000")
		fed, err := h.events.Feed(h.Context(), event.Query{})
		h.must(err)
		h.want("fed", fmt.Sprint(len(fed), " from ", fed[0].Title, " to ", fed[998].Title, " and ", fed[999].Title), "1000 from past-998 to past-0 and next")
		fed, err = h.events.Feed(h.Context(), event.Query{Kind: event.Rally})
		h.must(err)
		h.want("of another kind", len(fed), 0)
	})
}

// A day is that of the clock on the wall there.
func TestADayIsThatOfThePlace(t *testing.T) {
	t.Parallel()
	inHalls(t, func(h *hall) {
		for _, x := range []struct{ title, zone, starts, ends string }{
			{"east", "Pacific/Kiritimati", "2026-12-05T00:30", "2026-12-05T02:00"}, // 10:30 UTC of the day before
			{"here", "Europe/London", "2026-12-05T10:00", "2026-12-05T13:00"},
			{"night", "Europe/London", "2026-12-05T20:00", "2026-12-06T03:00"},
			{"west", "America/New_York", "2026-12-05T19:00", "2026-12-05T21:00"}, // midnight in UTC
			{"feast", "Europe/London", "2026-12-05T21:00", "2026-12-07T16:00"},
			{"far-west", "Pacific/Pago_Pago", "2026-12-05T22:00", "2026-12-05T23:30"}, // 09:00 UTC of the day after
		} {
			h.saturday.Title, h.saturday.Zone, h.saturday.Starts, h.saturday.Ends = x.title, x.zone, x.starts, x.ends
			h.schedule(9)
		}
		day := func(text string) time.Time {
			d, err := time.Parse(time.DateOnly, text)
			if text != "" {
				h.must(err)
			}
			return d
		}
		for _, x := range []struct{ first, last, want string }{
			{"2026-12-05", "2026-12-05", "east here night feast west far-west"}, {"2026-12-06", "2026-12-06", "feast"}, {"2026-12-06", "", "feast"}, {"2026-12-07", "2027-01-01", "feast"},
			{"2026-12-08", "", ""}, {"", "2026-12-04", ""}, {"2026-12-04", "2026-12-04", ""}, {"", "2026-12-05", "east here night feast west far-west"}, {"2026-11-05", "2026-11-06", ""},
		} {
			var paged []event.Event
			q := event.Query{First: day(x.first), Last: day(x.last), Most: 1}
			for range 9 {
				es, err := h.events.Upcoming(h.Context(), domain.Actor{}, q)
				h.must(err)
				if len(es) == 0 {
					break
				}
				paged = append(paged, es...)
				q.After = event.Cursor{Starts: es[0].Starts, ID: es[0].ID}
			}
			h.want(x.first+" to "+x.last+", one a page", titles(paged), x.want)
			q.After, q.Most = event.Cursor{}, 0
			fed, err := h.events.Feed(h.Context(), q)
			h.must(err)
			h.want(x.first+" to "+x.last+", fed", titles(fed), x.want)
		}
		h.pass(30 * 24 * time.Hour)
		es, err := h.events.Upcoming(h.Context(), domain.Actor{}, event.Query{First: day("2026-12-06"), Last: day("2026-12-07")})
		h.must(err)
		h.want("when it is past", titles(es), "feast")
	})
}
