package store

import (
	"context"
	"errors"
	"sync"
	"testing"
	"time"

	"barnstorm/domain"
	"barnstorm/domain/giving"
	"barnstorm/store/storetest"
)

// paidOnce is a payment of so much under a plan of the live group.
func (w *giftWorld) paidOnce(n int, amount string) giving.Payment {
	w.t.Helper()
	in := pledgeInput(n)
	in.Often, in.Amount, in.Other = "once", "", amount
	p, err := w.live.Pledge(w.t.Context(), domain.Actor{}, liveGroup, in, "en")
	w.must(err)
	w.fake.finish(p.ID)
	w.look(p.ID)
	pays, err := w.Payments(w.t.Context(), p.ID)
	w.must(err)
	return pays[0]
}

func (w *giftWorld) back(who domain.Actor, pay giving.Payment, n int, amount string) (giving.Back, error) {
	return w.live.SendBack(w.t.Context(), who, pay.ID, giving.BackInput{ID: number[string]("018", n), Amount: amount, Why: giving.WhyAsked})
}

// stays fails the test unless so much of a payment stays given, in the books too.
func (w *giftWorld) stays(pay giving.Payment, want int64) {
	w.t.Helper()
	now, err := w.Payment(w.t.Context(), pay.ID)
	w.must(err)
	if got := now.Amount.Minor - now.Refunded; got != want {
		w.t.Errorf("%d stay given, want %d", got, want)
	}
	w.sound("what stays")
}

// noBacks is a store that can keep no money on its way back.
type noBacks struct{ *Store }

func (noBacks) AddBack(context.Context, giving.Back) (bool, error) {
	return false, errors.New("the disk is full")
}

// Some of a gift goes back by the provider, then the rest; the books follow
// what stands there, and the donor hears of both.
func TestAGiftGoesBack(t *testing.T) {
	gifts(t, func(t *testing.T, w *giftWorld) {
		w.people(tina)
		who, pay := purse(tina, liveGroup), w.paidOnce(1, "25.50")
		for what, tt := range map[string]struct {
			who          domain.Actor
			amount, code string
		}{
			"nobody":            {domain.Actor{}, "1", "sign-in-first"},
			"an auditor":        {treasurer(liveGroup, domain.Auditor), "1", "not-your-role"},
			"a treasurer there": {purse(tina, playGroup), "1", "no-such-payment"},
			"nothing":           {who, "0", "not-an-amount"},
			"words":             {who, "all", "not-an-amount"},
			"a penny too much":  {who, "25.51", "more-than-left"},
		} {
			_, err := w.back(tt.who, pay, 1, tt.amount)
			w.refuses(what, err, tt.code)
		}
		_, err := w.live.SendBack(t.Context(), who, pay.ID, giving.BackInput{ID: number[string]("018", 1), Why: "whim"})
		w.refuses("no reason", err, "pick-one")
		own := w.live.Atomically
		w.live.Atomically = func(ctx context.Context, f func(giving.Store) error) error {
			return own(ctx, func(tx giving.Store) error { return f(noBacks{tx.(*Store)}) })
		}
		if _, err = w.back(who, pay, 1, "4"); kindOf(err) != "fault" {
			t.Errorf("a fault of ours is told as a refusal: %v", err)
		}
		w.live.Atomically = own
		for range 2 { // the button pressed twice
			b, err := w.back(who, pay, 1, "4")
			if w.must(err); b.State != giving.BackSent || b.Amount.Minor != 400 {
				t.Errorf("%+v", b)
			}
		}
		w.stays(pay, 2150)
		if b, err := w.back(who, pay, 2, ""); err != nil || b.Amount.Minor != 2150 || w.fake.acted != 2 {
			t.Errorf("the rest: %+v, %v, after %d acts", b, err, w.fake.acted)
		}
		w.stays(pay, 0)
		_, err = w.back(who, pay, 3, "")
		w.refuses("when nothing is left", err, "nothing-to-send-back")
		if got := w.letters(pledgeInput(1).Email); got != "map[back:2 receipt:1]" {
			t.Error(got)
		}
		now, err := w.Payment(t.Context(), pay.ID)
		if w.must(err); now.Status != giving.Refunded {
			t.Errorf("%+v", now)
		}
	})
}

