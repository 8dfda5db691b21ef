package compliance

import (
	"context"
	"slices"
	"strings"
	"time"
	"unicode"

	"golang.org/x/text/unicode/norm"

	"barnstorm/domain"
	"barnstorm/domain/lawpack"
)

// A Donor is a name with an address, as it was typed when something was given
// to one legal entity. Rows that are the same person have the same head.
type Donor struct {
	ID     DonorID
	Entity domain.EntityID
	Head   DonorID // its own id unless it was joined to another
	Name   string
	Email  string
	Folded string // the name as it is compared
	Kind   string // "person", "company" and so on
	Made   time.Time
}

// Fold is a name as names are compared: without case, marks and punctuation.
func Fold(name string) string {
	var b strings.Builder
	for _, r := range norm.NFD.String(strings.ToLower(name)) {
		switch {
		case unicode.IsLetter(r) || unicode.IsDigit(r):
			b.WriteRune(r)
		case !unicode.Is(unicode.Mn, r) && b.Len() > 0 && !strings.HasSuffix(b.String(), " "):
			b.WriteByte(' ')
		}
	}
	return strings.TrimSpace(b.String())
}

// Why two donors may be the same.
const (
	SameAddress = "address"
	SameName    = "name"
)

// What two donors that look alike are to each other.
const (
	LikeOpen   = "open"
	LikeJoined = "joined"
	LikeOther  = "other" // different people
)

// A Like is a suggestion that two donors are the same.
type Like struct {
	Donor, Other Donor
	Why          string
	State        string
	Made         time.Time
}

// A Total is what a donor gave over a span: a calendar year such as "2026", or
// an election such as "to 2026-11-03".
type Total struct {
	Donor  DonorID
	Entity domain.EntityID
	Kind   string // Gift or Dues
	Span   string
	Sum    domain.Money
}

// A Record is a donor with everything that an officer needs to see of them.
type Record struct {
	Recipient Recipient
	Head      Donor
	Rows      []Donor // with the head, the oldest first
	Totals    []Total
	Gifts     []Gift // of this year and the one before, the newest first
	Told      map[string]string
	Likes     []Like
	Reviews   []Review
	Rooms     []lawpack.Finding // limits of the law, and how much they leave
	May       bool              // who may join and separate
}

// Record shows a donor. Refuses with NotFound whoever may not see them.
func (s *Service) Record(ctx context.Context, who domain.Actor, id DonorID) (Record, error) {
	return s.record(ctx, s.Store, who, domain.SeeDonors, id)
}

func (s *Service) record(ctx context.Context, tx Store, who domain.Actor, act domain.Act, id DonorID) (r Record, err error) {
	d, err := tx.Donor(ctx, id)
	if err != nil {
		return r, err
	}
	if r.Recipient, err = recipient(ctx, tx, who, act, d.Entity); err != nil {
		return r, asNoDonor(err)
	}
	r.May = r.Recipient.may(who, domain.DecideGifts)
	steps := []func() error{
		func() error { r.Rows, err = tx.Same(ctx, d.Head); return err },
		func() error { r.Totals, err = totalsOf(ctx, tx, r.Recipient, d.Head); return err },
		func() error { r.Told, err = tx.LastTold(ctx, d.Head); return err },
		func() error { r.Likes, err = tx.LikesOf(ctx, d.Head); return err },
		func() error { r.Reviews, err = tx.ReviewsOf(ctx, d.Head); return err },
		func() error { return s.recent(ctx, tx, &r, d.Head) },
	}
	for _, do := range steps {
		if err := do(); err != nil {
			return r, err
		}
	}
	i := slices.IndexFunc(r.Rows, func(row Donor) bool { return row.ID == d.Head })
	r.Head = r.Rows[max(i, 0)]
	return r, nil
}

// asNoDonor is a refusal in the words of this page.
func asNoDonor(err error) error {
	if domain.Is(err, domain.NotFound) {
		return domain.Refuse(domain.NotFound, "no-such-donor")
	}
	return err
}

