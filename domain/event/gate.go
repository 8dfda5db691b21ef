package event

import (
	"context"
	"encoding/json"
	"slices"
	"strings"
	"time"
	"unicode"

	"barnstorm/domain"
)

// A GateID names a gate.
type GateID string

// A Gate is a phone at which people are checked in to one event. Its key lets
// it say who came, and nothing else, until a while after the event. It hears who
// is on the list for as long as it has not ended and whoever opened it may check
// people in.
type Gate struct {
	ID    GateID
	Event ID
	Name  string
	By    domain.PersonID
	Hash  string // of its key
	Until time.Time
	Made  time.Time
	Ended time.Time // when its phone was to hear nobody's name any more; zero while it may
}

// gateAfter is how long after the event a gate may still say what it saw.
const gateAfter = 7 * 24 * time.Hour

// wipeAfter is how long after the event a phone holds the guest list.
const wipeAfter = 3 * time.Hour

// A Guest is an RSVP as a gate knows it: name, party, shift and pool, and
// nothing else. Tail finds it by the last digits of a phone.
type Guest struct {
	ID    RSVPID
	Name  string
	Party int
	Shift int
	Pool  Pool
	State State // Coming, or GaveUp for one whose place was released
	Tail  string
}

// A GateInput is what a phone sends to become a gate.
type GateInput struct {
	ID   string `json:"id"` // made by the sender
	Name string `json:"name"`
}

// An Opened is a gate with everything that it needs to work without network.
type Opened struct {
	Gate   Gate
	Key    domain.Token // shown once
	Event  Event
	Layout Layout
	List   string // the guests as JSON, which is what was signed
	Signed string
	Public string // the key to verify list and tickets with
	Wipe   time.Time
	Since  time.Time // what happened until then is known
	Past   []Entry
}

// OpenGate makes a phone of somebody who may check people in a gate, and gives
// it the signed guest list. Again gives another key and today's list.
func (s *Service) OpenGate(ctx context.Context, who domain.Actor, id ID, in GateInput) (Opened, error) {
	w := domain.Wrong{}
	gid, ok := domain.ParseID[GateID](in.ID)
	w.Check(ok, "id", "not-an-id")
	name := strings.Join(strings.Fields(in.Name), " ")
	w.Check(len([]rune(name)) <= 60 && !strings.ContainsFunc(name, unicode.IsControl), "name", "too-long")
	if err := w.Err(); err != nil {
		return Opened{}, err
	}
	e, err := s.Store.Event(ctx, id)
	if err != nil {
		return Opened{}, err
	}
	if err := e.Let(who, domain.CheckIn); err != nil {
		return Opened{}, err
	}
	now := s.Clock.Now()
	if !e.Called || !now.Before(e.Ends.Add(wipeAfter)) {
		return Opened{}, domain.Refuse(domain.Conflict, "event-over")
	}
	out := Opened{Event: e, Key: domain.NewToken(), Wipe: e.Ends.Add(wipeAfter), Since: now}
	hash := out.Key.Hash()
	out.Gate = Gate{ID: gid, Event: id, Name: name, By: who.Person, Hash: hash, Until: e.Ends.Add(gateAfter), Made: now}
	if err := s.Store.PutGate(ctx, out.Gate); err != nil {
		return Opened{}, err
	}
	return s.fillGate(ctx, out)
}

func (s *Service) fillGate(ctx context.Context, out Opened) (Opened, error) {
	id := out.Event.ID
	var err error
	if out.Layout, err = layoutOf(ctx, s.Store, out.Event); err != nil {
		return out, err
	}
	guests, err := s.Store.GuestsSince(ctx, id, time.Time{})
	if err != nil {
		return out, err
	}
	list := []guestLine{}
	for _, r := range guests {
		if g, ok := guestOf(r); ok {
			list = append(list, lineOf(g))
		}
	}
	text, err := json.Marshal(list)
	if err != nil {
		return out, err
	}
	out.List = string(text)
	if out.Signed, err = s.sign(id, text); err != nil {
		return out, err
	}
	if out.Public, err = s.public(id); err != nil {
		return out, err
	}
	out.Past, err = s.Store.EntriesSince(ctx, id, time.Time{})
	return out, err
}

// EndGate has a gate's phone forget the guest list as soon as it asks, because it
// was lost or has done its part. What it still has to say counts. Again changes
// nothing. Whoever may check people in ends any gate of the event.
func (s *Service) EndGate(ctx context.Context, who domain.Actor, id ID, g GateID) error {
	e, err := s.Store.Event(ctx, id)
	if err != nil {
		return err
	}
	if err := e.Let(who, domain.CheckIn); err != nil {
		return err
	}
	return s.Store.EndGate(ctx, id, g, s.Clock.Now())
}

// hears reports whether a gate may still be told who is on the list: whoever
// opened it may have lost the right since, and their phone not.
func (g Gate) hears(ctx context.Context, tx Store, e Event, now time.Time) (bool, error) {
	if !g.Ended.IsZero() {
		return false, nil
	}
	who, err := domain.Actor{Person: g.By}, error(nil)
	if who.Roles, err = tx.RolesOf(ctx, g.By); err != nil {
		return false, err
	}
	who.Things, err = tx.ThingsOf(ctx, g.By, now)
	return e.May(who, domain.CheckIn), err
}

// guestLine is a Guest within the text that is signed: short, for there may be
// thousands.
type guestLine [7]any

func lineOf(g Guest) guestLine {
	released := 0
	if g.State == GaveUp {
		released = 1
	}
	return guestLine{g.ID, g.Name, g.Party, g.Shift, slices.Index(Pools, g.Pool), g.Tail, released}
}

// guestOf is an RSVP at the gate, and whether it is on the list at all.
func guestOf(r RSVP) (Guest, bool) {
	g := Guest{r.ID, r.Name, r.Party, r.Shift, r.Pool, r.State, tail(r.Event, r.Contact)}
	return g, r.State == Coming || r.State == GaveUp && !r.Released.IsZero()
}
