package letter_test

import (
	"errors"
	"testing"
	"time"

	"barnstorm/domain"
	"barnstorm/domain/letter"
)

// What a mail server kept back is not sent once it says what is no longer true,
// nor while it is night for whoever it goes to.
func TestALetterThatComesTooLateIsNotSent(t *testing.T) {
	inBoxes(t, func(b *box) {
		away := errors.New("the mail server is away")
		b.answers["noon@example.org"] = []error{away, away, away}
		b.put("noon@example.org", func(l *domain.Letter) { l.Until = b.clock().Add(15 * time.Minute) })
		b.put("in-time@example.org", func(l *domain.Letter) { l.Until = b.clock().Add(time.Minute) })
		b.send()
		b.stands("in-time@example.org", letter.Sent)
		b.pass(4 * time.Minute)
		b.send()
		b.stands("noon@example.org", letter.Waiting)
		b.pass(16 * time.Minute)
		b.send()
		b.stands("noon@example.org", letter.Failed)
		if len(b.sent) != 3 {
			b.Errorf("%d handed over", len(b.sent))
		}

		b.pass(9 * time.Hour) // 20:50 in London, 15:50 in New York
		for to, zone := range map[string]string{"london@example.org": "Europe/London", "york@example.org": "America/New_York", "soon@example.org": "Europe/London"} {
			b.answers[to] = []error{away, away}
			b.put(to, func(l *domain.Letter) {
				if l.Zone = zone; to == "soon@example.org" {
					l.Until = b.clock().Add(2 * time.Hour)
				}
			})
		}
		b.send()
		b.pass(20 * time.Minute)
		handed := len(b.sent)
		b.send()
		if len(b.sent) != handed+1 {
			b.Errorf("%d handed over in the night of two", len(b.sent)-handed)
		}
		b.pass(11*time.Hour - 10*time.Minute) // eight in London
		b.answers = nil
		b.send()
		b.stands("london@example.org", letter.Sent)
		b.stands("soon@example.org", letter.Failed)
	})
}