// recent fills in the gifts of two years, and what the limits of this one leave.
func (s *Service) recent(ctx context.Context, tx Store, r *Record, head DonorID) error {
	now := s.Clock.Now()
	p, ok := r.Recipient.Pack()
	if !ok {
		p = &lawpack.Pack{Zone: time.UTC}
	}
	from, _ := yearOf(p, now.In(p.Zone).Year()-1)
	_, until := yearOf(p, now.In(p.Zone).Year())
	gifts, err := tx.Gifts(ctx, head, true, from, until)
	slices.Reverse(gifts)
	if r.Gifts = gifts; err != nil {
		return err
	}
	es, err := tx.Elections(ctx, r.Recipient.ID)
	for _, h := range p.InForce(now) {
		if h.Says == lawpack.Limit {
			r.Rooms = append(r.Rooms, lawpack.Finding{Held: h, Room: max(0, h.Sum-given(r.Totals, p, p.Span(h.Of, now, daysOf(es))))})
		}
	}
	return err
}

// given adds up the totals of a span in a pack's currency: gifts, and dues
// where the law counts them.
func given(totals []Total, p *lawpack.Pack, span string) (sum int64) {
	for _, t := range totals {
		if t.Span == span && t.Sum.Currency == p.Currency && (t.Kind == KindGift || countsDues(p)) {
			sum += t.Sum.Minor
		}
	}
	return sum
}

// totalsOf is what a donor gave over each span, without what was of another
// currency until somebody entered its worth.
func totalsOf(ctx context.Context, tx Store, r Recipient, head DonorID) ([]Total, error) {
	all, err := tx.Totals(ctx, head)
	p, ok := r.Pack()
	return slices.DeleteFunc(all, func(t Total) bool { return ok && t.Sum.Minor == 0 && t.Sum.Currency != p.Currency }), err
}

func countsDues(p *lawpack.Pack) bool {
	return slices.ContainsFunc(p.Rules, func(r lawpack.Rule) bool { return r.Says == lawpack.Dues })
}

// A JoinInput names the donor that is the same person.
type JoinInput struct {
	Other string `json:"other"`
}

// Join says that two donors are one: from now on their totals are read
// together, and what they gave last is held to the law again. The books stay as
// they are, and Separate undoes it. Refuses with NotFound, also for donors of
// different legal entities.
func (s *Service) Join(ctx context.Context, who domain.Actor, id DonorID, in JoinInput) (Record, error) {
	return s.decideLike(ctx, who, id, in, func(tx Store, a, b Donor) error {
		if _, err := tx.LockBooks(ctx, a.Entity); err != nil { // so that no gift is counted meanwhile
			return err
		}
		for _, d := range []*Donor{&a, &b} { // who may have been joined while this waited
			var err error
			if *d, err = tx.Donor(ctx, d.ID); err != nil {
				return err
			}
		}
		if err := tx.PutHead(ctx, b.Head, a.Head); err != nil {
			return err
		}
		if err := s.joined(ctx, tx, a.Entity, a.Head); err != nil {
			return err
		}
		return tx.EndLike(ctx, a.ID, b.ID, LikeJoined, who.Person, s.Clock.Now())
	})
}

// joined holds the last gift of a donor to the law by totals that others are in
// by now: that of this year and of the one before, and of each election in them.
func (s *Service) joined(ctx context.Context, tx Store, e domain.EntityID, head DonorID) error {
	r, err := tx.RecipientOf(ctx, e)
	if err != nil {
		return err
	}
	p, known := r.Pack()
	if !known {
		return nil
	}
	es, err := tx.Elections(ctx, e)
	if err != nil {
		return err
	}
	year := s.Clock.Now().In(p.Zone).Year()
	from, _ := yearOf(p, year-1)
	_, until := yearOf(p, year)
	gifts, err := tx.Gifts(ctx, head, countsDues(p), from, until)
	if err != nil {
		return err
	}
	seen := map[string]bool{}
	for _, g := range slices.Backward(gifts) {
		if g.Sum.Currency != p.Currency || g.Sum.Minor <= 0 {
			continue
		}
		last := false
		for _, span := range p.Spans(g.At, daysOf(es)) {
			last, seen[span] = last || !seen[span], true
		}
		if !last {
			continue
		}
		if err := s.judgeAgain(ctx, tx, p, g); err != nil {
			return err
		}
	}
	return nil
}

