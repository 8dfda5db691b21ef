package event

import (
	"context"
	"time"

	"barnstorm/domain"
)

// How long what guests said is kept after an event.
const (
	// NeedsFor is how long after the end what nobody prepares for any more is
	// kept: access needs, where somebody came from, a name typed at a gate.
	NeedsFor = 7 * 24 * time.Hour
	// NamesFor is how long names and addresses of those without an account are
	// kept: as long as whoever waited in vain is first in line at the next date.
	// Their needs go along with that.
	NamesFor = carryFor
	// ForgotAtOnce is how many guests, or events, one piece of forgetting takes.
	ForgotAtOnce = 200
)

// Nameless is how a guest is called who was forgotten.
const Nameless = "—"

// Forgotten reports whether whoever answered was forgotten. A name is anybody's to
// choose: of whoever was, the address is gone as well.
func (r RSVP) Forgotten() bool { return r.Name == Nameless && r.Contact == "" }

// Forgotten says how much of what its guests said of themselves an event has
// forgotten.
type Forgotten int

// The steps of forgetting.
const (
	NothingForgotten Forgotten = iota
	NeedsForgotten
	NamesForgotten
)

// Forgetting takes guests out of what is remembered. What was counted stays.
type Forgetting interface {
	// ToForget lists at most n events that ended before a time and have forgotten
	// less than so much, those first that ended first.
	ToForget(ctx context.Context, less Forgotten, before time.Time, n int) ([]ID, error)
	// HasForgotten notes how much an event has forgotten.
	HasForgotten(ctx context.Context, id ID, now Forgotten) error
	// ForgetNeeds takes out of an event the access needs of all but those who wait
	// still, where parties come from, and names that were typed at its gates.
	ForgetNeeds(ctx context.Context, id ID) error
	// ForgetNames takes name and contact out of at most n RSVPs that are joined to
	// nobody and whose address is no account's, with the needs of all, and says
	// of how many. Along go the addresses of delegations and of those who
	// were asked to host and never did, and speakers who never agreed to be named;
	// those who did need their address to take their name back.
	ForgetNames(ctx context.Context, id ID, n int) (int, error)
	// ForgetRSVP takes name, contact, person, needs and where they come from out of
	// an RSVP, and the letters about it out of the outbox, those to others too that
	// say where they come from; the key of the needs goes with them.
	ForgetRSVP(ctx context.Context, id RSVPID) error
}

// Forget takes a person out of every RSVP under their id or one of the
// addresses: places that they still have are given back, and their name,
// address and needs are gone. What was counted stays counted. Again changes
// nothing.
func (s *Service) Forget(ctx context.Context, p domain.PersonID, emails []string) error {
	rs, err := s.Store.RSVPsOf(ctx, p, emails)
	for _, r := range rs {
		if err == nil {
			err = s.Atomically(ctx, func(tx Store) error { return s.forget(ctx, tx, r) })
		}
	}
	return err
}

func (s *Service) forget(ctx context.Context, tx Store, r RSVP) error {
	now := s.Clock.Now()
	e, err := tx.HoldEvent(ctx, r.Event)
	if err != nil {
		return err
	}
	if r, err = tx.RSVP(ctx, r.ID); err != nil {
		return err
	}
	closed, err := s.closedTo(ctx, tx, e, r)
	if err != nil {
		return err
	}
	came, err := hasCome(ctx, tx, r)
	if err != nil {
		return err
	}
	if r.State == Waiting && (closed || came) {
		r.InVain = now
	}
	// Nobody comes any more who waits; whoever came, or had a place at what has begun, was counted.
	if r.State == Waiting || r.State == Offered || r.State == Coming && !closed && !came {
		if err := s.release(ctx, tx, e, r); err != nil {
			return err
		}
	}
	if err := tx.RevokeLinks(ctx, string(r.ID), now); err != nil {
		return err
	}
	if err := tx.Ungreet(ctx, string(r.ID), now); err != nil {
		return err
	}
	return tx.ForgetRSVP(ctx, r.ID)
}

// A Farewell is what the link to an RSVP opens for whoever wants to be forgotten.
type Farewell struct {
	Held
	Gone  bool // they were forgotten before, and nothing else is known
	Frees bool // their place goes to somebody else
}

// Farewell returns what a private link opens, one too that forgetting made
// worthless; else it refuses with NotFound.
func (s *Service) Farewell(ctx context.Context, t domain.Token) (f Farewell, err error) {
	if f.Held, err = s.Hold(ctx, t); !domain.Is(err, domain.NotFound) {
		if err != nil {
			return f, err
		}
		f.Gone = f.RSVP.Forgotten()
		came, err := hasCome(ctx, s.Store, f.RSVP)
		f.Frees = !came && !f.During().Closed(s.Clock.Now())
		return f, err
	}
	link, lerr := s.Store.Link(ctx, t.Hash())
	if lerr != nil || link.Purpose != domain.ForRSVP {
		return f, err
	}
	r, rerr := s.Store.RSVP(ctx, RSVPID(link.Object))
	if rerr != nil || !r.Forgotten() {
		return f, err
	}
	return Farewell{Gone: true}, nil
}

// ForgetMe takes whoever answered by the RSVP that a private link opens out of
// it, before the event or after: places that they still have are given back, and
// the link is worthless then. Again changes nothing.
func (s *Service) ForgetMe(ctx context.Context, t domain.Token) error {
	f, err := s.Farewell(ctx, t)
	if err != nil || f.Gone {
		return err
	}
	return s.Atomically(ctx, func(tx Store) error { return s.forget(ctx, tx, f.RSVP) })
}

// ForgetGuests forgets of events that are long over what nobody needs any more,
// first what guests need, then who they were. Who has an account keeps their own
// history until they erase it. No number changes by it. It returns how many
// events or guests it dealt with, the larger of its steps.
func (s *Service) ForgetGuests(ctx context.Context) (int, error) {
	now := s.Clock.Now()
	over, err := s.Store.ToForget(ctx, NeedsForgotten, now.Add(-NeedsFor), ForgotAtOnce)
	for _, id := range over {
		if err == nil {
			err = s.forgetSome(ctx, id, NeedsForgotten, func(tx Store) (bool, error) { return true, tx.ForgetNeeds(ctx, id) })
		}
	}
	if err != nil {
		return 0, err
	}
	n := 0
	long, err := s.Store.ToForget(ctx, NamesForgotten, now.Add(-NamesFor), ForgotAtOnce)
	for _, id := range long {
		if err != nil || n >= ForgotAtOnce {
			break
		}
		err = s.forgetSome(ctx, id, NamesForgotten, func(tx Store) (bool, error) {
			some, err := tx.ForgetNames(ctx, id, ForgotAtOnce)
			n += some
			return some < ForgotAtOnce, err
		})
	}
	return max(n, len(over), len(long)), err
}

// forgetSome forgets a piece of an event that is held, and notes when that was
// the last.
func (s *Service) forgetSome(ctx context.Context, id ID, then Forgotten, piece func(Store) (last bool, err error)) error {
	return s.Atomically(ctx, func(tx Store) error {
		if _, err := tx.HoldEvent(ctx, id); err != nil {
			return err
		}
		last, err := piece(tx)
		if err != nil || !last {
			return err
		}
		return tx.HasForgotten(ctx, id, then)
	})
}
