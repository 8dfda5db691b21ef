package event

import (
	"context"
	"slices"
	"time"

	"barnstorm/domain"
)

// Opens reports whether Unlock makes a link to it: until the event has ended.
func (h Held) Opens(now time.Time) bool { return h.RSVP.State != GaveUp && h.Event.Ends.After(now) }

// Answered lists what a person has answered under any of the addresses, at most
// n, each with what they may know of the event: what is not over, soonest first,
// then what is, the latest first.
func (s *Service) Answered(ctx context.Context, p domain.PersonID, emails []string, n int) ([]Held, error) {
	rs, err := s.Store.RSVPsOf(ctx, p, emails)
	if err != nil || len(rs) == 0 {
		return nil, err
	}
	var ids []ID
	for _, r := range rs {
		ids = append(ids, r.Event)
	}
	es, err := s.Store.EventsIn(ctx, Query{Known: ids, Own: true, Most: len(ids)})
	if err != nil {
		return nil, err
	}
	var coming, past []Held
	for _, e := range es {
		for _, r := range rs {
			switch {
			case r.Event != e.ID:
			case e.Ends.After(s.Clock.Now()):
				coming = append(coming, Held{RSVP: r, Event: e})
			default:
				past = append(past, Held{RSVP: r, Event: e})
			}
		}
	}
	slices.Reverse(past)
	all := append(coming, past...)
	all = all[:min(len(all), n)]
	for i, h := range all {
		if all[i].Layout, err = layoutOf(ctx, s.Store, h.Event); err != nil {
			return nil, err
		}
		all[i].Event = h.Event.To(h.RSVP)
	}
	return all, nil
}

// Unlock makes a private link to an RSVP of who's own, joined to them or under
// their confirmed addresses: whoever is signed in needs no letter to show, change
// or give back what is theirs. Refuses with SignedOut for nobody, and with
// NotFound for every other RSVP.
func (s *Service) Unlock(ctx context.Context, who domain.Actor, emails []string, id RSVPID) (domain.Token, error) {
	if who.Nobody() {
		return "", domain.Refuse(domain.SignedOut, "sign-in-first")
	}
	rs, err := s.Store.RSVPsOf(ctx, who.Person, emails)
	if err != nil {
		return "", err
	}
	i := slices.IndexFunc(rs, func(r RSVP) bool { return r.ID == id })
	if i < 0 {
		return "", domain.Refuse(domain.NotFound, "no-such-rsvp")
	}
	e, err := s.Store.Event(ctx, rs[i].Event)
	if err != nil {
		return "", err
	}
	if h := (Held{RSVP: rs[i], Event: e}); !h.Opens(s.Clock.Now()) {
		return "", domain.Refuse(domain.NotFound, "no-such-rsvp")
	}
	return s.key(ctx, s.Store, e, rs[i])
}
