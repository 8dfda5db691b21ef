package lawpack

import (
	"slices"
	"time"
)

// How a gift came.
const (
	Online   = "online"
	InCash   = "cash"
	Cheque   = "cheque"
	Transfer = "transfer"
)

// A Case is one gift as the law sees it. Amounts are minor units of the pack's
// currency, fees that the donor covers included.
type Case struct {
	At        time.Time // when it is promised, or was received
	Minor     int64
	Sitting   int64 // what the same donor gave in the day before it
	Year      int64 // what the same donor gave in the year, before it
	Election  int64 // and towards the same election
	Cycle     int64 // and in the same cycle
	Means     string
	Unnamed   bool   // nobody knows the donor's name
	Donor     string // what kind the donor is, empty for a person
	Told      map[string]string
	Elections bool // the day of the election is known, so that Election is
	Cycles    bool // the same of Cycle
}

func (c Case) sum(of string) int64 {
	switch {
	case of == OfSitting:
		return c.Sitting + c.Minor
	case of == OfElection && c.Elections:
		return c.Election + c.Minor
	case of == OfCycle && c.Cycles:
		return c.Cycle + c.Minor
	case of == OfYear || of == OfElection || of == OfCycle:
		return c.Year + c.Minor
	}
	return c.Minor
}

// meets reports whether a sum is one that the rule speaks of.
func (r Rule) meets(sum int64) bool { return sum > r.Sum || r.Reached && sum == r.Sum }

// Abroad is an amount of another currency as it is held to a pack: doubled, for
// no currency of the family is worth twice another's. What is small enough by
// that is small enough; of anything else somebody has to work out the worth.
func Abroad(minor int64) int64 { return 2 * minor }

// Least is the smallest sum of which a rule in force speaks; 0 where none does.
func (p *Pack) Least(at time.Time) (least int64) {
	for _, h := range p.InForce(at) {
		if h.Sum > 1 && (least == 0 || h.Sum < least) {
			least = h.Sum
		}
	}
	return least
}

// A Finding is what a rule says of a gift.
type Finding struct {
	Held
	Missing []string // items that are not known
	Room    int64    // how much might still be given, where the rule is a limit
}

// A Verdict is what the law says of a gift.
type Verdict struct {
	Asks     []string  // items that have to be known, in the order of Items
	Missing  []string  // those of them that are not
	Refused  []Finding // why it may not be taken, worst first
	Ignored  bool      // too small for the law to mind
	Recorded bool      // the donor's name and address are kept
	Checked  bool      // somebody has to see whether the donor may give
	DecideBy time.Time // until when it is kept or returned; zero where no law says
	Stale    []Held    // rules that were used and are not to be relied on
}

// Sound reports whether the gift may be taken as it is: nothing refuses it and
// nothing is missing.
func (v Verdict) Sound() bool { return len(v.Refused) == 0 && len(v.Missing) == 0 }

// And is what the law says of two gifts together: all that it asks of either,
// and everything that refuses one.
func (v Verdict) And(w Verdict) Verdict {
	v.Asks, v.Missing = sorted(slices.Concat(v.Asks, w.Asks)), sorted(slices.Concat(v.Missing, w.Missing))
	v.Refused, v.Stale = slices.Concat(v.Refused, w.Refused), slices.Concat(v.Stale, w.Stale)
	v.Ignored, v.Recorded, v.Checked = v.Ignored && w.Ignored, v.Recorded || w.Recorded, v.Checked || w.Checked
	if v.DecideBy.IsZero() || !w.DecideBy.IsZero() && w.DecideBy.Before(v.DecideBy) {
		v.DecideBy = w.DecideBy
	}
	return v
}

// Weigh holds a gift to the rules in force on its day.
func (p *Pack) Weigh(c Case) Verdict {
	var v Verdict
	for _, h := range p.InForce(c.At) {
		if used := v.apply(h, c); used && h.Stale != "" {
			v.Stale = append(v.Stale, h)
		}
		if h.Says == Decide {
			v.DecideBy = p.Deadline(c.At, h.Days)
		}
	}
	v.Asks = sorted(v.Asks)
	for _, item := range v.Asks {
		if !told(c.Told, item) {
			v.Missing = append(v.Missing, item)
		}
	}
	return v
}

