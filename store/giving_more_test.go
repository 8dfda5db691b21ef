package store

import (
	"context"
	"fmt"
	"slices"
	"testing"
	"time"

	"barnstorm/domain"
	"barnstorm/domain/giving"
	"barnstorm/domain/letter"
	"barnstorm/store/storetest"
)

var askLive = giving.AskInput{Group: string(liveGroup)}

// faithful is a donor of ten a month for so many months until now, who is a
// person and agreed to be asked for gifts, or not.
func (w *giftWorld) faithful(n, months int, agrees bool) giving.PledgeInput {
	w.t.Helper()
	ctx, in := context.Background(), pledgeInput(n)
	who := number[domain.PersonID]("0c0", n)
	w.must(w.db.Exec(`insert into people (id, name, locale, version, made) values (?, 'Rosa', 'en', 1, ?)`, who, giftDay).Error)
	w.must(w.PutConsent(ctx, domain.Consent{ID: number[string]("0c1", n), Person: who, Group: liveGroup, Entity: liveEntity, Topic: domain.Appeals, Channel: domain.ByEmail, Wording: "appeals-1.en", Given: agrees, At: giftDay, Source: "own page"}))
	p, err := w.live.Pledge(ctx, domain.Actor{Person: who}, liveGroup, in, "en")
	w.must(err)
	w.fake.finish(p.ID)
	plan := w.fake.plans[p.ID]
	plan.Charges = nil
	for i := range months {
		plan.charge(p.ID, i+1, w.clock().AddDate(0, -i, 0))
	}
	w.look(p.ID)
	return in
}

// moreLink is the link that says yes, in the last letter to an address that asks.
func (w *giftWorld) moreLink(in giving.PledgeInput) (domain.Token, letter.Kept) {
	w.t.Helper()
	kept, err := w.LettersTo(context.Background(), in.Email, 50)
	w.must(err)
	i := slices.IndexFunc(kept, func(k letter.Kept) bool { return k.Kind == "giving/more" })
	if i < 0 {
		w.t.Fatal("nobody was asked")
	}
	return domain.Token(kept[i].Fields["page"][len("https://example.org/more/"):]), kept[i]
}

// Asked by letter to give two more a month: nothing changes without a yes, the
// yes is to that sum alone, and counts once.
func TestAskedToGiveMore(t *testing.T) {
	gifts(t, func(t *testing.T, w *giftWorld) {
		ctx, who := t.Context(), treasurer(liveGroup, domain.Organiser)
		yes, no, short := w.faithful(1, 6, true), w.faithful(2, 6, false), w.faithful(3, 5, true)
		if n, more, err := w.live.Askable(ctx, who, askLive); n != 1 || more || err != nil {
			t.Errorf("%d may be asked, %v, %v", n, more, err)
		}
		for name, tt := range map[string]struct {
			who  domain.Actor
			kind domain.Kind
			n    int
		}{"nobody": {domain.Actor{}, domain.SignedOut, 0}, "a lead": {treasurer(liveGroup, domain.Lead), domain.Denied, 0}, "an organiser elsewhere": {treasurer(playGroup, domain.Organiser), domain.Denied, 0}} {
			if n, err := w.live.AskMore(ctx, tt.who, askLive); kindOf(err) != tt.kind || n != tt.n {
				t.Errorf("%s: %d, %v", name, n, err)
			}
		}
		for i, want := range []int{1, 0} { // pressed twice
			if n, err := w.live.AskMore(ctx, who, askLive); n != want || err != nil {
				t.Errorf("press %d asked %d, %v", i, n, err)
			}
		}
		for _, in := range []giving.PledgeInput{no, short} {
			if got := w.letters(in.Email); got == "" || slices.Contains([]string{got}, "more") {
				t.Error(got)
			}
		}
		token, k := w.moreLink(yes)
		if !k.Bulk || k.Topic != domain.Appeals || k.Fields["would"] != "1200" || k.Fields["more"] != "200" {
			t.Errorf("%+v", k)
		}
		w.pass(40 * 24 * time.Hour)
		if p, err := w.Plan(ctx, giving.PlanID(yes.ID)); err != nil || p.Amount.Minor != 1000 || w.fake.acted != 0 {
			t.Errorf("raised without a yes: %+v, %v", p, err)
		}
		c, err := w.live.OpenMore(ctx, token)
		if w.must(err); c.To.Minor != 1200 || c.Amount.Minor != 1000 {
			t.Errorf("%+v", c)
		}
		in := giving.ChangeInput{ID: number[string]("019", 1), Amount: "400"} // whatever a form says
		for range 2 {
			if c, err = w.live.GiveMore(ctx, token, in); err != nil || c.To.Minor != 1200 {
				t.Errorf("%+v, %v", c, err)
			}
		}
		if p, err := w.Plan(ctx, giving.PlanID(yes.ID)); err != nil || p.Amount.Minor != 1200 || w.fake.acted != 1 {
			t.Errorf("%d acts, %+v, %v", w.fake.acted, p, err)
		}
		_, err = w.live.GiveMore(ctx, token, giving.ChangeInput{ID: number[string]("019", 2)})
		w.refuses("a second time", err, "more-over")
		_, err = w.live.Lower(ctx, token, giving.ChangeInput{ID: number[string]("019", 3), Amount: "1"})
		w.refuses("another thing by this link", err, "link-not-good")
		w.pass(61 * 24 * time.Hour)
		_, err = w.live.OpenMore(ctx, token)
		w.refuses("after two months", err, "link-not-good")
		w.sound("asked for more")
	})
}

