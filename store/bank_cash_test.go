package store

import (
	"context"
	"testing"

	"barnstorm/domain"
	"barnstorm/domain/bank"
	"barnstorm/domain/giving"
	"barnstorm/domain/people"
	"barnstorm/store/storetest"
)

// cash has somebody enter cash for a group, and somebody else confirm it.
func (w *lawWorld) cash(n int, g domain.GroupID, amount string) giving.PaymentID {
	w.t.Helper()
	return w.cashOn(n, g, amount, "2027-01-30")
}

func (w *lawWorld) cashOn(n int, g domain.GroupID, amount, day string) giving.PaymentID {
	w.t.Helper()
	id := number[string]("00a", n)
	_, err := w.live.Enter(w.t.Context(), purse(tina, g), giving.SlipInput{ID: id, Group: string(g), Via: "cash", Amount: amount, Name: "Ada L", Day: day})
	w.must(err)
	w.must(w.live.Confirm(w.t.Context(), purse(theo, g), giving.SlipID(id)))
	return giving.PaymentID(id)
}

// Cash that was entered by hand and then paid in is in the books once: it moves
// from the cash into the bank, of each group as much as it has, and nobody is
// known by it. What goes back afterwards goes back out of the bank.
func TestCashIsPaidIn(t *testing.T) {
	law(t, func(t *testing.T, w *lawWorld) {
		ctx, who := t.Context(), purse(tina, liveGroup)
		w.people(tina, theo)
		w.below()
		s := &bank.Service{Store: w.Store, Atomically: Atomically[bank.Store](w.Store), Clock: w.clock}
		first := w.cash(1, liveGroup, "300.00")
		text := "Date,Amount,Name,Reference\n2027-01-31,500.00,Branch 7,PAYING IN\n"
		for want, rows := range []string{text, text + "2027-01-31,500.00,Branch 7,PAYING IN\n"} {
			r, err := s.Import(ctx, who, bank.ImportInput{Group: string(liveGroup), Text: rows, Sure: true})
			if w.must(err); r.Count[bank.WillBook] != 0 || r.Count[bank.There] != want {
				t.Errorf("%+v", r.Count)
			}
			ls, err := s.Waiting(ctx, who)
			if w.must(err); len(ls) != 1 {
				t.Fatalf("%d wait", len(ls))
			}
			if want == 1 {
				break
			}
			flow := func() error { _, err := s.Settle(ctx, who, ls[0].ID, bank.SettleInput{Do: bank.Deposit}); return err }
			w.tooMuch("500 of 300", flow(), 300_00)
			w.cash(2, below, "200.00")
			w.tooMuch("what is with others", flow(), 300_00)
			who.Roles[below] = who.Roles[liveGroup]
			own := s.Atomically
			s.Atomically = func(ctx context.Context, f func(bank.Store) error) error {
				return own(ctx, func(tx bank.Store) error { return f(waits{tx.(*Store), w.paysIn(first)}) })
			}
			w.tooMuch("another was faster", flow(), 200_00)
			s.Atomically = own
			storetest.EveryWrite(t, w.Store, flow)
			w.refuses("paid in twice", flow(), "decided-already")
		}
		w.holds("paid in", map[domain.GroupID][2]int64{liveGroup: {0, 300_00}, below: {0, 200_00}})
		if r, err := w.live.Report(ctx, who, liveEntity, "2027-01"); err != nil || len(r.Rows) != 2 || r.Rows[0].Given+r.Rows[1].Given != 500_00 || r.Rows[0].Count+r.Rows[1].Count != 2 {
			t.Errorf("%+v %v", r.Rows, err)
		}
		if w.weigh(); years(w.record("Ada L", "")) != "2027 500.00" {
			t.Error(years(w.record("Ada L", "")))
		}
		third := w.cash(3, below, "50.00")
		for _, id := range []giving.PaymentID{first, third} {
			w.must(w.live.Repay(ctx, giving.PlanID(id), id))
		}
		w.holds("repaid", map[domain.GroupID][2]int64{liveGroup: {0, 0}, below: {0, 200_00}})
		w.sound("paid in")
	})
}