// judgeAgain holds a gift to the law that is in the totals of its donor.
func (s *Service) judgeAgain(ctx context.Context, tx Store, p *lawpack.Pack, g Gift) error {
	w, err := tx.FirstOf(ctx, PaymentID(g.ID))
	if err != nil || w.Movement == "" {
		return err
	}
	m, err := tx.Movement(ctx, w.Movement)
	if err != nil {
		return err
	}
	d, err := tx.Donor(ctx, w.Donor)
	if err != nil {
		return err
	}
	return s.judge(ctx, tx, p, m, d, g.Sum.Minor, g.Sum.Minor)
}

// KeepApart says that two donors who look alike are different people.
func (s *Service) KeepApart(ctx context.Context, who domain.Actor, id DonorID, in JoinInput) (Record, error) {
	return s.decideLike(ctx, who, id, in, func(tx Store, a, b Donor) error {
		return tx.EndLike(ctx, a.ID, b.ID, LikeOther, who.Person, s.Clock.Now())
	})
}

func (s *Service) decideLike(ctx context.Context, who domain.Actor, id DonorID, in JoinInput, do func(tx Store, a, b Donor) error) (r Record, err error) {
	other, ok := domain.ParseID[DonorID](in.Other)
	if !ok {
		return r, domain.Wrong{"other": "not-understood"}.Err()
	}
	err = s.Atomically(ctx, func(tx Store) error {
		if r, err = s.record(ctx, tx, who, domain.DecideGifts, id); err != nil {
			return err
		}
		a, err := tx.Donor(ctx, id)
		if err != nil {
			return err
		}
		b, err := tx.Donor(ctx, other)
		if err == nil && b.Entity != a.Entity {
			err = domain.Refuse(domain.NotFound, "no-such-donor")
		}
		if err != nil {
			return err
		}
		if err := do(tx, a, b); err != nil {
			return err
		}
		r, err = s.record(ctx, tx, who, domain.DecideGifts, id)
		return err
	})
	return r, err
}

// Separate takes a row that was joined out again: it is a donor of its own,
// and looks like nobody of the others any more.
func (s *Service) Separate(ctx context.Context, who domain.Actor, id DonorID) (r Record, err error) {
	err = s.Atomically(ctx, func(tx Store) error {
		if r, err = s.record(ctx, tx, who, domain.DecideGifts, id); err != nil {
			return err
		}
		if _, err := tx.LockBooks(ctx, r.Recipient.ID); err != nil {
			return err
		}
		d, err := tx.Donor(ctx, id) // whom others may have joined while this waited
		if err != nil {
			return err
		}
		if r.Rows, err = tx.Same(ctx, d.Head); err != nil {
			return err
		}
		left := slices.DeleteFunc(slices.Clone(r.Rows), func(d Donor) bool { return d.ID == id })
		for _, d := range left {
			head := d.Head
			if head == id {
				head = left[0].ID
			}
			if err := tx.PutHeadOf(ctx, d.ID, head); err != nil {
				return err
			}
			if err := tx.EndLike(ctx, id, d.ID, LikeOther, who.Person, s.Clock.Now()); err != nil {
				return err
			}
		}
		if err := tx.PutHeadOf(ctx, id, id); err != nil {
			return err
		}
		r, err = s.record(ctx, tx, who, domain.DecideGifts, id)
		return err
	})
	return r, err
}
