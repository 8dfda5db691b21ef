package programme

import (
	"context"
	"slices"
	"time"

	"barnstorm/domain"
	"barnstorm/domain/event"
)

// A SpeakerID names somebody who speaks at an event.
type SpeakerID string

// A Speaker is somebody who speaks at an event. Their name is public once they
// have said yes to it, and it is the one that they write.
type Speaker struct {
	ID      SpeakerID
	Event   event.ID
	Name    string
	Address string          // that they were asked at; empty where an organiser asked them in person
	Yes     time.Time       // when they agreed to be named; zero for not yet, or no longer
	By      domain.PersonID // the organiser who noted it for them
	Own     bool            // they answered themselves: nobody else changes their name
	Made    time.Time
}

// Named reports whether the name may be shown to everybody.
func (x Speaker) Named() bool { return !x.Yes.IsZero() }

// A Bill is who speaks in a session, in that order.
type Bill struct {
	Session SessionID
	Speaker SpeakerID
}

// Speakers remembers who speaks.
type Speakers interface {
	// SpeakersAt lists who speaks at an event, by name.
	SpeakersAt(ctx context.Context, id event.ID) ([]Speaker, error)
	// Speaker returns somebody who speaks, or refuses with NotFound.
	Speaker(ctx context.Context, id SpeakerID) (Speaker, error)
	// PutSpeaker keeps somebody who speaks, in place of an earlier state.
	PutSpeaker(ctx context.Context, x Speaker) error
	// DropSpeaker takes somebody off the programme.
	DropSpeaker(ctx context.Context, id SpeakerID) error
	// BillsAt lists who speaks in which session of an event, in order.
	BillsAt(ctx context.Context, id event.ID) ([]Bill, error)
	// PutBills keeps who speaks in a session, in the place of who did.
	PutBills(ctx context.Context, id SessionID, speakers []SpeakerID) error
	// SpeakersOf lists who was asked at one of the addresses.
	SpeakersOf(ctx context.Context, addresses []string) ([]Speaker, error)
}

// MaxSpeakers is how many people may speak at one event.
const MaxSpeakers = 600

// A SpeakerInput is what an organiser sends to put a speaker on the programme
// or change one.
type SpeakerInput struct {
	ID    string `json:"id"` // made by the sender
	Name  string `json:"name"`
	Email string `json:"email"` // to be asked at; empty where they were asked in person
	Said  bool   `json:"said"`  // they have said yes to being named, to the sender
	Drop  bool   `json:"drop"`
}

// PutSpeaker puts somebody on the programme. Their name is shown once they have
// said yes: by the link of a letter, or as the sender notes. Whoever has
// answered themselves keeps the name that they wrote: another one is refused
// with Conflict "speaker-own-name", and so is the id of somebody who speaks
// elsewhere ("id-taken"). Again changes nothing.
func (s *Service) PutSpeaker(ctx context.Context, who domain.Actor, id event.ID, in SpeakerInput) (Speaker, error) {
	x, err := in.speaker(id)
	if err != nil {
		return x, err
	}
	err = s.Atomically(ctx, func(tx Store) error {
		e, err := s.toEdit(ctx, tx, who, id)
		if err != nil {
			return err
		}
		all, err := tx.SpeakersAt(ctx, id)
		if err != nil {
			return err
		}
		at := slices.IndexFunc(all, func(o Speaker) bool { return o.ID == x.ID })
		if in.Drop {
			if at < 0 {
				return nil
			}
			return s.drop(ctx, tx, x.ID)
		}
		if at < 0 && len(all) >= MaxSpeakers {
			return domain.Wrong{"name": "too-many-speakers"}.Err()
		}
		if at >= 0 {
			return s.rename(ctx, tx, e, who, all[at], &x, in)
		}
		if _, err := tx.Speaker(ctx, x.ID); !domain.Is(err, domain.NotFound) { // of another event
			return orRefuse(err, domain.Conflict, "id-taken")
		}
		x.Made = s.Clock.Now()
		if in.Said {
			x.Yes, x.By = x.Made, who.Person
		}
		if err := tx.PutSpeaker(ctx, x); err != nil || x.Address == "" {
			return err
		}
		return s.askSpeaker(ctx, tx, e, x)
	})
	return x, err
}

func (in SpeakerInput) speaker(id event.ID) (Speaker, error) {
	w := domain.Wrong{}
	sid, ok := domain.ParseID[SpeakerID](in.ID)
	w.Check(ok, "id", "not-an-id")
	x := Speaker{ID: sid, Event: id, Name: line(in.Name)}
	w.Check(x.Name != "" || in.Drop, "name", "needed")
	w.Check(short(x.Name, MaxName), "name", "too-long")
	if in.Email != "" {
		x.Address, ok = domain.Email(in.Email)
		w.Check(ok, "email", "not-an-address")
	}
	return x, w.Err()
}

