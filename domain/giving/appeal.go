package giving

import (
	"context"
	"strings"
	"time"
	"unicode"

	"barnstorm/domain"
)

// An AppealID names an appeal.
type AppealID string

// An Appeal is a page of its own for gifts to one thing: a campaign or an
// event of a group. What is given there is kept apart as a fund.
type Appeal struct {
	ID    AppealID
	Group domain.GroupID
	Event string // id of the event that it is for; empty for none
	Slug  string // in its address
	Title string
	About string
	Fund  string       // in the books
	Goal  domain.Money // zero for none
	Once  bool         // a single gift is offered first
	Made  time.Time
	Ended time.Time // zero while it takes gifts

	Raised    domain.Money // filled when read: what stayed given
	EventSlug string       // the same
	EventName string
	Name      string // the group's
}

// An AppealInput is what somebody sends to begin an appeal.
type AppealInput struct {
	ID    string `json:"id"` // of the appeal, made by the sender
	Group string `json:"group"`
	Title string `json:"title"`
	About string `json:"about"`
	Goal  string `json:"goal"`  // an amount; empty for none
	Event string `json:"event"` // the last part of an event's address; empty for none
	Once  bool   `json:"once"`  // offer a single gift first
}

func (in AppealInput) appeal(to Recipient, now time.Time) (Appeal, error) {
	w := domain.Wrong{}
	id, ok := domain.ParseID[AppealID](in.ID)
	w.Check(ok, "id", "not-understood")
	title, about := strings.TrimSpace(in.Title), strings.TrimSpace(in.About)
	w.Check(title != "", "title", "needed")
	w.Check(len([]rune(title)) <= 100 && !strings.ContainsFunc(title, unicode.IsControl), "title", "too-long")
	w.Check(len([]rune(about)) <= 1000, "about", "too-long")
	goal := domain.Money{Currency: to.Currency}
	if strings.TrimSpace(in.Goal) != "" {
		goal, ok = domain.ParseMoney(in.Goal, to.Currency)
		w.Check(ok && goal.Minor > 0, "goal", "not-an-amount")
	}
	if err := w.Err(); err != nil {
		return Appeal{}, err
	}
	// The end of the id keeps two of one title apart.
	slug := strings.Trim(domain.Slug(title), "-")
	slug = strings.Trim(slug[:min(len(slug), 60)], "-") + "-" + string(id[len(id)-4:])
	return Appeal{
		ID: id, Group: to.Group, Slug: slug, Title: title, About: about, Fund: slug[max(0, len(slug)-40):], Goal: goal, Once: in.Once, Made: now,
	}, nil
}

// BeginAppeal opens a page for gifts. Sent twice it is one page. Refuses with
// Invalid, and as Actor.Must does for RunAppeals.
func (s *Service) BeginAppeal(ctx context.Context, who domain.Actor, in AppealInput) (Appeal, error) {
	g, ok := domain.ParseID[domain.GroupID](in.Group)
	if !ok {
		return Appeal{}, domain.Wrong{"group": "pick-one"}.Err()
	}
	if err := who.Must(domain.RunAppeals, g); err != nil {
		return Appeal{}, err
	}
	to, err := s.Store.Recipient(ctx, g, "")
	if err != nil {
		return Appeal{}, err
	}
	a, err := in.appeal(to, s.Clock.Now())
	if err != nil {
		return a, err
	}
	if slug := strings.TrimSpace(in.Event); slug != "" {
		a.Event, err = s.Store.EventOf(ctx, g, slug[strings.LastIndexByte(slug, '/')+1:])
		if domain.Is(err, domain.NotFound) {
			return a, domain.Wrong{"event": "no-event-of-ours"}.Err()
		}
		if err != nil {
			return a, err
		}
	}
	_, err = s.Store.AddAppeal(ctx, a)
	return a, err
}

// EndAppeal closes a page: what was promised through it goes on. Refuses with
// NotFound where who may not run it.
func (s *Service) EndAppeal(ctx context.Context, who domain.Actor, id AppealID) error {
	return s.Atomically(ctx, func(tx Store) error {
		a, err := tx.Appeal(ctx, id)
		if err != nil {
			return err
		}
		if !who.May(domain.RunAppeals, a.Group) {
			return domain.Refuse(domain.NotFound, "no-such-appeal")
		}
		return tx.CloseAppeal(ctx, id, s.Clock.Now())
	})
}

// Appeals lists the appeals of groups whose who may run, the newest first.
// Refuses as Actor.Must does for RunAppeals.
func (s *Service) Appeals(ctx context.Context, who domain.Actor) ([]Appeal, error) {
	in := who.Where(domain.RunAppeals)
	if len(in) == 0 {
		return nil, who.Must(domain.RunAppeals, "")
	}
	return s.Store.Appeals(ctx, in, 100)
}

// OfferFor is what may be given to an appeal. NotFound where there is none at
// that address ("no-such-appeal"), Conflict where it has ended ("appeal-over").
func (s *Service) OfferFor(ctx context.Context, slug string) (Offer, error) {
	a, err := s.Store.AppealCalled(ctx, slug)
	if err != nil {
		return Offer{}, err
	}
	if !a.Ended.IsZero() {
		return Offer{}, domain.Refuse(domain.Conflict, "appeal-over")
	}
	o, err := s.Offer(ctx, a.Group)
	o.Appeal = a
	return o, err
}

// PledgeFor is Pledge to an appeal.
func (s *Service) PledgeFor(ctx context.Context, who domain.Actor, slug string, in PledgeInput, locale string) (Plan, error) {
	o, err := s.OfferFor(ctx, slug)
	if err != nil {
		return Plan{}, err
	}
	return s.pledge(ctx, who, o, in, locale)
}
