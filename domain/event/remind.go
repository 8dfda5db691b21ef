package event

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"

	"barnstorm/domain"
)

// Reminders remembers who was reminded of what.
type Reminders interface {
	// ToRemind lists the events that are on, that somebody comes to or waits
	// for, and that start before a time and end after another.
	ToRemind(ctx context.Context, startBefore, endAfter time.Time) ([]Event, error)
	// Unreminded lists the RSVPs to a shift of an event that are in a state and
	// whose letter of a kind about a start has not been posted, by id after the
	// given one, at most n.
	Unreminded(ctx context.Context, id ID, shift int, state State, kind string, starts time.Time, after RSVPID, n int) ([]Party, error)
	// Reminded notes that the letter of a kind about a start was posted.
	Reminded(ctx context.Context, id RSVPID, kind string, starts, at time.Time) error
	// Confirm notes that a party which comes has said so again.
	Confirm(ctx context.Context, id RSVPID, at time.Time) error
	// Unconfirm forgets that anybody has, because it was about another time.
	Unconfirm(ctx context.Context, id ID) error
	// Withdraw takes letters back that begin with a key and still wait.
	Withdraw(ctx context.Context, key string) error
}

// A Party is what deciding on a reminder needs to know of an RSVP.
type Party struct {
	ID   RSVPID
	Zone string
}

// SetReminders says what is sent by itself for an event that is not over.
// Whoever changes an old version is refused with Conflict.
func (s *Service) SetReminders(ctx context.Context, who domain.Actor, id ID, in RemindInput) (Event, error) {
	plan, err := in.wrong()
	if err != nil {
		return Event{}, err
	}
	var e Event
	err = s.Atomically(ctx, func(tx Store) (err error) {
		if e, err = s.toEdit(ctx, tx, who, id); err != nil {
			return err
		}
		if e.Version != in.Version {
			return domain.Refuse(domain.Conflict, "changed-meanwhile")
		}
		e.Remind = plan
		return s.keep(ctx, tx, &e, s.Clock.Now())
	})
	return e, err
}

// Remind posts what is due by itself, each once for each start: a moved event
// is told of anew. Nobody is woken. It returns how many letters it posted.
func (s *Service) Remind(ctx context.Context) (int, error) {
	reminded, err := s.remind(ctx)
	if err != nil {
		return reminded, err
	}
	thanked, err := s.thank(ctx)
	return reminded + thanked, err
}

func (s *Service) remind(ctx context.Context) (n int, err error) {
	now := s.Clock.Now()
	events, err := s.Store.ToRemind(ctx, now.Add(MaxBefore+shift), now)
	for _, e := range events {
		l, lerr := layoutOf(ctx, s.Store, e)
		if lerr != nil {
			return n, lerr
		}
		for _, shift := range l.Shifts {
			posted, rerr := s.remindShift(ctx, e.during(l, shift.Number), shift.Number)
			if n += posted; rerr != nil {
				return n, rerr
			}
		}
	}
	return n, err
}

// remindShift posts what is due for those who come to one shift, and tells
// those who still wait for it where they are needed meanwhile.
func (s *Service) remindShift(ctx context.Context, e Event, shift int) (n int, err error) {
	now := s.Clock.Now()
	for _, r := range before(e.Reminded()) {
		if r.Off || !r.near(e, now) {
			continue
		}
		duties := []Reminding{r}
		if r.Kind == daysAhead && s.Elsewhere != nil {
			duties = append(duties, Reminding{Kind: stillFull, By: r.By})
		}
		for _, duty := range duties {
			posted, err := s.remindOf(ctx, e, shift, duty)
			if n += posted; err != nil {
				return n, err
			}
		}
	}
	return n, nil
}

// near reports whether anybody, wherever they live, may be due now.
func (r Reminding) near(e Event, now time.Time) bool {
	if r.later() {
		return !now.Before(e.Ends.Add(r.By)) && now.Before(e.Ends.Add(r.By+shift+stale))
	}
	return !now.Before(e.Starts.Add(-r.By-shift)) && now.Before(e.Starts)
}

