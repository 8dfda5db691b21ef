package universe

import (
	"context"
	"slices"
	"strings"
	"time"

	"barnstorm/domain"
	"barnstorm/domain/canvass"
	"barnstorm/domain/turf"
)

// A MoveInput is which doors of a turf go to another: one door, or a whole
// street, or one side of it.
type MoveInput struct {
	Door   DoorID `json:"door"`
	Street string `json:"street"`
	Side   string `json:"side"` // "odd", "even", "named"; empty means all of the street
	To     TurfID `json:"to"`
}

// takes reports whether the move is about a door of the turf.
func (in MoveInput) takes(d Door) bool {
	if in.Door != "" {
		return d.ID == in.Door
	}
	return d.Address.Street == in.Street && (in.Side == "" || turf.SideOf(d.Address.Number) == in.Side)
}

// Move gives doors of one turf to another and has both walked anew. It refuses
// turfs that somebody has out (Conflict turf-out), and to leave none behind:
// that is joining.
func (s *Service) Move(ctx context.Context, who domain.Actor, id TurfID, in MoveInput) (from, to Turf, err error) {
	err = s.arrange(ctx, who, id, in.To, func(tx Store, a, b *Turf) error {
		doors, err := tx.DoorsIn(ctx, a.ID)
		if err != nil {
			return err
		}
		there, err := tx.DoorsIn(ctx, b.ID)
		if err != nil {
			return err
		}
		away, stay := parted(doors, in.takes)
		switch {
		case len(away) == 0:
			return domain.Refuse(domain.NotFound, "no-such-door")
		case len(stay) == 0:
			return domain.Refuse(domain.Conflict, "turf-would-be-empty")
		}
		return s.walkAnew(ctx, tx, map[*Turf][]Door{a: stay, b: append(there, away...)})
	}, &from, &to)
	return from, to, err
}

// A JoinInput is which turf goes into another.
type JoinInput struct {
	With TurfID `json:"with"`
}

// Join puts the doors of another turf into this one, and the other is gone.
func (s *Service) Join(ctx context.Context, who domain.Actor, id TurfID, in JoinInput) (Turf, error) {
	var joined, gone Turf
	err := s.arrange(ctx, who, id, in.With, func(tx Store, a, b *Turf) error {
		doors, err := tx.DoorsIn(ctx, a.ID)
		if err != nil {
			return err
		}
		there, err := tx.DoorsIn(ctx, b.ID)
		if err != nil {
			return err
		}
		if len(doors)+len(there) > turf.Most {
			return domain.RefuseWith(domain.Conflict, "turf-too-large", map[string]any{"n": turf.Most})
		}
		if err := s.walkAnew(ctx, tx, map[*Turf][]Door{a: append(doors, there...)}); err != nil {
			return err
		}
		return tx.Loosen(ctx, []TurfID{b.ID}) // its doors are a's by now
	}, &joined, &gone)
	return joined, err
}

// arrange loads two turfs of one effort that nobody has out, and has f change them.
func (s *Service) arrange(ctx context.Context, who domain.Actor, one, other TurfID, f func(tx Store, a, b *Turf) error, a, b *Turf) error {
	return s.Atomically(ctx, func(tx Store) error {
		t, e, err := s.turf(ctx, tx, who, one, domain.HandOutTurf)
		if err != nil {
			return err
		}
		u, err := tx.Turf(ctx, other)
		if err == nil && (u.Effort != e.ID || one == other) {
			err = domain.Refuse(domain.NotFound, "no-such-turf")
		}
		if err != nil {
			return err
		}
		if _, err := tx.HoldEffort(ctx, e.ID); err != nil {
			return err
		}
		*a, *b = t, u
		if err := s.atHome(ctx, tx, e, a, b); err != nil {
			return err
		}
		return f(tx, a, b)
	})
}

// atHome holds turfs of an effort and refuses those that somebody has out.
func (s *Service) atHome(ctx context.Context, tx Store, e canvass.Effort, turfs ...*Turf) error {
	var home []Turf
	for _, state := range []State{Free, Returned} {
		some, err := tx.HoldTurfs(ctx, e.ID, state)
		if err != nil {
			return err
		}
		home = append(home, some...)
	}
	for _, t := range turfs {
		i := slices.IndexFunc(home, func(h Turf) bool { return h.ID == t.ID })
		if i < 0 {
			return domain.Refuse(domain.Conflict, "turf-out")
		}
		*t = home[i]
	}
	return nil
}

// walkAnew gives turfs the doors that are theirs now, in walking order.
func (s *Service) walkAnew(ctx context.Context, tx Store, doors map[*Turf][]Door) error {
	var turfs []Turf
	var places []Placing
	for t, list := range doors {
		flat := flatten(list)
		at := map[string]turf.Door{}
		for _, d := range flat {
			at[d.ID] = d
		}
		places = append(places, t.fill(turf.Walk(flat), at)...)
		t.Changed = s.Clock.Now()
		turfs = append(turfs, *t)
	}
	if err := tx.PutTurfs(ctx, turfs); err != nil {
		return err
	}
	return tx.Place(ctx, places)
}

// A SplitInput names the new turf.
type SplitInput struct {
	ID TurfID `json:"id"` // made by the sender: sent twice, it is split once
}

