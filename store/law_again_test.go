package store

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"barnstorm/domain"
	"barnstorm/domain/compliance"
	"barnstorm/domain/giving"
)

// canadian makes the live entity a party of Canada.
func (w *lawWorld) canadian() {
	w.t.Helper()
	w.currency = "CAD"
	w.must(w.db.Exec("update entities set country = 'CA', kind = 'party' where id = ?", liveEntity).Error)
	w.must(w.db.Exec("update groups set currency = 'CAD' where id = ?", liveGroup).Error)
}

// declared has the donor of a payment have told what the law of Canada asks.
func (w *lawWorld) declared(pay giving.Payment) {
	w.t.Helper()
	w.must(w.Declare(w.t.Context(), giving.Declaration{Plan: pay.Plan, Pack: "ca-party", Made: w.clock(), Told: map[string]string{"citizen-ca": "yes", "address": "1 High Street"}}))
}

// why is the reasons of every review that waits, by the names of the donors.
func (w *lawWorld) why() string {
	var all []string
	for _, r := range w.waiting() {
		all = append(all, fmt.Sprint(r.Donor.Name, ": ", strings.Join(r.Why, " ")))
	}
	slices.Sort(all)
	return strings.Join(all, ", ")
}

// waits is a store in which somebody else was faster for the books.
type waits struct {
	*Store
	meanwhile func(tx *Store) error
}

func (s waits) LockBooks(ctx context.Context, e domain.EntityID) (time.Time, error) {
	if err := s.meanwhile(s.Store); err != nil {
		return time.Time{}, err
	}
	return s.Store.LockBooks(ctx, e)
}

// Whoever joins or separates donors goes by what they are once the books are
// theirs: others may have been joined while they waited.
func TestJoinedWhileAnotherJoins(t *testing.T) {
	law(t, func(t *testing.T, w *lawWorld) {
		ctx := t.Context()
		for i, name := range []string{"Ada", "Ben", "Cem", "Dee"} {
			w.gave(name, "house@example.org", 10_00, fmt.Sprint("2026-03-0", i+1))
		}
		w.weigh()
		id := func(name string) compliance.DonorID { return w.donor(name, "house@example.org").ID }
		slow := *w.law
		after := func(from, to string) {
			slow.Atomically = func(ctx context.Context, f func(compliance.Store) error) error {
				return w.law.Atomically(ctx, func(s compliance.Store) error {
					return f(waits{s.(*Store), func(tx *Store) error { return tx.PutHead(ctx, id(from), id(to)) }})
				})
			}
		}
		heads := func(what string, want ...string) {
			t.Helper()
			for i, name := range []string{"Ada", "Ben", "Cem", "Dee"} {
				if got := w.donor(name, "house@example.org").Head; got != id(want[i]) {
					t.Errorf("%s: the head of %s is another", what, name)
				}
			}
		}
		after("Ada", "Cem")
		_, err := slow.Join(ctx, w.officer, id("Ada"), compliance.JoinInput{Other: string(id("Ben"))})
		w.must(err)
		heads("Ada was joined to Cem", "Cem", "Cem", "Cem", "Dee")
		after("Cem", "Dee")
		_, err = slow.Separate(ctx, w.officer, id("Ben"))
		w.must(err)
		heads("all were joined to Dee", "Dee", "Ben", "Dee", "Dee")
	})
}