// remindBatch is how many reminders one transaction posts. The event is held
// meanwhile, so that nobody moves it between the letter and its time.
const remindBatch = 200

// remindOf posts one letter of the plan to all to whom it is due.
func (s *Service) remindOf(ctx context.Context, e Event, shift int, r Reminding) (n int, err error) {
	var after RSVPID
	state := Coming
	var hints []domain.Hint
	told := mailing{}
	if r.Kind == stillFull {
		state = Waiting
		if hints, err = s.insteadOf(ctx, e, shift); err != nil {
			return 0, err
		}
	}
	for more := true; more && err == nil; {
		err = s.Atomically(ctx, func(tx Store) error {
			e, err := tx.HoldEvent(ctx, e.ID)
			if err != nil || !e.Called {
				more = false
				return err
			}
			l, err := layoutOf(ctx, tx, e)
			if err != nil {
				return err
			}
			e = e.during(l, shift)
			parties, err := tx.Unreminded(ctx, e.ID, shift, state, r.Kind, e.Starts, after, remindBatch)
			if more = len(parties) == remindBatch; more {
				after = parties[len(parties)-1].ID
			}
			posted, perr := s.remindAll(ctx, tx, e, r, parties, hints, told)
			n += posted
			if err == nil {
				err = perr
			}
			return err
		})
	}
	return n, err
}

// with is what a reminder has beside its text: what more it mentions, and until
// when it may reach whoever lives by the clock of zone.
func (r Reminding) with(e Event, zone *time.Location, fields map[string]string) func(*domain.Letter) {
	return func(l *domain.Letter) {
		maps.Copy(l.Fields, fields)
		l.Until, l.Zone = r.Until(e.Starts, e.Ends, zone), zone.String()
	}
}

// insteadOf is where those are needed who wait for a shift and were not told
// yet. It is asked for outside the transaction, because it may need a connection
// of its own: those who rush for the event may have all the others, and wait for
// whoever holds it.
func (s *Service) insteadOf(ctx context.Context, e Event, shift int) ([]domain.Hint, error) {
	some, err := s.Store.Unreminded(ctx, e.ID, shift, Waiting, stillFull, e.Starts, "", 1)
	if err != nil || len(some) == 0 {
		return nil, err
	}
	return s.elsewhere(ctx, e)
}

func (s *Service) remindAll(ctx context.Context, tx Store, e Event, r Reminding, parties []Party, hints []domain.Hint, told mailing) (posted int, err error) {
	now := s.Clock.Now()
	leads, err := led(ctx, tx, e.ID)
	if err != nil {
		return 0, err
	}
	for _, p := range parties {
		zone := zoneOf(p.Zone, e.Zone)
		if now.Before(r.Due(e.Starts, e.Ends, zone)) || domain.IsNight(now, zone) || !now.Before(r.Until(e.Starts, e.Ends, zone)) {
			continue
		}
		party, err := tx.RSVP(ctx, p.ID)
		if err != nil {
			return posted, err
		}
		if err := tx.Reminded(ctx, p.ID, r.Kind, e.Starts, now); err != nil {
			return posted, err
		}
		if r.Kind == stillFull && len(hints) == 0 || party.ByMail() && told.enough(party.Contact) {
			continue // there is nothing to tell
		}
		key, more := remindKey(r.Kind, e, p.ID), r.with(e, zone, hintFields(s, hints))
		if d, ok := leads[p.ID]; ok {
			err = s.tellDelegation(ctx, tx, e, d, r.Kind, key, more)
		} else {
			err = s.tellWith(ctx, tx, e, party, r.Kind, key, more)
		}
		if err != nil {
			return posted, err
		}
		posted++
	}
	return posted, nil
}

// elsewhere is up to three other events that need somebody most, seen from a
// full one.
func (s *Service) elsewhere(ctx context.Context, e Event) ([]domain.Hint, error) {
	all, err := s.Elsewhere(ctx, e.Where.At)
	return slices.DeleteFunc(all, func(h domain.Hint) bool { return h.Slug == e.Slug }), err
}