// Split cuts a turf into two of about the same size, by its streets. It
// refuses one that is too small for it, and an id that another effort's has.
func (s *Service) Split(ctx context.Context, who domain.Actor, id TurfID, in SplitInput) (a, b Turf, err error) {
	if _, ok := domain.ParseID[TurfID](string(in.ID)); !ok {
		return a, b, domain.Wrong{"id": "not-an-id"}.Err()
	}
	err = s.Atomically(ctx, func(tx Store) error {
		t, e, err := s.turf(ctx, tx, who, id, domain.HandOutTurf)
		if err != nil {
			return err
		}
		if _, err := tx.HoldEffort(ctx, e.ID); err != nil {
			return err
		}
		switch have, err := tx.Turf(ctx, in.ID); {
		case err == nil && have.Effort == e.ID:
			a, b = t, have
			return nil
		case err == nil:
			return domain.Refuse(domain.Conflict, "id-taken")
		case !domain.Is(err, domain.NotFound):
			return err
		}
		if err := s.atHome(ctx, tx, e, &t); err != nil {
			return err
		}
		doors, err := tx.DoorsIn(ctx, id)
		if err != nil {
			return err
		}
		pieces := turf.Cut(flatten(doors), (len(doors)+1)/2)
		if len(pieces) < 2 {
			return domain.Refuse(domain.Conflict, "turf-too-small")
		}
		a, b = t, Turf{ID: in.ID, Effort: e.ID, State: Free, Made: s.Clock.Now()}
		first := pieces[0].Doors
		stay, away := parted(doors, func(d Door) bool { return slices.Contains(first, string(d.ID)) })
		return s.walkAnew(ctx, tx, map[*Turf][]Door{&a: stay, &b: away})
	})
	return a, b, err
}

func parted(doors []Door, is func(Door) bool) (yes, no []Door) {
	for _, d := range doors {
		if is(d) {
			yes = append(yes, d)
		} else {
			no = append(no, d)
		}
	}
	return yes, no
}

// A RenameInput is how a turf is called; empty gives it the name of its streets.
type RenameInput struct {
	Name string `json:"name"`
}

// Rename calls a turf by a name of somebody's own.
func (s *Service) Rename(ctx context.Context, who domain.Actor, id TurfID, in RenameInput) (Turf, error) {
	name := strings.Join(strings.Fields(in.Name), " ")
	if len([]rune(name)) > 100 {
		return Turf{}, domain.Wrong{"name": "too-long"}.Err()
	}
	var t Turf
	err := s.Atomically(ctx, func(tx Store) (err error) {
		var e canvass.Effort
		if t, e, err = s.turf(ctx, tx, who, id, domain.HandOutTurf); err != nil {
			return err
		}
		if _, err := tx.HoldEffort(ctx, e.ID); err != nil {
			return err
		}
		doors, err := tx.DoorsIn(ctx, id)
		if err != nil {
			return err
		}
		if t.Named = name != ""; t.Named {
			t.Name = name
		} else if byStreets := turf.Name(flatten(doors)); byStreets != "" {
			t.Name = cut(byStreets)
		}
		return tx.CallTurf(ctx, t, s.Clock.Now())
	})
	return t, err
}

// A PinInput is where a door lies.
type PinInput struct {
	Lat float64 `json:"lat"`
	Lon float64 `json:"lon"`
}

// Pin puts a door where somebody pointed. What a file or a property number
// says is surer, and stays (Conflict door-placed).
func (s *Service) Pin(ctx context.Context, who domain.Actor, id DoorID, in PinInput) (Door, error) {
	at := domain.Point{Lat: in.Lat, Lon: in.Lon}
	if !at.Valid() {
		return Door{}, domain.Wrong{"lat": "not-a-place"}.Err()
	}
	if who.Nobody() {
		return Door{}, domain.Refuse(domain.SignedOut, "sign-in-first")
	}
	var d Door
	err := s.Atomically(ctx, func(tx Store) (err error) {
		if d, err = tx.Door(ctx, id); err != nil {
			return err
		}
		_, err = s.living(ctx, tx, who, d.Effort, domain.HandOutTurf)
		if domain.Is(err, domain.NotFound) {
			return domain.Refuse(domain.NotFound, "no-such-door")
		}
		if err == nil && (d.Sure == SureFile || d.Sure == SureUPRN) {
			err = domain.Refuse(domain.Conflict, "door-placed")
		}
		if err != nil {
			return err
		}
		d.At, d.Sure = at, SurePin
		return tx.PutDoors(ctx, []Door{d})
	})
	return d, err
}

// Extent is how large the universe of an effort is.
func (s *Service) Extent(ctx context.Context, who domain.Actor, e canvass.EffortID) (Extent, error) {
	if _, err := s.effort(ctx, s.Store, who, e, domain.SeeResults); err != nil {
		return Extent{}, err
	}
	return s.Store.Extent(ctx, e)
}

// countEvery is how old a count of doors may be while people knock there.
const countEvery = 5 * time.Minute

// Count counts a few universes anew where people have knocked since, and says
// how many.
func (s *Service) Count(ctx context.Context) (int, error) {
	now := s.Clock.Now()
	ids, err := s.Store.Uncounted(ctx, now.Add(-countEvery), 10)
	for _, id := range ids {
		if err == nil {
			err = s.Store.CountDoors(ctx, id, now)
		}
	}
	return len(ids), err
}
