package letter_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"barnstorm/domain"
	"barnstorm/domain/letter"
	"barnstorm/domain/people"
	"barnstorm/store"
	"barnstorm/store/storetest"
)

// A box is the outbox of one database, with a clock and a mail server that do
// as the test says.
type box struct {
	*testing.T
	store *store.Store
	*letter.Service
	mu      sync.Mutex
	now     time.Time
	answers map[string][]error // by address, in turn; then nil
	sent    []domain.Letter
}

// inBoxes runs a test on both databases.
func inBoxes(t *testing.T, test func(*box)) {
	storetest.Each(t, store.Open, func(t *testing.T, s *store.Store) {
		b := &box{T: t, store: s, now: time.Date(2026, 12, 5, 11, 30, 0, 0, time.UTC), answers: map[string][]error{}}
		b.Service = &letter.Service{Store: s, Atomically: store.Atomically[letter.Store](s), Clock: b.clock, Post: (*server)(b), URL: func(path string) string { return "https://example.org" + path }}
		test(b)
	})
}

func (b *box) clock() time.Time {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.now
}

func (b *box) pass(d time.Duration) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.now = b.now.Add(d)
}

func (b *box) must(err error) {
	b.Helper()
	if err != nil {
		b.Fatal(err)
	}
}

// server is a mail server of the test's own.
type server box

func (s *server) Send(_ context.Context, l domain.Letter) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.sent = append(s.sent, l)
	left := s.answers[l.To]
	if len(left) == 0 {
		return nil
	}
	s.answers[l.To] = left[1:]
	return left[0]
}

// put writes a letter to an address.
func (b *box) put(to string, change func(*domain.Letter)) domain.Letter {
	b.Helper()
	l := domain.Letter{
		ID: domain.NewID[domain.LetterID](b.clock()), To: to, Name: "Samira", Locale: "en", Kind: "event/confirmed",
		Fields: map[string]string{"link": "https://example.org/rsvp/x"}, Due: b.clock(),
	}
	l.Key = string(l.ID)
	if change != nil {
		change(&l)
	}
	b.must(b.store.Post(b.Context(), l))
	return l
}

func (b *box) send() int {
	b.Helper()
	n, err := b.Send(b.Context())
	b.must(err)
	return n
}

func (b *box) stands(to string, want letter.State) {
	b.Helper()
	ls, err := b.Mailbox(b.Context(), to, 1)
	b.must(err)
	if len(ls) != 1 || ls[0].State != want {
		b.Errorf("%s: %+v, want it %s", to, ls, want)
	}
}

func TestALetterIsSentOnce(t *testing.T) {
	inBoxes(t, func(b *box) {
		l := b.put("a@example.org", nil)
		b.put("a@example.org", func(again *domain.Letter) { again.Key = l.Key })
		b.put("later@example.org", func(l *domain.Letter) { l.Due = l.Due.Add(time.Hour) })
		if n := b.send() + b.send(); n != 1 || len(b.sent) != 1 || b.sent[0].Fields["link"] != l.Fields["link"] {
			b.Errorf("%d dealt with, sent %+v", n, b.sent)
		}
		b.pass(time.Hour)
		if b.send() != 1 {
			b.Error("what is due later was not sent")
		}
	})
}

func TestFourWorkersSendEachLetterOnce(t *testing.T) {
	inBoxes(t, func(b *box) {
		const all = 200
		for n := range all {
			b.put(fmt.Sprintf("p%d@example.org", n), nil)
		}
		var wg sync.WaitGroup
		for range 4 {
			wg.Add(1)
			go func() {
				defer wg.Done()
				for {
					n, err := b.Send(b.Context())
					if err != nil {
						b.Error(err)
					}
					if n == 0 {
						return
					}
				}
			}()
		}
		wg.Wait()
		to := map[string]int{}
		for _, l := range b.sent {
			to[l.To]++
		}
		if len(b.sent) != all || len(to) != all {
			b.Errorf("%d letters sent to %d people", len(b.sent), len(to))
		}
	})
}

func TestWhatTheMailServerSays(t *testing.T) {
	inBoxes(t, func(b *box) {
		later := errors.New("451 try later")
		b.answers["slow@example.org"] = []error{later, later}
		b.answers["never@example.org"] = []error{later, later, later, later, later, later}
		b.answers["gone@example.org"] = []error{fmt.Errorf("550: %w", letter.ErrRefused)}
		b.answers["cut@example.org"] = []error{fmt.Errorf("after DATA: %w", letter.ErrCut)}
		for _, to := range []string{"slow@example.org", "never@example.org", "gone@example.org", "cut@example.org", "good@example.org"} {
			b.put(to, nil)
		}
		for range 8 {
			b.send()
			b.pass(5 * time.Hour)
		}
		b.stands("slow@example.org", letter.Sent)
		b.stands("never@example.org", letter.Failed)
		b.stands("gone@example.org", letter.Failed)
		b.stands("cut@example.org", letter.Unknown)
		b.stands("good@example.org", letter.Sent)
		tries := map[string]int{}
		for _, l := range b.sent {
			tries[l.To]++
		}
		if tries["slow@example.org"] != 3 || tries["never@example.org"] != letter.MostTries || tries["gone@example.org"] != 1 || tries["cut@example.org"] != 1 {
			b.Errorf("%v", tries)
		}
		if off, err := b.store.MailOff(b.Context(), "gone@example.org"); err != nil || !off {
			b.Error("an address that does not exist is written to again", err)
		}
		if n, err := b.Undelivered(b.Context()); err != nil || n != 3 {
			b.Errorf("%d undelivered, %v", n, err)
		}
	})
}

