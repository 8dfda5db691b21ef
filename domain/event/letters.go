package event

import (
	"context"
	"strconv"
	"time"

	"barnstorm/domain"
)

// confirm posts the letter that confirms an RSVP, with its private link.
func (s *Service) confirm(ctx context.Context, tx Store, e Event, r RSVP) error {
	kind := "event/confirmed"
	if r.State == Waiting {
		kind = "event/waiting"
	}
	return s.tell(ctx, tx, e, r, kind, kind+":"+string(r.ID)+":"+r.Changed.Format(time.RFC3339Nano))
}

// tell posts one letter about an event to one party, with a private link.
func (s *Service) tell(ctx context.Context, tx Store, e Event, r RSVP, kind, key string) error {
	site, err := tx.Site(ctx, e.Group)
	if err != nil {
		return err
	}
	l, link := s.letter(e, site, r, kind, key)
	if err := tx.PutLink(ctx, link); err != nil {
		return err
	}
	return tx.Post(ctx, l)
}

// linkAfter is how long the link to an RSVP works after the event has ended.
const linkAfter = 30 * 24 * time.Hour

func (s *Service) letter(e Event, site Site, r RSVP, kind, key string) (domain.Letter, domain.Link) {
	now, t := s.Clock.Now(), domain.NewToken()
	link := domain.Link{Hash: t.Hash(), Purpose: domain.ForRSVP, Object: string(r.ID), Made: now, Expires: e.Ends.Add(linkAfter)}
	return domain.Letter{
		ID: domain.NewID[domain.LetterID](now), Key: key, To: r.Contact, Name: r.Name, Person: r.Person, Group: e.Group,
		Locale: r.Locale, Kind: kind, Due: now,
		Fields: map[string]string{
			"name": r.Name, "title": e.Title, "group": site.Name, "imprint": site.Imprint, "party": strconv.Itoa(r.Party),
			"starts": e.Starts.Format(time.RFC3339), "ends": e.Ends.Format(time.RFC3339), "zone": e.Zone,
			"venue": e.Where.Name, "street": e.Where.Street, "town": e.Where.Town, "postcode": e.Where.Postcode, "why": e.Why,
			"event": s.URL("/events/" + e.Slug), "calendar": s.URL("/events/" + e.Slug + "/calendar.ics"), "link": s.URL("/rsvp/" + string(t)),
		},
	}, link
}

// tellAll posts a letter to everybody who comes to an event and, when asked,
// to those who wait. Each version of the event is told once.
func (s *Service) tellAll(ctx context.Context, tx Store, e Event, kind string, waiting bool) error {
	site, err := tx.Site(ctx, e.Group)
	if err != nil {
		return err
	}
	var after RSVPID
	for {
		rs, err := tx.RSVPs(ctx, e.ID, after, 500)
		if err != nil || len(rs) == 0 {
			return err
		}
		after = rs[len(rs)-1].ID
		var ls []domain.Letter
		for _, r := range rs {
			if r.State == GaveUp || r.State == Waiting && !waiting {
				continue
			}
			l, link := s.letter(e, site, r, kind, kind+":"+string(r.ID)+":"+strconv.FormatInt(e.Version, 10))
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

// A Reminder is an RSVP that a reminder is due for.
type Reminder struct {
	RSVP  RSVP
	Event Event
}

// reminders is when people are reminded, before the start.
var reminders = []struct {
	kind   string
	before time.Duration
	least  time.Duration // not when the event is closer than this
}{
	{"event/remind-days", 48 * time.Hour, 12 * time.Hour},
	{"event/remind-hours", 3 * time.Hour, 0},
}

// Remind posts the reminders that are due, each once: two days before and
// three hours before. Nobody is woken: at night in the event's zone the
// two-day reminder waits for the morning. It returns how many it posted.
func (s *Service) Remind(ctx context.Context) (n int, err error) {
	now := s.Clock.Now()
	for _, due := range reminders {
		var after RSVPID
		for more := true; more && err == nil; {
			err = s.Atomically(ctx, func(tx Store) error {
				rs, err := tx.ToRemind(ctx, due.kind, now.Add(due.least), now.Add(due.before), after, remindBatch)
				if err != nil {
					return err
				}
				if more = len(rs) == remindBatch; more {
					after = rs[len(rs)-1].RSVP.ID
				}
				posted, err := s.remindAll(ctx, tx, rs, due.kind, due.least > 0)
				n += posted
				return err
			})
		}
	}
	return n, err
}

// remindBatch is how many reminders one transaction posts.
const remindBatch = 500

func (s *Service) remindAll(ctx context.Context, tx Store, rs []Reminder, kind string, early bool) (posted int, err error) {
	now := s.Clock.Now()
	for _, r := range rs {
		if early && isNight(now, r.Event.Zone) {
			continue
		}
		if err := tx.Reminded(ctx, r.RSVP.ID, kind, now); err != nil {
			return posted, err
		}
		// Whoever answered a moment ago knows already.
		if early && now.Sub(r.RSVP.Changed) < 6*time.Hour {
			continue
		}
		if err := s.tell(ctx, tx, r.Event, r.RSVP, kind, kind+":"+string(r.RSVP.ID)); err != nil {
			return posted, err
		}
		posted++
	}
	return posted, nil
}

func isNight(now time.Time, zone string) bool {
	loc, err := time.LoadLocation(zone)
	if err != nil {
		return false
	}
	h := now.In(loc).Hour()
	return h < 8 || h >= 21
}

// Held says what is held about a person: the RSVPs under their addresses.
func (s *Service) Held(ctx context.Context, p domain.PersonID, emails []string) (any, error) {
	return s.Store.RSVPsOf(ctx, p, emails)
}