// Whoever has two gifts is asked about one of them, and about the other not
// before thirty days; whoever takes their consent back is not written to.
func TestAskedOnceInThirtyDays(t *testing.T) {
	gifts(t, func(t *testing.T, w *giftWorld) {
		ctx, who := t.Context(), treasurer(liveGroup, domain.Organiser)
		w.faithful(1, 7, true)
		w.faithful(2, 7, true)
		w.must(w.db.Exec("update plans set email = ?", pledgeInput(1).Email).Error)
		ask := func(want int) {
			t.Helper()
			if n, err := w.live.AskMore(ctx, who, askLive); n != want || err != nil {
				t.Errorf("asked %d, want %d, %v", n, want, err)
			}
		}
		ask(1)
		w.pass(giving.AskRest - time.Second)
		ask(0)
		w.pass(time.Second)
		ask(1)
		w.pass(giving.AskAgain)
		w.must(w.db.Exec("update consents set given = false").Error)
		ask(0)
	})
}

// A debit that is due within a fortnight is larger only a month later, so that
// its payer is told before; by a code or by a yes.
func TestALargerDebitIsToldOfBefore(t *testing.T) {
	gifts(t, func(t *testing.T, w *giftWorld) {
		ctx, who := t.Context(), treasurer(liveGroup, domain.Organiser)
		for n, tt := range []struct {
			kind  string
			next  time.Duration
			first bool // the next charge is larger
		}{{giving.ByDebit, 14*24*time.Hour - time.Second, false}, {giving.ByDebit, 14 * 24 * time.Hour, true}, {giving.ByCard, time.Hour, true}} {
			in := w.faithful(10+n, 6, true)
			id := giving.PlanID(in.ID)
			plan := w.fake.plans[id]
			plan.Card, plan.Next = giving.Card{Kind: tt.kind, Last: "4321"}, w.clock().Add(tt.next)
			w.look(id)
			_, err := w.live.AskMore(ctx, who, askLive)
			w.must(err)
			token, _ := w.moreLink(in)
			c, err := w.live.GiveMore(ctx, token, giving.ChangeInput{ID: number[string]("019", n)})
			w.must(err)
			want := plan.Next
			if !tt.first {
				want = giving.MonthAfter(plan.Next, c.Anchor)
			}
			if !c.First.Equal(want) || plan.Amount.Minor == 1200 != tt.first {
				t.Errorf("%d: first at %v, want %v, now %v", n, c.First, want, plan.Amount)
			}
			if g, err := w.live.Gift(ctx, w.link(in.Email)); err != nil || len(g.Open) == 0 == !tt.first {
				t.Errorf("%d: %+v, %v", n, g.Open, err)
			}
			charge := plan.Next
			w.until(charge.Add(23 * time.Hour))
			_, err = w.live.CarryOn(ctx, 10)
			w.must(err)
			if plan.Amount.Minor == 1200 != tt.first {
				t.Errorf("%d: asked for before the payment that was announced", n)
			}
			plan.Next = giving.MonthAfter(charge, charge.Day())
			w.until(charge.Add(25 * time.Hour))
			_, err = w.live.CarryOn(ctx, 10)
			w.must(err)
			if plan.Amount.Minor != 1200 {
				t.Errorf("%d: never raised: %v", n, plan.Amount)
			}
		}
	})
}

// Asking is whole or nothing, and so is the yes.
func TestEveryWriteOfAnAsk(t *testing.T) {
	gifts(t, func(t *testing.T, w *giftWorld) {
		in := w.faithful(1, 6, true)
		storetest.EveryWrite(t, w.Store, func() error {
			_, err := w.live.AskMore(t.Context(), treasurer(liveGroup, domain.Organiser), askLive)
			return err
		})
		token, _ := w.moreLink(in)
		w.live.Quiet = func(context.Context) (bool, error) { return true, nil } // what the provider does is another flow
		storetest.EveryWrite(t, w.Store, func() error {
			_, err := w.live.GiveMore(t.Context(), token, giving.ChangeInput{ID: number[string]("019", 1)})
			return err
		})
		if n := w.count("letters"); n != 7 {
			t.Error(fmt.Sprint(n, " letters"))
		}
	})
}