func TestAWorkerThatDiedLeavesWhatIsUnknown(t *testing.T) {
	inBoxes(t, func(b *box) {
		b.put("a@example.org", nil)
		claimed, err := b.store.ClaimLetters(b.Context(), b.clock(), 10)
		b.must(err)
		if len(claimed) != 1 {
			b.Fatal("nothing claimed")
		}
		b.send()
		b.stands("a@example.org", letter.Sending)
		b.pass(letter.Lease + time.Second)
		if b.send() != 0 || len(b.sent) != 0 {
			b.Error("a letter that may have arrived was sent again")
		}
		b.stands("a@example.org", letter.Unknown)
	})
}

// A reader is a person with an address, and what they say to whom.
type reader struct {
	*box
	id    domain.PersonID
	email string
}

// group is a group under a legal entity of its own, or under one that is given.
func (b *box) group(name string, e domain.EntityID) (domain.GroupID, domain.EntityID) {
	b.Helper()
	if e == "" {
		e = domain.NewID[domain.EntityID](b.clock())
		b.must(b.store.PutEntity(b.Context(), people.Entity{ID: e, Name: name + " Ltd", Country: "GB", Kind: "association", Made: b.clock()}))
	}
	id := domain.NewID[domain.GroupID](b.clock())
	b.must(b.store.PutGroup(b.Context(), people.Group{
		ID: id, Lineage: string(id), Name: name, Slug: string(id), Country: "GB", Currency: "GBP", Zone: "Europe/London", Locale: "en", Entity: e, Made: b.clock(),
	}))
	return id, e
}

func (b *box) reader(email string) reader {
	b.Helper()
	id := domain.NewID[domain.PersonID](b.clock())
	b.must(b.store.PutPerson(b.Context(), people.Person{ID: id, Name: "Samira", Locale: "en", Made: b.clock()}))
	b.must(b.store.PutContact(b.Context(), people.Contact{ID: domain.NewID[string](b.clock()), Person: id, Kind: "email", Value: email, Confirmed: b.clock(), Made: b.clock()}))
	return reader{b, id, email}
}

func (r reader) says(given bool, g domain.GroupID, e domain.EntityID, by domain.Channel, about domain.Topic) {
	r.Helper()
	r.pass(time.Second)
	r.must(r.store.PutConsent(r.Context(), domain.Consent{
		ID: domain.NewID[string](r.clock()), Person: r.id, Group: g, Entity: e, Topic: about, Channel: by, Wording: about.Wording() + ".en", Given: given, At: r.clock(), Source: "test", By: r.id,
	}))
}

// gets holds what becomes of a letter about a topic from a group.
func (r reader) gets(what string, g domain.GroupID, about domain.Topic, want letter.State, why string) {
	r.Helper()
	r.pass(time.Second)
	r.put(r.email, func(l *domain.Letter) { l.Bulk, l.Person, l.Group, l.Topic = true, r.id, g, about })
	r.send()
	ls, err := r.Mailbox(r.Context(), r.email, 1)
	r.must(err)
	if ls[0].State != want || ls[0].Fault != why {
		r.Errorf("%s: %s %q, want %s %q", what, ls[0].State, ls[0].Fault, want, why)
	}
}

func TestNobodyIsWrittenToWithoutConsent(t *testing.T) {
	inBoxes(t, func(b *box) {
		leeds, ours := b.group("Leeds", "")
		york, _ := b.group("York", ours)
		other, theirs := b.group("Other", "")
		r := b.reader("a@example.org")
		no := letter.NoConsent
		r.gets("never asked", leeds, domain.Briefings, letter.Suppressed, no)
		r.says(true, leeds, ours, domain.BySMS, domain.Briefings)
		r.gets("agreed to text messages", leeds, domain.Briefings, letter.Suppressed, no)
		r.says(true, leeds, ours, domain.ByEmail, domain.Briefings)
		r.gets("agreed", leeds, domain.Briefings, letter.Sent, "")
		r.gets("of the same legal entity", york, domain.Briefings, letter.Sent, "")
		r.gets("about something else", leeds, domain.Appeals, letter.Suppressed, no)
		r.gets("about nothing", leeds, "", letter.Suppressed, no)
		r.gets("from nobody", "", domain.Briefings, letter.Suppressed, no)
		r.gets("of another legal entity", other, domain.Briefings, letter.Suppressed, no)
		b.reader("b@example.org").gets("somebody else", leeds, domain.Briefings, letter.Suppressed, no)
		(reader{b, "", "c@example.org"}).gets("an address alone", leeds, domain.Briefings, letter.Suppressed, no)
		r.says(true, other, theirs, domain.ByEmail, domain.Briefings)
		r.says(false, leeds, ours, domain.ByEmail, domain.Briefings)
		r.gets("taken back", leeds, domain.Briefings, letter.Suppressed, no)
		r.gets("taken back from one", other, domain.Briefings, letter.Sent, "")
		r.says(true, york, ours, domain.ByEmail, domain.Briefings)
		r.gets("agreed again", leeds, domain.Briefings, letter.Sent, "")
		// The same legal person, which takes money now.
		live := domain.NewID[domain.EntityID](b.clock())
		b.must(b.store.PutEntity(b.Context(), people.Entity{ID: live, Name: "Leeds Ltd", Country: "GB", Kind: "association", Made: b.clock()}))
		mill, _ := b.group("Mill", live)
		r.gets("when it takes money", mill, domain.Briefings, letter.Sent, "")
		b.must(b.store.ForgetPerson(b.Context(), r.id, nil, b.clock()))
		r.gets("erased", leeds, domain.Briefings, letter.Suppressed, no)
	})
}

