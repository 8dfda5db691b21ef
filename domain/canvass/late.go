package canvass

import (
	"context"
	"encoding/json"
	"maps"
	"slices"
	"time"

	"barnstorm/domain"
	"barnstorm/domain/measure"
	"barnstorm/domain/script"
)

// latecomer is the pseudonym of all who wrote down what came in after the
// effort's salt was gone: nobody can tell them from each other.
const latecomer = "late"

// bare is what is kept of a record that comes in after the clock: what it counts
// as, and nothing that points at a door or at anybody behind it.
func (v Visit) bare() Visit {
	v.Turf, v.Door, v.Elector = "", "", ""
	v.Answers, v.Consents, v.Detail, v.Raw, v.Plain = nil, nil, nil, nil, nil
	return v
}

// lateness makes a parcel bare when the clock of its effort has run out, and
// before that takes out what its level keeps from us.
func (s *Service) lateness(ctx context.Context, from sender, p parcel) (parcel, error) {
	id := p.visit.Effort
	if id == "" && from.credential != nil {
		id = from.credential.Effort
	}
	if id == "" {
		return p, nil
	}
	e, err := s.known(ctx, id)
	switch {
	case domain.Is(err, domain.NotFound):
		return p, nil
	case err != nil:
		return p, err
	case !e.Forgotten(s.Clock.Now()):
		p.mute = e.wordsOver(s.Clock.Now())
		return p.streetwise(e)
	}
	told := p.visit
	p.told, p.visit = &told, told.bare()
	if p.reply.Why != "" {
		p.visit.Raw, err = s.bareRaw(ctx, told.Raw)
	}
	return p, err
}

// bareRaw is what is held of a payload that waits for a lead: no door, nobody
// behind it, no words.
func (s *Service) bareRaw(ctx context.Context, raw []byte) ([]byte, error) {
	in, _, why := decode(raw)
	if why != "" {
		return []byte("{}"), nil
	}
	in.Turf, in.Door, in.Elector, in.Consents, in.Detail = "", "", "", nil, nil
	version, _ := domain.ParseID[script.VersionID](in.Version)
	read, err := s.version(ctx, s.Store, version)
	if domain.Is(err, domain.NotFound) {
		in.Answers, err = nil, nil
	}
	for _, st := range read.flow.Steps {
		if st.Kind == script.KindText {
			delete(in.Answers, st.ID)
		}
	}
	if err != nil {
		return nil, err
	}
	return json.Marshal(in)
}

// gone is which records of a batch the clock has deleted already: a phone that
// heard no answer sends them again. The effort is held, so that none of them is
// deleted between the question and the writing.
func gone(ctx context.Context, tx Store, batch []parcel) (map[VisitID]bool, error) {
	ids := map[EffortID][]VisitID{}
	for _, p := range batch {
		if p.told != nil && p.reply.Why == "" {
			ids[p.visit.Effort] = append(ids[p.visit.Effort], p.visit.ID)
		}
	}
	is := map[VisitID]bool{}
	for effort, some := range ids {
		if _, err := tx.HoldEffort(ctx, effort); err != nil {
			return nil, err
		}
		deleted, err := tx.Gone(ctx, some)
		if err != nil {
			return nil, err
		}
		for _, id := range deleted {
			is[id] = true
		}
	}
	return is, nil
}

// A Late is the line by which a record that came after its day was sealed is
// added to it. Visits is 1 for one that counts, -1 for one that takes another
// back, 0 for one that changes no number.
type Late struct {
	Record        VisitID
	Effort        EffortID
	Day           string
	At            time.Time
	Outcome       string
	Visits        int
	Conversations int
	Moved         measure.Tally
}

// A latecomers is what has to be known to weigh records that came after their
// day was sealed.
type latecomers struct {
	all   map[VisitID]Visit // those records, what they refer to, and what annuls either
	lines map[VisitID]int   // what was logged already counted as
	now   map[VisitID]bool  // those that are to be weighed now
}

