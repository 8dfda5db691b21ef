// Package letter sends the mail that the other contexts have put into the
// outbox: once each, to nobody who must not be written to, and honest about
// what it does not know.
package letter

import (
	"context"
	"errors"
	"time"

	"barnstorm/domain"
)

// A State is how far a letter has come.
type State string

// The states of a letter. Sending is committed before the mail server hears a
// word, so that a letter cut off in the middle is known to be unknown.
const (
	Waiting    State = "waiting"
	Sending    State = "sending"
	Sent       State = "sent"
	Failed     State = "failed"     // refused for good, or tried MostTries times
	Unknown    State = "unknown"    // cut off while sending: it may have arrived
	Suppressed State = "suppressed" // the address must not be written to
)

// States is every state, in the order in which letters come to them.
var States = []State{Waiting, Sending, Sent, Failed, Unknown, Suppressed}

// A Kept is a letter and how far it has come.
type Kept struct {
	domain.Letter
	State   State
	Tries   int
	Fault   string
	Made    time.Time
	Changed time.Time
}

// Store remembers letters and the addresses that must not be written to.
type Store interface {
	domain.Outbox
	domain.Links
	// ClaimLetters marks up to n due letters as sending and returns them;
	// several workers at once get different ones.
	ClaimLetters(ctx context.Context, now time.Time, n int) ([]Kept, error)
	// LetterDone notes how sending ended; a letter not in sending is left alone.
	LetterDone(ctx context.Context, id domain.LetterID, to State, fault string, due, now time.Time) error
	// LoseLetters turns letters in sending since before a time into unknown.
	LoseLetters(ctx context.Context, before, now time.Time) (int, error)
	// ForgetLetters takes address, name and words out of up to n letters that
	// nothing has happened to since before a time, and says of how many. One that
	// still waits is not sent any more. What is left is the key.
	ForgetLetters(ctx context.Context, before time.Time, n int) (int, error)
	// ForgetLetterKeys deletes up to n of those that were forgotten, by the same clock.
	ForgetLetterKeys(ctx context.Context, before time.Time, n int) (int, error)
	// ForgetWaysOut deletes up to n links that end mail, made before a time: they
	// name an address.
	ForgetWaysOut(ctx context.Context, before time.Time, n int) (int, error)
	// MailOff reports whether an address must not be written to.
	MailOff(ctx context.Context, address string) (bool, error)
	// TurnMailOff notes that an address must not be written to; again changes nothing.
	TurnMailOff(ctx context.Context, address, reason string, at time.Time) error
	// Agreed reports whether the last that a person said to the legal entity of
	// a group about a topic and a channel is yes. Who said nothing has not
	// agreed, and who was erased has not either.
	Agreed(ctx context.Context, p domain.PersonID, g domain.GroupID, by domain.Channel, about domain.Topic) (bool, error)
	// WithdrawMail adds to the ledger that everybody at an address takes back
	// every consent to mail that stands.
	WithdrawMail(ctx context.Context, address, source string, at time.Time) error
	// LettersTo lists the newest n letters, to an address or, when it is empty, to all.
	LettersTo(ctx context.Context, address string, n int) ([]Kept, error)
	// CountLetters counts letters by state.
	CountLetters(ctx context.Context) (map[State]int, error)
}

// ErrRefused is what a Post says of a letter that will never arrive: the
// address does not exist. It is not tried again.
var ErrRefused = errors.New("refused for good")

// ErrCut is what a Post says when the connection was lost after the letter
// had been handed over: it may have arrived, and is not sent again by itself.
var ErrCut = errors.New("cut off after handing over")

// A Post is towards a mail server.
type Post interface {
	// Send hands over one letter. It answers ErrRefused or ErrCut where it
	// knows; any other error means "later".
	Send(ctx context.Context, l domain.Letter) error
}

// Service is what can be done with letters.
type Service struct {
	Store      Store
	Atomically func(context.Context, func(Store) error) error
	Clock      domain.Clock
	Post       Post
	// URL makes a whole address of a path.
	URL func(path string) string
	// Quiet stops all sending: a restored copy sends nothing until somebody
	// confirms. Letters wait.
	Quiet func(context.Context) (bool, error)
}

