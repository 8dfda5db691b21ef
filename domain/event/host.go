package event

import (
	"context"
	"slices"
	"strings"
	"time"

	"barnstorm/domain"
)

// A HostID names what somebody is to one event.
type HostID string

// A Host has rights to one event until the day after it: they see who comes,
// change it and check people in. They are asked by mail, and are hosts once
// they have answered, signed in as whoever they are.
type Host struct {
	ID      HostID
	Event   ID
	Address string          // normalised e-mail address that was asked
	Person  domain.PersonID // empty until they accepted
	Name    string          // of the person, empty until then
	Until   time.Time
	By      domain.PersonID
	Made    time.Time
	Ended   time.Time // zero while it stands
}

// Hosts remembers who hosts what.
type Hosts interface {
	// AskHost keeps a host who was asked. An address that was asked before is
	// asked anew: whoever accepted stays. It returns the host as it stands.
	AskHost(ctx context.Context, h Host) (Host, error)
	// Host returns a host, or refuses with NotFound.
	Host(ctx context.Context, id HostID) (Host, error)
	// HostsOf lists the hosts of an event that stand, in the order of asking.
	HostsOf(ctx context.Context, id ID) ([]Host, error)
	// BeHost makes a person the host, unless it has ended or somebody else is,
	// and reports whether they are.
	BeHost(ctx context.Context, id HostID, p domain.PersonID) (bool, error)
	// EndHost ends a host's rights, and reports whether they stood.
	EndHost(ctx context.Context, id HostID, now time.Time) (bool, error)
	// HostsUntil moves the end of all hosts' rights to an event, and that of the
	// links by which they become hosts.
	HostsUntil(ctx context.Context, id ID, until time.Time) error
	// HostedBy lists what a person was asked to host, and what somebody at one of
	// the addresses was and nobody has accepted.
	HostedBy(ctx context.Context, p domain.PersonID, addresses []string) ([]Host, error)
	// ForgetHost takes address and person out of a host, and ends it.
	ForgetHost(ctx context.Context, id HostID, now time.Time) error
}

// HostsEnd is when hosts lose their rights: when the day after the event's
// last is over, by the clock there.
func (e Event) HostsEnd() time.Time {
	zone := domain.Zone(e.Zone)
	y, m, d := e.Ends.In(zone).Date()
	return time.Date(y, m, d+2, 0, 0, 0, 0, zone).UTC()
}

// A HostInput is what an organiser sends to ask somebody to host an event.
type HostInput struct {
	ID    string `json:"id"` // made by the sender
	Email string `json:"email"`
}

// AskHost asks somebody by mail to host an event. Known and unknown addresses
// are treated alike. Only an organiser asks: a host asks nobody. Asked again,
// the letter comes anew. An event that is over refuses with Conflict.
func (s *Service) AskHost(ctx context.Context, who domain.Actor, id ID, in HostInput) (Host, error) {
	w := domain.Wrong{}
	hostID, isID := domain.ParseID[HostID](in.ID)
	w.Check(isID, "id", "not-understood")
	email, ok := domain.Email(in.Email)
	w.Check(ok, "email", "not-an-address")
	if err := w.Err(); err != nil {
		return Host{}, err
	}
	now := s.Clock.Now()
	var h Host
	err := s.Atomically(ctx, func(tx Store) error {
		e, err := s.toEdit(ctx, tx, who, id)
		if err != nil {
			return err
		}
		if err := who.Must(domain.ScheduleEvents, e.Group); err != nil {
			return err
		}
		h, err = tx.AskHost(ctx, Host{ID: hostID, Event: id, Address: email, Until: e.HostsEnd(), By: who.Person, Made: now})
		if err != nil || h.Person != "" {
			return err
		}
		return s.askByMail(ctx, tx, e, h)
	})
	return h, err
}

func (s *Service) askByMail(ctx context.Context, tx Store, e Event, h Host) error {
	site, err := tx.Site(ctx, e.Group)
	if err != nil {
		return err
	}
	name, _, _ := strings.Cut(h.Address, "@")
	l, link := s.letter(e, site, RSVP{Name: name, Contact: h.Address, Locale: site.Locale, Party: 1}, "event/host", "event/host:"+string(h.ID)+":"+s.Clock.Now().Format(time.RFC3339Nano))
	t := domain.NewToken()
	link.Hash, link.Purpose, link.Object, link.Expires = t.Hash(), domain.ForHost, string(h.ID), h.Until
	l.Fields["link"], l.Fields["until"] = s.URL("/host/"+string(t)), h.Until.Format(time.RFC3339)
	if err := tx.PutLink(ctx, link); err != nil {
		return err
	}
	return tx.Post(ctx, l)
}

