package store

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"barnstorm/domain"
	"barnstorm/domain/giving"
	"barnstorm/domain/people"
)

// A giftWorld is a store in which one group points to an entity that takes
// money and another to one that plays, with the services over them.
type giftWorld struct {
	*Store
	t    *testing.T
	now  time.Time
	mu   sync.Mutex
	fake *fakeTill
	live *giving.Service // given to the group called live, through fake
	play *giving.Service // given to the group called play, in the sandbox

	asked int // codes, in the flows that fail
}

const (
	liveEntity = domain.EntityID("0194f0a0-0000-7000-8000-00000000000a")
	playEntity = domain.EntityID("0194f0a0-0000-7000-8000-00000000000b")
	liveGroup  = domain.GroupID("0194f0a0-0000-7000-8000-0000000000aa")
	playGroup  = domain.GroupID("0194f0a0-0000-7000-8000-0000000000bb")
)

var giftDay = time.Date(2027, 1, 31, 9, 30, 0, 0, time.UTC)

func (w *giftWorld) clock() time.Time {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.now
}

func (w *giftWorld) pass(d time.Duration) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.now = w.now.Add(d)
}

func (w *giftWorld) until(day time.Time) { w.pass(day.Sub(w.clock())) }

func gifts(t *testing.T, f func(t *testing.T, w *giftWorld)) {
	t.Helper()
	each(t, func(t *testing.T, s *Store) { f(t, newGiftWorld(t, s)) })
}

func newGiftWorld(t *testing.T, s *Store) *giftWorld {
	t.Helper()
	w := &giftWorld{Store: s, t: t, now: giftDay}
	w.grows()
	for _, e := range []people.Entity{{ID: liveEntity, Name: "Aire Valley Association"}, {ID: playEntity, Name: "Made-up Association", Sandbox: true}} {
		e.Country, e.Kind, e.Made = "GB", "members association", giftDay
		g := people.Group{ID: liveGroup, Slug: "live", Name: "Aire Valley", Entity: e.ID}
		if e.Sandbox {
			g.ID, g.Slug, g.Name = playGroup, "play", "Play Valley"
		}
		g.Lineage, g.Country, g.Currency, g.Zone, g.Locale, g.Made = string(g.ID)+"/", "GB", "GBP", "Europe/London", "en", giftDay
		w.must(s.PutEntity(t.Context(), e))
		w.must(s.PutGroup(t.Context(), g))
	}
	url2 := func(path string) string { return "https://example.org" + path }
	w.fake = &fakeTill{now: w.clock, plans: map[giving.PlanID]*fakePlan{}, done: map[string]bool{}, kept: w.keptBefore}
	box := &giving.Sandbox{Store: s, Atomically: Atomically[giving.SandboxStore](s), Clock: w.clock, URL: url2, Fees: giving.CardFees}
	w.live = &giving.Service{Store: s, Atomically: Atomically[giving.Store](s), Clock: w.clock, URL: url2, Till: func(domain.EntityID) giving.Till { return w.fake }}
	w.play = &giving.Service{Store: s, Atomically: Atomically[giving.Store](s), Clock: w.clock, URL: url2, Till: func(domain.EntityID) giving.Till { return box }}
	return w
}

// keptBefore fails the test where a provider is called with a key that is not
// kept yet, so that after a fall nobody would call with the same one again. It
// sees what is written for good, and no transaction that is still open.
func (w *giftWorld) keptBefore(key string) {
	var n int
	kind, rest, _ := strings.Cut(key, ":")
	sql, arg := "select (select count(*) from intents where once_key = ?) + (select count(*) from gift_backs where once_key = ?)", []any{key, key}
	switch kind {
	case "card": // the link by which the donor comes back
		sql, arg = "select count(*) from links where hash = ?", []any{rest}
	case "kindly": // the plan, and since when it failed
		id, since, _ := strings.Cut(rest, ":")
		seconds, err := strconv.ParseInt(since, 10, 64)
		w.must(err)
		sql, arg = "select count(*) from plans where id = ? and failing >= ? and failing < ?", []any{id, time.Unix(seconds, 0).UTC(), time.Unix(seconds+1, 0).UTC()}
	}
	if err := w.read.Raw(sql, arg...).Scan(&n).Error; err != nil || n == 0 {
		w.t.Errorf("the key %q was not kept before the call: %v", key, err)
	}
}

func (w *giftWorld) must(err error) {
	w.t.Helper()
	if err != nil {
		w.t.Fatal(err)
	}
}

// number is n as an id that a sender could have made.
func number[T ~string](kind string, n int) T {
	return T(fmt.Sprintf("0194f0a0-0000-7000-8%s-%012x", kind, n))
}

