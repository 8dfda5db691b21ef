package store

import (
	"context"
	"testing"
	"time"

	"barnstorm/domain"
	"barnstorm/domain/giving"
	"barnstorm/store/storetest"
)

// begun is a monthly gift of ten that was paid for the first time, and its link.
func (w *giftWorld) begun(n int) (giving.PledgeInput, domain.Token) {
	w.t.Helper()
	in := pledgeInput(n)
	p, err := w.play.Pledge(context.Background(), domain.Actor{}, playGroup, in, "de")
	w.must(err)
	_, err = w.play.PayInSandbox(context.Background(), p.ID)
	w.must(err)
	return in, w.link(in.Email)
}

func (w *giftWorld) refuses(what string, err error, code string) {
	w.t.Helper()
	e, ok := domain.AsError(err)
	if !ok {
		w.t.Errorf("%s: %v, want %s", what, err, code)
		return
	}
	for _, field := range e.Fields {
		if field == code {
			return
		}
	}
	if e.Code != code {
		w.t.Errorf("%s: %s %v, want %s", what, e.Code, e.Fields, code)
	}
}

func utcDay(y int, m time.Month, d int) time.Time { return time.Date(y, m, d, 9, 30, 0, 0, time.UTC) }

func TestRaisingNeedsTheCodeFromTheMail(t *testing.T) {
	gifts(t, func(t *testing.T, w *giftWorld) {
		ctx := t.Context()
		in, token := w.begun(1)
		more := giving.ChangeInput{ID: number[string]("009", 1), Amount: "12"}
		raise := func(code string) error {
			more.Code = code
			_, err := w.play.Raise(ctx, token, more)
			return err
		}
		w.refuses("no code", raise(""), "needed")
		w.refuses("a code before one was mailed", raise("123456"), "code-old")
		c, err := w.play.AskCode(ctx, token, giving.WishAmount, more)
		if w.must(err); c.To.Minor != 1200 || c.Amount.Minor != 1000 || !c.First.Equal(utcDay(2027, 2, 28)) {
			t.Errorf("weighed: %+v", c)
		}
		digits := w.code(in.Email)
		w.refuses("a wrong code", raise("12345x"), "wrong-code")
		w.pass(giving.CodeLife + time.Second)
		w.refuses("a second too late", raise(digits), "code-old")
		_, err = w.play.AskCode(ctx, token, giving.WishAmount, more)
		w.must(err)
		digits = w.code(in.Email)
		for range 2 { // the button pressed twice
			w.must(raise(" " + digits + " "))
		}
		if p, err := w.Plan(ctx, giving.PlanID(in.ID)); err != nil || p.Amount.Minor != 1200 {
			t.Errorf("raised: %+v, %v", p, err)
		}
		more.ID, more.Amount = number[string]("009", 2), "20"
		w.refuses("a code that was used", raise(digits), "code-old")
		if got := w.letters(in.Email); got != "map[lowered:1 receipt:1]" {
			t.Error(got)
		}
	})
}

func TestCodesAreFewAndTriesAreFew(t *testing.T) {
	gifts(t, func(t *testing.T, w *giftWorld) {
		ctx := t.Context()
		in, token := w.begun(1)
		more := giving.ChangeInput{ID: number[string]("009", 1), Amount: "12"}
		more.Code = "000000x"
		for n := range max(giving.MostCodes, giving.CodeTries) {
			if n < giving.MostCodes {
				_, err := w.play.AskCode(ctx, token, giving.WishAmount, more)
				w.must(err)
			}
			if n < giving.CodeTries {
				_, err := w.play.Raise(ctx, token, more)
				w.refuses("a wrong code", err, "wrong-code")
			}
		}
		_, err := w.play.AskCode(ctx, token, giving.WishAmount, more)
		w.refuses("one code too many", err, "codes-enough")
		more.Code = w.code(in.Email)
		_, err = w.play.Raise(ctx, token, more)
		w.refuses("the right one, too late", err, "code-tried-out")
		w.pass(time.Hour)
		_, err = w.play.AskCode(ctx, token, giving.WishAmount, more)
		w.must(err)
		more.Code = w.code(in.Email)
		_, err = w.play.Raise(ctx, token, more)
		w.must(err)
		for amount, code := range map[string]string{"12": "gift-not-more", "500.01": "gift-too-large", "ten": "not-an-amount"} {
			_, err = w.play.AskCode(ctx, token, giving.WishAmount, giving.ChangeInput{Amount: amount})
			w.refuses(amount, err, code)
		}
	})
}

