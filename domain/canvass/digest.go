package canvass

import (
	"context"
	"slices"
	"strings"
	"time"

	"barnstorm/domain"
	"barnstorm/domain/measure"
	"barnstorm/domain/script"
)

// A Digest is what an effort has come to, in one piece: made of its tallies at
// every count, so that reading it costs the same however many there are.
type Digest struct {
	Effort        EffortID
	At            time.Time
	Outcomes      map[string]int
	Conversations int
	Minutes       int // that canvassers walked
	Moved         measure.Spread
	Last          time.Time // newest receipt
	Hours         []HourTally
	Steps         []StepTally

	Day       string        // the newest with records, 2006-01-02; empty without any
	Teams     []PersonTally // of that day, without pseudonyms
	Walkers   int           // canvassers of that day
	Fast      int           // of these, faster than anybody walks
	Deaths    int           // of these, with more than one death written down
	Attempted int           // on the days before
	Answered  int           // of these
}

// digest makes an effort's digest of its tallies.
func digest(ctx context.Context, tx Tallies, id EffortID, now time.Time) (Digest, error) {
	d := Digest{Effort: id, At: now, Outcomes: map[string]int{}}
	people, err := tx.TalliesByPerson(ctx, id)
	if err != nil {
		return d, err
	}
	d.add(people)
	if d.Hours, err = tx.TalliesByHour(ctx, id); err != nil {
		return d, err
	}
	if d.Steps, err = tx.TalliesByStep(ctx, id); err != nil {
		return d, err
	}
	if d.Day, err = tx.NewestDay(ctx, id); err != nil || d.Day == "" {
		return d, err
	}
	day, err := tx.Day(ctx, id, d.Day)
	d.of(day)
	return d, err
}

// add sums what every canvasser's visits come to. Latecomers may be anybody, so
// they count as talks of whoever has most of them, and never as one canvasser
// more.
func (d *Digest) add(people []PersonTally) {
	moved := []measure.Tally{{}}
	var late measure.Tally
	for _, p := range people {
		d.Conversations, d.Minutes = d.Conversations+p.Conversations, d.Minutes+p.Minutes
		for code, n := range p.Outcomes {
			d.Outcomes[code] += n
		}
		if p.Last.After(d.Last) {
			d.Last = p.Last
		}
		if p.Pseudonym == latecomer {
			late = p.Moved
			continue
		}
		moved = append(moved, p.Moved)
	}
	most := slices.MaxFunc(moved, func(a, b measure.Tally) int { return a.Pairs - b.Pairs })
	i := slices.Index(moved, most)
	moved[i] = moved[i].Plus(late)
	d.Moved = measure.SpreadOf(moved)
}

// of adds what only the newest day is asked for.
func (d *Digest) of(day DayTally) {
	teams, walkers := map[string]PersonTally{}, map[string]PersonTally{}
	for _, p := range day.People {
		for _, sum := range []struct {
			in  map[string]PersonTally
			key string
		}{{teams, p.Team}, {walkers, p.Pseudonym}} {
			if have, ok := sum.in[sum.key]; ok {
				sum.in[sum.key] = have.plus(p)
			} else {
				sum.in[sum.key] = p
			}
		}
	}
	d.Attempted, d.Answered = sums(d.Outcomes)
	for team, t := range teams {
		t.Pseudonym, t.Team, t.Moved = "", team, measure.Tally{}
		d.Teams = append(d.Teams, t)
		attempts, spoke := sums(t.Outcomes)
		d.Attempted, d.Answered = d.Attempted-attempts, d.Answered-spoke
	}
	slices.SortFunc(d.Teams, func(a, b PersonTally) int { return strings.Compare(a.Team, b.Team) })
	for _, w := range walkers {
		if d.Walkers++; measure.TooFast(w.attempts(), w.Minutes) {
			d.Fast++
		}
		if w.Outcomes["deceased"] > 1 {
			d.Deaths++
		}
	}
}

// sums is how often outcomes count as attempts and as having spoken.
func sums(outcomes map[string]int) (attempts, spoke int) {
	for code, n := range outcomes {
		o, _ := script.OutcomeOf(code)
		if o.Attempt {
			attempts += n
		}
		if o.Contact {
			spoke += n
		}
	}
	return attempts, spoke
}

// digest is what an effort has come to: as it was last made, else made now of
// its tallies. They are read one after the other, and what is counted in
// between is in some of them alone; the count makes a digest, which is whole.
func (s *Service) digest(ctx context.Context, id EffortID) (Digest, error) {
	d, err := s.Store.Digest(ctx, id)
	if !domain.Is(err, domain.NotFound) {
		return d, err
	}
	made, err := digest(ctx, s.Store, id, s.Clock.Now())
	if err != nil {
		return Digest{}, err
	}
	if d, err := s.Store.Digest(ctx, id); !domain.Is(err, domain.NotFound) {
		return d, err
	}
	return made, nil
}