func pledgeInput(n int) giving.PledgeInput {
	return giving.PledgeInput{
		ID: number[string]("001", n), Often: "monthly", Amount: "10", Name: "Rosa Parks",
		Email: fmt.Sprintf("rosa%d@example.org", n), Own: true,
	}
}

// sound fails the test unless the books are right and every account of every
// entity sums to zero.
func (w *giftWorld) sound(in ...any) {
	w.t.Helper()
	faults, err := w.live.Faults(context.Background())
	w.must(err)
	for _, f := range faults {
		w.t.Errorf("%v: %s %s", in, f.Code, f.Object)
	}
	var sum, orphans int64
	w.must(w.db.Raw("select coalesce(sum(minor), 0) from entries").Scan(&sum).Error)
	w.must(w.db.Raw(`select count(*) from payments p where not exists (select 1 from plans where id = p.plan_id)`).Scan(&orphans).Error)
	if sum != 0 || orphans != 0 {
		w.t.Errorf("%v: the ledger sums to %d, %d orphans", in, sum, orphans)
	}
}

// link is the private link in the last letter to an address.
func (w *giftWorld) link(email string) domain.Token {
	w.t.Helper()
	kept, err := w.LettersTo(context.Background(), email, 50)
	w.must(err)
	for _, k := range kept {
		if _, token, ok := strings.Cut(k.Fields["link"], "/gift/"); ok {
			return domain.Token(token)
		}
	}
	w.t.Fatalf("no link among %d letters to %s", len(kept), email)
	return ""
}

// code is the digits in the last letter with a code to an address.
func (w *giftWorld) code(email string) string {
	w.t.Helper()
	kept, err := w.LettersTo(context.Background(), email, 50)
	w.must(err)
	for _, k := range kept {
		if k.Kind == "giving/code" {
			return k.Fields["code"]
		}
	}
	w.t.Fatalf("no code among %d letters to %s", len(kept), email)
	return ""
}

// letters is how many of each kind went to an address, but for codes: a code
// is mailed as often as it is asked for.
func (w *giftWorld) letters(email string) string {
	kept, err := w.LettersTo(context.Background(), email, 500)
	w.must(err)
	n := map[string]int{}
	for _, k := range kept {
		if kind := strings.TrimPrefix(k.Kind, "giving/"); kind != "code" {
			n[kind]++
		}
	}
	return fmt.Sprint(n)
}

func (w *giftWorld) count(table string) (n int) {
	w.t.Helper()
	w.must(w.db.Table(table).Select("count(*)").Scan(&n).Error)
	return n
}

// A fakeTill is a payment provider in memory that keeps state and keys, and
// fails when told to.
type fakeTill struct {
	mu      sync.Mutex
	now     domain.Clock
	plans   map[giving.PlanID]*fakePlan
	done    map[string]bool // keys that were acted upon
	silent  int             // so many calls from now on act, and their answers are lost
	away    int             // so many calls from now on do nothing and fail
	created int             // payment pages made
	acted   int             // changes made
	looked  func()          // called while a look is under way
	refuses bool            // no refund is made
	slow    bool            // a refund is made, and has not left yet
	kept    func(string)    // called with the key of each call
	missed  []giving.Event
	payouts []giving.Payout
}

type fakePlan struct {
	giving.Standing
	history []giving.Standing // what Look says at each step, where it is set
	step    int
}

var errSilent = errors.New("no answer")

// act does something once for a key, or fails as it was told to.
func (f *fakeTill) act(key string, do func()) error {
	f.kept(key)
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.away > 0 {
		f.away--
		return errSilent
	}
	if !f.done[key] {
		f.done[key] = true
		do()
	}
	if f.silent > 0 {
		f.silent--
		return errSilent
	}
	return nil
}

func (f *fakeTill) Sandbox() bool { return false }

func (f *fakeTill) Checkout(_ context.Context, key string, p giving.Plan, _ giving.Recipient) (giving.Page, error) {
	err := f.act(key, func() {
		f.created++
		f.plans[p.ID] = &fakePlan{Standing: giving.Standing{Status: giving.Pending, Amount: p.Amount, Refs: giving.Refs{Checkout: "cs_" + string(p.ID)}}}
	})
	return giving.Page{Ref: "cs_" + string(p.ID), URL: "https://pay.example/cs_" + string(p.ID)}, err
}

