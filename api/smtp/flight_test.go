package smtp

import (
	"context"
	"fmt"
	"testing"
	"time"

	gosmtp "github.com/emersion/go-smtp"

	"barnstorm/domain"
	"barnstorm/domain/letter"
	"barnstorm/store"
	"barnstorm/store/storetest"
)

// TestAFlightOfLettersThroughABadServer sends many letters through a server
// that puts off, refuses and cuts, with a worker that is stopped on the way:
// nobody gets one twice, nobody is lost without a word.
func TestAFlightOfLettersThroughABadServer(t *testing.T) {
	const many = 300
	storetest.Each(t, store.Open, func(t *testing.T, st *store.Store) {
		every := func(n int, err error) func(int) error {
			return func(i int) error {
				if i%n == 0 {
					return err
				}
				return nil
			}
		}
		s := &sink{
			rcpt:       every(50, &gosmtp.SMTPError{Code: 451, Message: "later"}),
			data:       every(97, &gosmtp.SMTPError{Code: 550, Message: "nobody here"}),
			dropAfter:  func(n int) bool { return n%120 == 0 },
			dropBefore: func(n int) bool { return n%130 == 0 },
		}
		now := day
		ctx, stop := context.WithCancel(t.Context())
		post := &countdown{Server: open(t, s), left: 120, stop: stop}
		letters := &letter.Service{Store: st, Clock: func() time.Time { return now }, Post: post, URL: func(p string) string { return "https://example.org" + p }}
		for i := range many {
			l := note(i)
			l.To, l.Key, l.Due = fmt.Sprintf("p%d@example.org", i), fmt.Sprint("key", i), day
			if err := st.Post(t.Context(), l, l); err != nil { // the second is the same letter
				t.Fatal(err)
			}
		}
		for ctx.Err() == nil {
			if _, err := letters.Send(ctx); err != nil {
				t.Fatal(err)
			}
		}
		for range 60 { // another worker goes on, hour by hour
			if _, err := letters.Send(t.Context()); err != nil {
				t.Fatal(err)
			}
			now = now.Add(30 * time.Minute)
		}
		check(t, st, s, many)
	})
}

func check(t *testing.T, st *store.Store, s *sink, many int) {
	t.Helper()
	arrived := map[string]int{}
	for _, m := range s.taken {
		arrived[m.Header.Get("To")]++
	}
	for to, n := range arrived {
		if n > 1 {
			t.Errorf("%s got %d letters", to, n)
		}
	}
	counts, err := st.CountLetters(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	unknown := len(s.taken) - counts[letter.Sent]
	if counts[letter.Waiting] != 0 || counts[letter.Sending] != 0 || counts[letter.Sent]+counts[letter.Failed]+counts[letter.Unknown] != many ||
		unknown < 0 || unknown > counts[letter.Unknown] || counts[letter.Failed] == 0 || counts[letter.Unknown] == 0 {
		t.Error(len(s.taken), "arrived;", counts)
	}
}

// countdown tells its worker to stop after some letters, in the middle of a batch.
type countdown struct {
	*Server
	left int
	stop func()
}

func (c *countdown) Send(ctx context.Context, l domain.Letter) error {
	if c.left--; c.left == 0 {
		c.stop()
	}
	return c.Server.Send(ctx, l)
}
