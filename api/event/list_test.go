package event

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"barnstorm/domain"
	"barnstorm/domain/event"
	"barnstorm/store"
)

// called adds n events like the rally, each an hour after the one before, from a
// time on.
func (h *house) called(n int, name string, from time.Time, length time.Duration) {
	h.Helper()
	e, err := h.store.Event(h.Context(), rally)
	h.must(err)
	h.must(store.Atomically[event.Store](h.store)(h.Context(), func(tx event.Store) error {
		for i := range n {
			e.ID, e.Title = domain.NewID[event.ID](now), fmt.Sprint(name, " ", i)
			e.Slug, e.Starts = string(e.ID), from.Add(time.Duration(i)*time.Hour)
			e.Ends = e.Starts.Add(length)
			if _, err := tx.AddEvent(context.Background(), e); err != nil {
				return err
			}
		}
		return nil
	}))
}

// An organiser's list begins with what is coming and goes on page by page, and
// what is over stands behind it.
func TestAnOrganisersListGoesOn(t *testing.T) {
	h := open(t)
	h.called(40, "Past", now.Add(-72*time.Hour), time.Hour)
	h.called(40, "Stall", now.Add(240*time.Hour), time.Hour)
	page := func(path string) (titles string, more string) {
		body := h.ask("GET", path, "", "as: organiser").Body.String()
		for _, part := range strings.Split(body, `<li class="event">`)[1:] {
			_, part, _ = strings.Cut(part, `href="`)
			_, part, _ = strings.Cut(part, `">`)
			title, _, _ := strings.Cut(part, "<")
			titles += strings.ReplaceAll(title, "\u00ad", "") + ", "
		}
		if _, rest, ok := strings.Cut(body, `row more"><a class="button second" href="`); ok {
			more, _, _ = strings.Cut(rest, `"`)
		}
		return titles, strings.ReplaceAll(more, "&amp;", "&")
	}
	first, more := page("/organise/events")
	if !strings.HasPrefix(first, "Rally, Inner circle, Stall 0, ") || !strings.HasSuffix(first, "Stall 27, Past 39, Past 38, Past 37, Past 36, Past 35, ") {
		t.Errorf("first: %s", first)
	}
	if second, _ := page(more); !strings.HasPrefix(second, "Stall 28, ") || !strings.HasSuffix(second, "Stall 39, ") {
		t.Errorf("second: %s", second)
	}
	over, more := page("/organise/events?over=yes")
	if !strings.HasPrefix(over, "Past 39, ") || !strings.HasSuffix(over, "Past 10, ") {
		t.Errorf("over: %s", over)
	}
	if rest, end := page(more); !strings.HasPrefix(rest, "Past 9, ") || !strings.HasSuffix(rest, "Past 0, ") || end != "" {
		t.Errorf("then: %s %s", rest, end)
	}
	if found, _ := page("/organise/events?q=stall+33"); found != "Stall 33, " {
		t.Errorf("found: %s", found)
	}
	if got := h.ask("GET", under+"/organise/events?over=yes&q=past+7", "", "as: organiser").Body.String(); strings.Count(got, `"slug"`) != 1 || !strings.Contains(got, "Past 7") {
		t.Error(got)
	}
}

