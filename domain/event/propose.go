package event

import (
	"context"
	"slices"
	"strings"
	"time"

	"barnstorm/domain"
)

// A Proposal is an event that somebody would like their group to call. Where it
// is called it becomes the event of the same id, and they its host.
type Proposal struct {
	ID       ID
	Group    domain.GroupID
	By       domain.PersonID // empty once they are erased
	Name     string          // of who proposed
	Said     Input           // as they sent it
	Made     time.Time
	Decided  time.Time // zero while nobody has
	Decider  domain.PersonID
	Accepted bool   // it was called
	Why      string // it was not, in the words of who decided
}

// Open reports whether nobody has decided yet.
func (p Proposal) Open() bool { return p.Decided.IsZero() }

// mostOpen is how many proposals of one person may wait at once.
const mostOpen = 10

// Proposals remembers what supporters would like to see called.
type Proposals interface {
	// AddProposal keeps a new proposal, and reports whether it is new.
	AddProposal(ctx context.Context, p Proposal) (bool, error)
	// Proposal returns a proposal, or refuses with NotFound.
	Proposal(ctx context.Context, id ID) (Proposal, error)
	// OpenProposals lists those to groups that nobody has decided, oldest first,
	// at most n.
	OpenProposals(ctx context.Context, groups []domain.GroupID, n int) ([]Proposal, error)
	// ProposalsBy lists what a person has proposed, newest first.
	ProposalsBy(ctx context.Context, p domain.PersonID) ([]Proposal, error)
	// DecideProposal keeps the decision on a proposal, and reports whether it was
	// open.
	DecideProposal(ctx context.Context, p Proposal) (bool, error)
	// ForgetProposals takes a person out of what they proposed, and what is open
	// away.
	ForgetProposals(ctx context.Context, p domain.PersonID) error
	// Reach returns a person's name, confirmed e-mail address and language, or
	// refuses with NotFound where there is no such address.
	Reach(ctx context.Context, p domain.PersonID) (Reached, error)
}

// A Reached is how a person is written to.
type Reached struct{ Name, Address, Locale string }

// Propose asks a group of who's to call an event. Sent again with the same id it
// changes nothing. More than ten that wait are refused with Conflict.
func (s *Service) Propose(ctx context.Context, who domain.Actor, in Input) (Proposal, error) {
	now := s.Clock.Now()
	w := domain.Wrong{}
	id, isID := domain.ParseID[ID](in.ID)
	w.Check(isID, "id", "not-understood")
	group, ok := domain.ParseID[domain.GroupID](in.Group)
	w.Check(ok, "group", "pick-one")
	if err := w.Err(); err != nil {
		return Proposal{}, err
	}
	if _, err := in.wrong(now, now); err != nil {
		return Proposal{}, err
	}
	if _, err := s.Sites.Site(ctx, group); err != nil {
		return Proposal{}, err
	}
	if err := who.Must(domain.ProposeEvents, group); err != nil {
		return Proposal{}, err
	}
	p := Proposal{ID: id, Group: group, By: who.Person, Name: who.Name, Said: in, Made: now}
	return p, s.Atomically(ctx, func(tx Store) error {
		mine, err := tx.ProposalsBy(ctx, who.Person)
		if err != nil {
			return err
		}
		if i := slices.IndexFunc(mine, func(o Proposal) bool { return o.ID == id }); i >= 0 {
			p = mine[i]
			return nil
		}
		open := 0
		for _, o := range mine {
			if o.Open() {
				open++
			}
		}
		if open >= mostOpen {
			return domain.Refuse(domain.Conflict, "too-many-proposals")
		}
		fresh, err := tx.AddProposal(ctx, p)
		if err == nil && !fresh { // somebody else's id
			err = domain.Refuse(domain.NotFound, "no-such-proposal")
		}
		return err
	})
}

// Proposed lists what who has proposed, newest first.
func (s *Service) Proposed(ctx context.Context, who domain.Actor) ([]Proposal, error) {
	if who.Nobody() {
		return nil, domain.Refuse(domain.SignedOut, "sign-in-first")
	}
	return s.Store.ProposalsBy(ctx, who.Person)
}

// mostProposals is how many open proposals an organiser sees at once.
const mostProposals = 100

// ToDecide lists what waits for a decision in the groups where who schedules,
// oldest first.
func (s *Service) ToDecide(ctx context.Context, who domain.Actor) ([]Proposal, error) {
	groups := who.Where(domain.ScheduleEvents)
	if len(groups) == 0 {
		return nil, domain.Refuse(domain.Denied, "not-your-role")
	}
	return s.Store.OpenProposals(ctx, groups, mostProposals)
}

// Proposal returns a proposal for those who decide on it. To everybody else it
// refuses with the same NotFound as for one that does not exist.
func (s *Service) Proposal(ctx context.Context, who domain.Actor, id ID) (Proposal, error) {
	return s.proposal(ctx, s.Store, who, id)
}

func (s *Service) proposal(ctx context.Context, st Store, who domain.Actor, id ID) (Proposal, error) {
	p, err := st.Proposal(ctx, id)
	if err == nil && !who.May(domain.ScheduleEvents, p.Group) {
		err = domain.Refuse(domain.NotFound, "no-such-proposal")
	}
	return p, err
}

