package store

import (
	"testing"
	"time"

	"barnstorm/domain"
	"barnstorm/domain/giving"
)

func part(kind, charge, moved string, gross, fee int64) giving.PayoutItem {
	return giving.PayoutItem{Ref: "txn_" + kind + charge + moved, Kind: kind, Charge: charge, Moved: moved, Gross: gross, Fee: fee}
}

// paidOut is a payout of parts that the provider tells of.
func (w *giftWorld) paidOut(ref string, state giving.PayoutState, parts ...giving.PayoutItem) {
	p := giving.Payout{Ref: ref, Amount: domain.Money{Currency: "GBP"}, At: w.clock(), State: state, Items: parts}
	for _, i := range parts {
		p.Amount.Minor += i.Net()
	}
	w.fake.payouts = append(w.fake.payouts, p)
}

// lacks fails the test unless a payout differs from the books by so much, the
// next night.
func (w *giftWorld) lacks(ref string, want int64) {
	w.t.Helper()
	if _, err := w.live.Reconcile(w.t.Context()); err != nil {
		w.t.Error(err)
	}
	p, err := w.live.OpenPayout(w.t.Context(), purse(tina, liveGroup), liveEntity, ref)
	if w.must(err); p.Difference().Minor != want || want != 0 && !p.Booked.IsZero() {
		w.t.Errorf("%s lacks %v, want %d: %+v", ref, p.Difference(), want, p)
	}
	w.sound(ref)
}

// A refund, or a side of a dispute, is known when the books have it, and not as
// soon as they have its gift: else they would be wrong under a difference of 0.00.
func TestAPartOfAPayoutIsKnownWhenItIsBooked(t *testing.T) {
	gifts(t, func(t *testing.T, w *giftWorld) {
		w.people(tina)
		id := w.given(1, giftDay)
		gbp := func(minor int64) domain.Money { return domain.Money{Minor: minor, Currency: "GBP"} }
		c := &w.fake.plans[id].Charges[0]
		c.Refunds = []giving.Refund{{Ref: "re_1", Amount: gbp(400), At: w.clock()}}
		c.Disputes = []giving.Dispute{{Ref: "dp_1", State: giving.DisputeOpen, Moves: []giving.DisputeMove{{Ref: "txn_1", At: w.clock(), Amount: gbp(600), Fee: gbp(15)}}}}
		w.paidOut("po_1", giving.PayoutPaid, part(giving.ItemCharge, c.Charge, "", 1000, 35), part(giving.ItemRefund, c.Charge, "re_1", -400, 0), part(giving.ItemDispute, c.Charge, "txn_1", -600, 15))
		w.lacks("po_1", -1015)
		w.look(id)
		w.lacks("po_1", 0)
		w.balance("till", 0)
	})
}

// A payout that the bank sent back is a part of a later one, and its gifts, fees
// and refunds are booked once: whether it was booked before it came back or not.
func TestAPayoutThatCameBackIsPaidOutAgain(t *testing.T) {
	for _, booked := range []bool{true, false} {
		gifts(t, func(t *testing.T, w *giftWorld) {
			w.people(tina)
			a, b := w.given(1, giftDay), w.given(2, giftDay)
			charge := func(id giving.PlanID) string { return "ch_" + string(id) + "_1" }
			w.paidOut("po_1", giving.PayoutPaid, part(giving.ItemCharge, charge(a), "", 1000, 35), part(giving.ItemFee, "", "", -200, 0))
			if booked {
				w.lacks("po_1", 0)
				w.balance("bank", 765)
			}
			w.fake.payouts[0].State = giving.PayoutFailed
			w.pass(24 * time.Hour)
			back := part(giving.ItemReturned, "", "po_1", 765, 0)
			w.paidOut("po_2", giving.PayoutPaid, back, part(giving.ItemCharge, charge(b), "", 1000, 35))
			w.fake.payouts[0], w.fake.payouts[1] = w.fake.payouts[1], w.fake.payouts[0] // the newest first
			for range 2 {
				w.lacks("po_2", 0)
			}
			w.balance("till", 0)
			w.balance("bank", 1730)
			w.balance("fees", 270)
			w.pass(24 * time.Hour)
			w.paidOut("po_3", giving.PayoutPaid, part(giving.ItemReturned, "", "po_unknown", 10, 0))
			w.lacks("po_3", 10)
		})
	}
}

// What was given up is tried once more each night, and a treasurer is told of it
// meanwhile.
func TestWhatWasGivenUpIsTriedEachNight(t *testing.T) {
	gifts(t, func(t *testing.T, w *giftWorld) {
		ctx, who := t.Context(), purse(tina, liveGroup)
		w.people(tina)
		id := w.given(1, giftDay)
		plan := w.fake.plans[id]
		plan.charge(id, 2, w.clock())
		delete(w.fake.plans, id) // and nobody can look
		w.must(w.live.Receive(ctx, giving.Event{ID: "evt_1", Entity: liveEntity, Kind: "invoice.paid", Plan: id, Ours: true, Made: w.clock()}))
		for range giving.MaxTries {
			_, err := w.live.HearAll(ctx, 10)
			w.must(err)
			w.pass(24 * time.Hour)
		}
		parked := func(want int, entries int) {
			t.Helper()
			l, err := w.live.Ledger(ctx, who, giving.LedgerQuery{})
			if w.must(err); l.Parked != want || len(l.Lines) != entries {
				t.Errorf("%d parked and %d lines, want %d and %d", l.Parked, len(l.Lines), want, entries)
			}
		}
		parked(1, 2)
		_, err := w.live.Reconcile(ctx)
		w.must(err)
		parked(1, 2)
		w.fake.plans[id] = plan
		_, err = w.live.Reconcile(ctx)
		w.must(err)
		parked(0, 4)
		w.sound("heard at last")
	})
}
