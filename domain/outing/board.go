package outing

import (
	"context"
	"slices"
	"strings"
	"time"

	"barnstorm/domain"
	"barnstorm/domain/sun"
	"barnstorm/domain/universe"
)

// A HandOutInput gives a team a turf.
type HandOutInput struct {
	ID   BoardID         `json:"id"` // made by the sender
	Turf universe.TurfID `json:"turf"`
	Back string          `json:"back"` // when they should be back, 15:04 by the effort's clock
	Over bool            `json:"over"` // also from somebody whose time with it still runs
	// Of somebody who goes alone: who else knows when they should be back, and
	// whether a lead agrees that they walk after dark.
	Buddy string `json:"buddy"`
	Alone bool   `json:"alone"`
}

func (in HandOutInput) wrong() error {
	w := domain.Wrong{}
	_, ok := domain.ParseID[BoardID](string(in.ID))
	w.Check(ok, "id", "not-an-id")
	_, ok = domain.ParseID[universe.TurfID](string(in.Turf))
	w.Check(ok, "turf", "pick-one")
	_, err := time.Parse(wall, in.Back)
	w.Check(err == nil, "back", "time-of-day")
	w.Check(oneLine(strings.TrimSpace(in.Buddy), maxName), "buddy", "too-long")
	return w.Err()
}

// wall is a time of day as people write it.
const wall = "15:04"

// soon is the moment after now at which a clock in a zone shows a time of day.
func soon(now time.Time, clock string, zone *time.Location) time.Time {
	at, err := time.Parse(wall, clock)
	if err != nil {
		return now
	}
	y, m, d := now.In(zone).Date()
	t := time.Date(y, m, d, at.Hour(), at.Minute(), 0, 0, zone)
	if !t.After(now) {
		t = time.Date(y, m, d+1, at.Hour(), at.Minute(), 0, 0, zone)
	}
	return t.UTC()
}

// longest is how long a team may have a turf.
const longest = 12 * time.Hour

// HandOut gives a team a turf, on a board that its phones open by a code. Two
// leads who hand out one turf at once give it once: the second is refused with
// Conflict turf-taken, as is whoever wants one whose time still runs, unless it
// is taken over. What an earlier holder still sends is kept (DOOR.md, Sync).
// Everybody of the team is out from then on. Whoever goes alone and would be out
// after dark needs the lead's word (Conflict alone-after-dark).
func (s *Service) HandOut(ctx context.Context, who domain.Actor, team TeamID, in HandOutInput) (Board, error) {
	if err := in.wrong(); err != nil {
		return Board{}, err
	}
	var b Board
	return b, s.Atomically(ctx, func(tx Store) error {
		c, err := s.team(ctx, tx, who, team)
		if err != nil {
			return err
		}
		if b, err = tx.Board(ctx, in.ID); err == nil && b.Team == team {
			return nil
		} else if err == nil {
			return domain.Refuse(domain.Conflict, "id-taken")
		} else if !domain.Is(err, domain.NotFound) {
			return err
		}
		now := s.Clock.Now()
		b = Board{ID: in.ID, Team: team, Turf: in.Turf, Alone: in.Alone, By: who.Person, Given: now, Until: soon(now, in.Back, local(c.Effort))}
		if err := s.give(ctx, tx, c, b, in.Over); err != nil {
			return err
		}
		if err := tx.PutBoard(ctx, b); err != nil {
			return err
		}
		return s.depart(ctx, tx, c, b, in.Buddy)
	})
}

// give takes a turf for a team's board.
func (s *Service) give(ctx context.Context, tx Store, c Crew, b Board, over bool) error {
	if err := c.Effort.Lives(b.Given); err != nil {
		return err
	}
	if len(c.Members) == 0 {
		return domain.Refuse(domain.Conflict, "team-empty")
	}
	if b.Until.After(b.Given.Add(longest)) {
		return domain.Wrong{"back": "back-too-late"}.Err()
	}
	t, err := tx.Turf(ctx, b.Turf)
	if err == nil && t.Effort != c.Effort.ID {
		err = domain.Refuse(domain.NotFound, "no-such-turf")
	}
	if err != nil {
		return err
	}
	if len(c.Members) == 1 && !b.Alone && (sun.Dark(t.At, b.Given) || sun.Dark(t.At, b.Until)) {
		return universe.TooDark(t.At, b.Given)
	}
	was := t.State
	t.State, t.Holder, t.Board, t.Team = universe.Out, c.holder(b), string(b.ID), c.Team.Name
	t.Taken, t.Until, t.Changed = b.Given, b.Until, b.Given
	ok, err := tx.TakeTurf(ctx, t, b.Given, over)
	switch {
	case err != nil || ok:
		return err
	case was == universe.Finished:
		return domain.Refuse(domain.Conflict, "turf-finished")
	}
	return domain.Refuse(domain.Conflict, "turf-taken")
}

// holder is who answers for a turf that the team has: its runner, or the lead
// who handed it out where the runner has no account.
func (c Crew) holder(b Board) domain.PersonID {
	for _, m := range c.Members {
		if m.Runner && m.Person != "" {
			return m.Person
		}
	}
	return b.By
}

// board loads a board, with its team held against others, for whoever runs the
// outing.
func (s *Service) board(ctx context.Context, tx Store, who domain.Actor, id BoardID) (Board, Crew, error) {
	if who.Nobody() {
		return Board{}, Crew{}, domain.Refuse(domain.SignedOut, "sign-in-first")
	}
	b, err := tx.Board(ctx, id)
	if err != nil {
		return b, Crew{}, err
	}
	c, err := s.team(ctx, tx, who, b.Team)
	if domain.Is(err, domain.NotFound) {
		err = domain.Refuse(domain.NotFound, "no-such-board")
	}
	return b, c, err
}