// CallProposed calls a proposed event as an organiser has put it, makes whoever
// proposed it its host, and tells them. Again changes nothing; what was declined
// is refused with Conflict "proposal-decided".
func (s *Service) CallProposed(ctx context.Context, who domain.Actor, id ID, in Input) (Event, error) {
	now := s.Clock.Now()
	e, err := in.wrong(now, now)
	if err != nil {
		return Event{}, err
	}
	if e, err = s.pinnedAs(ctx, who, e, id); err != nil {
		return Event{}, err
	}
	err = s.Atomically(ctx, func(tx Store) error {
		p, err := s.proposal(ctx, tx, who, id)
		if err != nil {
			return err
		}
		site, err := tx.Site(ctx, p.Group)
		if err != nil {
			return err
		}
		e = e.calledBy(who, id, site, now)
		p.Decided, p.Decider, p.Accepted = now, who.Person, true
		decided, err := tx.DecideProposal(ctx, p)
		if err != nil {
			return err
		}
		if !decided {
			if e, err = tx.Event(ctx, id); domain.Is(err, domain.NotFound) {
				err = domain.Refuse(domain.Conflict, "proposal-decided")
			}
			return err
		}
		if fresh, err := tx.AddEvent(ctx, e); err != nil || !fresh {
			return orRefuse(err, domain.Conflict, "address-taken")
		}
		if err := s.takeAlong(ctx, tx, e); err != nil {
			return err
		}
		return s.nowHosts(ctx, tx, e, site, p)
	})
	return e, err
}

// pinnedAs is pinned for an event that was proposed.
func (s *Service) pinnedAs(ctx context.Context, who domain.Actor, e Event, id ID) (Event, error) {
	p, err := s.proposal(ctx, s.Store, who, id)
	if err != nil {
		return e, err
	}
	site, err := s.Sites.Site(ctx, p.Group)
	if err != nil {
		return e, err
	}
	e.Where.Country = site.Country
	return s.pinned(ctx, e, Event{Where: p.Said.where(), Private: p.Said.Private})
}

// nowHosts makes whoever proposed an event its host and tells them; nobody where
// they can be reached no more.
func (s *Service) nowHosts(ctx context.Context, tx Store, e Event, site Site, p Proposal) error {
	to, err := tx.Reach(ctx, p.By)
	if domain.Is(err, domain.NotFound) {
		return nil
	}
	if err != nil {
		return err
	}
	h, err := tx.AskHost(ctx, Host{ID: HostID(e.ID), Event: e.ID, Address: to.Address, Until: e.HostsEnd(), By: p.Decider, Made: p.Decided})
	if err != nil {
		return err
	}
	if _, err := tx.BeHost(ctx, h.ID, p.By); err != nil {
		return err
	}
	return s.tellProposer(ctx, tx, e, site, p, to, "event/proposal-called", "/organise/events/"+string(e.ID))
}

// tellProposer posts a letter about a proposal.
func (s *Service) tellProposer(ctx context.Context, tx Store, e Event, site Site, p Proposal, to Reached, kind, path string) error {
	l, _ := s.letter(e, site, RSVP{Name: to.Name, Contact: to.Address, Locale: to.Locale, Person: p.By, Party: 1, State: Coming}, kind, kind+":"+string(p.ID))
	l.Fields["link"] = s.URL(path)
	return tx.Post(ctx, l)
}

// A DeclineInput is what an organiser sends who does not call an event.
type DeclineInput struct {
	Why string `json:"why"`
}

// Decline ends a proposal without an event, and tells whoever made it why. Again
// changes nothing; what was called is refused with Conflict "proposal-decided".
func (s *Service) Decline(ctx context.Context, who domain.Actor, id ID, in DeclineInput) (Proposal, error) {
	w := domain.Wrong{}
	why := strings.TrimSpace(in.Why)
	w.Check(why != "", "why", "needed")
	w.Check(len([]rune(why)) <= 500, "why", "too-long")
	if err := w.Err(); err != nil {
		return Proposal{}, err
	}
	var p Proposal
	return p, s.Atomically(ctx, func(tx Store) (err error) {
		if p, err = s.proposal(ctx, tx, who, id); err != nil {
			return err
		}
		p.Decided, p.Decider, p.Why, p.Accepted = s.Clock.Now(), who.Person, why, false
		ok, err := tx.DecideProposal(ctx, p)
		if err != nil {
			return err
		}
		if !ok {
			if p, err = tx.Proposal(ctx, id); err == nil && p.Accepted {
				err = domain.Refuse(domain.Conflict, "proposal-decided")
			}
			return err
		}
		site, err := tx.Site(ctx, p.Group)
		if err != nil {
			return err
		}
		to, err := tx.Reach(ctx, p.By)
		if domain.Is(err, domain.NotFound) {
			return nil
		}
		if err != nil {
			return err
		}
		return s.tellProposer(ctx, tx, Event{Group: p.Group, Title: p.Said.Title, Why: why, Zone: site.Zone}, site, p, to, "event/proposal-declined", "/events/propose")
	})
}

// HeldOfProposals says what is held about a person as who proposed events.
func (s *Service) HeldOfProposals(ctx context.Context, p domain.PersonID, _ []string) (any, error) {
	return s.Store.ProposalsBy(ctx, p)
}

// ForgetProposals takes a person out of what they proposed; what nobody has
// decided yet is gone.
func (s *Service) ForgetProposals(ctx context.Context, p domain.PersonID, _ []string) error {
	return s.Store.ForgetProposals(ctx, p)
}
