package journey

import (
	"context"
	"testing"
	"time"

	"barnstorm/domain"
	"barnstorm/domain/people"
	"barnstorm/domain/welcome"
	"barnstorm/store"
)

// belongs makes somebody with roles in the movement's group.
func (m *movement) belongs(name, email string, roles ...domain.Role) {
	m.t.Helper()
	ctx, now := context.Background(), time.Now().AddDate(0, -1, 0)
	p := people.Person{ID: domain.NewID[domain.PersonID](now), Name: name, Locale: "en", Version: 1, Made: now}
	err := m.store.PutPerson(ctx, p)
	if err == nil {
		err = m.store.PutContact(ctx, people.Contact{ID: domain.NewID[string](now), Person: p.ID, Kind: "email", Value: email, Confirmed: now, Made: now})
	}
	for _, role := range roles {
		if err == nil {
			_, err = m.store.Belong(ctx, people.Belonging{ID: domain.NewID[string](now), Person: p.ID, Group: m.group, Role: role, Since: now})
		}
	}
	if err != nil {
		m.t.Fatal(err)
	}
}

// offers has newcomers offered, by night as at the last noon: nobody is then.
func (m *movement) offers() {
	m.t.Helper()
	zone, err := time.LoadLocation("Europe/London")
	if err != nil {
		m.t.Fatal(err)
	}
	now := time.Now().In(zone)
	noon := time.Date(now.Year(), now.Month(), now.Day(), 12, 0, 0, 0, zone)
	switch {
	case now.Hour() >= 9 && now.Hour() < 20:
		noon = now
	case noon.After(now):
		noon = noon.AddDate(0, 0, -1)
	}
	s := welcome.Service{Store: m.store, Atomically: store.Atomically[welcome.Store](m.store), Clock: func() time.Time { return noon }, URL: func(path string) string { return path }}
	if _, err := s.Offer(context.Background(), 10); err != nil {
		m.t.Fatal(err)
	}
}

// Journey 11: somebody new says that they may be called; the nearest leader
// takes them within the day, sees name and number, notes how it went with one
// tap, and sees neither any more; organisers read how newcomers fare, and
// everybody their own steps.
func TestNewcomer(t *testing.T) {
	t.Parallel()
	both(t, func(t *testing.T, s size) {
		m := found(t, database(t, s))
		e := m.schedules("Unseat Holborn", 9, 30)
		m.yesterday("Canvass in Barnsbury", 20, "Lee", "Noor")
		m.belongs("Lee Lead", "lee@example.org", domain.Member, domain.Lead)
		m.belongs("Noor", "noor@example.org", domain.Member)
		h := m.opens()
		g := visit(t, h.url, s)
		g.open("/events/"+e.Slug).fill("Your name", "Nia Newcomer").fill("E-mail", "nia@example.org").tap("New here? Somebody may welcome me").tap("By phone")
		g.refused().tap("Take my place").sees("Number for that: This is no phone number", "What you typed is still here")
		g.fill("Number for that", "+44 7700 900123").tap("Take my place").sees("your place is kept")
		g.open(h.letter("nia@example.org", `(http\S+/rsvp/\S+)`)).sees("Somebody will get in touch with you", "I would rather not")

		m.offers()
		h.letter("lee@example.org", `(Somebody new)`) // so that the next one is the code
		l := visit(t, h.url, s).signsIn(h, "lee@example.org")
		l.open("/organise").sees("1 newcomer is waiting for you")
		l.open("/welcome").sees("Somebody new, Islington together", "By phone", "Until").misses("Nia Newcomer")
		l.tap("I will get in touch").sees("Nia Newcomer", "+447700900123", "How did it go?")
		if href := js[string](l, `document.querySelector('a[href^="tel:"]')?.getAttribute('href') || ''`); href != "tel:+447700900123" {
			t.Errorf("the number does not open as one: %q", href)
		}
		l.taps = 0
		l.tap("They come along").sees("Nobody new right now").misses("Nia Newcomer")
		if l.taps != 1 {
			t.Errorf("it took %d taps to note it", l.taps)
		}
		l.open("/me").sees("My steps", "You lead others")
		n := visit(t, h.url, s).signsIn(h, "noor@example.org")
		n.open("/me").shows("My steps", "Somebody who has done it before can welcome you")
		n.tapIn("#path", "New here?").tapIn("#path", "By phone").refused().tapIn("#path", "Ask for a welcome").sees("This is no phone number")
		n.tapIn("#path", "By e-mail").tapIn("#path", "Ask for a welcome").sees("Somebody will get in touch with you")

		o := visit(t, h.url, s).signsIn(h, "ada@example.org")
		o.open("/organise/newcomers").sees("Newcomers and steps", "Asked to be welcomed", "Ready for: A buddy", "Noor").misses("+447700900123")
	})
}
