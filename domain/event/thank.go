package event

import (
	"context"
	"strconv"
	"time"

	"barnstorm/domain"
)

// Thanked remembers who was thanked for what, and what those who read may be
// told beside it.
type Thanked interface {
	// Ended lists the events that are on and ended between two times.
	Ended(ctx context.Context, from, until time.Time) ([]Event, error)
	// Unthanked is Sightings of those to whom no letter of these kinds about a
	// start has been posted, by id after the given one.
	Unthanked(ctx context.Context, id ID, kinds []string, starts time.Time, after RSVPID, n int) ([]Sighting, error)
	// PersonAt is the one person whose confirmed address this is; empty where it
	// is nobody's, or that of several.
	PersonAt(ctx context.Context, address string) (domain.PersonID, error)
	// Agreed reports whether the last that a person said to the legal entity of
	// a group about a topic and a channel is yes.
	Agreed(ctx context.Context, p domain.PersonID, g domain.GroupID, by domain.Channel, about domain.Topic) (bool, error)
	// Belongs reports whether a person has a role in a group.
	Belongs(ctx context.Context, p domain.PersonID, g domain.GroupID) (bool, error)
}

// patience is how long thanks wait for somebody to say who came, where nobody
// has. Then they go to everybody who had a place, in words that fit both.
const patience = 12 * time.Hour

// once is the letters of which a party gets one at most.
func (r Reminding) once() []string {
	if r.Kind == whatsNext {
		return []string{whatsNext}
	}
	return []string{thanks, missed}
}

// afterward is the letter that a party gets by r once the event is over, and
// how much later than its hour; empty where it gets none by it. Whoever was
// carried over to the next date has heard of that.
func (r Reminding) afterward(fate Fate, state State) (letter string, later time.Duration) {
	switch {
	case r.Kind == whatsNext && fate != NoRoom:
		return whatsNext, 0
	case r.Kind == missed && fate == NoShow:
		return missed, 0
	case r.Kind != thanks:
		return "", 0
	case fate == Came:
		return "event/thanks", 0
	case fate == NotKnown:
		return thanks, patience
	case fate == NoRoom && state == Waiting:
		return "event/no-room", 0
	}
	return "", 0
}

// ripe is the letter that is to be posted to a party now; empty for none.
func (r Reminding) ripe(e Event, x Sighting, gated bool, now time.Time) string {
	fate, _ := x.fate(gated)
	letter, later := r.afterward(fate, x.RSVP.State)
	zone := zoneOf(x.RSVP.Zone, e.Zone)
	due := r.Due(e.Starts, e.Ends, zone).Add(later)
	if letter == "" || now.Before(due) || domain.IsNight(now, zone) || !now.Before(r.Until(e.Starts, e.Ends, zone)) {
		return ""
	}
	return letter
}

// thank posts what is due once events are over: thanks with the real number to
// those who came, a kind word to those who did not, and what comes next to
// those who agreed to hear of it. It returns how many letters it posted.
func (s *Service) thank(ctx context.Context) (n int, err error) {
	now := s.Clock.Now()
	events, err := s.Store.Ended(ctx, now.Add(-MaxAfter-shift-stale), now)
	for _, e := range events {
		for _, r := range afterwards(e.Reminded()) {
			if err != nil || r.Off || !r.near(e, now) {
				continue
			}
			var posted int
			posted, err = s.thankFor(ctx, e, r)
			n += posted
		}
	}
	return n, err
}

// thankFor posts one letter of the plan to all to whom it is due.
func (s *Service) thankFor(ctx context.Context, e Event, r Reminding) (n int, err error) {
	var after RSVPID
	var next []domain.Hint
	told := mailing{}
	for more := true; more && err == nil; {
		var some []Sighting
		if some, err = s.Store.Unthanked(ctx, e.ID, r.once(), e.Starts, after, remindBatch); err != nil || len(some) == 0 {
			return n, err
		}
		if more = len(some) == remindBatch; more {
			after = some[len(some)-1].RSVP.ID
		}
		if !s.anyRipe(ctx, e, r, some) {
			continue
		}
		if r.Kind == whatsNext && next == nil { // asked for outside the transaction: it may need a connection of its own
			if next, err = s.nextFrom(ctx, e); err != nil || len(next) == 0 {
				return n, err
			}
		}
		err = s.Atomically(ctx, func(tx Store) error {
			posted, terr := s.thankSome(ctx, tx, e.ID, r, some, next, told)
			n += posted
			return terr
		})
	}
	return n, err
}

