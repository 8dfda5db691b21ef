package event

import (
	"context"
	"strconv"

	"barnstorm/domain"
)

// asOne is a delegation as letters write to it.
func (d Delegation) asOne(locale string) RSVP {
	return RSVP{ID: d.row(0), Event: d.Event, Name: d.Name, Contact: d.Contact, Party: d.People, State: Coming, Locale: locale}
}

// during is the event with the times of the shift to which a delegation comes.
func (d Delegation) during(ctx context.Context, st Store, e Event) (Event, error) {
	at, err := st.RSVP(ctx, d.row(0))
	if err != nil {
		return e, err
	}
	l, err := layoutOf(ctx, st, e)
	return e.during(l, at.Shift), err
}

// tellDelegation posts a letter about an event to whoever leads a delegation,
// with the times of its shift, the private link by which fewer come, and what more
// there is to it; nil for nothing.
func (s *Service) tellDelegation(ctx context.Context, tx Store, e Event, d Delegation, kind, key string, more func(*domain.Letter)) error {
	if d.Contact == "" {
		return nil
	}
	site, err := tx.Site(ctx, e.Group)
	if err != nil {
		return err
	}
	if e, err = d.during(ctx, tx, e); err != nil {
		return err
	}
	l, link := s.letter(e, site, d.asOne(site.Locale), kind, key)
	t := domain.NewToken()
	link.Hash, link.Purpose, link.Object = t.Hash(), domain.ForDelegation, string(d.ID)
	l.Fields["link"], l.Fields["calendar"] = s.URL("/delegation/"+string(t)), s.URL("/events/"+e.Slug+"/calendar.ics")
	l.Fields["words"], l.Fields["yes"], l.Fields["no"] = e.words(kind), "", "" // who of them comes is their own business
	if more != nil {
		more(&l)
	}
	if err := tx.PutLink(ctx, link); err != nil {
		return err
	}
	return tx.Post(ctx, l)
}

// tellDelegations is tellAll for delegations.
func (s *Service) tellDelegations(ctx context.Context, tx Store, e Event, l Layout, kind string, concerns func(RSVP) bool) error {
	all, err := tx.DelegationsTo(ctx, e.ID)
	for _, d := range all {
		if err != nil {
			return err
		}
		var r RSVP
		if r, err = tx.RSVP(ctx, d.row(0)); err == nil && d.People > 0 && concerns(r) && e.during(l, r.Shift).Ends.After(s.Clock.Now()) {
			err = s.tellDelegation(ctx, tx, e, d, kind, kind+":"+string(d.ID)+":"+strconv.FormatInt(e.Version, 10), nil)
		}
	}
	return err
}

// led is the delegations to an event that are led by mail, by the first of the
// RSVPs that hold their places: whoever leads is told once, for all of them.
func led(ctx context.Context, tx Store, id ID) (map[RSVPID]Delegation, error) {
	all, err := tx.DelegationsTo(ctx, id)
	by := map[RSVPID]Delegation{}
	for _, d := range all {
		if d.People > 0 && d.Contact != "" {
			by[d.row(0)] = d
		}
	}
	return by, err
}