// rename changes a speaker who is on the programme already.
func (s *Service) rename(ctx context.Context, tx Store, e event.Event, who domain.Actor, old Speaker, x *Speaker, in SpeakerInput) error {
	if old.Own && old.Name != x.Name {
		return domain.Refuse(domain.Conflict, "speaker-own-name")
	}
	asks := x.Address != "" && x.Address != old.Address
	x.Made, x.Yes, x.By, x.Own = old.Made, old.Yes, old.By, old.Own
	if x.Address == "" {
		x.Address = old.Address
	}
	if in.Said && !x.Named() && !x.Own {
		x.Yes, x.By = s.Clock.Now(), who.Person
	}
	if err := tx.PutSpeaker(ctx, *x); err != nil || !asks {
		return err
	}
	return s.askSpeaker(ctx, tx, e, *x)
}

func (s *Service) drop(ctx context.Context, tx Store, id SpeakerID) error {
	if err := tx.RevokeLinks(ctx, string(id), s.Clock.Now()); err != nil {
		return err
	}
	return tx.DropSpeaker(ctx, id)
}

// askSpeaker writes to a speaker, with the link by which they say how they want
// to be named, or that they do not.
func (s *Service) askSpeaker(ctx context.Context, tx Store, e event.Event, x Speaker) error {
	site, err := tx.Site(ctx, e.Group)
	if err != nil {
		return err
	}
	now, t := s.Clock.Now(), domain.NewToken()
	if err := tx.PutLink(ctx, domain.Link{Hash: t.Hash(), Purpose: domain.ForSpeaker, Object: string(x.ID), Made: now, Expires: e.Ends.AddDate(0, 1, 0)}); err != nil {
		return err
	}
	return tx.Post(ctx, domain.Letter{
		ID: domain.NewID[domain.LetterID](now), Key: "programme/speaker:" + string(x.ID) + ":" + x.Address, To: x.Address, Name: x.Name, Group: e.Group, Locale: site.Locale,
		Kind: "programme/speaker", Due: now,
		Fields: map[string]string{
			"name": x.Name, "title": e.Title, "group": site.Name, "imprint": site.Imprint, "starts": e.Starts.Format(time.RFC3339), "ends": e.Ends.Format(time.RFC3339),
			"zone": e.Zone, "link": s.URL("/speaker/" + string(t)),
		},
	})
}

// A Spoken is what the link of a speaker's letter opens.
type Spoken struct {
	Speaker   Speaker
	Programme Programme // with the sessions that they speak in alone
}

// Spoken returns what a speaker's link opens, or refuses with NotFound. It
// changes nothing.
func (s *Service) Spoken(ctx context.Context, t domain.Token) (x Spoken, err error) {
	object, err := domain.Follow(ctx, s.Store, t, domain.ForSpeaker, s.Clock.Now())
	if err != nil {
		return x, err
	}
	if x.Speaker, err = s.Store.Speaker(ctx, SpeakerID(object)); err != nil {
		return x, err
	}
	e, err := s.Store.Event(ctx, x.Speaker.Event)
	if err != nil {
		return x, err
	}
	x.Programme.Event = e.As(domain.Actor{})
	if x.Programme.Site, err = s.Store.Site(ctx, e.Group); err != nil {
		return x, err
	}
	err = read(ctx, s.Store, &x.Programme)
	x.Programme.Sessions = slices.DeleteFunc(x.Programme.Sessions, func(o Session) bool {
		return !slices.Contains(x.Programme.Bills, Bill{o.ID, x.Speaker.ID})
	})
	return x, err
}

// A NameInput is what a speaker sends: how they want to be named, and whether.
type NameInput struct {
	Name string `json:"name"`
	Yes  bool   `json:"yes"`
}

// Name keeps how the speaker whose link this is wants to be named, or that they
// do not want to be any more. Again changes nothing.
func (s *Service) Name(ctx context.Context, t domain.Token, in NameInput) (Spoken, error) {
	x, err := s.Spoken(ctx, t)
	if err != nil {
		return x, err
	}
	w := domain.Wrong{}
	name := line(in.Name)
	w.Check(name != "" || !in.Yes, "name", "needed")
	w.Check(short(name, MaxName), "name", "too-long")
	if err := w.Err(); err != nil {
		return x, err
	}
	if name != "" {
		x.Speaker.Name = name
	}
	x.Speaker.Own, x.Speaker.By = true, ""
	switch {
	case !in.Yes:
		x.Speaker.Yes = time.Time{}
	case !x.Speaker.Named():
		x.Speaker.Yes = s.Clock.Now()
	}
	return x, s.Store.PutSpeaker(ctx, x.Speaker)
}

// Held says what is held about a person as a speaker.
func (s *Service) Held(ctx context.Context, _ domain.PersonID, emails []string) (any, error) {
	return s.Store.SpeakersOf(ctx, emails)
}

// Forget takes a person off every programme that they were asked for.
func (s *Service) Forget(ctx context.Context, _ domain.PersonID, emails []string) error {
	all, err := s.Store.SpeakersOf(ctx, emails)
	for _, x := range all {
		if err == nil {
			err = s.Atomically(ctx, func(tx Store) error { return s.drop(ctx, tx, x.ID) })
		}
	}
	return err
}
