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

// Tolds remembers what canvassers noted of doors beside what came of their visits.
type Tolds interface {
	// ToldIn lists up to n households and corrections of an effort that nobody has
	// decided about, oldest first.
	ToldIn(ctx context.Context, e canvass.EffortID, n int) ([]canvass.Visit, error)
	// WishesIn lists up to n visits that were asked for, newest first.
	WishesIn(ctx context.Context, e canvass.EffortID, n int) ([]canvass.Visit, error)
	// DoorsOf finds the doors of these ids, those that there are.
	DoorsOf(ctx context.Context, ids []DoorID) ([]Door, error)
	// GrowTurf makes room for one more door in a turf, behind a place of its walk.
	GrowTurf(ctx context.Context, id TurfID, place int, now time.Time) error
	// Visit finds one record, or refuses with NotFound.
	Visit(ctx context.Context, id canvass.VisitID) (canvass.Visit, error)
	// KeepVisits keeps records, and is the ids of those that were new.
	KeepVisits(ctx context.Context, visits []canvass.Visit) ([]canvass.VisitID, error)
	// NeverAgain keeps that nobody may be contacted where a record was made.
	NeverAgain(ctx context.Context, v canvass.Visit) error
}

// mostTold is how many notes are shown, and decided about, at once.
const mostTold = 100

// A Note is what a canvasser noted of a door.
type Note struct {
	Record canvass.VisitID
	What   string // one of canvass.Told…
	Door   Door   // at which; of a household, as it would be
	Turf   Turf   // empty when it is gone
	Number string // the number that a door should have
	Wish   canvass.Wish
	At     time.Time
}

// Notes is what canvassers noted: what waits for a decision, and the visits that
// were asked for and that nobody has made yet.
type Notes struct {
	Effort canvass.Effort
	Wait   []Note // oldest first
	Wishes []Note // newest first
}

// Told is what canvassers noted of the doors of an effort, for whoever hands turf out.
func (s *Service) Told(ctx context.Context, who domain.Actor, id canvass.EffortID) (Notes, error) {
	e, err := s.effort(ctx, s.Store, who, id, domain.HandOutTurf)
	if err != nil {
		return Notes{}, err
	}
	wait, err := s.Store.ToldIn(ctx, id, mostTold)
	if err != nil {
		return Notes{}, err
	}
	wishes, err := s.Store.WishesIn(ctx, id, mostTold)
	if err != nil {
		return Notes{}, err
	}
	doors, err := s.doorsOf(ctx, append(slices.Clone(wait), wishes...))
	if err != nil {
		return Notes{}, err
	}
	turfs, err := s.Store.TurfsOf(ctx, id)
	if err != nil {
		return Notes{}, err
	}
	in := map[TurfID]Turf{}
	for _, t := range turfs {
		in[t.ID] = t
	}
	n := Notes{Effort: e}
	for _, v := range wait {
		n.Wait = append(n.Wait, noteOf(v, doors, in))
	}
	n.Wishes, err = s.open(ctx, e, wishes, doors, in)
	return n, err
}

// doorsOf is the doors that records name.
func (s *Service) doorsOf(ctx context.Context, records []canvass.Visit) (map[DoorID]Door, error) {
	var ids []DoorID
	for _, v := range records {
		if id, ok := domain.ParseID[DoorID](v.Door); ok {
			ids = append(ids, id)
		}
	}
	have, err := s.Store.DoorsOf(ctx, ids)
	doors := map[DoorID]Door{}
	for _, d := range have {
		doors[d.ID] = d
	}
	return doors, err
}

func noteOf(v canvass.Visit, doors map[DoorID]Door, in map[TurfID]Turf) Note {
	n := Note{Record: v.ID, What: v.What(), Door: doors[DoorID(v.Door)], Turf: in[TurfID(v.Turf)], At: v.Happened}
	switch n.What {
	case canvass.ToldHousehold:
		n.Door = Door{Address: foundAt(v)}
	case canvass.ToldNumber:
		n.Number = v.Detail["number"]
	}
	return n
}

// foundAt is the address that an addition names, as far as it does.
func foundAt(v canvass.Visit) Address {
	line := func(name string) string { return strings.Join(strings.Fields(v.Detail[name]), " ") }
	return Address{Street: line("street"), Number: line("number"), Flat: line("flat")}
}

