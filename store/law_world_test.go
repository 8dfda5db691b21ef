package store

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"barnstorm/domain"
	"barnstorm/domain/compliance"
	"barnstorm/domain/giving"
)

// A lawWorld is a giftWorld whose gifts are held to the law. Its entity is a
// British members' association.
type lawWorld struct {
	*giftWorld
	law     *compliance.Service
	officer domain.Actor
	made    int

	currency string // of what is given
}

func law(t *testing.T, f func(t *testing.T, w *lawWorld)) {
	t.Helper()
	gifts(t, func(t *testing.T, g *giftWorld) { f(t, newLawWorld(g)) })
}

func newLawWorld(g *giftWorld) *lawWorld {
	w := &lawWorld{giftWorld: g, currency: "GBP"}
	w.officer = domain.Actor{Person: number[domain.PersonID]("0aa", 1), Name: "Cora Okoye", Roles: map[domain.GroupID][]domain.Role{
		liveGroup: {domain.Compliance}, playGroup: {domain.Compliance},
	}}
	w.law = &compliance.Service{Store: g.Store, Atomically: Atomically[compliance.Store](g.Store), Clock: g.clock, Repay: g.live.Repay, Bring: g.live.Bring}
	return w
}

// gave puts a gift of somebody into the books of the live entity.
func (w *lawWorld) gave(name, email string, minor int64, at string) giving.Payment {
	w.t.Helper()
	ctx, when := context.Background(), london(w.t, at)
	w.made++
	p := giving.Plan{ID: number[giving.PlanID]("0ab", w.made), Entity: liveEntity, Group: liveGroup, Fund: "general", Name: name, Email: email, Locale: "en",
		Amount: domain.Money{Minor: minor, Currency: w.currency}, Interval: giving.Once, Status: giving.Stopped, Reason: giving.ReasonOnce, Made: when}
	_, err := w.AddPlan(ctx, p)
	w.must(err)
	pay := giving.Payment{ID: number[giving.PaymentID]("0ac", w.made), Plan: p.ID, Entity: liveEntity, Group: liveGroup, Invoice: fmt.Sprint("in_", w.made),
		Amount: p.Amount, Via: giving.ByTill, Status: giving.Paid, Paid: when, From: when, Until: when}
	w.must(w.PutPayments(ctx, []giving.Payment{pay}))
	w.fake.plans[p.ID] = &fakePlan{Standing: giving.Standing{Status: p.Status, Reason: p.Reason, Amount: p.Amount, Charges: []giving.Charge{
		{Invoice: pay.Invoice, Amount: p.Amount, Paid: when, From: when, Until: when}}}}
	w.book(pay, "gift", minor, giving.Donations, at)
	return pay
}

// book writes a movement of a payment: positive came, negative went.
func (w *lawWorld) book(pay giving.Payment, memo string, minor int64, account giving.Account, at string) {
	w.t.Helper()
	w.made++
	when := london(w.t, at)
	if account == giving.Refunds {
		w.must(w.db.Exec("update payments set refunded = refunded + ? where id = ?", -minor, pay.ID).Error)
	}
	key := fmt.Sprint(memo, ":", w.made)
	if memo == giving.MemoGift {
		key = memo + ":" + pay.Invoice
	}
	t := giving.Transaction{ID: number[giving.TransactionID]("0ad", w.made), Key: key, Entity: liveEntity, Group: liveGroup, Fund: "general",
		Currency: w.currency, At: when, Booked: when, Memo: memo, Plan: pay.Plan, Payment: pay.ID, Entries: []giving.Entry{
			{ID: number[giving.EntryID]("0ae", w.made), Account: giving.InTill, Minor: minor},
			{ID: number[giving.EntryID]("0af", w.made), Account: account, Minor: -minor}}}
	w.must(t.Check())
	_, err := w.PostTransactions(context.Background(), []giving.Transaction{t})
	w.must(err)
}

func london(t *testing.T, s string) time.Time {
	t.Helper()
	zone, err := time.LoadLocation("Europe/London")
	if err != nil {
		t.Fatal(err)
	}
	if len(s) == len(time.DateOnly) {
		s += " 12:00:00"
	}
	when, err := time.ParseInLocation(time.DateTime, s, zone)
	if err != nil {
		t.Fatal(err)
	}
	return when.UTC()
}

func (w *lawWorld) weigh() {
	w.t.Helper()
	for {
		n, err := w.law.Weigh(context.Background(), 50)
		w.must(err)
		if n == 0 {
			return
		}
	}
}

// donor is the row of a name and an address.
func (w *lawWorld) donor(name, email string) compliance.Donor {
	w.t.Helper()
	d, err := w.DonorAt(context.Background(), liveEntity, compliance.Fold(name), email)
	w.must(err)
	return d
}

func (w *lawWorld) record(name, email string) compliance.Record {
	w.t.Helper()
	r, err := w.law.Record(context.Background(), w.officer, w.donor(name, email).ID)
	w.must(err)
	return r
}

// years is the totals of a record, as in "2026: 500.01".
func years(r compliance.Record) string {
	var all []string
	for _, t := range r.Totals {
		all = append(all, strings.TrimSuffix(strings.TrimSuffix(fmt.Sprintf("%s %d.%02d %s", t.Span, t.Sum.Minor/100, t.Sum.Minor%100, t.Sum.Currency), " GBP"), " USD"))
	}
	return strings.Join(all, ", ")
}

func (w *lawWorld) waiting() []compliance.Review {
	w.t.Helper()
	rs, err := w.Waiting(context.Background(), liveEntity, 100)
	w.must(err)
	return rs
}

func compliancePlan(p giving.Plan) compliance.PlanID { return compliance.PlanID(p.ID) }
