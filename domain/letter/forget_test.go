package letter_test

import (
	"testing"
	"time"

	"barnstorm/domain"
	"barnstorm/domain/letter"
)

// TestErasureTakesALetterThatIsBeingSent: its end is noted of nothing then.
func TestErasureTakesALetterThatIsBeingSent(t *testing.T) {
	inBoxes(t, func(b *box) {
		r := b.reader("a@example.org")
		l := b.put(r.email, nil)
		_, err := b.store.ClaimLetters(b.Context(), b.clock(), 10)
		b.must(err)
		b.must(b.store.ForgetPerson(b.Context(), r.id, []string{r.email}, b.clock()))
		b.must(b.store.LetterDone(b.Context(), l.ID, letter.Waiting, "later", b.clock(), b.clock()))
		if n, err := b.store.CountLetters(b.Context()); err != nil || len(n) != 0 {
			b.Error(n, err)
		}
	})
}

// TestAnOldLetterIsForgottenAndNotPostedAgain keeps who was written to, and
// what, for a month in every state, and the key for a year.
func TestAnOldLetterIsForgottenAndNotPostedAgain(t *testing.T) {
	inBoxes(t, func(b *box) {
		b.answers["gone@example.org"] = []error{letter.ErrRefused}
		b.answers["cut@example.org"] = []error{letter.ErrCut}
		old := []string{"good@example.org", "gone@example.org", "cut@example.org", "dead@example.org", "hung@example.org"}
		posted := map[string]domain.Letter{}
		for _, to := range old[:3] {
			posted[to] = b.put(to, nil)
		}
		b.send()
		posted[old[3]] = b.put(old[3], nil)
		_, err := b.store.ClaimLetters(b.Context(), b.clock(), 10)
		b.must(err)
		posted[old[4]] = b.put(old[4], nil)
		b.put("later@example.org", func(l *domain.Letter) { l.Due = l.Due.Add(2 * letter.KnownFor) })
		b.pass(letter.KeptFor)
		b.forgets(0)
		b.pass(time.Second)
		b.forgets(len(old))
		b.forgets(0)
		for _, to := range old {
			again := posted[to]
			again.ID = domain.NewID[domain.LetterID](b.clock())
			b.must(b.store.Post(b.Context(), again))
			if ls, err := b.Mailbox(b.Context(), to, 1); err != nil || len(ls) > 0 {
				b.Errorf("%s: %+v, %v", to, ls, err)
			}
		}
		sent := len(b.sent)
		if b.send(); len(b.sent) != sent {
			b.Errorf("what was forgotten was sent: %+v", b.sent[sent:])
		}
		b.must(b.store.KeyFits(b.Context()))
		b.stands("later@example.org", letter.Waiting)
		b.pass(letter.KnownFor - letter.KeptFor)
		b.forgets(len(old)) // the keys
		if n, err := b.store.CountLetters(b.Context()); err != nil || len(n) != 1 || n[letter.Waiting] != 1 {
			b.Error(n, err)
		}
	})
}

// TestTheWayOutEndsWithWhatIsKnownOfTheLetter: it names an address in clear. Links
// for anything else have clocks of their own.
func TestTheWayOutEndsWithWhatIsKnownOfTheLetter(t *testing.T) {
	inBoxes(t, func(b *box) {
		for purpose, hash := range map[domain.Purpose]string{domain.ForMail: "way-out", domain.ForHost: "other"} {
			b.must(b.store.PutLink(b.Context(), domain.Link{Hash: hash, Purpose: purpose, Object: "ann@example.org", Made: b.clock()}))
		}
		b.pass(letter.KnownFor)
		b.forgets(0)
		b.pass(time.Second)
		b.forgets(1)
		if _, err := b.store.Link(b.Context(), "way-out"); !domain.Is(err, domain.NotFound) {
			b.Error("the link is there: ", err)
		}
		if _, err := b.store.Link(b.Context(), "other"); err != nil {
			b.Error("another link is gone: ", err)
		}
	})
}

func (b *box) forgets(want int) {
	b.Helper()
	if n, err := b.Forget(b.Context()); err != nil || n != want {
		b.Errorf("forgot %d letters, %v, want %d", n, err, want)
	}
}