// A month shows what lasts on each of its days, whenever it began, and leads to
// lists that hold what it counts; month and map say what they leave out.
func TestAMonthShowsWhatLasts(t *testing.T) {
	h := open(t)
	h.called(1, "Feast", time.Date(2026, 12, 30, 18, 0, 0, 0, time.UTC), 94*time.Hour)
	for month, days := range map[string]int{"2026-11": 0, "2026-12": 2, "2027-01": 3, "2027-02": 0} {
		if n := strings.Count(h.ask("GET", "/events/month?m="+month, "").Body.String(), "Feast 0"); n != days {
			t.Errorf("%s: on %d days, want %d", month, n, days)
		}
	}
	west, err := time.LoadLocation("America/New_York")
	h.must(err)
	for i := range 5 {
		h.elsewhere(fmt.Sprintf("a%d", i), west.String(), func(in *event.Input) {
			in.Title, in.Starts, in.Ends = fmt.Sprint("West ", i), "2027-03-05T19:00", "2027-03-05T21:00"
		})
	}
	month := h.ask("GET", "/events/month?m=2027-03", "").Body.String()
	if !strings.Contains(month, `href="/events?first=2027-03-05&amp;last=2027-03-05">and 1 more`) {
		t.Error("a fifth is not counted on its day")
	}
	if n := strings.Count(h.ask("GET", "/events?first=2027-03-05&last=2027-03-05", "").Body.String(), ">West "); n != 5 {
		t.Errorf("%d of 5 in the list of their day", n)
	}
	const cut = "Only the first 1,000 are shown"
	if strings.Contains(month, cut) {
		t.Error("all are shown, and some are said not to be")
	}
	h.called(perMonth, "Door", time.Date(2027, 4, 3, 0, 0, 0, 0, time.UTC), time.Hour)
	for path, said := range map[string]bool{"/events/map?country=GB": true, "/events/map?near=53.87,-1.91": true, "/events/month?m=2027-03": false, "/events/month?m=2027-04": false, "/events": false} {
		if page := h.ask("GET", path, "").Body.String(); strings.Contains(page, cut) != said {
			t.Errorf("%s says what it leaves out: %v", path, !said)
		}
	}
}

// Whoever is signed in reaches what they have answered without the letter, what
// is coming first, and nobody else's.
func TestAPlaceIsReachedWithoutItsLetter(t *testing.T) {
	h := open(t)
	h.called(22, "Past", now.Add(-96*time.Hour), time.Hour)
	past, err := h.events.Mine(t.Context(), actors["organiser"], event.Query{Over: now, Most: 22})
	h.must(err)
	answer := func(id event.ID, rsvp, name string) {
		h.ask("POST", "/events/"+h.slug(id)+"/rsvp", form("id", rsvp, "name", name, "email", strings.ToLower(name)+"@example.org"), asForm)
	}
	answer(rally, annID, "Mo")
	answer(rally, "0194f0a0-0000-7000-8000-00000000a002", "Lea")
	h.now = past[21].Starts.Add(-time.Hour)
	for i, e := range past {
		answer(e.ID, fmt.Sprintf("0194f0a0-0000-7000-8000-00000000b0%02d", i), "Mo")
	}
	h.now = now
	own, err := h.events.Answered(t.Context(), actors["member"].Person, []string{"mo@example.org"}, 20)
	h.must(err)
	if len(own) != 20 || own[0].Event.ID != rally || own[1].Event.Title != "Past 21" || own[19].Event.Title != "Past 3" || !own[0].Opens(now) {
		t.Errorf("%d, from %s, %s to %s", len(own), own[0].Event.Title, own[1].Event.Title, own[19].Event.Title)
	}
	mine := "/me/events/" + annID
	to := h.ask("POST", mine, "", asForm, "as: member").Header().Get("Location")
	if page := h.ask("GET", to, "").Body.String(); !strings.Contains(page, `class="qr"`) || !strings.Contains(page, `value="give-back"`) {
		t.Errorf("%s: %s", to, page)
	}
	for who, want := range map[string]int{"lead": 404, "organiser": 404} {
		if rec := h.ask("POST", mine, "", asForm, "as: "+who); rec.Code != want {
			t.Errorf("as %s: %d", who, rec.Code)
		}
	}
	if rec := h.ask("POST", mine, "", asForm); rec.Code == 303 && strings.Contains(rec.Header().Get("Location"), "/rsvp/") {
		t.Errorf("as nobody: %d", rec.Code)
	}
	h.ask("POST", to, form("do", "give-back"), asForm)
	if rec := h.ask("POST", mine, "", asForm, "as: member"); rec.Code != 404 {
		t.Errorf("given back: %d", rec.Code)
	}
}