// One person sends back a hundred of one payment, however it is split and however
// long the provider takes, and not a penny more: then a second one has to agree.
func TestTwoPeopleSendMuchBack(t *testing.T) {
	gifts(t, func(t *testing.T, w *giftWorld) {
		ctx := t.Context()
		w.people(tina, theo)
		one, two := purse(tina, liveGroup), purse(theo, liveGroup)
		for n, tt := range []struct {
			amounts []string
			last    giving.BackState
			slow    bool
		}{
			{[]string{"100"}, giving.BackSent, false}, {[]string{"100.01"}, giving.BackWaiting, false}, {[]string{""}, giving.BackWaiting, false},
			{[]string{"60", "40"}, giving.BackSent, false}, {[]string{"60", "40.01"}, giving.BackWaiting, false}, {[]string{"100", "0.01"}, giving.BackWaiting, false},
			{[]string{"60", "40.01"}, giving.BackWaiting, true},
		} {
			pay := w.paidOnce(n, "250")
			w.fake.slow = tt.slow
			var b giving.Back
			var err error
			for i, amount := range tt.amounts {
				b, err = w.back(one, pay, 10*n+i, amount)
				w.must(err)
			}
			if b.State != tt.last {
				t.Errorf("%v: %s, want %s", tt.amounts, b.State, tt.last)
			}
		}
		w.fake.slow = false
		id := number[giving.BackID]("018", 10)
		_, err := w.live.AgreeBack(ctx, one, id)
		w.refuses("whoever asked", err, "second-person")
		_, err = w.live.AgreeBack(ctx, purse(theo, playGroup), id)
		w.refuses("a stranger", err, "no-such-back")
		_, err = w.live.AgreeBack(ctx, treasurer(liveGroup, domain.Auditor), id)
		w.refuses("an auditor", err, "not-your-role")
		for range 2 {
			if b, err := w.live.AgreeBack(ctx, two, id); err != nil || b.State != giving.BackSent || b.Amount.Minor != 10001 {
				t.Errorf("%+v, %v", b, err)
			}
		}
		_, err = w.live.DropBack(ctx, one, id)
		w.refuses("dropped afterwards", err, "back-over")
		if b, err := w.live.DropBack(ctx, one, number[giving.BackID]("018", 20)); err != nil || b.State != giving.BackDropped {
			t.Errorf("%+v, %v", b, err)
		}
		all, err := w.live.GoingBack(ctx, one)
		if w.must(err); len(all) != 11 || all[0].State != giving.BackWaiting || all[0].ByName != "Tina" || all[0].Donor != "Rosa Parks" || all[8].State == giving.BackWaiting {
			t.Errorf("%d: %+v", len(all), all)
		}
		w.sound("two people")
	})
}

// The provider acts and its answer is lost: the same key sends nothing twice,
// and an old wish is looked up, since the provider has forgotten its key.
func TestSentBackThroughSilence(t *testing.T) {
	gifts(t, func(t *testing.T, w *giftWorld) {
		ctx, who := t.Context(), purse(tina, liveGroup)
		w.people(tina)
		for n, later := range []time.Duration{2 * time.Minute, giving.KeyLife + time.Hour} {
			pay := w.paidOnce(n, "10")
			w.fake.acted, w.fake.silent = 0, 1
			b, err := w.back(who, pay, n, "3")
			if w.must(err); b.State != giving.BackOpen {
				t.Errorf("%+v", b)
			}
			_, err = w.back(who, pay, 50+n, "7.01")
			w.refuses("while three are on their way", err, "more-than-left")
			w.pass(later)
			if later > giving.KeyLife {
				w.fake.done = map[string]bool{}
			}
			if n, err := w.live.BringBack(ctx, 10); n != 1 || err != nil {
				t.Error(n, err)
			}
			if b, err = w.Back(ctx, b.ID); err != nil || b.State != giving.BackSent || w.fake.acted != 1 {
				t.Errorf("%d acts, %+v, %v", w.fake.acted, b, err)
			}
			w.stays(pay, 700)
		}
	})
}

