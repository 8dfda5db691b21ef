package universe

import (
	"context"
	"time"

	"barnstorm/domain"
	"barnstorm/domain/canvass"
	"barnstorm/domain/measure"
	"barnstorm/domain/script"
)

// Comparisons remembers what efforts compare.
type Comparisons interface {
	canvass.Launching
	// Comparison finds that of an effort, or refuses with NotFound.
	Comparison(ctx context.Context, e canvass.EffortID) (Comparison, error)
	// PutComparison keeps a whole comparison in place of an earlier state.
	PutComparison(ctx context.Context, c Comparison) error
	// ComparisonsDue lists those that were not read and whose second effort ended
	// before a moment, at most so many.
	ComparisonsDue(ctx context.Context, ended time.Time, n int) ([]Comparison, error)
	// ShutEffort is Effort, and keeps everybody from recording in it meanwhile.
	ShutEffort(ctx context.Context, id canvass.EffortID) (canvass.Effort, error)
	// NextDay is the first day after another with records, empty when there is none.
	NextDay(ctx context.Context, e canvass.EffortID, after string) (string, error)
	// LastPack is when the last pack of an effort ends, zero without any.
	LastPack(ctx context.Context, e canvass.EffortID) (time.Time, error)
	// Talks lists what stands of the talks at doors of an effort that were
	// conversations or showed their arm, the earliest first.
	Talks(ctx context.Context, e canvass.EffortID) ([]Talk, error)
	// Ratings lists what stands of the first ratings at doors of an effort, the earliest first.
	Ratings(ctx context.Context, e canvass.EffortID) ([]Talk, error)
	// DoorsAmong lists these doors of an effort, without their turf.
	DoorsAmong(ctx context.Context, e canvass.EffortID, ids []DoorID) ([]Door, error)
}

// A Talk is one talk at a household, as a comparison needs it.
type Talk struct {
	Door      DoorID
	Canvasser domain.PersonID
	Arm       string // that was shown, empty for none
	Rating    int    // the first, where there is one
}

// lateness is how long phones may still come home before a comparison is read.
const lateness = 3 * 24 * time.Hour

// Looks is from when on somebody looks at what an effort that asks again came to.
func Looks(follow canvass.Effort) time.Time { return follow.Ends.Add(lateness) }

// A FollowInput begins the effort that asks again.
type FollowInput struct {
	ID       canvass.EffortID `json:"id"` // made by the sender
	Name     string           `json:"name"`
	Script   script.ID        `json:"script"`
	From     string           `json:"from"` // first day, 2006-01-02
	To       string           `json:"to"`   // last day: nobody looks before it is over
	KeepDays int              `json:"keep_days"`
}

// AskAgain begins the effort that asks both arms the same question: at every
// household where a talk came to where the arms part, and without a word of which
// it was. It refuses with Conflict compare-still-on before the effort is over,
// follow-there when another one asks already, follow-other-scale when the script rates on
// another scale, and Invalid where it would end after the first effort is forgotten. Asked
// again with the same id, it gives the effort that is there.
func (s *Service) AskAgain(ctx context.Context, who domain.Actor, id canvass.EffortID, in FollowInput) (canvass.Effort, error) {
	first, err := s.living(ctx, s.Store, who, id, domain.RunEfforts)
	if err == nil && s.Clock.Now().Before(first.Ends) {
		err = domain.Refuse(domain.Conflict, "compare-still-on")
	}
	if err == nil {
		err = s.sameScale(ctx, first, in.Script)
	}
	if err != nil {
		return canvass.Effort{}, err
	}
	launch := canvass.LaunchInput{
		ID: in.ID, Group: first.Group, Name: in.Name, Script: in.Script, From: in.From, To: in.To, Controller: first.Controller, Level: canvass.LevelHousehold, KeepDays: in.KeepDays,
	}
	var e canvass.Effort
	return e, s.Atomically(ctx, func(tx Store) error {
		if _, err := tx.HoldEffort(ctx, id); err != nil {
			return err
		}
		c, err := tx.Comparison(ctx, id)
		if err == nil && c.Follow != "" && c.Follow != in.ID {
			err = domain.Refuse(domain.Conflict, "follow-there")
		}
		if err != nil {
			return err
		}
		if e, err = s.Canvass.LaunchIn(ctx, tx, who, launch); err != nil || c.Follow == in.ID {
			return err
		}
		if e.Ends.Add(2 * lateness).After(first.Forgets()) {
			return domain.Wrong{"to": "follow-after-clock"}.Err()
		}
		if e.Forgets().Before(e.Ends.Add(2 * lateness)) {
			return domain.Wrong{"keep_days": "follow-keep"}.Err()
		}
		c.Follow = e.ID
		if err := tx.PutComparison(ctx, c); err != nil {
			return err
		}
		return bring(ctx, tx, c, e)
	})
}

