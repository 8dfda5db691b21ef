package universe

import (
	"cmp"
	"context"
	"slices"
	"strconv"
	"strings"
	"time"

	"barnstorm/domain"
	"barnstorm/domain/canvass"
	"barnstorm/domain/turf"
)

// Cuts remembers which doors are in which turf.
type Cuts interface {
	// HoldEffort is Effort, held against others until the transaction ends.
	HoldEffort(ctx context.Context, id canvass.EffortID) (canvass.Effort, error)
	// HoldTurfs is the turfs of an effort at a state, held against whoever takes
	// one until the transaction ends.
	HoldTurfs(ctx context.Context, e canvass.EffortID, at State) ([]Turf, error)
	// DoorsToCut is the doors of an effort that are in no turf, or in a free one,
	// but for those where nobody may knock.
	DoorsToCut(ctx context.Context, e canvass.EffortID) ([]Door, error)
	// Loosen takes the doors out of turfs and forgets those turfs.
	Loosen(ctx context.Context, turfs []TurfID) error
	// Place puts doors into turfs.
	Place(ctx context.Context, places []Placing) error
	// Door finds one door, or refuses with NotFound.
	Door(ctx context.Context, id DoorID) (Door, error)
	// Extent is how many doors an effort has, as they were last counted.
	Extent(ctx context.Context, e canvass.EffortID) (Extent, error)
	// CountDoors counts the doors of an effort anew.
	CountDoors(ctx context.Context, e canvass.EffortID, now time.Time) error
	// Uncounted is up to n efforts that were counted before a moment, and where
	// somebody knocked since.
	Uncounted(ctx context.Context, before time.Time, n int) ([]canvass.EffortID, error)
}

// A Placing is where a door stands in a turf.
type Placing struct {
	Door  DoorID
	Turf  TurfID
	Place int // from 1
}

// An Extent is how large a universe is.
type Extent struct {
	Doors   int
	Exact   int // lie where a file or their property number says
	Near    int // in the middle of their postcode
	Nowhere int // without a position
	Cut     int // in a turf
	Met     int // somebody of the household was met there in this effort
}

// MostToCut is how many doors are cut at once.
const MostToCut = 250_000

// A CutInput is how large turfs should be: a number, or what the outing is for.
type CutInput struct {
	ID      TurfID       `json:"id"` // made by the sender: sent twice, it is cut once
	Size    int          `json:"size"`
	Purpose turf.Purpose `json:"purpose"`
	Density turf.Density `json:"density"`
	Minutes int          `json:"minutes"` // on the doorsteps, without the way there
}

// Doors is how many doors a turf shall have.
func (in CutInput) Doors() int {
	if in.Size > 0 {
		return in.Size
	}
	return turf.ForOuting(in.Purpose, in.Density, in.Minutes)
}

func (in CutInput) wrong() error {
	w := domain.Wrong{}
	_, ok := domain.ParseID[TurfID](string(in.ID))
	w.Check(ok, "id", "not-an-id")
	if in.Size != 0 {
		w.Check(in.Size >= turf.Least && in.Size <= turf.Most, "size", "turf-size")
		return w.Err()
	}
	w.Check(slices.Contains(turf.Purposes, in.Purpose), "purpose", "pick-one")
	w.Check(slices.Contains(turf.Densities, in.Density), "density", "pick-one")
	w.Check(in.Minutes >= 15 && in.Minutes <= 600, "minutes", "minutes-range")
	return w.Err()
}

// Cut cuts the doors that nobody has into turfs, by streets. Turfs that are
// out, or were, stay as they are, with their doors; free ones are cut anew. It
// refuses an effort without doors to cut (Conflict), and the id of another's cut
// ("id-taken").
func (s *Service) Cut(ctx context.Context, who domain.Actor, id canvass.EffortID, in CutInput) ([]Turf, error) {
	if err := in.wrong(); err != nil {
		return nil, err
	}
	var turfs []Turf
	return turfs, s.Atomically(ctx, func(tx Store) error {
		if _, err := s.living(ctx, tx, who, id, domain.RunEfforts); err != nil {
			return err
		}
		if _, err := tx.HoldEffort(ctx, id); err != nil {
			return err
		}
		free, err := tx.HoldTurfs(ctx, id, Free)
		if err != nil {
			return err
		}
		first := domain.DerivedID[TurfID](string(in.ID), "0")
		switch have, err := tx.Turf(ctx, first); {
		case err == nil && have.Effort == id:
			turfs = free
			return nil
		case err == nil:
			return domain.Refuse(domain.Conflict, "id-taken")
		case !domain.Is(err, domain.NotFound):
			return err
		}
		doors, err := tx.DoorsToCut(ctx, id)
		switch {
		case err != nil:
			return err
		case len(doors) == 0:
			return domain.Refuse(domain.Conflict, "no-doors-to-cut")
		case len(doors) > MostToCut:
			return domain.RefuseWith(domain.Conflict, "too-many-to-cut", map[string]any{"n": MostToCut})
		}
		turfs, err = s.cut(ctx, tx, id, in, free, doors)
		return err
	})
}