// What the provider will never send back stays ours until somebody sends it by
// hand; what could not be delivered is ours again. Settling later spoils neither.
func TestWhatDidNotGoBack(t *testing.T) {
	gifts(t, func(t *testing.T, w *giftWorld) {
		ctx, who := t.Context(), purse(tina, liveGroup)
		w.people(tina)
		gbp := func(minor int64) domain.Money { return domain.Money{Minor: minor, Currency: "GBP"} }
		pay, lost := w.paidOnce(1, "10"), w.paidOnce(2, "10")
		refunds := &w.fake.plans[pay.Plan].Charges[0].Refunds
		*refunds = []giving.Refund{{Ref: "re_slow", Amount: gbp(400)}} // in the provider's own pages
		w.look(pay.Plan)
		if err := w.live.Repay(ctx, pay.Plan, pay.ID); !domain.Is(err, domain.NotFound) {
			t.Errorf("sent by hand what the provider was not asked for: %v", err)
		}
		w.fake.refuses = true
		if b, err := w.back(who, pay, 1, ""); err != nil || b.State != giving.BackRefused {
			t.Errorf("%+v, %v", b, err)
		}
		w.stays(pay, 1000)
		for range 2 {
			w.must(w.live.Repay(ctx, pay.Plan, pay.ID))
			w.look(pay.Plan)
			w.stays(pay, 400)
		}
		w.balance(giving.InBank, -600)
		for n, stays := range []int64{0, -600} { // it leaves, and so does what was sent by hand before
			*refunds = append((*refunds)[:n], giving.Refund{Ref: "re_" + pay.Invoice + string('a'+rune(n)), Amount: gbp(400 + int64(n)*200), At: w.clock()})
			w.look(pay.Plan)
			w.stays(pay, stays)
		}

		w.fake.refuses = false
		b, err := w.back(who, lost, 2, "6")
		w.must(err)
		w.stays(lost, 400)
		w.pass(time.Hour)
		w.fake.plans[lost.Plan].Charges[0].Refunds[0].Failed = w.clock()
		for range 2 {
			w.look(lost.Plan)
			w.stays(lost, 1000)
		}
		if b, err = w.Back(ctx, b.ID); err != nil || b.State != giving.BackRefused {
			t.Errorf("%+v, %v", b, err)
		}
		w.balance(giving.Refunds, 1600)
	})
}

// What came in a bucket goes back by hand, when two have said so; what the
// donor's bank has taken back waits for that bank.
func TestByHandAndDisputed(t *testing.T) {
	gifts(t, func(t *testing.T, w *giftWorld) {
		ctx := t.Context()
		w.people(tina, theo)
		w.until(utcDay(2027, 2, 3))
		in := giving.SlipInput{ID: number[string]("00a", 1), Group: string(liveGroup), Via: "cash", Amount: "25", Name: "Ada", Day: "2027-01-31"}
		_, err := w.live.Enter(ctx, purse(tina, liveGroup), in)
		w.must(err)
		w.must(w.live.Confirm(ctx, purse(theo, liveGroup), giving.SlipID(in.ID)))
		cash, err := w.Payment(ctx, giving.PaymentID(in.ID))
		w.must(err)
		if b, err := w.back(purse(tina, liveGroup), cash, 1, "5"); err != nil || b.State != giving.BackWaiting {
			t.Errorf("%+v, %v", b, err)
		}
		if b, err := w.live.AgreeBack(ctx, purse(theo, liveGroup), number[giving.BackID]("018", 1)); err != nil || b.State != giving.BackSent {
			t.Errorf("%+v, %v", b, err)
		}
		w.stays(cash, 2000)
		w.balance(giving.InCash, 2000)
		pay := w.paidOnce(2, "10")
		w.fake.plans[pay.Plan].Charges[0].Disputes = []giving.Dispute{{Ref: "dp_1", State: giving.DisputeOpen, Moves: []giving.DisputeMove{{Ref: "txn_1", At: w.clock(), Amount: pay.Amount}}}}
		w.look(pay.Plan)
		_, err = w.back(purse(tina, liveGroup), pay, 2, "1")
		w.refuses("disputed", err, "bank-decides")
	})
}

