package event

import (
	"context"
	"slices"
	"strconv"
	"strings"
	"time"

	"barnstorm/domain"
)

// An ArrangeInput is what an organiser sends to part an event into shifts and
// pools: lists of the same length, one entry a shift. A line without times is
// left out, and a pool without a number has no places in that shift.
type ArrangeInput struct {
	Version      int64    `json:"version"`
	Shift        []string `json:"shift"`  // its number, empty for a new one
	Starts       []string `json:"starts"` // on the wall, "2026-12-05T10:00"
	Ends         []string `json:"ends"`
	General      []string `json:"general"`
	Wheelchair   []string `json:"wheelchair"`
	Stewards     []string `json:"stewards"`
	Press        []string `json:"press"`
	BoardRunners []string `json:"board-runners"`
	Drivers      []string `json:"drivers"`
}

// MaxShifts is how many shifts an event may have.
const MaxShifts = 24

// pool is where the input keeps what it says about a pool.
func (in *ArrangeInput) pool(p Pool) *[]string {
	return map[Pool]*[]string{
		General: &in.General, Wheelchair: &in.Wheelchair, Stewards: &in.Stewards, Press: &in.Press, BoardRunners: &in.BoardRunners, Drivers: &in.Drivers,
	}[p]
}

// Of is what the input says about one of the Pools, one entry a shift.
func (in ArrangeInput) Of(p Pool) []string { return *in.pool(p) }

// Put adds the entry of the next shift about one of the Pools.
func (in *ArrangeInput) Put(p Pool, text string) {
	list := in.pool(p)
	*list = append(*list, text)
}

// entry is the entry of a list, empty past its end.
func entry(list []string, i int) string {
	if i < len(list) {
		return strings.TrimSpace(list[i])
	}
	return ""
}

// layout reads the input for an event that was parted as old. The number of a
// line follows the field that is wrong in it: "starts-1".
func (in ArrangeInput) layout(e Event, old Layout) (Layout, error) {
	w, l := domain.Wrong{}, Layout{}
	zone, err := time.LoadLocation(e.Zone)
	if err != nil {
		return l, err
	}
	next := 0
	for _, s := range old.Shifts {
		next = max(next, s.Number+1)
	}
	for i := range in.Starts {
		if entry(in.Starts, i) == "" && entry(in.Ends, i) == "" {
			continue
		}
		s := in.shift(w, e, zone, i)
		number := entry(in.Shift, i)
		if number == "" && len(l.Shifts) == 0 && !e.Parted { // whoever has answered comes to the first
			number = "0"
		}
		n, err := strconv.Atoi(number)
		_, known := old.Shift(n)
		if s.Number = n; err != nil || !known || slices.ContainsFunc(l.Shifts, func(o Shift) bool { return o.Number == n }) {
			s.Number, next = next, next+1
		}
		l.Shifts = append(l.Shifts, s)
		in.places(w, &l, old, s.Number, i)
	}
	w.Check(len(l.Shifts) > 0, "starts-0", "needed")
	w.Check(len(l.Shifts) <= MaxShifts, "starts-0", "too-many-shifts")
	for _, p := range old.Places {
		if _, ok := l.Shift(p.Shift); !ok && p.Used() {
			w.Check(false, "starts-0", "shift-has-people")
		}
	}
	slices.SortStableFunc(l.Shifts, func(a, b Shift) int { return a.Starts.Compare(b.Starts) })
	return l, w.Err()
}

func (in ArrangeInput) shift(w domain.Wrong, e Event, zone *time.Location, i int) Shift {
	line := "-" + strconv.Itoa(i)
	starts, ok := ReadWall(entry(in.Starts, i), zone)
	w.Check(ok, "starts"+line, "not-a-time")
	ends, known := ReadWall(entry(in.Ends, i), zone)
	w.Check(known, "ends"+line, "not-a-time")
	if ok && known {
		w.Check(ends.After(starts), "ends"+line, "before-start")
		w.Check(!starts.Before(e.Starts) && !starts.After(e.Ends), "starts"+line, "outside-event")
		w.Check(!ends.After(e.Ends), "ends"+line, "outside-event")
	}
	return Shift{Starts: starts.UTC(), Ends: ends.UTC()}
}

// places reads one line's places. Those that somebody has stay, promised,
// though there is no capacity for them any more.
func (in ArrangeInput) places(w domain.Wrong, l *Layout, old Layout, shift, i int) {
	some := false
	for _, pool := range Pools {
		text := entry(in.Of(pool), i)
		p, known := old.Find(shift, pool)
		n, err := strconv.Atoi(text)
		w.Check(text == "" || err == nil && n >= 0 && n <= MaxCapacity, string(pool)+"-"+strconv.Itoa(i), "out-of-range")
		if p.Capacity, p.NoLimit = n, false; n > 0 || known && p.Used() {
			l.Places = append(l.Places, p)
			some = true
		}
	}
	w.Check(some, "general-"+strconv.Itoa(i), "needed")
}

