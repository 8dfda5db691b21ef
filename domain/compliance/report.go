package compliance

import (
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"barnstorm/domain"
	"barnstorm/domain/giving"
	"barnstorm/domain/lawpack"
)

// A Report is what had to be reported of a period, as it was known when it was
// made. It never changes; Since says what is known otherwise by now.
type Report struct {
	ID     ReportID
	Entity domain.EntityID
	First  string // day, by the clock of the pack
	Last   string
	Pack   string
	Lines  []Line
	Stale  []string // rules that were not to be relied on
	Hash   string   // SHA-256 of the lines
	By     domain.PersonID
	ByName string
	Made   time.Time
}

// A Line is one thing that has to be reported of one donor.
type Line struct {
	Donor   DonorID
	Name    string
	Kind    string
	Address string
	Work    string // occupation and employer, where they are asked
	Rule    string
	Source  string
	Stale   string
	Sum     domain.Money
	Gift    string // the payment that reached the sum
	At      time.Time
	Until   time.Time // by when it has to be in
}

// same is what makes two lines the same one in two reports.
func (l Line) same() string { return strings.Join([]string{string(l.Donor), l.Rule, l.Gift}, "|") }

// digest is a hash of the lines and their order.
func digest(lines []Line) string {
	h := sha256.New()
	for _, l := range lines {
		fmt.Fprintf(h, "%q\n", []string{l.same(), l.Name, l.Kind, l.Address, l.Work, l.Source, l.Stale, strconv.FormatInt(l.Sum.Minor, 10), l.Sum.Currency, l.At.UTC().Format(time.RFC3339Nano), l.Until.UTC().Format(time.RFC3339Nano)})
	}
	return hex.EncodeToString(h.Sum(nil))
}

// A ReportInput asks for a report.
type ReportInput struct {
	ID    string `json:"id"` // made by the sender
	First string `json:"first"`
	Last  string `json:"last"`
}

func (in ReportInput) check() (ReportID, error) {
	w := domain.Wrong{}
	id, ok := domain.ParseID[ReportID](in.ID)
	w.Check(ok, "id", "not-understood")
	first, err := time.Parse(time.DateOnly, in.First)
	w.Check(err == nil, "first", "not-a-day")
	last, err2 := time.Parse(time.DateOnly, in.Last)
	w.Check(err2 == nil, "last", "not-a-day")
	w.Check(err != nil || err2 != nil || !last.Before(first) && last.Before(first.AddDate(2, 0, 0)), "last", "dates-in-order")
	return id, w.Err()
}

// Freeze makes a report on a period and keeps it as it is. Sent twice it is
// one report. Refuses with Invalid, NotFound, Denied, and with Conflict where
// no law pack is known for the recipient ("no-law-pack"), and where gifts
// of the period, or of that year before it, in other currencies are not counted,
// since nobody has entered what they were worth ("rates-missing").
func (s *Service) Freeze(ctx context.Context, who domain.Actor, e domain.EntityID, in ReportInput) (Report, error) {
	id, err := in.check()
	if err != nil {
		return Report{}, err
	}
	r, err := recipient(ctx, s.Store, who, domain.DecideGifts, e)
	if err != nil {
		return Report{}, err
	}
	p, ok := r.Pack()
	if !ok {
		return Report{}, domain.Refuse(domain.Conflict, "no-law-pack")
	}
	out := Report{ID: id, Entity: e, First: in.First, Last: in.Last, Pack: p.ID, By: who.Person, ByName: who.Name, Made: s.Clock.Now()}
	err = s.Atomically(ctx, func(tx Store) error {
		from, until := running(p, in.First, in.Last)
		if open, err := gaps(ctx, tx, p, e, from, until); err != nil || len(open) > 0 {
			return cmp.Or(err, missing(open))
		}
		if out.Lines, err = s.lines(ctx, tx, r, p, in.First, in.Last); err != nil {
			return err
		}
		out.Hash = digest(out.Lines)
		for _, h := range p.Stale(s.Clock.Now()) {
			out.Stale = append(out.Stale, h.ID+": "+h.Rule.Source+" ("+h.Stale+")")
		}
		if fresh, err := tx.AddReport(ctx, out); err != nil || fresh {
			return err
		}
		out, err = tx.Report(ctx, id)
		if err == nil && (out.Entity != e || out.First != in.First || out.Last != in.Last) {
			return giving.Otherwise()
		}
		return err
	})
	return out, err
}

// missing refuses a report for what is not counted in it.
func missing(gaps []Gap) error {
	if len(gaps) == 0 {
		return nil
	}
	return domain.RefuseWith(domain.Conflict, "rates-missing", map[string]any{"currency": gaps[0].Sum.Currency, "month": gaps[0].Month})
}