// finish is the donor paying on the payment page.
func (f *fakeTill) finish(id giving.PlanID) {
	f.mu.Lock()
	defer f.mu.Unlock()
	p := f.plans[id]
	p.Status, p.Subscription, p.Customer = giving.Active, "sub_"+string(id), "cus_"+string(id)
	p.Next = giving.MonthAfter(f.now(), f.now().Day())
	p.charge(id, 1, f.now())
}

func (p *fakePlan) charge(id giving.PlanID, n int, at time.Time) {
	name := fmt.Sprintf("%s_%d", id, n)
	p.Charges = append(p.Charges, giving.Charge{
		Invoice: "in_" + name, Charge: "ch_" + name, Amount: p.Amount, Fee: domain.Money{Minor: 35, Currency: "GBP"},
		Paid: at, From: at, Until: giving.MonthAfter(at, at.Day()), Attempts: 1,
	})
}

func (f *fakeTill) Change(_ context.Context, key string, p giving.Plan, amount domain.Money) error {
	return f.act(key, func() {
		f.acted++
		f.plans[p.ID].Amount = amount
		f.plans[p.ID].letGo(amount.Minor)
	})
}

// letGo has what failed and is of more than above be asked for no more.
func (p *fakePlan) letGo(above int64) {
	for i, c := range p.Charges {
		if c.Paid.IsZero() && !c.Underway && c.Amount.Minor > above {
			p.Charges[i].Void, p.Charges[i].Again = true, time.Time{}
			p.Status = giving.Active
		}
	}
}

func (f *fakeTill) Move(_ context.Context, key string, p giving.Plan, next time.Time) error {
	return f.act(key, func() {
		f.acted++
		f.plans[p.ID].Next, f.plans[p.ID].Anchor = next, next.Day()
	})
}

func (f *fakeTill) CardPage(_ context.Context, key string, p giving.Plan, back string) (string, error) {
	return "https://pay.example/card/" + string(p.ID), f.act(key, func() { f.acted++ })
}

func (f *fakeTill) Pause(_ context.Context, key string, p giving.Plan, until time.Time) error {
	return f.act(key, func() {
		f.acted++
		if f.plans[p.ID].PausedUntil, f.plans[p.ID].Status = until, giving.Active; !until.IsZero() {
			f.plans[p.ID].letGo(0)
			f.plans[p.ID].Status = giving.Paused
		}
	})
}

func (f *fakeTill) Stop(_ context.Context, key string, p giving.Plan) error {
	return f.act(key, func() {
		f.acted++
		q := f.plans[p.ID]
		q.Status, q.Reason, q.Ended, q.Next = giving.Stopped, giving.ReasonDonor, f.now(), time.Time{}
	})
}

// SendBack refunds, unless the test says that it never will.
func (f *fakeTill) SendBack(_ context.Context, p giving.Plan, pay giving.Payment, b giving.Back) error {
	if f.refuses {
		return domain.Refuse(domain.Conflict, "back-refused")
	}
	return f.act(b.Key, func() {
		f.acted++
		for i, c := range f.plans[p.ID].Charges {
			if c.Invoice == pay.Invoice {
				r := giving.Refund{Ref: "re_" + string(b.ID), Amount: b.Amount, At: f.now(), Back: b.ID}
				if f.slow {
					r.At = time.Time{}
				}
				f.plans[p.ID].Charges[i].Refunds = append(c.Refunds, r)
			}
		}
	})
}

func (f *fakeTill) Whose(_ context.Context, e giving.Event) (giving.PlanID, error) {
	_, id, _ := strings.Cut(e.Object, "_")
	f.mu.Lock()
	defer f.mu.Unlock()
	for plan := range f.plans {
		if strings.HasPrefix(id, string(plan)) {
			return plan, nil
		}
	}
	return "", domain.Refuse(domain.NotFound, "no-such-plan")
}

// Missed is whatever the test says was not told.
func (f *fakeTill) Missed(context.Context, time.Time) ([]giving.Event, error) { return f.missed, nil }

// Payouts is whatever the test says was paid out.
func (f *fakeTill) Payouts(context.Context, domain.EntityID, time.Time) ([]giving.Payout, error) {
	return append([]giving.Payout(nil), f.payouts...), nil
}

func (f *fakeTill) Look(_ context.Context, id giving.PlanID, _ giving.Refs) (giving.Standing, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.looked != nil {
		defer f.looked()
	}
	p, ok := f.plans[id]
	if !ok {
		return giving.Standing{}, domain.Refuse(domain.NotFound, "no-such-plan")
	}
	st := p.Standing
	if len(p.history) > 0 {
		st = p.history[p.step]
	}
	st.Charges = append([]giving.Charge(nil), st.Charges...)
	return st, nil
}
