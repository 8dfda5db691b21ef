package letter_test

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"testing"
	"time"

	"barnstorm/domain"
	"barnstorm/domain/letter"
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

func TestMailThatNobodyAskedForEnds(t *testing.T) {
	inBoxes(t, func(b *box) {
		token := domain.NewToken()
		b.must(b.store.PutLink(b.Context(), domain.Link{Hash: token.Hash(), Purpose: domain.ForMail, Object: "a@example.org", Made: b.clock()}))
		bulk := func(l *domain.Letter) { l.Bulk = true }
		b.put("a@example.org", bulk)
		for range 3 {
			address, _, err := b.MailOff(b.Context(), token)
			b.must(err)
			if address != "a@example.org" {
				b.Error(address)
			}
		}
		b.must(b.Unsubscribe(b.Context(), token))
		b.must(b.Unsubscribe(b.Context(), token))
		b.send()
		b.stands("a@example.org", letter.Suppressed)
		b.pass(time.Second)
		b.put("a@example.org", nil)
		b.send()
		b.stands("a@example.org", letter.Sent)
		b.must(b.Choose(b.Context(), "a@example.org", true))
		b.pass(time.Second)
		b.put("a@example.org", bulk)
		b.send()
		b.stands("a@example.org", letter.Sent)
		b.must(b.store.TurnMailOff(b.Context(), "gone@example.org", "bounced", b.clock()))
		b.must(b.Choose(b.Context(), "gone@example.org", true))
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