// anyRipe reports whether anything is to be posted at all. What cannot be read
// counts as ripe: whoever posts reads again, and says why.
func (s *Service) anyRipe(ctx context.Context, e Event, r Reminding, some []Sighting) bool {
	d, err := s.Store.Doors(ctx, e.ID)
	for _, x := range some {
		if err != nil || r.ripe(e, x, d.Gated, s.Clock.Now()) != "" {
			return true
		}
	}
	return false
}

// thankSome posts what is ripe to some parties, with the event held: nobody
// ticks meanwhile who came.
func (s *Service) thankSome(ctx context.Context, tx Store, id ID, r Reminding, some []Sighting, next []domain.Hint, mails mailing) (posted int, err error) {
	now := s.Clock.Now()
	e, err := tx.HoldEvent(ctx, id)
	if err != nil || !e.Called {
		return 0, err
	}
	t, d, err := turnout(ctx, tx, id)
	if err != nil {
		return 0, err
	}
	ids := make([]RSVPID, len(some))
	for i, x := range some {
		ids[i] = x.RSVP.ID
	}
	if some, err = tx.SightingsOf(ctx, id, ids); err != nil {
		return 0, err
	}
	leads, err := led(ctx, tx, id)
	if err != nil {
		return 0, err
	}
	for _, x := range some {
		letter := r.ripe(e, x, d.Gated, now)
		if letter == "" {
			continue
		}
		if err := tx.Reminded(ctx, x.RSVP.ID, r.Kind, e.Starts, now); err != nil {
			return posted, err
		}
		if x.RSVP.ByMail() && mails.enough(x.RSVP.Contact) {
			continue
		}
		told, err := false, error(nil)
		if d, ok := leads[x.RSVP.ID]; ok {
			told, err = s.thankDelegation(ctx, tx, e, r, d, x.RSVP.ID, letter, t)
		} else {
			told, err = s.thankOne(ctx, tx, e, r, x.RSVP, letter, t, next)
		}
		if err != nil {
			return posted, err
		}
		if told {
			posted++
		}
	}
	return posted, nil
}

// thankDelegation thanks whoever leads a delegation, and reports whether it did:
// nobody tells them that theirs did not come, or what else there is.
func (s *Service) thankDelegation(ctx context.Context, tx Store, e Event, r Reminding, d Delegation, row RSVPID, letter string, t Turnout) (bool, error) {
	if r.Kind != thanks || letter == "event/no-room" {
		return false, nil
	}
	return true, s.tellDelegation(ctx, tx, e, d, letter, remindKey(r.Kind, e, row), func(l *domain.Letter) {
		r.with(e, domain.Zone(e.Zone), t.fields())(l)
		l.Fields["link"] = l.Fields["event"]
	})
}

// thankOne posts one letter, and reports whether it did. A thank-you answers a
// deed. What comes next asks for more: it goes to those alone who agreed to
// hear what is on.
func (s *Service) thankOne(ctx context.Context, tx Store, e Event, r Reminding, party RSVP, letter string, t Turnout, next []domain.Hint) (bool, error) {
	if letter != whatsNext {
		return party.ByMail(), s.tellWith(ctx, tx, e, party, letter, remindKey(r.Kind, e, party.ID), r.with(e, zoneOf(party.Zone, e.Zone), t.fields()))
	}
	reader, err := readerOf(ctx, tx, party)
	if err != nil || reader == "" {
		return false, err
	}
	agreed, err := tx.Agreed(ctx, reader, e.Group, domain.ByEmail, domain.Briefings)
	if err != nil || !agreed {
		return false, err
	}
	site, err := tx.Site(ctx, e.Group)
	if err != nil {
		return false, err
	}
	l, link := s.letter(e, site, party, letter, remindKey(r.Kind, e, party.ID))
	l.Bulk, l.Topic, l.Person = true, domain.Briefings, reader
	r.with(e, zoneOf(party.Zone, e.Zone), hintFields(s, next))(&l)
	l.Fields["words"] = e.words(letter)
	if err := s.ask(ctx, tx, site, &l); err != nil {
		return false, err
	}
	if err := tx.PutLink(ctx, link); err != nil {
		return false, err
	}
	return true, tx.Post(ctx, l)
}