// Two names that are joined are held to the law together at once, once, and
// again for a reason that nobody has looked at.
func TestJoinedDonorsAreHeldToTheLaw(t *testing.T) {
	law(t, func(t *testing.T, w *lawWorld) {
		w.canadian()
		gives := func(name string, minor int64, at string) compliance.Donor {
			w.declared(w.gave(name, "jane@example.org", minor, at))
			w.weigh()
			return w.donor(name, "jane@example.org")
		}
		join := func(a, b compliance.Donor) {
			_, err := w.law.Join(t.Context(), w.officer, a.ID, compliance.JoinInput{Other: string(b.ID)})
			w.must(err)
		}
		a, b := gives("J. Smith", 1_000_00, "2026-03-01"), gives("Jane Smith", 775_00, "2026-04-01")
		if join(a, b); w.why() != "" {
			t.Errorf("1,775 and %s", w.why())
		}
		c := gives("Janey", 1_00, "2026-02-01")
		if join(a, c); w.why() != "Jane Smith: limit" {
			t.Errorf("1,776 and %q", w.why())
		}
		join(a, c)
		rs := w.waiting()
		if len(rs) != 1 || rs[0].Sum.Minor != 775_00 {
			t.Errorf("joined twice: %+v", rs)
		}
		_, err := w.law.Decide(t.Context(), w.officer, rs[0].ID, compliance.DecideInput{Decision: "keep", Evidence: "x"})
		w.must(err)
		if join(a, gives("Jay", 1_00, "2026-01-05")); w.why() != "" {
			t.Errorf("somebody has looked at the limit, and %s", w.why())
		}
		d := gives("Ida", 1_000_00, "2026-03-01")
		w.gave("Ida Wells", "jane@example.org", 800_00, "2026-06-01")
		w.weigh()
		if join(d, w.donor("Ida Wells", "jane@example.org")); w.why() != "Ida Wells: limit missing, Ida Wells: missing" {
			t.Errorf("who looks at what is missing does not see the limit: %s", w.why())
		}
	})
}

// A cheque lies with the cash and is none: only notes are held to what the law
// says of cash.
func TestAChequeIsNoCash(t *testing.T) {
	law(t, func(t *testing.T, w *lawWorld) {
		w.canadian()
		w.people(tina, theo)
		for n, via := range []string{"cheque", "bank", "cash"} {
			id := number[string]("00a", n)
			_, err := w.live.Enter(t.Context(), purse(tina, liveGroup), giving.SlipInput{ID: id, Group: string(liveGroup), Via: via, Amount: "50.00", Name: via, Day: "2027-01-30"})
			w.must(err)
			w.must(w.live.Confirm(t.Context(), purse(theo, liveGroup), giving.SlipID(id)))
		}
		if w.weigh(); w.why() != "bank: missing, cash: cash missing, cheque: missing" {
			t.Error(w.why())
		}
	})
}

// A gift whose worth is known by now is not held to the law with itself beside it.
func TestAWorthIsCountedOnce(t *testing.T) {
	law(t, func(t *testing.T, w *lawWorld) {
		w.american()
		w.currency = "EUR"
		w.told(w.gave("Rosa Parks", "rosa@example.org", 1_500_00, "2026-05-01"))
		w.weigh()
		_, err := w.law.Enter(t.Context(), w.officer, liveEntity, compliance.RateInput{ID: number[string]("0b1", 1), Currency: "EUR", Rate: "1.5", First: "2026-05-01", Last: "2026-05-31", Source: "ECB"})
		if w.must(err); w.why() != "" || years(w.record("Rosa Parks", "rosa@example.org")) != "2026 2250.00, 2026 0.00 EUR" && years(w.record("Rosa Parks", "rosa@example.org")) != "2026 2250.00" {
			t.Errorf("%s, %s", w.why(), years(w.record("Rosa Parks", "rosa@example.org")))
		}
	})
}

// A raise belongs to the year of its first charge.
func TestARaiseBelongsToTheYearOfItsCharge(t *testing.T) {
	law(t, func(t *testing.T, w *lawWorld) {
		w.canadian()
		w.until(utcDay(2026, 12, 28))
		pay := w.gave("Jane", "jane@example.org", 1_770_00, "2026-12-01")
		w.declared(pay)
		w.weigh()
		for next, want := range map[int]string{30: "law-limit", 33: ""} {
			p := giving.Plan{ID: pay.Plan, Amount: domain.Money{Minor: 20_00, Currency: "CAD"}, Interval: giving.Monthly, Anchor: 28, Next: utcDay(2026, 12, next)}
			l, err := w.law.HoldRaise(t.Context(), giving.Recipient{Entity: liveEntity}, p, nil, true)
			if w.must(err); l.Refused != want {
				t.Errorf("charged first on %s: %q", p.Next, l.Refused)
			}
		}
	})
}