// What a bank took in on a day is paid in of the cash that was there on that day
// and was not paid in since. What was played is deposited beside the money that its
// group takes by now.
func TestCashOfALaterDay(t *testing.T) {
	law(t, func(t *testing.T, w *lawWorld) {
		ctx := t.Context()
		w.people(tina, theo)
		w.until(utcDay(2027, 2, 20))
		s := &bank.Service{Store: w.Store, Atomically: Atomically[bank.Store](w.Store), Clock: w.clock}
		line := func(g domain.GroupID, day, amount string) func() error {
			_, err := s.Import(ctx, purse(tina, g), bank.ImportInput{Group: string(g), Text: "Date,Amount,Name\n" + day + "," + amount + ",Branch 7\n", Sure: true})
			w.must(err)
			ls, err := s.Waiting(ctx, purse(tina, g))
			w.must(err)
			for _, l := range ls {
				if l.Day == day {
					return func() error {
						_, err := s.Settle(ctx, purse(tina, g), l.ID, bank.SettleInput{Do: bank.Deposit})
						return err
					}
				}
			}
			t.Fatalf("no line of %s", day)
			return nil
		}
		january := line(liveGroup, "2027-01-31", "100.00")
		w.cashOn(1, liveGroup, "100.00", "2027-02-15")
		w.tooMuch("cash of February", january(), 0)
		w.cashOn(2, liveGroup, "160.00", "2027-01-31")
		w.must(line(liveGroup, "2027-02-10", "150.00")())
		w.tooMuch("cash that was paid in since", january(), 10_00)
		w.cashOn(3, liveGroup, "90.00", "2027-01-01")
		w.must(january())
		w.holds("paid in", map[domain.GroupID][2]int64{liveGroup: {100_00, 250_00}})

		w.cashOn(4, playGroup, "20.00", "2027-01-31")
		played := line(playGroup, "2027-01-31", "20.00")
		_, err := (&people.Service{Store: w.Store, Atomically: Atomically[people.Store](w.Store), Clock: w.clock}).TakeMoney(ctx, playEntity)
		w.must(err)
		w.must(played())
		w.holds("played", map[domain.GroupID][2]int64{playGroup: {0, 20_00}})
		w.sound("of that day")
	})
}

// tooMuch fails the test unless err says that there is so much cash, and no more.
func (w *lawWorld) tooMuch(what string, err error, there int64) {
	w.t.Helper()
	w.refuses(what, err, "more-than-cash")
	if e, ok := domain.AsError(err); !ok || e.Args["minor"] != there || e.Args["currency"] != "GBP" {
		w.t.Errorf("%s: %+v", what, err)
	}
}

// paysIn is that the cash of a payment is paid in by somebody else.
func (w *lawWorld) paysIn(id giving.PaymentID) func(tx *Store) error {
	return func(tx *Store) error {
		pay, err := tx.Payment(w.t.Context(), id)
		if err != nil {
			return err
		}
		at, minor := w.clock(), pay.Amount.Minor
		_, err = tx.PostTransactions(w.t.Context(), []giving.Transaction{{
			ID: domain.NewID[giving.TransactionID](at), Key: "deposit:x", Entity: pay.Entity, Group: pay.Group, Fund: giving.GeneralFund, Currency: "GBP", At: at, Booked: at, Memo: giving.MemoDeposit,
			Entries: []giving.Entry{{ID: domain.NewID[giving.EntryID](at), Account: giving.InBank, Minor: minor}, {ID: domain.NewID[giving.EntryID](at), Account: giving.InCash, Minor: -minor}},
		}})
		return err
	}
}

// holds holds the books of groups to what they have in cash, and at the bank.
func (w *lawWorld) holds(what string, want map[domain.GroupID][2]int64) {
	w.t.Helper()
	for g, sums := range want {
		bs, err := w.Balances(w.t.Context(), []domain.GroupID{g})
		w.must(err)
		var got [2]int64
		for _, b := range bs {
			switch b.Account {
			case giving.InCash:
				got[0] = b.Sum.Minor
			case giving.InBank:
				got[1] = b.Sum.Minor
			}
		}
		if got != sums {
			w.t.Errorf("%s: cash and bank of %s are %v, want %v", what, g, got, sums)
		}
	}
}