// open is the visits that were asked for and not made, one for a door. Where the
// effort holds no doors each is shown by its turf until the day is over.
func (s *Service) open(ctx context.Context, e canvass.Effort, wishes []canvass.Visit, doors map[DoorID]Door, in map[TurfID]Turf) (out []Note, err error) {
	var ids []DoorID
	for id := range doors {
		ids = append(ids, id)
	}
	records, err := s.Store.VisitsAt(ctx, ids)
	if err != nil {
		return nil, err
	}
	at := byDoor(slices.DeleteFunc(records, func(v canvass.Visit) bool { return v.Effort != e.ID }))
	seen := map[DoorID]bool{}
	for _, v := range wishes {
		n := noteOf(v, doors, in)
		wish, open := canvass.Wished(append([]canvass.Visit{v}, at[n.Door.ID]...))
		if n.Door.ID != "" && (!open || seen[n.Door.ID]) {
			continue
		}
		seen[n.Door.ID] = true
		n.Wish = wish
		out = append(out, n)
	}
	return out, nil
}

// A SettleInput says what becomes of what canvassers noted.
type SettleInput struct {
	Records []canvass.VisitID `json:"records"` // 1 to 100 households and corrections
	Accept  bool              `json:"accept"`  // take them over, or set them aside
}

// Settle takes over what canvassers noted of doors, or sets it aside: a household
// becomes a door of its turf, behind its neighbour, a number is put right, and
// at a house that is not there nobody knocks. What is decided stays so; deciding
// twice changes nothing. It says how many were decided now.
func (s *Service) Settle(ctx context.Context, who domain.Actor, id canvass.EffortID, in SettleInput) (n int, err error) {
	if len(in.Records) == 0 || len(in.Records) > mostTold {
		return 0, domain.Wrong{"records": "pick-one"}.Err()
	}
	return n, s.Atomically(ctx, func(tx Store) error {
		n = 0
		e, err := s.living(ctx, tx, who, id, domain.HandOutTurf)
		if err != nil {
			return err
		}
		if _, err := tx.HoldEffort(ctx, id); err != nil {
			return err
		}
		for _, record := range in.Records {
			v, err := s.told(ctx, tx, e, record)
			if err != nil {
				return err
			}
			first, err := tx.KeepVisits(ctx, []canvass.Visit{v.Settled(who, e, in.Accept, s.Clock.Now())})
			if err != nil {
				return err
			}
			n += len(first)
			if len(first) == 0 {
				continue
			}
			if err := s.hush(ctx, tx, e, v); err != nil {
				return err
			}
			if !in.Accept {
				continue
			}
			if err := s.heed(ctx, tx, e, v); err != nil {
				return err
			}
		}
		return tx.CountDoors(ctx, id, s.Clock.Now())
	})
}

// told is a household or a correction of an effort.
func (s *Service) told(ctx context.Context, tx Store, e canvass.Effort, id canvass.VisitID) (canvass.Visit, error) {
	none := domain.Refuse(domain.NotFound, "no-such-record")
	if _, ok := domain.ParseID[canvass.VisitID](string(id)); !ok {
		return canvass.Visit{}, none
	}
	v, err := tx.Visit(ctx, id)
	if domain.Is(err, domain.NotFound) || err == nil && (v.Effort != e.ID || !slices.Contains([]string{canvass.ToldHousehold, canvass.ToldNumber, canvass.ToldNoHouse}, v.What())) {
		err = none
	}
	return v, err
}

// heed does what a record tells. Where its door is gone there is nothing to do.
func (s *Service) heed(ctx context.Context, tx Store, e canvass.Effort, v canvass.Visit) error {
	if v.What() == canvass.ToldHousehold {
		return s.build(ctx, tx, e, v)
	}
	id, _ := domain.ParseID[DoorID](v.Door)
	d, err := tx.Door(ctx, id)
	if domain.Is(err, domain.NotFound) || err == nil && d.Effort != e.ID {
		return nil
	}
	if err != nil {
		return err
	}
	if v.What() == canvass.ToldNoHouse {
		d.Quiet = true
	} else if number := strings.Join(strings.Fields(v.Detail["number"]), " "); number != "" {
		d.Address.Number, d.Address.UPRN = number, ""
	}
	if err := tx.PutDoors(ctx, []Door{d}); err != nil {
		return err
	}
	return neverAt(ctx, tx, d.ID)
}