// readerOf is whose RSVP it is, else the one person at its address.
func readerOf(ctx context.Context, tx Store, party RSVP) (domain.PersonID, error) {
	if party.Person != "" {
		return party.Person, nil
	}
	return tx.PersonAt(ctx, party.Contact)
}

// ask adds to what comes next how to join, for whoever does not belong yet, and
// how to give, for whoever agreed to be asked.
func (s *Service) ask(ctx context.Context, tx Store, site Site, l *domain.Letter) error {
	l.Fields["join"], l.Fields["give"] = "", ""
	member, err := tx.Belongs(ctx, l.Person, site.ID)
	if err != nil {
		return err
	}
	if !member {
		l.Fields["join"] = s.URL("/join?group=" + string(site.ID))
	}
	appeals, err := tx.Agreed(ctx, l.Person, site.ID, domain.ByEmail, domain.Appeals)
	if appeals {
		l.Fields["give"] = s.URL("/donate/" + site.Slug)
	}
	return err
}

// fields is what a letter says of who came: nothing where it is not known of
// everybody.
func (t Turnout) fields() map[string]string {
	if !t.Whole() || t.Came == 0 {
		return map[string]string{"came": "", "first": ""}
	}
	return map[string]string{"came": strconv.Itoa(t.Came), "first": strconv.Itoa(t.First)}
}

// mostNext is how many events are offered as what comes next.
const mostNext = 3

// nextFrom is where somebody who was at an event may go on: the next date of
// its kind, and what is near it and needs somebody.
func (s *Service) nextFrom(ctx context.Context, e Event) ([]domain.Hint, error) {
	var all []domain.Hint
	next, err := s.Store.NextOf(ctx, e, s.Clock.Now())
	switch {
	case err == nil && next.Public:
		left, _ := next.Left()
		all = append(all, domain.Hint{Slug: next.Slug, Title: next.Title, Starts: next.Starts, Zone: next.Zone, Left: left})
	case err != nil && !domain.Is(err, domain.NotFound):
		return nil, err
	}
	if s.Elsewhere == nil {
		return all, nil
	}
	near, err := s.elsewhere(ctx, e)
	for _, h := range near {
		if len(all) < mostNext && (len(all) == 0 || all[0].Slug != h.Slug) {
			all = append(all, h)
		}
	}
	return all, err
}

// An After is what somebody finds at their private link once an event is over.
type After struct {
	Fate    Fate // empty for whoever had given their place back
	Turnout Turnout
	Next    []domain.Hint
}

// After says what an event came to for the party whose private link this is,
// and what they can do next. It is empty until the event is over.
func (s *Service) After(ctx context.Context, h Held) (a After, err error) {
	if !h.Event.Called || h.Event.Ends.After(s.Clock.Now()) {
		return a, nil
	}
	some, err := s.Store.SightingsOf(ctx, h.Event.ID, []RSVPID{h.RSVP.ID})
	if err != nil {
		return a, err
	}
	var d Doors
	if a.Turnout, d, err = turnout(ctx, s.Store, h.Event.ID); err != nil {
		return a, err
	}
	for _, x := range some {
		a.Fate, _ = x.fate(d.Gated)
	}
	a.Next, err = s.nextFrom(ctx, h.Event)
	return a, err
}
