package canvass

import (
	"context"
	"slices"
	"strings"
	"time"

	"barnstorm/domain"
	"barnstorm/domain/script"
)

// A LaunchInput is what makes an effort.
type LaunchInput struct {
	ID         EffortID       `json:"id"` // made by the sender
	Group      domain.GroupID `json:"group"`
	Name       string         `json:"name"`
	Script     script.ID      `json:"script"`
	Doors      int            `json:"doors"`
	From       string         `json:"from"` // first day, 2006-01-02, in the group's zone
	To         string         `json:"to"`   // last day
	Controller string         `json:"controller"`
	Level      Level          `json:"level"`
	KeepDays   int            `json:"keep_days"`
}

// Bounds of an effort.
const (
	MaxDays     = 400
	MaxKeepDays = 730
	MaxDoors    = 1_000_000
)

// dates are the first moment of the first day and the last of the last.
func (in LaunchInput) dates(zone *time.Location) (from, to time.Time, ok bool) {
	from, err := time.ParseInLocation(time.DateOnly, in.From, zone)
	last, err2 := time.ParseInLocation(time.DateOnly, in.To, zone)
	to = last.AddDate(0, 0, 1)
	ok = err == nil && err2 == nil && to.After(from) && to.Before(from.AddDate(0, 0, MaxDays+1))
	return from.UTC(), to.UTC(), ok
}

func (in LaunchInput) wrong(datesOK bool) error {
	w := domain.Wrong{}
	_, idOK := domain.ParseID[EffortID](string(in.ID))
	_, scriptOK := domain.ParseID[script.ID](string(in.Script))
	name := len([]rune(strings.TrimSpace(in.Name)))
	w.Check(idOK, "id", "not-an-id")
	w.Check(name >= 1 && name <= 120, "name", "name-1-to-120")
	w.Check(scriptOK, "script", "pick-one")
	w.Check(in.Doors >= 0 && in.Doors <= MaxDoors, "doors", "doors-range")
	w.Check(datesOK, "to", "dates-in-order")
	w.Check(len(in.Controller) <= 200, "controller", "too-long")
	w.Check(slices.Contains([]Level{LevelStreet, LevelHousehold, LevelRoll}, in.Level), "level", "pick-one")
	w.Check(in.KeepDays >= 1 && in.KeepDays <= MaxKeepDays, "keep_days", "keep-1-to-730")
	return w.Err()
}

// Launching is what it takes to make an effort.
type Launching interface {
	// GroupZone is the name and the IANA zone of a group, or NotFound.
	GroupZone(ctx context.Context, g domain.GroupID) (name, zone string, err error)
	// GroupsAbove is groups and every group above any of them.
	GroupsAbove(ctx context.Context, groups []domain.GroupID) ([]domain.GroupID, error)
	// Published lists the published versions of a script, newest first, and
	// the group that it belongs to, or refuses with NotFound.
	Published(ctx context.Context, id script.ID) ([]script.Version, domain.GroupID, error)
	// Effort finds one effort, or refuses with NotFound.
	Effort(ctx context.Context, id EffortID) (Effort, error)
	// PutEffort keeps a whole effort in place of an earlier state of it.
	PutEffort(ctx context.Context, e Effort) error
}

// Launch makes an effort that uses the newest published version of a script
// of its own group or of a group above it. Launching the same id again gives
// the effort that is there. It refuses a script that is not published
// (Conflict) or not of these groups (NotFound).
func (s *Service) Launch(ctx context.Context, who domain.Actor, in LaunchInput) (e Effort, err error) {
	return e, s.Atomically(ctx, func(tx Store) error {
		e, err = s.LaunchIn(ctx, tx, who, in)
		return err
	})
}

// LaunchIn is Launch, within what somebody writes at once.
func (s *Service) LaunchIn(ctx context.Context, tx Launching, who domain.Actor, in LaunchInput) (Effort, error) {
	if err := who.Must(domain.RunEfforts, in.Group); err != nil {
		return Effort{}, err
	}
	_, name, err := tx.GroupZone(ctx, in.Group)
	if err != nil {
		return Effort{}, err
	}
	from, to, ok := in.dates(domain.Zone(name))
	if err := in.wrong(ok); err != nil {
		return Effort{}, err
	}
	now := s.Clock.Now()
	e := Effort{
		ID: in.ID, Group: in.Group, Name: strings.TrimSpace(in.Name), Script: in.Script, Doors: in.Doors, Starts: from, Ends: to,
		Zone: name, Controller: strings.TrimSpace(in.Controller), Level: in.Level, KeepDays: in.KeepDays,
		Salt: string(domain.NewToken()), Made: now, Maker: who.Person, Changed: now,
		Fill: map[string]string{}, Lists: map[string][]script.Option{},
	}
	have, err := tx.Effort(ctx, in.ID)
	if err == nil {
		return e, again(&e, have)
	}
	if !domain.Is(err, domain.NotFound) {
		return e, err
	}
	if e.Version, err = newest(ctx, tx, in.Group, in.Script); err != nil {
		return e, err
	}
	return e, tx.PutEffort(ctx, e)
}

// again is nil when the effort that has the id is of the same group.
func again(e *Effort, have Effort) error {
	if have.Group != e.Group {
		return domain.Refuse(domain.Conflict, "id-taken")
	}
	*e = have
	return nil
}

// newest is the newest published version of a script that a group may use.
func newest(ctx context.Context, tx Launching, g domain.GroupID, id script.ID) (script.VersionID, error) {
	versions, of, err := tx.Published(ctx, id)
	if err != nil {
		return "", err
	}
	above, err := tx.GroupsAbove(ctx, []domain.GroupID{g})
	switch {
	case err != nil:
		return "", err
	case !slices.Contains(above, of):
		return "", domain.Refuse(domain.NotFound, "no-such-script")
	case len(versions) == 0:
		return "", domain.Refuse(domain.Conflict, "script-not-published")
	}
	return versions[0].ID, nil
}