// apply lets one rule speak, and reports whether it had anything to say.
func (v *Verdict) apply(h Held, c Case) bool {
	sum := c.sum(h.Of)
	switch h.Says {
	case Ignore:
		v.Ignored = !h.meets(sum)
		return v.Ignored
	case Limit:
		return v.limit(h, c, sum)
	case Cash:
		return v.refuse(h, c.Means == InCash && h.meets(sum))
	case Anonymous:
		return v.refuse(h, c.Unnamed && h.meets(sum))
	case Donor:
		return v.donor(h, c, sum)
	case Ask, Record:
		if !h.meets(sum) {
			return false
		}
		v.Asks = append(v.Asks, h.Asks...)
		v.Recorded = v.Recorded || h.Says == Record
		return true
	}
	return false
}

func (v *Verdict) refuse(h Held, when bool) bool {
	if when {
		v.Refused = append(v.Refused, Finding{Held: h})
	}
	return when
}

func (v *Verdict) limit(h Held, c Case, sum int64) bool {
	if h.meets(sum) {
		v.Refused = append(v.Refused, Finding{Held: h, Room: max(0, h.Sum-(sum-c.Minor))})
	}
	return h.meets(sum)
}

func (v *Verdict) donor(h Held, c Case, sum int64) bool {
	if !h.meets(sum) {
		return false
	}
	kind := c.Donor
	if kind == "" {
		kind = "person"
	}
	v.refuse(h, len(h.Donors) > 0 && !slices.Contains(h.Donors, kind))
	v.Asks = append(v.Asks, h.Asks...)
	v.Checked = v.Checked || h.Look
	return true
}

// A Gift is a gift of one donor, for Reportable.
type Gift struct {
	ID    string
	At    time.Time
	Minor int64
}

// A Notice is what has to be reported of a donor.
type Notice struct {
	Rule  Held
	Gift  Gift      // with which the sum was reached
	Sum   int64     // since the last notice of the rule in the same year
	Until time.Time // the moment by which it has to be in
}

// Reportable is what has to be reported of the gifts of one donor, in the
// order of time. The first notice of a year, or of a cycle, comes when its sum is
// above that of the rule, the next ones whenever Further is passed again.
func (p *Pack) Reportable(gifts []Gift, es []Election) (out []Notice) {
	gifts = slices.Clone(gifts)
	slices.SortStableFunc(gifts, func(a, b Gift) int { return a.At.Compare(b.At) })
	type tally struct {
		span     string
		open     int64
		reported bool
	}
	sums := map[string]*tally{}
	for _, g := range p.minded(gifts) {
		for _, h := range p.InForce(g.At) {
			if h.Says != Report {
				continue
			}
			t := sums[h.ID]
			if span := p.Span(h.Of, g.At, es); t == nil || t.span != span || h.Of == OfGift {
				t = &tally{span: span}
				sums[h.ID] = t
			}
			t.open += g.Minor
			if due := t.reported && t.open > h.Further || !t.reported && h.meets(t.open); due {
				out = append(out, Notice{h, g, t.open, p.due(h, g.At)})
				t.open, t.reported = 0, true
			}
		}
	}
	return out
}

// Sitting is how long what a donor gives counts as given at once.
const Sitting = 24 * time.Hour

// minded leaves out the gifts that the law does not mind, unless a larger one
// was split: with what came within a sitting of them, they are more.
func (p *Pack) minded(gifts []Gift) []Gift {
	return slices.DeleteFunc(slices.Clone(gifts), func(g Gift) bool {
		sum := int64(0)
		for _, other := range gifts {
			if other.At.Sub(g.At).Abs() < Sitting {
				sum += other.Minor
			}
		}
		return slices.ContainsFunc(p.InForce(g.At), func(h Held) bool { return h.Says == Ignore && !h.meets(sum) })
	})
}

// due is when a report has to be in.
func (p *Pack) due(h Held, at time.Time) time.Time {
	y, m, _ := at.In(p.Zone).Date()
	switch h.Every {
	case "quarter":
		m = (m-1)/3*3 + 4
		return time.Date(y, m, 1+h.Days, 0, 0, 0, 0, p.Zone).UTC()
	case "year":
		return time.Date(y+1, 1, 1+h.Days, 0, 0, 0, 0, p.Zone).UTC()
	}
	return p.Deadline(at, h.Days)
}