// A BackInput says how a board came back.
type BackInput struct {
	Finished bool `json:"finished"` // nothing is left to do there
}

// BringBack ends a team's time with a board. A turf that somebody has taken
// over meanwhile goes on with them.
func (s *Service) BringBack(ctx context.Context, who domain.Actor, id BoardID, in BackInput) (Board, error) {
	var b Board
	return b, s.Atomically(ctx, func(tx Store) (err error) {
		if b, _, err = s.board(ctx, tx, who, id); err != nil {
			return err
		}
		b, err = s.back(ctx, tx, b, in.Finished)
		return err
	})
}

// back ends a board, and the turf's time unless it lies in other hands.
func (s *Service) back(ctx context.Context, tx Store, b Board, finished bool) (Board, error) {
	t, err := tx.Turf(ctx, b.Turf)
	if err != nil && !domain.Is(err, domain.NotFound) {
		return b, err
	}
	now := s.Clock.Now()
	if err == nil && t.OnBoard(string(b.ID)) {
		to := universe.Returned
		if finished {
			to = universe.Finished
		}
		if _, err := tx.GiveBack(ctx, t, to, now); err != nil {
			return b, err
		}
	}
	if b.Back.IsZero() {
		b.Back = now
	}
	return b, tx.PutBoard(ctx, b)
}

// A LongerInput gives a board a new end.
type LongerInput struct {
	Minutes int `json:"minutes"` // 5 to 240, from its end, or from now when that has passed
}

// Prolong gives a team longer with a board that it still has: it refuses one
// that is back or in other hands with Conflict board-over.
func (s *Service) Prolong(ctx context.Context, who domain.Actor, id BoardID, in LongerInput) (Board, error) {
	if in.Minutes < 5 || in.Minutes > 240 {
		return Board{}, domain.Wrong{"minutes": "longer-range"}.Err()
	}
	var b Board
	return b, s.Atomically(ctx, func(tx Store) (err error) {
		var c Crew
		if b, c, err = s.board(ctx, tx, who, id); err != nil {
			return err
		}
		t, err := tx.Turf(ctx, b.Turf)
		if err != nil {
			return err
		}
		if !t.OnBoard(string(id)) {
			return domain.Refuse(domain.Conflict, "board-over")
		}
		now := s.Clock.Now()
		if b.Until.Before(now) {
			b.Until = now
		}
		if b.Until = b.Until.Add(time.Duration(in.Minutes) * time.Minute); b.Until.After(now.Add(longest)) {
			return domain.Wrong{"minutes": "back-too-late"}.Err()
		}
		if len(c.Members) == 1 && !b.Alone && sun.Dark(t.At, b.Until) {
			return universe.TooDark(t.At, now)
		}
		t.Until, t.Changed = b.Until, now
		ok, err := tx.TakeTurf(ctx, t, now, false)
		if err == nil && !ok {
			err = domain.Refuse(domain.Conflict, "board-over")
		}
		if err != nil {
			return err
		}
		if err := tx.PutBoard(ctx, b); err != nil {
			return err
		}
		return s.postpone(ctx, tx, c, b.Until)
	})
}

// Renew replaces the code of a board: the old one opens nothing from now on,
// and phones that came by it send nothing more that counts by itself.
func (s *Service) Renew(ctx context.Context, who domain.Actor, id BoardID) (Board, error) {
	var b Board
	return b, s.Atomically(ctx, func(tx Store) (err error) {
		if b, _, err = s.board(ctx, tx, who, id); err != nil {
			return err
		}
		b.Turn++
		if err := tx.RevokeLent(ctx, id, "", s.Clock.Now()); err != nil {
			return err
		}
		return tx.PutBoard(ctx, b)
	})
}

// mostTurfs is how many turfs a lead is offered for a team.
const mostTurfs = 40

// Choices is the turfs that a team could be given: those that nobody has now,
// nearest to where the team was last, else by name.
func (s *Service) Choices(ctx context.Context, c Crew) ([]universe.Turf, error) {
	all, err := s.Store.TurfsOf(ctx, c.Effort.ID)
	if err != nil {
		return nil, err
	}
	now := s.Clock.Now()
	var from domain.Point
	if len(c.Boards) > 0 {
		from = c.Boards[0].Turf.At
	}
	free := slices.DeleteFunc(all, func(t universe.Turf) bool { return t.State == universe.Finished || t.Held(now) || t.Size == 0 })
	if from.Valid() {
		slices.SortStableFunc(free, func(a, b universe.Turf) int { return int(1000 * (away(from, a) - away(from, b))) })
	}
	return free[:min(len(free), mostTurfs)], nil
}

// away is how far a turf lies from a point, in kilometres; one without a place
// lies furthest.
func away(from domain.Point, t universe.Turf) float64 {
	if !t.At.Valid() {
		return 1e5
	}
	return from.Km(t.At)
}

// TeamOf is whose a board is, for whoever runs the outing.
func (s *Service) TeamOf(ctx context.Context, who domain.Actor, id BoardID) (TeamID, error) {
	b, err := s.Store.Board(ctx, id)
	if err != nil {
		return "", err
	}
	c, err := s.Show(ctx, who, b.Team)
	return c.Team.ID, err
}
