package event

import (
	"context"
	"strconv"
	"time"

	"barnstorm/domain"
)

// MostConfirming is how many letters that confirm an RSVP, or tell of a match for
// a lift, one address gets in an hour: anybody can type anybody's.
const MostConfirming = 10

// mostToOne is how many parties of one address are written to about one thing.
const mostToOne = 10

// A mailing counts the letters to each address about one thing.
type mailing map[string]int

// enough reports whether an address has had enough of them, and counts one more.
func (m mailing) enough(address string) bool {
	m[address]++
	return m[address] > mostToOne
}

// confirm posts the letter that confirms an RSVP, with its private link.
func (s *Service) confirm(ctx context.Context, tx Store, e Event, r RSVP) error {
	if !r.ByMail() {
		return nil
	}
	site, err := tx.Site(ctx, e.Group)
	if err == nil {
		_, err = s.confirmIn(ctx, tx, site, e, r)
	}
	return err
}

// confirmIn is confirm, where what is said of the group is known. It reports
// whether it posted a letter.
func (s *Service) confirmIn(ctx context.Context, tx Store, site Site, e Event, r RSVP) (bool, error) {
	if !r.ByMail() {
		return false, nil
	}
	if had, err := s.hadEnough(ctx, tx, r.Contact, confirmed, waiting); err != nil || had {
		return false, err
	}
	kind, key := confirming(r)
	return true, s.tellIn(ctx, tx, site, e, r, kind, key, nil)
}

// hadEnough reports whether an address had as many letters of some kinds within
// the hour as strangers may cause.
func (s *Service) hadEnough(ctx context.Context, tx Store, address string, kinds ...string) (bool, error) {
	n, err := tx.LettersOf(ctx, address, kinds, s.Clock.Now().Add(-time.Hour), MostConfirming)
	return n >= MostConfirming, err
}

// The letters that confirm an RSVP.
const (
	confirmed = "event/confirmed"
	waiting   = "event/waiting"
)

// confirming is the kind of the letter that confirms an RSVP, and its once-key.
func confirming(r RSVP) (kind, key string) {
	kind = confirmed
	if r.State == Waiting {
		kind = waiting
	}
	return kind, kind + ":" + string(r.ID) + ":" + r.Changed.Format(time.RFC3339Nano)
}

// tell posts one letter about an event to one party, with a private link.
func (s *Service) tell(ctx context.Context, tx Store, e Event, r RSVP, kind, key string) error {
	return s.tellWith(ctx, tx, e, r, kind, key, nil)
}

// tellWith is tell with what more there is to a letter; nil for nothing.
func (s *Service) tellWith(ctx context.Context, tx Store, e Event, r RSVP, kind, key string, more func(*domain.Letter)) error {
	if !r.ByMail() {
		return nil // whoever gave a phone number has the link
	}
	site, err := tx.Site(ctx, e.Group)
	if err != nil {
		return err
	}
	return s.tellIn(ctx, tx, site, e, r, kind, key, more)
}

func (s *Service) tellIn(ctx context.Context, tx Store, site Site, e Event, r RSVP, kind, key string, more func(*domain.Letter)) error {
	parted, err := layoutOf(ctx, tx, e)
	if err != nil {
		return err
	}
	e = e.during(parted, r.Shift)
	l, link := s.letter(e, site, r, kind, key)
	if err := s.bring(ctx, tx, e, r, &l); err != nil {
		return err
	}
	if more != nil {
		more(&l)
	}
	if err := tx.PutLink(ctx, link); err != nil {
		return err
	}
	return tx.Post(ctx, l)
}

// linkAfter is how long the link to an RSVP works after the event has ended.
const linkAfter = 30 * 24 * time.Hour

// link is a new private link to an RSVP, and what is kept of it.
func (s *Service) link(e Event, r RSVP) (domain.Token, domain.Link) {
	t := domain.NewToken()
	return t, domain.Link{Hash: t.Hash(), Purpose: domain.ForRSVP, Object: string(r.ID), Made: s.Clock.Now(), Expires: e.Ends.Add(linkAfter)}
}

// key makes and keeps a private link that no letter brings.
func (s *Service) key(ctx context.Context, tx Store, e Event, r RSVP) (domain.Token, error) {
	t, link := s.link(e, r)
	return t, tx.PutLink(ctx, link)
}

func (s *Service) letter(e Event, site Site, r RSVP, kind, key string) (domain.Letter, domain.Link) {
	now := s.Clock.Now()
	t, link := s.link(e, r)
	until := ""
	if r.State == Offered {
		until = r.Offered.Format(time.RFC3339)
	}
	e = e.To(r)
	return domain.Letter{
		ID: domain.NewID[domain.LetterID](now), Key: key, To: r.Contact, Name: r.Name, Person: r.Person, Group: e.Group,
		Locale: r.Locale, Kind: kind, Due: now,
		Fields: map[string]string{
			"name": r.Name, "title": e.Title, "group": site.Name, "imprint": site.Imprint, "party": strconv.Itoa(r.Party),
			"starts": e.Starts.Format(time.RFC3339), "ends": e.Ends.Format(time.RFC3339), "zone": e.Zone,
			"venue": e.Where.Name, "street": e.Where.Street, "town": e.Where.Town, "postcode": e.Where.Postcode, "why": e.Why,
			"pool": string(r.Pool), "until": until,
			"event": s.URL("/events/" + e.Slug), "link": s.URL("/rsvp/" + string(t)), "calendar": s.URL("/rsvp/" + string(t) + "/calendar.ics"),
		},
	}, link
}

// tellAll posts a letter to everybody who comes to an event or waits and whom
// it concerns, but to nobody whose shift has ended, and to an address at most
// mostToOne times. Each version of the event is
// told once.
func (s *Service) tellAll(ctx context.Context, tx Store, e Event, kind string, concerns func(RSVP) bool) error {
	site, err := tx.Site(ctx, e.Group)
	if err != nil {
		return err
	}
	parted, err := layoutOf(ctx, tx, e)
	if err != nil {
		return err
	}
	var after RSVPID
	told := mailing{}
	for {
		rs, err := tx.RSVPs(ctx, e.ID, after, 500)
		if err != nil {
			return err
		}
		if len(rs) == 0 {
			return s.tellDelegations(ctx, tx, e, parted, kind, concerns)
		}
		after = rs[len(rs)-1].ID
		var ls []domain.Letter
		for _, r := range rs {
			during := e.during(parted, r.Shift)
			if r.State == GaveUp || !r.ByMail() || !concerns(r) || !during.Ends.After(s.Clock.Now()) || told.enough(r.Contact) {
				continue
			}
			l, link := s.letter(during, site, r, kind, kind+":"+string(r.ID)+":"+strconv.FormatInt(e.Version, 10))
			if err := tx.PutLink(ctx, link); err != nil {
				return err
			}
			ls = append(ls, l)
		}
		if err := tx.Post(ctx, ls...); err != nil {
			return err
		}
	}
}

// all is everybody.
func all(RSVP) bool { return true }

// Held says what is held about a person: the RSVPs under their addresses.
func (s *Service) Held(ctx context.Context, p domain.PersonID, emails []string) (any, error) {
	return s.Store.RSVPsOf(ctx, p, emails)
}