// neverAt keeps under a door's address, as it is now, what was said there against
// any contact.
func neverAt(ctx context.Context, tx Store, id DoorID) error {
	records, err := tx.VisitsAt(ctx, []DoorID{id})
	for _, r := range records {
		if err == nil && r.Never() {
			err = tx.NeverAgain(ctx, r)
		}
	}
	return err
}

// hush keeps what was said against any contact at a household that a phone
// found, under the address that it was found at: whether it becomes a door or not.
func (s *Service) hush(ctx context.Context, tx Store, e canvass.Effort, v canvass.Visit) error {
	own, ok := domain.ParseID[DoorID](v.Door)
	if !ok || v.What() != canvass.ToldHousehold {
		return nil
	}
	records, err := tx.VisitsAt(ctx, []DoorID{own})
	if err != nil {
		return err
	}
	why := canvass.Stand(slices.DeleteFunc(records, func(r canvass.Visit) bool { return r.Elector != "" })).Never
	if why == "" {
		return nil
	}
	d, err := s.found(ctx, tx, e, v)
	if err != nil {
		return err
	}
	return tx.Hush(ctx, []Address{d.Address}, why, s.Clock.Now())
}

// build makes a door of a household that no list has. It stands where its
// neighbour does, behind it, and is the door at which the phone that found it
// has recorded since: so what was said there against any contact holds.
func (s *Service) build(ctx context.Context, tx Store, e canvass.Effort, v canvass.Visit) error {
	d, err := s.found(ctx, tx, e, v)
	if err != nil {
		return err
	}
	if known, err := tx.KnownDoors(ctx, e.ID, []Door{d}); err != nil || known[d.ID] != "" {
		return err // a list has it after all
	}
	if own, ok := domain.ParseID[DoorID](v.Door); ok {
		if _, err := tx.Door(ctx, own); domain.Is(err, domain.NotFound) {
			d.ID = own
		} else if err != nil {
			return err
		}
	}
	if d.Turf != "" {
		if err := tx.GrowTurf(ctx, d.Turf, d.Place-1, s.Clock.Now()); err != nil {
			return err
		}
	}
	if err := tx.PutDoors(ctx, []Door{d}); err != nil {
		return err
	}
	return neverAt(ctx, tx, d.ID)
}

// found is the door that a found household is, behind its neighbour.
func (s *Service) found(ctx context.Context, tx Store, e canvass.Effort, v canvass.Visit) (Door, error) {
	d := Door{Effort: e.ID, Address: foundAt(v), Added: true, Made: s.Clock.Now()}
	beside, err := s.beside(ctx, tx, e, v, d.Address)
	if err != nil {
		return d, err
	}
	d.Turf, d.Place, d.At = beside.Turf, beside.Place+1, beside.At
	d.Address.Town, d.Address.Postcode = beside.Address.Town, beside.Address.Postcode
	if d.Address.Street == "" {
		d.Address.Street = beside.Address.Street
	}
	if d.Turf == "" {
		d.Place = 0
	}
	if d.At.Valid() {
		d.Sure = SurePostcode
	}
	d.ID = DoorIDOf(e.ID, d.Address)
	return d, nil
}

// beside is the door of the turf next to which a household is: the last of its
// street with the same side and no higher number, else one of its street, else the
// turf's last. It is empty where the turf is gone.
func (s *Service) beside(ctx context.Context, tx Store, e canvass.Effort, v canvass.Visit, a Address) (Door, error) {
	id, ok := domain.ParseID[TurfID](v.Turf)
	if !ok {
		return Door{}, nil
	}
	t, err := tx.Turf(ctx, id)
	if domain.Is(err, domain.NotFound) || err == nil && t.Effort != e.ID {
		return Door{}, nil
	}
	if err != nil {
		return Door{}, err
	}
	doors, err := tx.DoorsIn(ctx, id)
	if err != nil {
		return Door{}, err
	}
	best, how := Door{Turf: id}, -1
	for _, d := range doors {
		if near := nearness(d.Address, a); near >= how {
			best, how = d, near
		}
	}
	return best, nil
}

// nearness is how well a door stands for where an address lies, from 0: in another
// street, in the same one, on the same side behind it, on the same side before it.
func nearness(have, a Address) int {
	switch {
	case plain(have.Street, streetWords) != plain(a.Street, streetWords):
		return 0
	case turf.SideOf(have.Number) != turf.SideOf(a.Number):
		return 1
	case turf.Natural(have.Number, a.Number) > 0:
		return 2
	}
	return 3
}
