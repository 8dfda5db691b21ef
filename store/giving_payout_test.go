package store

import (
	"context"
	"testing"
	"time"

	"barnstorm/domain"
	"barnstorm/domain/giving"
	"barnstorm/store/storetest"
)

// A payout opens to its gifts. While a part of it is not known it is red and
// not booked; a night later it is, and sent back by the bank it is booked back.
func TestAPayoutIsBookedWhenAllOfItIsKnown(t *testing.T) {
	gifts(t, func(t *testing.T, w *giftWorld) {
		ctx, who := t.Context(), purse(tina, liveGroup)
		w.people(tina)
		a := w.given(1, giftDay)
		p, err := w.live.Pledge(ctx, domain.Actor{}, liveGroup, pledgeInput(2), "en")
		w.must(err)
		w.fake.finish(p.ID) // and nobody tells us
		w.until(utcDay(2027, 2, 3))
		item := func(kind, charge string, gross, fee int64) giving.PayoutItem {
			return giving.PayoutItem{Ref: "txn_" + kind + charge, Kind: kind, Charge: charge, Gross: gross, Fee: fee}
		}
		w.fake.payouts = []giving.Payout{{Ref: "po_1", Amount: domain.Money{Minor: 1730, Currency: "GBP"}, At: w.clock(), State: giving.PayoutPaid, Items: []giving.PayoutItem{
			item(giving.ItemCharge, "ch_"+string(a)+"_1", 1000, 35), item(giving.ItemCharge, "ch_"+string(p.ID)+"_1", 1000, 35), item(giving.ItemFee, "", -200, 0),
		}}}
		_, err = w.live.Reconcile(ctx)
		w.must(err)
		shown, err := w.live.OpenPayout(ctx, who, liveEntity, "po_1")
		if w.must(err); shown.Difference().Minor != 965 || !shown.Booked.IsZero() || len(shown.Items) != 3 {
			t.Errorf("before: %+v", shown)
		}
		w.fake.missed = []giving.Event{{ID: "evt_missed", Kind: "invoice.paid", Object: "in_" + string(p.ID), Plan: p.ID, Ours: true, Made: w.clock()}}
		paid := w.fake.payouts
		w.fake.payouts = nil
		if n, err := w.live.Reconcile(ctx); n != 1 || err != nil {
			t.Errorf("missed %d, %v", n, err)
		}
		w.fake.payouts, w.fake.missed = paid, nil
		storetest.EveryWrite(t, w.Store, w.reconciled)
		for range 2 { // and again the next night
			if n, err := w.live.Reconcile(ctx); n != 0 || err != nil {
				t.Error(n, err)
			}
		}
		shown, err = w.live.OpenPayout(ctx, who, liveEntity, "po_1")
		if w.must(err); shown.Difference().Minor != 0 || shown.Booked.IsZero() || shown.Items[0].Owner.Name != "Rosa Parks" {
			t.Errorf("after: %+v", shown)
		}
		w.balance("till", 0)
		w.balance("bank", 1730)
		w.balance("fees", 270)
		w.fake.payouts[0].State = giving.PayoutFailed
		for range 2 {
			_, err = w.live.Reconcile(ctx)
			w.must(err)
		}
		w.balance("bank", 0)
		w.balance("till", 1730)
		w.sound("payouts")
	})
}

// reconciled is one night; of what nobody waits for it makes an error.
func (w *giftWorld) reconciled() error {
	var told error
	w.live.Log = func(_ context.Context, err error) { told = err }
	defer func() { w.live.Log = nil }()
	if _, err := w.live.Reconcile(w.t.Context()); err != nil {
		return err
	}
	return told
}

func (w *giftWorld) balance(account giving.Account, want int64) {
	w.t.Helper()
	bs, err := w.Balances(w.t.Context(), []domain.GroupID{liveGroup})
	w.must(err)
	for _, b := range bs {
		if b.Account == account && b.Sum.Minor != want {
			w.t.Errorf("%s: %d, want %d", account, b.Sum.Minor, want)
		}
	}
}

// The sandbox pays out on Mondays, and the difference is nothing.
func TestTheSandboxPaysOut(t *testing.T) {
	gifts(t, func(t *testing.T, w *giftWorld) {
		ctx := t.Context()
		w.people(tina)
		w.begun(1) // on a Sunday
		w.begun(2)
		w.until(time.Date(2027, 2, 1, 23, 59, 0, 0, time.UTC))
		_, err := w.play.Reconcile(ctx)
		w.must(err)
		if n := w.count("payouts"); n != 0 {
			t.Errorf("%d payouts a day early", n)
		}
		w.until(utcDay(2027, 2, 2))
		for range 2 {
			_, err = w.play.Reconcile(ctx)
			w.must(err)
		}
		r, err := w.play.Report(ctx, purse(tina, playGroup), playEntity, "2027-02")
		if w.must(err); len(r.Payouts) != 1 || r.Payouts[0].Difference().Minor != 0 || r.Payouts[0].Amount.Minor != 1930 || r.Rows[0].PaidOut != 1930 {
			t.Errorf("%+v", r)
		}
		w.sound("sandbox payouts")
	})
}
