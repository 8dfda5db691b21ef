package canvass

import (
	"cmp"
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"maps"
	"slices"
	"time"

	"barnstorm/domain"
	"barnstorm/domain/measure"
	"barnstorm/domain/script"
)

// A Mark says that a day of an effort has to be counted anew. Every record adds
// one of its own: a mark that two writers shared would be taken away for both
// when the first was counted.
type Mark struct {
	Effort EffortID
	Day    string  // of the record, or of the one that it annuls
	N      int     // how many records marked it
	Record VisitID // the one that did, where the day is sealed; else empty
}

// A Count is the visits of one day by canvasser, team, hour and outcome.
type Count struct {
	Canvasser     domain.PersonID
	Team          string
	Hour          int
	Outcome       string
	Visits        int
	Conversations int
	Moved         measure.Tally
	First, Latest time.Time // of what happened
	Last          time.Time // newest receipt
}

// A PathCount is how many visits under one version went one way.
type PathCount struct {
	Version script.VersionID
	Reached []string
	Visits  int
}

// A PersonTally is what one canvasser's visits of one team add up to, under a
// pseudonym: of a day when it is written, of the whole effort when it is read.
type PersonTally struct {
	Pseudonym     string
	Team          string
	Outcomes      map[string]int
	Conversations int
	Minutes       int // walked, as the times of the records tell
	Moved         measure.Tally
	Last          time.Time
}

// attempts and spoke are what the outcomes count as.
func (p PersonTally) attempts() int { n, _ := sums(p.Outcomes); return n }

func (p PersonTally) spoke() int { _, n := sums(p.Outcomes); return n }

// An HourTally is what happened in one hour of the day, in the effort's zone.
type HourTally struct {
	Hour, Attempts, Spoke, Conversations int
}

// A StepTally is how many visits reached one step of one version.
type StepTally struct {
	Version script.VersionID
	Step    string
	Reached int
}

// A DayTally is everything that is counted of one day.
type DayTally struct {
	Effort EffortID
	Day    string
	People []PersonTally
	Hours  []HourTally
	Steps  []StepTally
}

// MarksAtOnce is how many marks one count takes up: a busy hour's worth, so
// that a backlog is worked off in pieces that each finish.
const MarksAtOnce = 100_000

// restFor is how many times as long as it took to count nothing is counted
// anew. A busy day of hundreds of thousands of visits takes most of a second,
// and whoever counted it every other second would do little else.
const restFor = 12

// restMost bounds it: a count that waited for somebody else to write took long
// without having had much to do.
const restMost = 30 * time.Second

// Tally counts anew every day that has a mark, and reports how many marks it
// took up. It is a duty: after MarksAtOnce of them run it again at once, else in a
// while, and after a long count in a longer one.
func (s *Service) Tally(ctx context.Context) (int, error) {
	began := s.Clock.Now()
	if began.UnixNano() < s.rest.Load() {
		return 0, nil
	}
	n := 0
	err := s.Atomically(ctx, func(tx Store) error {
		marked, taken, err := tx.TakeMarks(ctx, MarksAtOnce)
		if err != nil {
			return err
		}
		n = taken
		slices.SortFunc(marked, inTurn)
		return countAll(ctx, tx, marked, s.Clock.Now())
	})
	if now := s.Clock.Now(); n < MarksAtOnce {
		s.rest.Store(now.Add(min(restFor*now.Sub(began), restMost)).UnixNano())
	}
	return n, err
}

// countAll counts marked days anew, and adds to those that are sealed what came
// after.
func countAll(ctx context.Context, tx Store, marked []Mark, now time.Time) error {
	late, counted := map[Mark][]VisitID{}, map[EffortID]bool{}
	for _, d := range marked {
		if d.Record != "" {
			key := Mark{Effort: d.Effort, Day: d.Day}
			late[key] = append(late[key], d.Record)
			continue
		}
		_, err := recount(ctx, tx, d.Effort, d.Day)
		if domain.Is(err, domain.NotFound) {
			continue
		}
		if err != nil {
			return err
		}
		counted[d.Effort] = true
	}
	for _, d := range slices.SortedFunc(maps.Keys(late), inTurn) {
		if err := addLate(ctx, tx, d.Effort, d.Day, late[d], now); err != nil {
			return err
		}
		counted[d.Effort] = true
	}
	for _, id := range slices.Sorted(maps.Keys(counted)) {
		if err := sumUp(ctx, tx, id, now); err != nil {
			return err
		}
	}
	return nil
}