func TestConsentIsReadWhenALetterIsSent(t *testing.T) {
	inBoxes(t, func(b *box) {
		g, e := b.group("Leeds", "")
		r := b.reader("a@example.org")
		r.says(true, g, e, domain.ByEmail, domain.Appeals)
		b.put(r.email, func(l *domain.Letter) {
			l.Bulk, l.Person, l.Group, l.Topic, l.Due = true, r.id, g, domain.Appeals, l.Due.Add(time.Hour)
		})
		r.says(false, g, e, domain.ByEmail, domain.Appeals)
		b.pass(time.Hour)
		b.send()
		b.stands(r.email, letter.Suppressed)
	})
}

func TestMailThatNobodyAskedForEnds(t *testing.T) {
	inBoxes(t, func(b *box) {
		g, e := b.group("Leeds", "")
		r, twin := b.reader("a@example.org"), b.reader("a@example.org") // who share an address
		r.says(true, g, e, domain.ByEmail, domain.Briefings)
		r.says(true, g, e, domain.BySMS, domain.Briefings)
		twin.says(true, g, e, domain.ByEmail, domain.Appeals)
		r.gets("agreed", g, domain.Briefings, letter.Sent, "")
		_, token, _ := strings.Cut(b.sent[0].Fields["unsubscribe"], "/mail/")
		for range 3 {
			address, off, err := b.MailOff(b.Context(), domain.Token(token))
			b.must(err)
			if address != r.email || off {
				b.Error(address, off)
			}
		}
		b.pass(time.Second)
		b.must(b.Unsubscribe(b.Context(), domain.Token(token)))
		b.must(b.Unsubscribe(b.Context(), domain.Token(token)))
		r.gets("ended", g, domain.Briefings, letter.Suppressed, letter.StopList)
		lines, err := b.store.Consents(b.Context(), r.id)
		b.must(err)
		if n := len(lines); n != 3 || lines[2].Given || lines[2].Channel != domain.ByEmail || lines[2].Source != letter.OneClick || lines[2].Wording != "briefings-1.en" {
			b.Errorf("the ledger says %+v", lines)
		}
		b.must(b.store.TurnMailOn(b.Context(), r.email))
		r.gets("ended in the ledger", g, domain.Briefings, letter.Suppressed, letter.NoConsent)
		twin.gets("ended for whoever shares the address", g, domain.Appeals, letter.Suppressed, letter.NoConsent)
		b.pass(time.Second)
		b.put(r.email, nil)
		b.send()
		b.stands(r.email, letter.Sent)
		b.must(b.store.TurnMailOff(b.Context(), "gone@example.org", "bounced", b.clock()))
		b.must(b.store.TurnMailOn(b.Context(), "gone@example.org"))
		if off, err := b.store.MailOff(b.Context(), "gone@example.org"); err != nil || !off {
			b.Error("a wish made an address exist", err)
		}
		for _, p := range []domain.Purpose{domain.ForRSVP, domain.ForGift, domain.ForStart} {
			other := domain.NewToken()
			b.must(b.store.PutLink(b.Context(), domain.Link{Hash: other.Hash(), Purpose: p, Object: "b@example.org", Made: b.clock()}))
			if err := b.Unsubscribe(b.Context(), other); !domain.Is(err, domain.NotFound) {
				b.Errorf("a link for %s: %v", p, err)
			}
		}
	})
}

func TestARestoredCopyIsQuiet(t *testing.T) {
	inBoxes(t, func(b *box) {
		quiet := true
		b.Quiet = func(context.Context) (bool, error) { return quiet, nil }
		b.put("a@example.org", nil)
		if b.send() != 0 || len(b.sent) != 0 {
			b.Error("a copy sends")
		}
		b.stands("a@example.org", letter.Waiting)
		quiet = false
		b.send()
		b.stands("a@example.org", letter.Sent)
	})
}
