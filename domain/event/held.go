package event

import (
	"context"
	"strconv"
	"time"

	"barnstorm/domain"
)

// Held is an RSVP with its event, as the holder of its link sees it.
type Held struct {
	RSVP   RSVP
	Event  Event
	Site   Site
	Layout Layout
}

// During is the event with the times of the shift that was chosen.
func (h Held) During() Event { return h.Event.during(h.Layout, h.RSVP.Shift) }

// Dated is what a calendar says of the RSVP: what was given back is off.
func (h Held) Dated() Dated {
	e := h.During()
	e.Called = e.Called && h.RSVP.State != GaveUp
	state := h.RSVP.State
	if state == Offered {
		state = Waiting
	}
	return Dated{Event: e, State: state}
}

// Hold returns what a private link opens, or refuses with NotFound.
func (s *Service) Hold(ctx context.Context, t domain.Token) (Held, error) {
	object, err := domain.Follow(ctx, s.Store, t, domain.ForRSVP, s.Clock.Now())
	if err != nil {
		return Held{}, err
	}
	return s.held(ctx, RSVPID(object))
}

func (s *Service) held(ctx context.Context, id RSVPID) (h Held, err error) {
	if h.RSVP, err = s.Store.RSVP(ctx, id); err != nil {
		return h, err
	}
	if h.Event, err = s.Store.Event(ctx, h.RSVP.Event); err != nil {
		return h, err
	}
	if h.Layout, err = layoutOf(ctx, s.Store, h.Event); err != nil {
		return h, err
	}
	h.Event = h.Event.To(h.RSVP)
	h.Site, err = s.Sites.Site(ctx, h.Event.Group)
	return h, err
}

// byLink does something to the RSVP that a private link opens, with its event
// held, unless answers to its shift are closed, and returns how it stands then.
func (s *Service) byLink(ctx context.Context, t domain.Token, do func(tx Store, e Event, r RSVP) error) (Held, error) {
	return s.byLinkTo(ctx, t, func(r RSVP) (RSVP, error) { return r, nil }, func(tx Store, e Event, r, _ RSVP) error { return do(tx, e, r) })
}

// byLinkTo is byLink where the RSVP is to be otherwise, with what it is to be: it
// is the shift that it is to be in that has to be open.
func (s *Service) byLinkTo(ctx context.Context, t domain.Token, want func(RSVP) (RSVP, error), do func(tx Store, e Event, r, to RSVP) error) (Held, error) {
	h, err := s.Hold(ctx, t)
	if err != nil {
		return h, err
	}
	err = s.Atomically(ctx, func(tx Store) error {
		e, err := tx.HoldEvent(ctx, h.Event.ID)
		if err != nil {
			return err
		}
		l, err := layoutOf(ctx, tx, e)
		if err != nil {
			return err
		}
		r, err := tx.RSVP(ctx, h.RSVP.ID)
		if err != nil {
			return err
		}
		to, err := want(r)
		now := s.Clock.Now()
		switch {
		case err != nil:
		case to.Shift != r.Shift:
			err = l.answerable(e, to.Shift, now)
		case e.during(l, r.Shift).Closed(now):
			err = domain.Refuse(domain.Conflict, "event-over")
		}
		if err != nil {
			return err
		}
		return do(tx, e, r, to)
	})
	if err != nil {
		return h, err
	}
	return s.held(ctx, h.RSVP.ID)
}

// Quiet has nobody get in touch to welcome whoever answered by the RSVP that a
// private link opens, and forgets what they gave for it. Again changes nothing.
func (s *Service) Quiet(ctx context.Context, t domain.Token) (Held, error) {
	h, err := s.Hold(ctx, t)
	if err != nil {
		return h, err
	}
	return h, s.Atomically(ctx, func(tx Store) error { return tx.Ungreet(ctx, string(h.RSVP.ID), s.Clock.Now()) })
}

// GiveBack frees the places of the RSVP that a private link opens, declines
// those that it was offered, or takes it out of the line; whoever waited
// longest and fits is offered them. Who is inside is refused with Conflict
// "let-in": somebody sits there. Again changes nothing.
func (s *Service) GiveBack(ctx context.Context, t domain.Token) (Held, error) {
	if h, err := s.Hold(ctx, t); err != nil || h.RSVP.State == GaveUp {
		return h, err
	}
	return s.byLink(ctx, t, func(tx Store, e Event, r RSVP) error {
		if r.State == GaveUp {
			return nil
		}
		if err := seated(ctx, tx, e.ID, 0, r.ID); err != nil {
			return err
		}
		return s.release(ctx, tx, e, r)
	})
}