// cut puts doors into new turfs in place of free ones.
func (s *Service) cut(ctx context.Context, tx Store, id canvass.EffortID, in CutInput, free []Turf, doors []Door) ([]Turf, error) {
	if err := tx.Loosen(ctx, idsOf(free)); err != nil {
		return nil, err
	}
	now := s.Clock.Now()
	list := flatten(doors)
	at := make(map[string]turf.Door, len(list))
	for _, d := range list {
		at[d.ID] = d
	}
	var turfs []Turf
	var places []Placing
	for n, p := range turf.Cut(list, in.Doors()) {
		t := Turf{ID: domain.DerivedID[TurfID](string(in.ID), strconv.Itoa(n)), Effort: id, State: Free, Made: now, Changed: now}
		places = append(places, t.fill(p, at)...)
		turfs = append(turfs, t)
	}
	tellApart(turfs)
	if err := tx.PutTurfs(ctx, turfs); err != nil {
		return nil, err
	}
	if err := tx.Place(ctx, places); err != nil {
		return nil, err
	}
	return turfs, tx.CountDoors(ctx, id, now)
}

// fill makes t of a piece: its name unless somebody named it, its outline, and
// where its doors stand.
func (t *Turf) fill(p turf.Piece, at map[string]turf.Door) []Placing {
	doors := make([]turf.Door, len(p.Doors))
	places := make([]Placing, len(p.Doors))
	for i, id := range p.Doors {
		doors[i] = at[id]
		places[i] = Placing{Door: DoorID(id), Turf: t.ID, Place: i + 1}
	}
	if !t.Named {
		t.Name = cut(cmp.Or(turf.Name(doors), "–"))
	}
	t.Outline, t.At = turf.Outline(doors)
	t.Size, t.Block = len(doors), p.Block
	return places
}

// cut is a name of at most 100 letters.
func cut(name string) string {
	if r := []rune(name); len(r) > 100 {
		return string(r[:99]) + "…"
	}
	return name
}

// tellApart numbers turfs that would be called alike.
func tellApart(turfs []Turf) {
	count, seen := map[string]int{}, map[string]int{}
	for _, t := range turfs {
		count[t.Name]++
	}
	for i := range turfs {
		if t := &turfs[i]; !t.Named && count[t.Name] > 1 {
			seen[t.Name]++
			t.Name += " (" + strconv.Itoa(seen[t.Name]) + ")"
		}
	}
}

func idsOf(turfs []Turf) []TurfID {
	ids := make([]TurfID, len(turfs))
	for i, t := range turfs {
		ids[i] = t.ID
	}
	return ids
}

// flatten is doors as the cut sees them. A street carries its town where the
// universe has two streets of the name.
func flatten(doors []Door) []turf.Door {
	towns := map[string]string{}
	twice := map[string]bool{}
	for _, d := range doors {
		key, town := plain(d.Address.Street, nil), whereabouts(d.Address)
		if have, ok := towns[key]; ok && have != town {
			twice[key] = true
		}
		towns[key] = town
	}
	list := make([]turf.Door, len(doors))
	for i, d := range doors {
		street := d.Address.Street
		if street == "" {
			street = d.Address.Postcode
		} else if where := whereabouts(d.Address); where != "" && twice[plain(street, nil)] {
			street += ", " + where
		}
		list[i] = turf.Door{ID: string(d.ID), Street: street, Number: d.Address.Number, Flat: d.Address.Flat, At: d.At}
	}
	return list
}

// whereabouts is a town, or the district of a postcode where there is none.
func whereabouts(a Address) string {
	if a.Town != "" {
		return a.Town
	}
	district, _, _ := strings.Cut(a.Postcode, " ")
	return district
}