// sumUp makes the digest of an effort anew. The effort is held by whoever has
// counted it.
func sumUp(ctx context.Context, tx Store, id EffortID, now time.Time) error {
	d, err := digest(ctx, tx, id, now)
	if err != nil {
		return err
	}
	return tx.PutDigest(ctx, d)
}

// inTurn is an order that all counters share, so that two of them never wait
// for each other crosswise.
func inTurn(a, b Mark) int { return cmp.Or(cmp.Compare(a.Effort, b.Effort), cmp.Compare(a.Day, b.Day)) }

// errSealed is what nothing may do.
var errSealed = errors.New("canvass: a sealed day is never counted anew")

// recount counts one day from its visits. It holds the effort first, so that
// of two counts the later one sees everything the earlier one saw.
func recount(ctx context.Context, tx Store, id EffortID, day string) (DayTally, error) {
	e, err := tx.HoldEffort(ctx, id)
	if err != nil {
		return DayTally{}, err
	}
	if is, err := tx.Sealed(ctx, id, day); err != nil || is {
		return DayTally{}, cmp.Or(err, errSealed)
	}
	counts, err := tx.CountDay(ctx, id, day)
	if err != nil {
		return DayTally{}, err
	}
	paths, err := tx.CountSteps(ctx, id, day)
	if err != nil {
		return DayTally{}, err
	}
	d := DayTally{Effort: id, Day: day, People: byPerson(e, counts), Hours: byHour(counts), Steps: byStep(paths)}
	return d, tx.PutDay(ctx, d)
}

// pseudonym is the name of a canvasser in tallies: it is the same all through
// an effort and cannot be traced once the effort's salt is gone: who comes then
// is a latecomer like any other.
func (e Effort) pseudonym(p domain.PersonID) string {
	if e.Salt == "" {
		return latecomer
	}
	mac := hmac.New(sha256.New, []byte(e.Salt))
	mac.Write([]byte(p))
	return base64.RawURLEncoding.EncodeToString(mac.Sum(nil)[:12])
}

func byPerson(e Effort, counts []Count) []PersonTally {
	type key struct{ pseudonym, team string }
	sums, walks := map[key]*PersonTally{}, map[key][]measure.Stretch{}
	var out []PersonTally
	for _, c := range counts {
		k := key{e.pseudonym(c.Canvasser), c.Team}
		p, ok := sums[k]
		if !ok {
			p = &PersonTally{Pseudonym: k.pseudonym, Team: k.team, Outcomes: map[string]int{}}
			sums[k] = p
		}
		p.Outcomes[c.Outcome] += c.Visits
		p.Conversations += c.Conversations
		w := walks[k]
		walks[k] = append(w, measure.Stretch{Hour: c.Hour, Visits: c.Visits, From: c.First, To: c.Latest})
		p.Moved = p.Moved.Plus(c.Moved)
		if c.Last.After(p.Last) {
			p.Last = c.Last
		}
	}
	for k, p := range sums {
		p.Minutes = measure.Walked(walks[k])
		out = append(out, *p)
	}
	slices.SortFunc(out, func(a, b PersonTally) int {
		return cmp.Or(cmp.Compare(a.Pseudonym, b.Pseudonym), cmp.Compare(a.Team, b.Team))
	})
	return out
}

func byHour(counts []Count) []HourTally {
	var hours [24]HourTally
	for _, c := range counts {
		h := &hours[c.Hour%24]
		o, _ := script.OutcomeOf(c.Outcome)
		if o.Attempt {
			h.Attempts += c.Visits
		}
		if o.Contact {
			h.Spoke += c.Visits
		}
		h.Conversations += c.Conversations
	}
	var out []HourTally
	for i, h := range hours {
		if h.Hour = i; h.Attempts != 0 {
			out = append(out, h)
		}
	}
	return out
}

func byStep(paths []PathCount) []StepTally {
	type key struct {
		version script.VersionID
		step    string
	}
	sums := map[key]int{}
	for _, p := range paths {
		for _, step := range p.Reached {
			sums[key{p.Version, step}] += p.Visits
		}
	}
	var out []StepTally
	for k, n := range sums {
		out = append(out, StepTally{k.version, k.step, n})
	}
	slices.SortFunc(out, func(a, b StepTally) int {
		return cmp.Or(cmp.Compare(a.Version, b.Version), cmp.Compare(a.Step, b.Step))
	})
	return out
}
