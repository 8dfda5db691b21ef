package universe

import (
	"context"
	"crypto/sha256"
	"time"

	"barnstorm/domain"
	"barnstorm/domain/canvass"
	"barnstorm/domain/measure"
	"barnstorm/domain/script"
)

// A Comparison is the one thing that may tell what an effort's talks do.
// Before the first knock its households fall into two arms by lot: one has the talk
// of the script, one a short talk about something else. Later somebody else asks both
// the same question, in an effort of its own.
type Comparison struct {
	Effort canvass.EffortID
	Seed   string // with a door it gives its arm; drawn once and never again
	PerArm int    // households that shall be measured in each arm, said beforehand
	Drawn  time.Time
	Maker  domain.PersonID
	Follow canvass.EffortID // the effort that asks again, empty before there is one
	Read   time.Time        // once, when that is over; zero before
	Found  Found
}

// A Found is what a comparison came to. It is kept when the visits that it was
// read from are deleted.
type Found struct {
	measure.Contrast
	Talks    int // households where a talk came to where the arms part, with the talk
	Placebos int // and with the other one
	Known    int // of those asked again, left out: by whoever had talked there
	Astray   int // households whose talk was not the one of the lot: they count where the lot has them
}

// Placebo reports whether the lot has a household talk about something else. It
// is the last bit of the SHA-256 of seed and door: anybody who has both can
// check it, doors that are added later have theirs too, and nothing else of a
// door has to do with it.
func (c Comparison) Placebo(d DoorID) bool {
	sum := sha256.Sum256([]byte(c.Seed + "\n" + string(d)))
	return sum[len(sum)-1]&1 == 1
}

// arm is the arm of a household under the key of a script.
func (c Comparison) arm(f script.Flow, d DoorID) string {
	treatment, placebo, ok := f.Sides()
	switch {
	case !ok:
		return ""
	case c.Placebo(d):
		return placebo.Key
	}
	return treatment.Key
}

// Bounds of a comparison.
const (
	LeastPerArm = measure.LeastForMean
	MostPerArm  = 50_000
)

// A LotsInput begins a comparison.
type LotsInput struct {
	PerArm int `json:"per_arm"` // households to be measured in each arm
}

// DrawLots has the households of an effort fall into two arms. It is done once, and
// before anything can have happened at a door: it refuses with Conflict
// compare-begun when a pack is out or a record there, script-without-arms when the
// script has no talk to compare with, and compare-needs-doors where the level of record
// knows no household. Asked again, it gives the comparison that is there.
func (s *Service) DrawLots(ctx context.Context, who domain.Actor, id canvass.EffortID, in LotsInput) (Comparison, error) {
	var c Comparison
	e, err := s.living(ctx, s.Store, who, id, domain.RunEfforts)
	if err == nil && (in.PerArm < LeastPerArm || in.PerArm > MostPerArm) {
		err = domain.Wrong{"per_arm": "per-arm-range"}.Err()
	}
	if err == nil {
		err = s.comparable(ctx, e)
	}
	if err != nil {
		return c, err
	}
	return c, s.Atomically(ctx, func(tx Store) error {
		if e, err = tx.ShutEffort(ctx, id); err != nil { // nothing is recorded or given out meanwhile
			return err
		}
		if c, err = tx.Comparison(ctx, id); !domain.Is(err, domain.NotFound) {
			return err
		}
		day, err := tx.NextDay(ctx, id, "")
		if err != nil {
			return err
		}
		last, err := tx.LastPack(ctx, id)
		if err == nil && (day != "" || !last.IsZero()) {
			err = domain.Refuse(domain.Conflict, "compare-begun")
		}
		if err != nil {
			return err
		}
		c = Comparison{Effort: id, Seed: string(domain.NewToken()), PerArm: in.PerArm, Drawn: s.Clock.Now(), Maker: who.Person}
		return tx.PutComparison(ctx, c)
	})
}

// comparable refuses an effort whose talks cannot be compared.
func (s *Service) comparable(ctx context.Context, e canvass.Effort) error {
	b, err := s.Canvass.Lay(ctx, e)
	if err != nil {
		return err
	}
	if e.Level == canvass.LevelStreet {
		return domain.Refuse(domain.Conflict, "compare-needs-doors")
	}
	if _, _, ok := b.Flow.Sides(); !ok || b.Flow.Rating.Before == "" {
		return domain.Refuse(domain.Conflict, "script-without-arms")
	}
	return nil
}

// lots is the arm of each door of a walk, nothing where nothing is compared.
func (s *Service) lots(ctx context.Context, w Walk, f script.Flow) (map[DoorID]string, error) {
	c, err := s.Store.Comparison(ctx, w.Effort.ID)
	if domain.Is(err, domain.NotFound) {
		return nil, nil
	}
	arms := map[DoorID]string{}
	for _, stop := range w.Stops {
		arms[stop.Door.ID] = c.arm(f, stop.Door.ID)
	}
	return arms, err
}

// A Stand is how the comparison of an effort stands.
type Stand struct {
	Brief      canvass.Brief
	Comparison *Comparison     // nil before the lot is drawn
	Follow     *canvass.Effort // nil before there is one
	Cannot     error           // why none can be drawn, nil where one can
}

// Over reports whether the effort itself has ended, so that its people can be
// asked again.
func (x Stand) Over(now time.Time) bool { return !now.Before(x.Brief.Effort.Ends) }

// Compared shows the comparison of an effort to whoever may see its results.
func (s *Service) Compared(ctx context.Context, who domain.Actor, id canvass.EffortID) (Stand, error) {
	e, err := s.effort(ctx, s.Store, who, id, domain.SeeResults)
	if err != nil {
		return Stand{}, err
	}
	x := Stand{}
	if x.Brief, err = s.Canvass.Lay(ctx, e); err != nil {
		return x, err
	}
	c, err := s.Store.Comparison(ctx, id)
	if domain.Is(err, domain.NotFound) {
		x.Cannot = s.comparable(ctx, e)
		return x, nil
	}
	if err != nil {
		return x, err
	}
	if x.Comparison = &c; c.Follow == "" {
		return x, nil
	}
	f, err := s.Store.Effort(ctx, c.Follow)
	x.Follow = &f
	return x, err
}