// How sending keeps trying.
const (
	Batch     = 50
	MostTries = 5
	Lease     = 2 * time.Minute // a letter in sending for longer was cut off
)

// Send sends what is due, a batch at a time, and returns how many letters it
// dealt with. Letters left in sending by a worker that died become unknown.
func (s *Service) Send(ctx context.Context) (int, error) {
	if s.Quiet != nil {
		if quiet, err := s.Quiet(ctx); err != nil || quiet {
			return 0, err
		}
	}
	now := s.Clock.Now()
	if _, err := s.Store.LoseLetters(ctx, now.Add(-Lease), now); err != nil {
		return 0, err
	}
	ls, err := s.Store.ClaimLetters(ctx, now, Batch)
	// Whatever has begun is brought to its end even when we are told to stop:
	// a letter whose end nobody noted would be unknown.
	after := context.WithoutCancel(ctx)
	for _, l := range ls {
		if ctx.Err() != nil || s.Clock.Now().Sub(now) > Lease/2 {
			err = errors.Join(err, s.Store.LetterDone(after, l.ID, Waiting, "", l.Due, s.Clock.Now()))
			continue
		}
		if err := s.sendOne(after, l); err != nil {
			return 0, err
		}
	}
	return len(ls), err
}

// How long a letter is kept after the last that happened to it, and how long it
// is known that it was posted, and the link in it ends such mail: no deed is told
// of a second time after a year. The law asks for thirty days of that link at
// least (15 U.S.C. 7704 (a)(3)(A)(ii)).
const (
	KeptFor      = 30 * 24 * time.Hour
	KnownFor     = 400 * 24 * time.Hour
	ForgotAtOnce = 500
)

// Forget takes to whom and what was written out of old letters, sent or not,
// and returns how many it dealt with. What a letter told of stands in its own
// place with its own clock; a copy must not outlive it.
func (s *Service) Forget(ctx context.Context) (int, error) {
	now := s.Clock.Now()
	n, err := s.Store.ForgetLetters(ctx, now.Add(-KeptFor), ForgotAtOnce)
	if err != nil {
		return n, err
	}
	gone, err := s.Store.ForgetLetterKeys(ctx, now.Add(-KnownFor), ForgotAtOnce)
	if err != nil {
		return max(n, gone), err
	}
	ways, err := s.Store.ForgetWaysOut(ctx, now.Add(-KnownFor), ForgotAtOnce)
	return max(n, gone, ways), err
}

// TooLate is the fault of a letter that could not be sent while it was of use.
const TooLate = "too late to be of use"

// awake is the first moment from a time on that is no night for whom a letter
// goes to.
func awake(l domain.Letter, at time.Time) time.Time {
	zone, err := time.LoadLocation(l.Zone)
	if l.Zone == "" || err != nil || !domain.IsNight(at, zone) {
		return at
	}
	return domain.MorningAfter(at, zone)
}

// notNow notes of a letter why it is not sent at this moment, and reports whether
// it did: it is too late for it, or night.
func (s *Service) notNow(ctx context.Context, l Kept) (bool, error) {
	now := s.Clock.Now()
	due := awake(l.Letter, now)
	switch {
	case !l.Until.IsZero() && !due.Before(l.Until):
		return true, s.Store.LetterDone(ctx, l.ID, Failed, TooLate, l.Due, now)
	case due.After(now):
		return true, s.Store.LetterDone(ctx, l.ID, Waiting, l.Fault, due, now)
	}
	return false, nil
}