// addLate adds to a sealed day what came after it was sealed, each record once.
func addLate(ctx context.Context, tx Store, id EffortID, d string, records []VisitID, now time.Time) error {
	e, err := tx.HoldEffort(ctx, id)
	if err != nil {
		return err
	}
	kin, err := tx.Kin(ctx, records)
	if err != nil {
		return err
	}
	l := latecomers{all: map[VisitID]Visit{}, now: map[VisitID]bool{}}
	ids := slices.Clone(records)
	for _, v := range kin {
		l.all[v.ID] = v
		ids = append(ids, v.ID)
	}
	for _, r := range records {
		l.now[r] = true
	}
	if l.lines, err = tx.LateLines(ctx, ids); err != nil {
		return err
	}
	var log []Late
	var counts []Count
	var paths []PathCount
	for _, r := range records {
		if _, done := l.lines[r]; done {
			continue
		}
		v, n := l.weigh(r)
		l.lines[r] = n
		c := countOf(v, n)
		log = append(log, Late{Record: r, Effort: id, Day: d, At: now, Outcome: v.Outcome, Visits: n, Conversations: c.Conversations, Moved: c.Moved})
		if n != 0 {
			counts = append(counts, c)
			paths = append(paths, PathCount{v.Version, v.Reached, n})
		}
	}
	if err := tx.LogLate(ctx, log); err != nil || len(counts) == 0 {
		return err
	}
	was, err := tx.Day(ctx, id, d)
	if err != nil {
		return err
	}
	return tx.PutDay(ctx, was.plus(DayTally{id, d, byPerson(e, counts), byHour(counts), byStep(paths)}))
}

// weigh says which visit a late record is about and how it changes the count: a
// visit that nobody took back adds one, an annulment of one that counts takes
// one away. An annulment of something deleted takes nothing away: nobody knows
// any more what that was.
func (l latecomers) weigh(id VisitID) (Visit, int) {
	r := l.all[id]
	switch {
	case r.Kind == KindVisit && len(l.against(r, "")) == 0:
		return r, 1
	case r.Kind != KindAnnulment:
		return r, 0
	}
	was, known := l.all[r.Refers]
	counted, late := l.lines[was.ID]
	if !known || was.Kind != KindVisit || !r.annuls(was) || late && counted == 0 || !late && l.now[was.ID] {
		return r, 0
	}
	for _, a := range l.against(was, id) {
		if n, logged := l.lines[a]; logged && n != 0 || !logged && !l.now[a] {
			return r, 0 // another one has taken it away already
		}
	}
	return was, -1
}

// against is the annulments of a visit, but for one.
func (l latecomers) against(v Visit, but VisitID) (ids []VisitID) {
	for _, a := range l.all {
		if a.Kind == KindAnnulment && a.Refers == v.ID && a.ID != but && a.annuls(v) {
			ids = append(ids, a.ID)
		}
	}
	return ids
}

// countOf is what one visit counts as, n times.
func countOf(v Visit, n int) Count {
	c := Count{Canvasser: v.Canvasser, Team: v.Team, Hour: v.Hour, Outcome: v.Outcome, Visits: n, Last: v.Received}
	if v.Conversation {
		c.Conversations = n
	}
	switch {
	case v.Before.Given() && v.After.Given():
		c.Moved.Pair(int(v.Before), int(v.After))
	case v.Before.Given():
		c.Moved.Broken()
	}
	c.Moved = c.Moved.Times(n)
	return c
}

// plus is both days as one.
func (d DayTally) plus(more DayTally) DayTally {
	for _, p := range more.People {
		i := slices.IndexFunc(d.People, func(q PersonTally) bool { return q.Pseudonym == p.Pseudonym && q.Team == p.Team })
		if i < 0 {
			d.People = append(d.People, p)
			continue
		}
		d.People[i] = d.People[i].plus(p)
	}
	for _, h := range more.Hours {
		i := slices.IndexFunc(d.Hours, func(k HourTally) bool { return k.Hour == h.Hour })
		if i < 0 {
			d.Hours = append(d.Hours, h)
			continue
		}
		k := &d.Hours[i]
		k.Attempts, k.Spoke, k.Conversations = k.Attempts+h.Attempts, k.Spoke+h.Spoke, k.Conversations+h.Conversations
	}
	for _, st := range more.Steps {
		i := slices.IndexFunc(d.Steps, func(k StepTally) bool { return k.Version == st.Version && k.Step == st.Step })
		if i < 0 {
			d.Steps = append(d.Steps, st)
			continue
		}
		d.Steps[i].Reached += st.Reached
	}
	return d
}

// plus is what both rows of one canvasser add up to.
func (p PersonTally) plus(q PersonTally) PersonTally {
	outcomes := maps.Clone(p.Outcomes)
	for code, n := range q.Outcomes {
		outcomes[code] += n
	}
	p.Outcomes, p.Conversations, p.Moved = outcomes, p.Conversations+q.Conversations, p.Moved.Plus(q.Moved)
	p.Minutes += q.Minutes
	if q.Last.After(p.Last) {
		p.Last = q.Last
	}
	return p
}