// hintFields is what a letter says of other events, each under its number.
func hintFields(s *Service, hints []domain.Hint) map[string]string {
	fields := map[string]string{}
	for i := range 3 {
		n, h := strconv.Itoa(i+1), domain.Hint{}
		if i < len(hints) {
			h = hints[i]
			fields["where"+n] = s.URL("/events/" + h.Slug)
		} else {
			fields["where"+n] = ""
		}
		fields["hint"+n], fields["starts"+n], fields["zone"+n], fields["left"+n] = h.Title, h.Starts.Format(time.RFC3339), h.Zone, strconv.Itoa(h.Left)
	}
	return fields
}

// remindKey is the once-key of a reminder; what is due for one event begins
// alike, so that it can be withdrawn.
func remindKey(kind string, e Event, id RSVPID) string {
	return fmt.Sprintf("%s:%s:%s:%d", kind, e.ID, id, e.Starts.Unix())
}

// missed is what a party that answers now has missed: the organisers' words of
// the reminders whose hour has passed, or ours. They count as reminded.
func (s *Service) missed(ctx context.Context, tx Store, e Event, r RSVP) ([]Reminding, error) {
	var all []Reminding
	now, zone := s.Clock.Now(), zoneOf(r.Zone, e.Zone)
	for _, x := range before(e.Reminded()) {
		if x.Off || now.Before(x.Due(e.Starts, e.Ends, zone)) {
			continue
		}
		if err := tx.Reminded(ctx, r.ID, x.Kind, e.Starts, now); err != nil {
			return nil, err
		}
		all = append(all, x)
	}
	return all, nil
}

// bring puts into a letter what it brings beside its own text: the words of
// the organisers, what was missed, and the two answers.
func (s *Service) bring(ctx context.Context, tx Store, e Event, r RSVP, l *domain.Letter) error {
	l.Fields["words"], l.Fields["missed"] = e.words(l.Kind), ""
	l.Fields["next"] = s.URL("/nearest")
	l.Fields["yes"], l.Fields["no"] = l.Fields["link"]+"?answer=yes", l.Fields["link"]+"?answer=no"
	if l.Kind != onSignUp {
		return nil
	}
	late, err := s.missed(ctx, tx, e, r)
	var kinds []string
	for _, x := range late {
		if x.Words != "" {
			l.Fields["words"] = strings.TrimSpace(l.Fields["words"] + "\n\n" + x.Words)
		}
		kinds = append(kinds, x.Kind)
	}
	if len(kinds) > 0 { // the last one is the nearest
		l.Fields["missed"] = strings.TrimPrefix(kinds[len(kinds)-1], "event/")
	}
	return err
}

// withdraw takes back the reminders of an event that nobody has sent yet: they
// say what is no longer so.
func withdraw(ctx context.Context, tx Store, e Event) error {
	for _, kind := range []string{daysAhead, hoursLeft} {
		if err := tx.Withdraw(ctx, kind+":"+string(e.ID)+":"); err != nil {
			return err
		}
	}
	return nil
}

// anew has everybody reminded and asked again, because it is another time.
func (s *Service) anew(ctx context.Context, tx Store, e Event) error {
	if err := withdraw(ctx, tx, e); err != nil {
		return err
	}
	return tx.Unconfirm(ctx, e.ID)
}

// Confirm notes that the party whose private link this is comes. Again changes
// nothing. One that waits or gave its places back is refused with Conflict.
func (s *Service) Confirm(ctx context.Context, t domain.Token) (Held, error) {
	h, err := s.Hold(ctx, t)
	if err != nil {
		return h, err
	}
	now := s.Clock.Now()
	switch {
	case h.During().Closed(now):
		return h, domain.Refuse(domain.Conflict, "event-over")
	case h.RSVP.State != Coming:
		return h, domain.Refuse(domain.Conflict, "no-place-yet")
	case h.RSVP.Confirmed.IsZero():
		if err := s.Store.Confirm(ctx, h.RSVP.ID, now); err != nil {
			return h, err
		}
	}
	return s.held(ctx, h.RSVP.ID)
}