// release takes an RSVP out of the hall or the queue, and offers what came
// free to whoever fits.
func (s *Service) release(ctx context.Context, tx Store, e Event, r RSVP) error {
	from := r.State
	r.State, r.Offered, r.Changed, r.Confirmed = GaveUp, time.Time{}, s.Clock.Now(), time.Time{}
	if ok, err := tx.TurnRSVP(ctx, r, from); err != nil || !ok {
		return orRefuse(err, domain.Conflict, "changed-meanwhile")
	}
	if err := s.noLift(ctx, tx, e, r.ID); err != nil {
		return err
	}
	if err := tx.Unpick(ctx, r.ID, 0); err != nil {
		return err
	}
	if err := tx.Count(ctx, e.at(r), counted(from, -r.Party)); err != nil || from == Waiting {
		return err
	}
	return s.promote(ctx, tx, e, e.at(r))
}

// counted is n people in a state.
func counted(s State, n int) Counts {
	switch s {
	case Coming:
		return Counts{Taken: n}
	case Offered:
		return Counts{Held: n}
	case Waiting:
		return Counts{Waiting: n}
	}
	return Counts{}
}

// A KeepInput is what the holder of a private link wants to have: how many
// come, in which shift and as what. What is left out stays as it is.
type KeepInput struct {
	Party int    `json:"party"`
	Shift string `json:"shift"` // its number
	Pool  string `json:"pool"`
}

// of is an RSVP as the input wants it.
func (in KeepInput) of(r RSVP) (RSVP, error) {
	w := domain.Wrong{}
	w.Check(in.Party >= 0 && in.Party <= MaxParty, "party", "out-of-range")
	if in.Party > 0 {
		r.Party = in.Party
	}
	if in.Shift != "" {
		n, err := strconv.Atoi(in.Shift)
		w.Check(err == nil, "shift", "pick-one")
		r.Shift = n
	}
	if in.Pool != "" {
		r.Pool = Pool(in.Pool)
	}
	return r, w.Err()
}

// Came reports whether somebody of the party of a private link was let in, or an
// organiser says so: they have the shift that they came to.
func (s *Service) Came(ctx context.Context, h Held) (bool, error) {
	return hasCome(ctx, s.Store, h.RSVP)
}

// Keep changes the party, the shift and the pool of the RSVP that a private
// link opens, or takes up again one that was given back. Where there is no room
// for what it wants it is refused with Conflict "no-room", and has what it had;
// whoever waits may change to another line and keeps the time since when. Who was
// let in is refused another shift with Conflict "let-in", and fewer places than
// are sat in.
func (s *Service) Keep(ctx context.Context, t domain.Token, in KeepInput) (Held, error) {
	if _, err := in.of(RSVP{}); err != nil {
		h, herr := s.Hold(ctx, t)
		if herr != nil {
			err = herr
		}
		return h, err
	}
	return s.byLinkTo(ctx, t, in.of, func(tx Store, e Event, r, to RSVP) error {
		to.Changed = s.Clock.Now()
		if err := stays(ctx, tx, r, to); err != nil {
			return err
		}
		switch {
		case r.Lapsed(to.Changed): // whoever still wants to come stands in the line again
			if err := s.release(ctx, tx, e, r); err != nil {
				return err
			}
			to.State, to.Offered = GaveUp, time.Time{}
			return s.again(ctx, tx, e, to)
		case r.State == GaveUp:
			return s.again(ctx, tx, e, to)
		case to.Shift != r.Shift || to.Pool != r.Pool:
			return s.move(ctx, tx, e, r, to)
		case to.Party != r.Party:
			return s.resize(ctx, tx, e, r, to)
		}
		return nil
	})
}

// stays refuses what whoever was let in cannot want any more: another shift, or
// fewer places than are sat in.
func stays(ctx context.Context, tx Store, r, to RSVP) error {
	if to.Shift != r.Shift {
		if came, err := hasCome(ctx, tx, r); err != nil || came {
			return orRefuse(err, domain.Conflict, "let-in")
		}
	}
	if to.Party >= r.Party {
		return nil
	}
	return seated(ctx, tx, r.Event, to.Party, r.ID)
}

