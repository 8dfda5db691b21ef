package journey

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"barnstorm/domain"
	"barnstorm/domain/event"
	"barnstorm/domain/programme"
	"barnstorm/store"
)

// festival calls one of two days, with so many places.
func (m *movement) festival(places int) event.Event {
	m.t.Helper()
	at := time.Now().AddDate(0, 0, 9)
	e, err := m.event.Schedule(context.Background(), m.organiser, event.Input{
		ID: domain.NewID[string](time.Now()), Group: string(m.group), Kind: "festival", Title: "Two days of doors", About: "Workshops, a long lunch and an evening of songs.",
		Starts: at.Format(time.DateOnly) + "T10:00", Ends: at.AddDate(0, 0, 1).Format(time.DateOnly) + "T18:00", Zone: "Europe/London", Venue: "Union Chapel", Town: "London", Capacity: places,
	})
	if err != nil {
		m.t.Fatal(err)
	}
	return e
}

// programmeFile is the programme of a festival as a spreadsheet saves it.
func programmeFile(t *testing.T, e event.Event, wrong bool) string {
	t.Helper()
	text := "Titel;Tag;Beginn;Ende;Raum;Redner;Plätze;Anmeldung\r\nOpening;{1};10:00;11:00;Main hall;Zarah S <zarah@example.org>;;\r\nRent and heat;{1};11:00;12:30;Main hall;;;\r\n" +
		"First doors;{1};11:30;12:30;Workshop;Zarah S;1;yes\r\nSongs;{1};20:00;22:00;Main hall;;;\r\nChoir;{1};21:00;22:00;Main hall;;;\r\nPlans;{2};11 Uhr;12:00;Main hall;;;\r\n"
	if wrong {
		text += "Nobody's hour;{2};25:00;;;;;\r\n;{2};10:00;;;;;\r\n"
	}
	file := filepath.Join(t.TempDir(), "programme.csv")
	days := strings.NewReplacer("{1}", e.Starts.Format("02.01.2006"), "{2}", e.Ends.Format("02.01.2006"))
	if err := os.WriteFile(file, []byte(days.Replace(text)), 0o600); err != nil {
		t.Fatal(err)
	}
	return file
}

// renames gives a session another title, as another organiser would.
func (m *movement) renames(e event.Event, title, to string) {
	m.t.Helper()
	s := &programme.Service{Store: m.store, Atomically: store.Atomically[programme.Store](m.store), Clock: time.Now, URL: func(path string) string { return path }}
	p, err := s.Show(context.Background(), m.organiser, e.Slug)
	for _, x := range p.Sessions {
		if err == nil && x.Title == title {
			_, err = s.PutSession(context.Background(), m.organiser, e.ID, programme.SessionInput{
				ID: string(x.ID), Version: x.Version, Title: to, Room: string(x.Room), SignUp: x.SignUp, Capacity: "1",
				Starts: e.Starts.Format(time.DateOnly) + "T11:30", Ends: e.Starts.Format(time.DateOnly) + "T12:30",
			})
		}
	}
	if err != nil {
		m.t.Fatal(err)
	}
}

// Journey 12: an organiser brings the programme of a festival as a table, which
// is read and shown before it is kept, sees what clashes, and holds places for a
// delegation; a speaker says how to name her, whoever leads the delegation that
// fewer come; somebody makes a timetable, is warned of what overlaps, and hears
// that a session moved.
func TestFestival(t *testing.T) {
	t.Parallel()
	m := found(t, database(t, phone))
	e := m.festival(50)
	h := m.opens()
	o := visit(t, h.url, phone).signsIn(h, "ada@example.org")
	desk := "/organise/events/" + string(e.ID)
	o.open(desk).tap("Programme").sees("Nothing is on the programme yet").tap("Bring a table").sees("Choose a file")
	o.upload("CSV file", programmeFile(t, e, true)).tap("Read it").sees("What is wrong, row by row", "Beginn", "This is no time that the clock shows", "This is needed").misses("Keep it")
	o.upload("CSV file", programmeFile(t, e, false)).tap("Read it").sees("6 new on the programme", "Main hall, Workshop", "1 of them is asked by mail")
	o.tap("Keep it").sees("“Songs” and “Choir” are both in Main hall", "no yes yet: Zarah S")
	o.open(desk+"/programme/sheet").upload("CSV file", programmeFile(t, e, false)).tap("Read it").sees("6 just as they are").misses("new on the programme")

	g := visit(t, h.url, desktop)
	g.open(h.letter("zarah@example.org", `(http\S+/speaker/\S+)`)).sees("You are on the programme", "First doors").fill("Your name, as you write it", "Zarah Sultan").tap("Show my name").sees("You are named as Zarah Sultan")

	o.open(desk).tap("Delegations").sees("No delegation yet")
	o.fill("Name of the group", "Aufbruch Leipzig").fill("How many come", "60").fill("E-mail of whoever leads it", "lea@example.org")
	o.refused().tap("Hold the places").sees("There are not so many places free")
	o.fill("How many come", "12").tap("Hold the places").sees("Aufbruch Leipzig, 12 people", "12 of 50")
	g.open(h.letter("lea@example.org", `(http\S+/delegation/\S+)`)).sees("12 places are held for Aufbruch Leipzig").fill("How many come", "20")
	g.refused().tap("Give the rest back").sees("This link only says that fewer come")
	g.fill("How many come", "9").tap("Give the rest back").sees("9 places are held for Aufbruch Leipzig")
	o.open(desk).sees("Aufbruch Leipzig 1", "9 of 50")

	v := visit(t, h.url, phone)
	v.open("/events/"+e.Slug+"/programme").sees("First doors", "Zarah Sultan", "Places counted at", "Published by").tap("Take a place").fill("Your name", "Gus Guest").fill("E-mail", "gus@example.org").fill("How many are you?", "2")
	v.tap("Take my place").sees("your 2 places are kept")
	v.open(h.letter("gus@example.org", `(http\S+/rsvp/\S+)`)).tap("Your timetable").sees("Choose what you want to go to")
	v.tap("Add it Rent and heat").sees("On your timetable, 2 people")
	v.refused().tap("Take a place First doors").sees("There are not so many places left in this session")
	v.fill("How many of you go: First doors", "1 person").tap("Take a place First doors").sees("1 overlap on your timetable", "“Rent and heat” and “First doors” overlap")
	o.open(desk + "/programme").tap("First doors").sees("Save the session")
	m.renames(e, "First doors", "First doors, for all")
	day := e.Starts.Format(time.DateOnly)
	o.fill("Starts", day+"T14:00").fill("Ends", day+"T15:00").refused().tap("Save the session").sees("Saved meanwhile by somebody else", "They saved: First doors, for all")
	o.tap("Save the session").sees("14:00", "Bring a table")
	v.open(m.link("gus@example.org", "programme/moved")).sees("14:00")
}
