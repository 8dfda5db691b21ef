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
	// HoldRaise holds a plan that runs, at the amount that it is to have, to the
	// law, with what its donor told before and tells now. What the donor gave
	// before counts where it is sure that the donor asks.
	HoldRaise(ctx context.Context, to Recipient, p Plan, told map[string]string, sure bool) (Lawful, error)
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
	return toldOf(in.Sworn, in.Address, in.Occupation, in.Employer)
}

// told is PledgeInput.told of who raises a gift.
func (in ChangeInput) told() map[string]string {
	return toldOf(in.Sworn, in.Address, in.Occupation, in.Employer)
}

func toldOf(sworn []string, address, occupation, employer string) map[string]string {
	told := map[string]string{}
	for _, item := range sworn {
		told[item] = "yes"
	}
	for item, text := range map[string]string{"address": address, "occupation": occupation, "employer": employer} {
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
	return l.declared(p.ID, in.field(), told, s.Clock.Now())
}

// declared is what is kept of what a donor told: what was asked and no more,
// nil for nothing. Refuses with Invalid, at the field of the amount, what may
// not be taken, and what was asked and not told.
func (l Lawful) declared(p PlanID, field string, told map[string]string, now time.Time) (*Declaration, error) {
	w := domain.Wrong{}
	w.Check(l.Refused == "", field, l.Refused)
	d := &Declaration{Plan: p, Pack: l.Pack, Told: map[string]string{}, Made: now}
	for _, a := range l.Asks {
		field, code := a.Item, "law-needs"
		if a.Tick {
			field, code = "sworn-"+a.Item, "law-needs-yes"
		}
		w.Check(a.Known, field, code)
		w.Check(len(told[a.Item]) <= MostTold, field, "too-long")
		if told[a.Item] != "" {
			d.Told[a.Item] = told[a.Item]
		}
	}
	if err := l.inWords(w.Err()); err != nil {
		return nil, err
	}
	if len(d.Told) == 0 {
		return nil, nil
	}
	return d, nil
}

// inWords gives a refusal the limit that its sentence names.
func (l Lawful) inWords(err error) error {
	if e, ok := domain.AsError(err); ok {
		e.Args = map[string]any{"minor": l.Limit.Minor, "currency": l.Limit.Currency, "of": l.Of}
	}
	return err
}

// raised holds a plan with another amount to the law, as a promise is held: at
// once, and not only when it is charged.
func (s *Service) raised(ctx context.Context, g Gift, to domain.Money, in ChangeInput, sure bool) (Lawful, error) {
	if s.Law == nil {
		return Lawful{}, nil
	}
	p := g.Plan
	p.Amount = to
	return s.Law.HoldRaise(ctx, g.Recipient, p, in.told(), sure)
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