// lines is what has to be reported of a period, as it is known now.
func (s *Service) lines(ctx context.Context, tx Store, r Recipient, p *lawpack.Pack, first, last string) ([]Line, error) {
	es, err := tx.Elections(ctx, r.ID)
	if err != nil {
		return nil, err
	}
	days := daysOf(es)
	var heads []DonorID
	for _, span := range spansOf(p, days, first, last) {
		large, err := tx.LargeDonors(ctx, r.ID, span, leastReported(p))
		if err != nil {
			return nil, err
		}
		heads = append(heads, large...)
	}
	slices.Sort(heads)
	var out []Line
	for _, head := range slices.Compact(heads) {
		lines, err := s.linesOf(ctx, tx, p, days, head, first, last)
		if err != nil {
			return nil, err
		}
		out = append(out, slices.DeleteFunc(lines, func(l Line) bool { return p.Day(l.At) < first || p.Day(l.At) > last })...)
	}
	slices.SortStableFunc(out, func(a, b Line) int {
		if c := strings.Compare(Fold(a.Name), Fold(b.Name)); c != 0 {
			return c
		}
		return a.At.Compare(b.At)
	})
	return out, nil
}

// spansOf is the years of a period, and the stretches before elections in which
// it lies or which end after it.
func spansOf(p *lawpack.Pack, es []lawpack.Election, first, last string) (all []string) {
	from, _ := strconv.Atoi(first[:4])
	to, _ := strconv.Atoi(last[:4])
	for year := from; year <= to; year++ {
		all = append(all, strconv.Itoa(year))
	}
	for _, e := range es {
		if e.Day >= first {
			all = append(all, lawpack.ToElection(e.Day))
			if e.General {
				all = append(all, lawpack.InCycle(e.Day))
			}
		}
	}
	return all
}

// leastReported is the smallest sum that some version of some rule of a pack
// wants reported.
func leastReported(p *lawpack.Pack) int64 {
	least := int64(1) << 62
	for _, r := range p.Rules {
		if r.Says == lawpack.Report {
			least = min(least, r.Sum)
		}
	}
	return least - 1
}

// running is what the sums of a report add up, which run on from before its
// first day: from that year's beginning; where cycles are added up, from the
// first gift on.
func running(p *lawpack.Pack, first, last string) (from, until time.Time) {
	from, until = days(p, first[:4]+"-01-01", last)
	if p.ByElection() {
		from = time.Time{}
	}
	return from, until
}

// linesOf is what has to be reported of a donor from the year of the first day
// on; where cycles are added up, from the first gift on.
func (s *Service) linesOf(ctx context.Context, tx Store, p *lawpack.Pack, es []lawpack.Election, head DonorID, first, last string) ([]Line, error) {
	from, until := running(p, first, last[:4]+"-12-31")
	gifts, err := tx.Gifts(ctx, head, countsDues(p), from, until)
	if err != nil {
		return nil, err
	}
	var weighed []lawpack.Gift
	for _, g := range gifts {
		if g.Sum.Currency == p.Currency && g.Sum.Minor > 0 {
			weighed = append(weighed, lawpack.Gift{ID: g.ID, At: g.At, Minor: g.Sum.Minor})
		}
	}
	notices := p.Reportable(weighed, es)
	if len(notices) == 0 {
		return nil, nil
	}
	d, err := tx.Donor(ctx, head)
	if err != nil {
		return nil, err
	}
	told, err := tx.LastTold(ctx, head)
	lines := make([]Line, len(notices))
	for i, n := range notices {
		lines[i] = Line{
			Donor: head, Name: d.Name, Kind: d.Kind, Address: told["address"], Work: strings.Trim(told["occupation"]+", "+told["employer"], ", "),
			Rule: n.Rule.ID, Source: n.Rule.Source, Stale: n.Rule.Stale, Sum: domain.Money{Minor: n.Sum, Currency: p.Currency}, Gift: n.Gift.ID, At: n.Gift.At, Until: n.Until,
		}
	}
	return lines, err
}

// A Change is a line that is known otherwise than a report has it. Then is
// empty for what would be new, Now for what would not be in it any more.
type Change struct {
	Then, Now Line
}

// A Reading is a report as somebody reads it later.
type Reading struct {
	Report
	Recipient Recipient
	Intact    bool     // the lines are those that were written
	Since     []Change // what is known otherwise by now: refunds, disputes, donors who are the same
}

// Read shows a report, and what has changed since. Refuses with NotFound.
func (s *Service) Read(ctx context.Context, who domain.Actor, id ReportID) (Reading, error) {
	r, err := s.Store.Report(ctx, id)
	if err != nil {
		return Reading{}, err
	}
	out := Reading{Report: r, Intact: digest(r.Lines) == r.Hash}
	if out.Recipient, err = recipient(ctx, s.Store, who, domain.SeeDonors, r.Entity); err != nil {
		if domain.Is(err, domain.NotFound) {
			err = domain.Refuse(domain.NotFound, "no-such-report")
		}
		return Reading{}, err
	}
	p, ok := out.Recipient.Pack()
	if !ok {
		return out, nil
	}
	now, err := s.lines(ctx, s.Store, out.Recipient, p, r.First, r.Last)
	out.Since = changes(r.Lines, now)
	return out, err
}

// changes is how two readings of the same period differ.
func changes(then, now []Line) (out []Change) {
	by := map[string]Line{}
	for _, l := range now {
		by[l.same()] = l
	}
	for _, l := range then {
		n, still := by[l.same()]
		if delete(by, l.same()); !still || n.Sum != l.Sum {
			out = append(out, Change{l, n})
		}
	}
	for _, l := range now {
		if _, fresh := by[l.same()]; fresh {
			out = append(out, Change{Now: l})
		}
	}
	return out
}