// Join puts the RSVP that a private link opens with who's own: until then it
// belongs to a name and a contact. Again changes nothing. One that is somebody
// else's, or who has another that stands, is refused with Conflict.
func (s *Service) Join(ctx context.Context, who domain.Actor, t domain.Token) (Held, error) {
	if who.Nobody() {
		return Held{}, domain.Refuse(domain.SignedOut, "sign-in-first")
	}
	return s.byLink(ctx, t, func(tx Store, e Event, r RSVP) error {
		if r.Person == who.Person {
			return nil
		}
		if r.State != GaveUp {
			if err := alone(ctx, tx, e, r, who.Person); err != nil {
				return err
			}
		}
		ok, err := tx.JoinRSVP(ctx, r.ID, who.Person)
		if err != nil || !ok {
			return orRefuse(err, domain.Conflict, "joined-already")
		}
		return nil
	})
}

// alone refuses where a person has another RSVP to the event that stands: they
// come once.
func alone(ctx context.Context, tx Store, e Event, r RSVP, p domain.PersonID) error {
	other, err := tx.StandingOf(ctx, e.ID, p)
	switch {
	case domain.Is(err, domain.NotFound) || err == nil && other.ID == r.ID:
		return nil
	case err == nil:
		return domain.RefuseWith(domain.Conflict, "yours-already", map[string]any{"name": other.Name})
	}
	return err
}

// again takes up an RSVP that was given back, behind all who wait.
func (s *Service) again(ctx context.Context, tx Store, e Event, r RSVP) error {
	if r.Person != "" {
		if err := alone(ctx, tx, e, r, r.Person); err != nil {
			return err
		}
	}
	r.Queued, r.Released, r.From = r.Changed, time.Time{}, ""
	if _, err := s.place(ctx, tx, e, &r); err != nil { // the event is held
		return err
	}
	if ok, err := tx.TurnRSVP(ctx, r, GaveUp); err != nil || !ok {
		return orRefuse(err, domain.Conflict, "changed-meanwhile")
	}
	return s.confirm(ctx, tx, e, r)
}

// resize gives an RSVP another party, in the places where it is.
func (s *Service) resize(ctx context.Context, tx Store, e Event, r, to RSVP) error {
	if err := s.grow(ctx, tx, e.at(r), r.State, to.Party-r.Party); err != nil {
		return err
	}
	if ok, err := tx.TurnRSVP(ctx, to, r.State); err != nil || !ok {
		return orRefuse(err, domain.Conflict, "changed-meanwhile")
	}
	if err := s.reseat(ctx, tx, e, to); err != nil {
		return err
	}
	return s.promote(ctx, tx, e, e.at(r))
}

// move takes an RSVP to another shift or pool. The new places are taken before
// the old ones are given back, so that nobody is left with neither.
func (s *Service) move(ctx context.Context, tx Store, e Event, r, to RSVP) error {
	l, err := layoutOf(ctx, tx, e)
	if err != nil {
		return err
	}
	if err := choose(l, &to); err != nil {
		return err
	}
	took, err := tx.TakePlaces(ctx, e.at(to), to.Party)
	if err != nil {
		return err
	}
	switch {
	case took:
		to.State, to.Offered, to.Confirmed = Coming, time.Time{}, time.Time{}
	case r.State != Waiting:
		return domain.Refuse(domain.Conflict, "no-room")
	default:
		if queued, err := tx.Queue(ctx, e.at(to), to.Party); err != nil || !queued {
			return orRefuse(err, domain.Conflict, "changed-meanwhile")
		}
	}
	if ok, err := tx.TurnRSVP(ctx, to, r.State); err != nil || !ok {
		return orRefuse(err, domain.Conflict, "changed-meanwhile")
	}
	if err := tx.Count(ctx, e.at(r), counted(r.State, -r.Party)); err != nil {
		return err
	}
	if err := s.reseat(ctx, tx, e, to); err != nil {
		return err
	}
	if err := s.confirm(ctx, tx, e, to); err != nil || r.State == Waiting {
		return err
	}
	return s.promote(ctx, tx, e, e.at(r))
}

// grow counts by more people in a state, or fewer. A party that shrinks only
// gives back: it is never refused, even where more was promised than there is
// room for now.
func (s *Service) grow(ctx context.Context, tx Store, at At, from State, by int) error {
	if by < 0 || from == Waiting {
		return tx.Count(ctx, at, counted(from, by))
	}
	if took, err := tx.TakePlaces(ctx, at, by); err != nil || !took {
		return orRefuse(err, domain.Conflict, "no-room")
	}
	if from == Offered { // kept, and not yet taken
		return tx.Count(ctx, at, Counts{Taken: -by, Held: by})
	}
	return nil
}
