package giving

import (
	"context"
	"strings"
	"time"

	"barnstorm/domain"
)

// A Law says what the law of a recipient asks before a gift is promised.
type Law interface {
	// Hold holds a promise to the law, with what the donor told. What who gave
	// before counts only where who is signed in: anybody can type anybody's name.
	Hold(ctx context.Context, who domain.Actor, to Recipient, p Plan, told map[string]string) (Lawful, error)
}

// Lawful is what the law says of a promise.
type Lawful struct {
	Pack    string // the rules that were asked; empty where nobody knows them
	Asks    []Asked
	Refused string       // why it may not be taken, empty when it may: "law-limit", "law-donor"
	Limit   domain.Money // the most that the law lets be taken
	Of      string       // in one "gift", "year" or "election"
	Stale   bool         // a rule that was used is not to be relied on
}

// An Asked is one thing that the law wants known of a donor.
type Asked struct {
	Item  string // such as "address"
	Tick  bool   // a statement to tick; else a line to fill in
	Known bool   // the donor has told
}

// A Declaration is what the donor of a plan told because the law asks it.
type Declaration struct {
	Plan PlanID
	Pack string
	Told map[string]string
	Made time.Time
}

// mostLawful is the largest gift, in whole units, for which the form asks what
// the law wants known. Above it people speak with each other.
const mostLawful = 10_000

// MostTold is the longest answer to what the law asks, in bytes.
const MostTold = 300

// told is what a donor told, by item.
func (in PledgeInput) told() map[string]string {
	told := map[string]string{}
	for _, item := range in.Sworn {
		told[item] = "yes"
	}
	for item, text := range map[string]string{"address": in.Address, "occupation": in.Occupation, "employer": in.Employer} {
		if text = strings.TrimSpace(text); text != "" {
			told[item] = text
		}
	}
	return told
}

// lawful holds a promise to the law. Refuses with Invalid where it may not be
// taken or something is not known.
func (s *Service) lawful(ctx context.Context, who domain.Actor, o Offer, p Plan, in PledgeInput) (*Declaration, error) {
	if s.Law == nil {
		return nil, nil
	}
	told := in.told()
	l, err := s.Law.Hold(ctx, who, o.Recipient, p, told)
	if err != nil {
		return nil, err
	}
	w := domain.Wrong{}
	w.Check(l.Refused == "", in.field(), l.Refused)
	d := &Declaration{Plan: p.ID, Pack: l.Pack, Told: map[string]string{}, Made: s.Clock.Now()}
	for _, a := range l.Asks {
		field, code := a.Item, "law-needs"
		if a.Tick {
			field, code = "sworn-"+a.Item, "law-needs-yes"
		}
		w.Check(a.Known, field, code)
		w.Check(len(told[a.Item]) <= MostTold, field, "too-long")
		d.Told[a.Item] = told[a.Item]
	}
	if err := w.Err(); err != nil {
		e, _ := domain.AsError(err)
		e.Args = map[string]any{"minor": l.Limit.Minor, "currency": l.Limit.Currency, "of": l.Of}
		return nil, err
	}
	if len(d.Told) == 0 {
		return nil, nil
	}
	return d, nil
}

// Asked is what the law asks of whoever promises what in says, as far as that
// can be read; of the suggested gift otherwise.
func (s *Service) Asked(ctx context.Context, who domain.Actor, o Offer, in PledgeInput) (Lawful, error) {
	if s.Law == nil {
		return Lawful{}, nil
	}
	p := Plan{Entity: o.Entity, Group: o.Group, Amount: o.Suggested, Interval: Monthly}
	if in.Often == string(Once) {
		p.Interval = Once
	}
	if total, _, ok := o.Charge(in); ok {
		p.Amount = total
	}
	return s.Law.Hold(ctx, who, o.Recipient, p, in.told())
}