// An Asked is what the link to a host's letter opens.
type Asked struct {
	Host  Host
	Event Event
	Site  Site
}

// Asked returns what a host's link opens, or refuses with NotFound. It changes
// nothing.
func (s *Service) Asked(ctx context.Context, t domain.Token) (a Asked, err error) {
	object, err := domain.Follow(ctx, s.Store, t, domain.ForHost, s.Clock.Now())
	if err != nil {
		return a, err
	}
	if a.Host, err = s.Store.Host(ctx, HostID(object)); err != nil {
		return a, err
	}
	if !a.Host.Ended.IsZero() {
		return a, domain.Refuse(domain.NotFound, "link-not-good")
	}
	if a.Event, err = s.Store.Event(ctx, a.Host.Event); err != nil {
		return a, err
	}
	a.Site, err = s.Sites.Site(ctx, a.Event.Group)
	return a, err
}

// Accept makes who the host that a link asks for. Again changes nothing; when
// somebody else has accepted it refuses with Conflict.
func (s *Service) Accept(ctx context.Context, who domain.Actor, t domain.Token) (Asked, error) {
	a, err := s.Asked(ctx, t)
	if err != nil {
		return a, err
	}
	if who.Nobody() {
		return a, domain.Refuse(domain.SignedOut, "sign-in-first")
	}
	ok, err := s.Store.BeHost(ctx, a.Host.ID, who.Person)
	if err != nil || !ok {
		return a, orRefuse(err, domain.Conflict, "host-taken")
	}
	return a, nil
}

// EndHost ends what an event's host may do, at once. Again changes nothing. A
// host may end their own part, and an organiser everybody's.
func (s *Service) EndHost(ctx context.Context, who domain.Actor, id ID, h HostID) error {
	e, err := s.Store.Event(ctx, id)
	if err != nil {
		return err
	}
	if err := e.Let(who, domain.ScheduleEvents); err != nil {
		return err
	}
	host, err := s.Store.Host(ctx, h)
	if err == nil && host.Event != id {
		return domain.Refuse(domain.NotFound, "no-such-host")
	}
	if err != nil {
		return err
	}
	if host.Person != who.Person {
		if err := who.Must(domain.ScheduleEvents, e.Group); err != nil {
			return err
		}
	}
	now := s.Clock.Now()
	return s.Atomically(ctx, func(tx Store) error {
		if _, err := tx.EndHost(ctx, h, now); err != nil {
			return err
		}
		return tx.RevokeLinks(ctx, string(h), now)
	})
}

// HostsOf lists who hosts an event, for those who may change it.
func (s *Service) HostsOf(ctx context.Context, who domain.Actor, id ID) ([]Host, error) {
	e, err := s.Store.Event(ctx, id)
	if err != nil {
		return nil, err
	}
	if err := e.Let(who, domain.SeeRSVPs); err != nil {
		return nil, err
	}
	return s.Store.HostsOf(ctx, id)
}

// HeldOfHosts says what is held about a person as a host.
func (s *Service) HeldOfHosts(ctx context.Context, p domain.PersonID, emails []string) (any, error) {
	hs, err := s.Store.HostedBy(ctx, p, emails)
	for i := range hs {
		if !slices.Contains(emails, hs[i].Address) { // the letter went to somebody else's, who handed it on
			hs[i].Address = ""
		}
	}
	return hs, err
}

// ForgetHosts ends everything that a person hosts, takes them out of it, and
// makes the link to their calendar worthless.
func (s *Service) ForgetHosts(ctx context.Context, p domain.PersonID, emails []string) error {
	hs, err := s.Store.HostedBy(ctx, p, emails)
	for _, h := range hs {
		if err == nil {
			err = s.Atomically(ctx, func(tx Store) error {
				now := s.Clock.Now()
				if err := tx.RevokeLinks(ctx, string(h.ID), now); err != nil {
					return err
				}
				return tx.ForgetHost(ctx, h.ID, now)
			})
		}
	}
	if err != nil {
		return err
	}
	return s.Store.RevokeLinks(ctx, calendarOf(p), s.Clock.Now())
}