// sameScale refuses a script that rates on another scale than the effort's.
func (s *Service) sameScale(ctx context.Context, first canvass.Effort, id script.ID) error {
	b, err := s.Canvass.Lay(ctx, first)
	if err != nil {
		return err
	}
	again := first
	if again.Script = id; id != first.Script {
		if again.Version, err = s.Canvass.Newest(ctx, again); err != nil {
			return err
		}
	}
	other, err := s.Canvass.Lay(ctx, again)
	if err == nil && (other.Flow.Rating.Before == "" || other.Flow.Rating.Min != b.Flow.Rating.Min || other.Flow.Rating.Max != b.Flow.Rating.Max || other.Flow.Rating.SupportEnd != b.Flow.Rating.SupportEnd) {
		err = domain.Refuse(domain.Conflict, "follow-other-scale")
	}
	return err
}

// bring brings the households that are to be asked again into an effort.
func bring(ctx context.Context, tx Store, c Comparison, e canvass.Effort) error {
	doors, _, err := shown(ctx, tx, c)
	if err != nil {
		return err
	}
	var out []Door
	for _, d := range doors {
		out = append(out, Door{ID: DoorIDOf(e.ID, d.Address), Effort: e.ID, Address: d.Address, At: d.At, Sure: d.Sure, Language: d.Language, Open: d.Open, Added: d.Added, Source: d.Source, Made: e.Made})
	}
	return tx.PutDoors(ctx, out)
}

// shown is the households where a talk came to where the arms part, and the
// first such talk at each. Those where it was not the one of the lot are among
// them: leaving them out would make the arms unlike.
func shown(ctx context.Context, tx Store, c Comparison) ([]Door, map[DoorID]Talk, error) {
	talks, err := tx.Talks(ctx, c.Effort)
	if err != nil {
		return nil, nil, err
	}
	first := map[DoorID]Talk{}
	var ids []DoorID
	for _, t := range talks {
		_, known := first[t.Door]
		if _, ours := domain.ParseID[DoorID](string(t.Door)); ours && !known { // phones name doors of their own too
			first[t.Door] = t
			ids = append(ids, t.Door)
		}
	}
	doors, err := tx.DoorsAmong(ctx, c.Effort, ids)
	return doors, first, err
}

// ReadComparisons reads the comparisons whose second effort is over, each once:
// before that nobody sees a number of them, so that nobody stops when it looks well.
func (s *Service) ReadComparisons(ctx context.Context) (int, error) {
	now := s.Clock.Now()
	due, err := s.Store.ComparisonsDue(ctx, now.Add(-lateness), 10)
	if err != nil {
		return 0, err
	}
	for _, c := range due {
		if err := s.Atomically(ctx, func(tx Store) error { return readOne(ctx, tx, c.Effort, now) }); err != nil {
			return 0, err
		}
	}
	return len(due), nil
}

func readOne(ctx context.Context, tx Store, id canvass.EffortID, now time.Time) error {
	if _, err := tx.HoldEffort(ctx, id); err != nil {
		return err
	}
	c, err := tx.Comparison(ctx, id)
	if err != nil || !c.Read.IsZero() {
		return err
	}
	doors, talks, err := shown(ctx, tx, c)
	if err != nil {
		return err
	}
	ratings, err := tx.Ratings(ctx, c.Follow)
	if err != nil {
		return err
	}
	c.Read, c.Found = now, foundIn(c, doors, talks, ratings)
	return tx.PutComparison(ctx, c)
}

// foundIn reads a comparison: each household in the arm of the lot, whichever talk
// it had, by the first number that it gave to somebody else.
func foundIn(c Comparison, doors []Door, talks map[DoorID]Talk, ratings []Talk) Found {
	var f Found
	again := map[DoorID][]Talk{}
	for _, r := range ratings {
		again[r.Door] = append(again[r.Door], r)
	}
	var all []measure.Measured
	for _, d := range doors {
		t, placebo := talks[d.ID], c.Placebo(d.ID)
		if placebo {
			f.Placebos++
		} else {
			f.Talks++
		}
		if (t.Arm == script.Placebo) != placebo || t.Arm == "" {
			f.Astray++
		}
		for _, r := range again[DoorIDOf(c.Follow, d.Address)] {
			if r.Canvasser == t.Canvasser {
				f.Known++
				continue
			}
			all = append(all, measure.Measured{Placebo: placebo, Walker: string(t.Canvasser), Value: r.Rating})
			break
		}
	}
	f.Contrast = measure.Compare(all)
	return f
}