// Asking and deciding are whole or nothing.
func TestEveryWriteOfAWayBack(t *testing.T) {
	gifts(t, func(t *testing.T, w *giftWorld) {
		w.people(tina, theo)
		pay := w.paidOnce(1, "250")
		w.live.Quiet = func(context.Context) (bool, error) { return true, nil } // what the provider does is another flow
		storetest.EveryWrite(t, w.Store, func() error { _, err := w.back(purse(tina, liveGroup), pay, 1, ""); return err })
		storetest.EveryWrite(t, w.Store, func() error {
			_, err := w.live.AgreeBack(t.Context(), purse(theo, liveGroup), number[giving.BackID]("018", 1))
			return err
		})
	})
}

// Ten who send back the same payment at once send it once, on PostgreSQL too.
func TestTenSendBackAtOnce(t *testing.T) {
	storetest.Rush(t, Open, func(t *testing.T, s *Store) {
		if n := sendingBack(newGiftWorld(t, s), true); n != 1 {
			t.Errorf("%d wishes for all of it", n)
		}
	})
}

// Without the lock on the plan they send it several times.
func TestTenSendBackWithoutTheLock(t *testing.T) {
	storetest.Rush(t, Open, func(t *testing.T, s *Store) {
		if n := sendingBack(newGiftWorld(t, s), false); n < 2 {
			t.Errorf("%d wishes without the lock: the test with it proves nothing", n)
		}
	})
}

// together is a store without the lock on the plan, in which everybody has read
// what goes back before anybody writes.
type together struct {
	unguarded
	all *sync.WaitGroup
}

func (s together) Backs(ctx context.Context, p giving.PaymentID) ([]giving.Back, error) {
	backs, err := s.Store.Backs(ctx, p)
	s.all.Done()
	s.all.Wait()
	return backs, err
}

func sendingBack(w *giftWorld, guarded bool) int {
	w.people(tina)
	pay := w.paidOnce(1, "20")
	if !guarded {
		with, all := w.live.Atomically, &sync.WaitGroup{}
		all.Add(10)
		w.live.Atomically = func(ctx context.Context, f func(giving.Store) error) error {
			return with(ctx, func(s giving.Store) error { return f(together{unguarded{s.(*Store)}, all}) })
		}
	}
	w.live.Quiet = func(context.Context) (bool, error) { return true, nil } // all that is counted is what was kept
	rush(10, func(i int) {
		if _, err := w.back(purse(tina, liveGroup), pay, i, ""); err != nil && !domain.Is(err, domain.Conflict) {
			w.t.Error(err)
		}
	})
	return w.count("gift_backs")
}

// What is played goes back too, and the next payout is less by it.
func TestTheSandboxSendsBack(t *testing.T) {
	gifts(t, func(t *testing.T, w *giftWorld) {
		ctx, who := t.Context(), purse(tina, playGroup)
		w.people(tina)
		in, _ := w.begun(1) // on a Sunday
		pays, err := w.Payments(ctx, giving.PlanID(in.ID))
		w.must(err)
		b, err := w.play.SendBack(ctx, who, pays[0].ID, giving.BackInput{ID: number[string]("018", 1), Amount: "4", Why: giving.WhyTwice})
		if w.must(err); b.State != giving.BackSent {
			t.Errorf("%+v", b)
		}
		w.until(utcDay(2027, 2, 3))
		_, err = w.play.Reconcile(ctx)
		w.must(err)
		r, err := w.play.Report(ctx, who, playEntity, "2027-02")
		if w.must(err); len(r.Payouts) != 1 || r.Payouts[0].Difference().Minor != 0 || r.Payouts[0].Amount.Minor != 1000-35-400 {
			t.Errorf("%+v", r.Payouts)
		}
		if got := w.letters(in.Email); got != "map[back:1 receipt:1]" {
			t.Error(got)
		}
		w.sound("played back")
	})
}