// plain reports whether a layout says no more than the event does.
func (l Layout) plain(e Event) bool {
	return len(l.Shifts) == 1 && len(l.Places) == 1 && l.Places[0].Pool == General && l.Shifts[0] == Shift{0, e.Starts, e.Ends}
}

// Arrange parts an event into shifts and pools, or changes how it is parted.
// Who was promised a place keeps it: less capacity than that shows as promised
// too much, and a shift that somebody signed up for stays. People whose shift
// moved are told. An old version is refused with Conflict "changed-meanwhile".
func (s *Service) Arrange(ctx context.Context, who domain.Actor, id ID, in ArrangeInput) (Event, error) {
	var e Event
	err := s.Atomically(ctx, func(tx Store) (err error) {
		if e, err = s.toEdit(ctx, tx, who, id); err != nil {
			return err
		}
		if e.Version != in.Version {
			return domain.Refuse(domain.Conflict, "changed-meanwhile")
		}
		old, err := layoutOf(ctx, tx, e)
		if err != nil {
			return err
		}
		l, err := in.layout(e, old)
		if err != nil {
			return err
		}
		return s.arrange(ctx, tx, &e, old, l)
	})
	return e, err
}

func (s *Service) arrange(ctx context.Context, tx Store, e *Event, old, l Layout) error {
	e.Parted, e.Capacity = !l.plain(*e), 0
	for _, p := range l.Places {
		e.Capacity += p.Capacity
	}
	kept := l
	if !e.Parted {
		kept = Layout{}
	}
	if err := tx.PutLayout(ctx, e.ID, kept); err != nil {
		return err
	}
	e.releaseAlong(old, l, s.Clock.Now())
	if err := s.keep(ctx, tx, e, s.Clock.Now()); err != nil {
		return err
	}
	moved := func(r RSVP) bool {
		a, _ := old.Shift(r.Shift)
		b, _ := l.Shift(r.Shift)
		return a != b
	}
	if slices.ContainsFunc(old.Shifts, func(sh Shift) bool { return moved(RSVP{Shift: sh.Number}) }) {
		if err := s.tellAll(ctx, tx, *e, "event/moved", moved); err != nil {
			return err
		}
	}
	if err := s.promoteAll(ctx, tx, *e, l); err != nil {
		return err
	}
	now, err := tx.Event(ctx, e.ID)
	*e = now
	return err
}

// along is the layout of an event that moved: where a shift would lie outside
// its new times, or the day is another, all of them move by as much as the
// event did on the wall.
func (l Layout) along(from, to Event) (Layout, error) {
	old, err := time.LoadLocation(from.Zone)
	if err != nil {
		return l, err
	}
	zone, err := time.LoadLocation(to.Zone)
	if err != nil {
		return l, err
	}
	if from.Zone == to.Zone && l.within(to) {
		return l, nil
	}
	by := wall(to.Starts, zone).Sub(wall(from.Starts, old))
	moved := Layout{Places: l.Places}
	for _, s := range l.Shifts {
		moved.Shifts = append(moved.Shifts, Shift{s.Number, onWall(wall(s.Starts, old).Add(by), zone), onWall(wall(s.Ends, old).Add(by), zone)})
	}
	if !moved.within(to) {
		return l, domain.Wrong{"ends": "shifts-outside"}.Err()
	}
	return moved, nil
}

func (l Layout) within(e Event) bool {
	return !slices.ContainsFunc(l.Shifts, func(s Shift) bool {
		return s.Starts.Before(e.Starts) || s.Ends.After(e.Ends) || !s.Ends.After(s.Starts)
	})
}

// wall is what a clock on the wall shows at t, as if it hung in Greenwich.
func wall(t time.Time, zone *time.Location) time.Time {
	t = t.In(zone)
	return time.Date(t.Year(), t.Month(), t.Day(), t.Hour(), t.Minute(), t.Second(), 0, time.UTC)
}

// onWall is when a clock in zone shows w. An hour that the clocks skip is the
// one after it: time.Date takes the one before in half of the world.
func onWall(w time.Time, zone *time.Location) time.Time {
	t := time.Date(w.Year(), w.Month(), w.Day(), w.Hour(), w.Minute(), w.Second(), 0, zone)
	if shown := wall(t, zone); shown.Before(w) {
		t = t.Add(w.Sub(shown))
	}
	return t.UTC()
}

// DaysOn is so many days later at the same time on the wall of a zone, whatever
// the clocks do between. A time that they skip is the hour after it.
func DaysOn(t time.Time, zone string, days int) time.Time {
	place := domain.Zone(zone)
	return onWall(wall(t, place).AddDate(0, 0, days), place)
}