func (s *Service) sendOne(ctx context.Context, l Kept) error {
	if not, err := s.notNow(ctx, l); err != nil || not {
		return err
	}
	if l.Bulk {
		why, err := s.unwanted(ctx, l.Letter)
		if err != nil {
			return err
		}
		if why != "" {
			return s.Store.LetterDone(ctx, l.ID, Suppressed, why, l.Due, s.Clock.Now())
		}
		if err := s.wayOut(ctx, &l.Letter); err != nil {
			return err
		}
	}
	sent := s.Post.Send(ctx, l.Letter)
	now := s.Clock.Now()
	switch {
	case sent == nil:
		return s.Store.LetterDone(ctx, l.ID, Sent, "", l.Due, now)
	case errors.Is(sent, ErrCut):
		return s.Store.LetterDone(ctx, l.ID, Unknown, sent.Error(), l.Due, now)
	case errors.Is(sent, ErrRefused):
		if err := s.Store.TurnMailOff(ctx, l.To, "bounced", now); err != nil {
			return err
		}
		return s.Store.LetterDone(ctx, l.ID, Failed, sent.Error(), l.Due, now)
	case l.Tries >= MostTries:
		return s.Store.LetterDone(ctx, l.ID, Failed, sent.Error(), l.Due, now)
	}
	later := awake(l.Letter, now.Add(time.Minute<<(2*l.Tries))) // 4, 16, 64, 256 minutes
	return s.Store.LetterDone(ctx, l.ID, Waiting, sent.Error(), later, now)
}

// Why a letter that nobody asked for is not sent.
const (
	StopList  = "on the stop list"
	NoConsent = "no consent"
)

// unwanted says why a letter that answers no deed of its recipient may not be
// sent, or nothing. It asks the stop list and the ledger of consents at the
// moment of sending, per letter: whatever chose the recipients may be hours old.
func (s *Service) unwanted(ctx context.Context, l domain.Letter) (string, error) {
	off, err := s.Store.MailOff(ctx, l.To)
	if err != nil {
		return "", err
	}
	if off {
		return StopList, nil
	}
	agreed, err := s.Store.Agreed(ctx, l.Person, l.Group, domain.ByEmail, l.Topic)
	if err != nil {
		return "", err
	}
	if !agreed {
		return NoConsent, nil
	}
	return "", nil
}

// wayOut gives a letter that nobody asked for the link that ends such letters,
// as its field "unsubscribe".
func (s *Service) wayOut(ctx context.Context, l *domain.Letter) error {
	t := domain.NewToken()
	fields := map[string]string{"unsubscribe": s.URL("/mail/" + string(t))}
	for name, value := range l.Fields {
		fields[name] = value
	}
	l.Fields = fields
	return s.Store.PutLink(ctx, domain.Link{Hash: t.Hash(), Purpose: domain.ForMail, Object: l.To, Made: s.Clock.Now()})
}

// MailOff reports whether bulk mail to the address of a private link is off.
func (s *Service) MailOff(ctx context.Context, t domain.Token) (address string, off bool, err error) {
	if address, err = domain.Follow(ctx, s.Store, t, domain.ForMail, s.Clock.Now()); err != nil {
		return "", false, err
	}
	off, err = s.Store.MailOff(ctx, address)
	return address, off, err
}

// Unsubscribe ends bulk mail to the address that the private link names, at
// once and as often as it is asked: the address goes on the stop list, and
// whoever uses it takes back what they had agreed to. Letters that answer a
// deed still go out.
func (s *Service) Unsubscribe(ctx context.Context, t domain.Token) error {
	address, err := domain.Follow(ctx, s.Store, t, domain.ForMail, s.Clock.Now())
	if err != nil {
		return err
	}
	return s.Atomically(ctx, func(tx Store) error {
		now := s.Clock.Now()
		if err := tx.WithdrawMail(ctx, address, OneClick, now); err != nil {
			return err
		}
		return tx.TurnMailOff(ctx, address, asked, now)
	})
}

// OneClick is the source of what the link under a letter ends.
const OneClick = "link in a letter"

// asked is why mail is off when the recipient wanted it so.
const asked = "asked"

// Undelivered counts the letters that failed, and those of which nobody knows
// whether they arrived.
func (s *Service) Undelivered(ctx context.Context) (int, error) {
	n, err := s.Store.CountLetters(ctx)
	return n[Failed] + n[Unknown], err
}

// Mailbox lists the newest letters, for the demo's mailbox page.
func (s *Service) Mailbox(ctx context.Context, address string, n int) ([]Kept, error) {
	return s.Store.LettersTo(ctx, address, n)
}