// A gift of the 31st moves to the 15th: charged on 28 February no more, and
// never twice within a fortnight.
func TestAnotherDay(t *testing.T) {
	gifts(t, func(t *testing.T, w *giftWorld) {
		ctx := t.Context()
		in, token := w.begun(1)
		move := giving.ChangeInput{ID: number[string]("009", 1), Day: 15}
		c, err := w.play.AskCode(ctx, token, giving.WishDay, move)
		if w.must(err); !c.First.Equal(utcDay(2027, 2, 15)) || !c.Next.Equal(utcDay(2027, 2, 28)) {
			t.Fatalf("weighed: %v, then %v", c.Next, c.First)
		}
		move.Code = w.code(in.Email)
		g, err := w.play.Move(ctx, token, move)
		if w.must(err); !g.Next.Equal(utcDay(2027, 2, 15)) || !g.After().Equal(utcDay(2027, 3, 15)) || len(g.Open) != 0 {
			t.Fatalf("moved: %+v", g)
		}
		w.until(utcDay(2027, 4, 20))
		_, err = w.play.CatchUp(ctx, 10)
		w.must(err)
		pays, err := w.Payments(ctx, giving.PlanID(in.ID))
		w.must(err)
		var days []int
		for _, p := range pays {
			days = append(days, p.Paid.Day())
		}
		if len(days) != 4 || days[0] != 15 || days[2] != 15 || days[3] != 31 {
			t.Errorf("charged on %v", days)
		}
		_, err = w.play.Pause(ctx, token, giving.ChangeInput{ID: number[string]("009", 2), Months: 1})
		w.must(err)
		_, err = w.play.AskCode(ctx, token, giving.WishDay, move)
		w.refuses("while it is paused", err, "day-not-now")
		w.sound("another day")
	})
}

// A card that is declined, and another one: nothing is lost, nothing charged twice.
func TestAnotherCard(t *testing.T) {
	gifts(t, func(t *testing.T, w *giftWorld) {
		ctx := t.Context()
		in, token := w.begun(1)
		_, err := w.play.AskCode(ctx, token, "", giving.ChangeInput{})
		w.must(err)
		page, err := w.play.NewCard(ctx, token, giving.ChangeInput{Code: w.code(in.Email)})
		if w.must(err); len(page) < len("https://example.org/gift//play")+40 {
			t.Fatal(page)
		}
		back := domain.Token(page[len("https://example.org/gift/") : len(page)-len("/play")])
		_, err = w.play.PlayCard(ctx, back, giving.CardInput{Card: giving.DeclinedCard})
		w.must(err)
		w.until(utcDay(2027, 3, 2))
		_, err = w.play.CatchUp(ctx, 10)
		w.must(err)
		g, err := w.play.Gift(ctx, token)
		if w.must(err); g.Status != giving.Retrying || g.Payments[0].Status != giving.Failed || !g.Payments[0].Again.Equal(utcDay(2027, 3, 3)) || g.Card.Last != giving.DeclinedCard {
			t.Fatalf("declined: %+v", g)
		}
		w.sound("declined")

		live := pledgeInput(2)
		_, err = w.live.Pledge(ctx, domain.Actor{}, liveGroup, live, "en")
		w.must(err)
		w.fake.finish(giving.PlanID(live.ID))
		w.must(w.live.Receive(ctx, giving.Event{ID: "evt_live", Entity: liveEntity, Plan: giving.PlanID(live.ID), Ours: true, Made: w.clock()}))
		_, err = w.live.HearAll(ctx, 10)
		w.must(err)
		_, err = w.live.AskCode(ctx, w.link(live.Email), "", giving.ChangeInput{})
		w.must(err)
		if page, err = w.live.NewCard(ctx, w.link(live.Email), giving.ChangeInput{Code: w.code(live.Email)}); err != nil || page == "" {
			t.Errorf("the provider's page: %q, %v", page, err)
		}
		_, err = w.play.PlayCard(ctx, back, giving.CardInput{Card: giving.GoodCard})
		w.refuses("the link of an hour, a month later", err, "gift-link-over")
		for range 2 {
			g, err = w.play.PlayCard(ctx, token, giving.CardInput{Card: giving.GoodCard})
			w.must(err)
		}
		if g.Status != giving.Active || g.Payments[0].Status != giving.Paid || !g.Payments[0].Paid.Equal(w.clock()) || len(g.Payments) != 2 {
			t.Errorf("paid: %+v", g)
		}
		if got := w.letters(in.Email); got != "map[failed:1 receipt:2]" {
			t.Error(got)
		}
		w.sound("paid after all")
	})
}

// Given at the end of December by the group's clock, given back in January: it
// stands in both years.
func TestAStatementAcrossTheYear(t *testing.T) {
	gifts(t, func(t *testing.T, w *giftWorld) {
		ctx := t.Context()
		w.until(time.Date(2027, 12, 31, 23, 59, 59, 0, time.UTC))
		in := pledgeInput(1)
		p, err := w.live.Pledge(ctx, domain.Actor{}, liveGroup, in, "en")
		w.must(err)
		w.fake.finish(p.ID)
		w.pass(time.Second)
		w.fake.plans[p.ID].Charges[0].Refunds = []giving.Refund{{Ref: "re_1", Amount: domain.Money{Minor: 400, Currency: "GBP"}, At: w.clock()}}
		_, err = w.live.CatchUp(ctx, 10)
		w.must(err)
		w.pass(3 * time.Minute)
		_, err = w.live.CatchUp(ctx, 10)
		w.must(err)
		for year, want := range map[int]int64{2026: 0, 2027: 1000, 2028: -400} {
			s, err := w.live.Statement(ctx, w.link(in.Email), year)
			if w.must(err); s.Sum().Minor != want || len(s.Years) != 2 {
				t.Errorf("%d: %+v", year, s)
			}
		}
	})
}

// Whoever played before the group began to take money hears no more of it.
func TestPlayedPlansFallSilentWhenMoneyMoves(t *testing.T) {
	gifts(t, func(t *testing.T, w *giftWorld) {
		ctx := t.Context()
		in, token := w.begun(1)
		g, err := w.Group(ctx, playGroup)
		w.must(err)
		g.Entity = liveEntity
		w.must(w.PutGroup(ctx, g))
		w.pass(40 * 24 * time.Hour)
		if n, err := w.play.CatchUp(ctx, 10); n != 0 || err != nil {
			t.Errorf("%d played on, %v", n, err)
		}
		_, err = w.play.Stop(ctx, token, giving.ChangeInput{ID: number[string]("009", 1)})
		w.must(err)
		if got := w.letters(in.Email); got != "map[receipt:1]" {
			t.Error(got)
		}
	})
}

// Asking for a code is whole or nothing.
func TestEveryWriteOfACode(t *testing.T) {
	gifts(t, func(t *testing.T, w *giftWorld) {
		_, token := w.begun(1)
		storetest.EveryWrite(t, w.Store, func() error {
			_, err := w.play.AskCode(t.Context(), token, giving.WishAmount, giving.ChangeInput{Amount: "12"})
			return err
		})
	})
}
