package store

import (
	"testing"

	"barnstorm/domain"
	"barnstorm/domain/giving"
)

// What is sent again under a known id does nothing where it asks for the same,
// and is refused where it asks for something else: a Stop that was dropped
// without a word would have the next charges come.
func TestAKnownIDIsTheSameWish(t *testing.T) {
	gifts(t, func(t *testing.T, w *giftWorld) {
		ctx := t.Context()
		in, token := w.begun(1)
		sent := func(n int, amount string, months int) giving.ChangeInput {
			return giving.ChangeInput{ID: number[string]("009", n), Amount: amount, Months: months}
		}
		lower, pause, resume, stop := w.play.Lower, w.play.Pause, w.play.Resume, w.play.Stop
		for _, step := range []struct {
			what string
			do   func() (giving.Gift, error)
			code string
		}{
			{"lowered", func() (giving.Gift, error) { return lower(ctx, token, sent(1, "5", 0)) }, ""},
			{"again", func() (giving.Gift, error) { return lower(ctx, token, sent(1, "5.00", 0)) }, ""},
			{"to another sum", func() (giving.Gift, error) { return lower(ctx, token, sent(1, "3", 0)) }, "pledged-otherwise"},
			{"a pause", func() (giving.Gift, error) { return pause(ctx, token, sent(1, "", 1)) }, "pledged-otherwise"},
			{"paused", func() (giving.Gift, error) { return pause(ctx, token, sent(2, "", 1)) }, ""},
			{"for one month again", func() (giving.Gift, error) { return pause(ctx, token, sent(2, "", 1)) }, ""},
			{"for three", func() (giving.Gift, error) { return pause(ctx, token, sent(2, "", 3)) }, "pledged-otherwise"},
			{"a resume", func() (giving.Gift, error) { return resume(ctx, token, sent(2, "", 1)) }, "pledged-otherwise"},
			{"a stop", func() (giving.Gift, error) { return stop(ctx, token, sent(2, "", 0)) }, "pledged-otherwise"},
			{"stopped", func() (giving.Gift, error) { return stop(ctx, token, sent(3, "", 0)) }, ""},
			{"again", func() (giving.Gift, error) { return stop(ctx, token, sent(3, "", 0)) }, ""},
		} {
			_, err := step.do()
			if step.code != "" {
				w.refuses(step.what, err, step.code)
			} else if err != nil {
				t.Errorf("%s: %v", step.what, err)
			}
		}
		if p, err := w.Plan(ctx, giving.PlanID(in.ID)); err != nil || p.Status != giving.Stopped || p.Amount.Minor != 500 {
			t.Errorf("%+v, %v", p, err)
		}
	})
}

// Another day, and a yes to give more, are known again too.
func TestAKnownIDOfOtherWishes(t *testing.T) {
	gifts(t, func(t *testing.T, w *giftWorld) {
		ctx, who := t.Context(), treasurer(liveGroup, domain.Organiser)
		in, token := w.begun(1)
		move := giving.ChangeInput{ID: number[string]("009", 1), Day: 15}
		_, err := w.play.AskCode(ctx, token, giving.WishDay, move)
		w.must(err)
		move.Code = w.code(in.Email)
		for range 2 {
			_, err = w.play.Move(ctx, token, move)
			w.must(err)
		}
		move.Day = 16
		_, err = w.play.Move(ctx, token, move)
		w.refuses("on another day", err, "pledged-otherwise")

		yes := w.faithful(2, 6, true)
		stopped, err := w.live.Pause(ctx, w.link(yes.Email), giving.ChangeInput{ID: number[string]("009", 2), Months: 1})
		if w.must(err); stopped.Status != giving.Paused {
			t.Errorf("%+v", stopped.Plan)
		}
		_, err = w.live.Resume(ctx, w.link(yes.Email), giving.ChangeInput{ID: number[string]("009", 3)})
		w.must(err)
		_, err = w.live.AskMore(ctx, who, askLive)
		w.must(err)
		more, _ := w.moreLink(yes)
		_, err = w.live.GiveMore(ctx, more, giving.ChangeInput{ID: number[string]("009", 2)})
		w.refuses("a yes under the id of a pause", err, "pledged-otherwise")
	})
}

// What treasurers send is known again as well.
func TestAKnownIDOfATreasurer(t *testing.T) {
	gifts(t, func(t *testing.T, w *giftWorld) {
		ctx, who := t.Context(), purse(tina, liveGroup)
		w.people(tina)
		pay := w.paidOnce(1, "25.50")
		for _, step := range []struct{ amount, why, code string }{
			{"4", giving.WhyAsked, ""}, {"4.00", giving.WhyAsked, ""}, {"6", giving.WhyAsked, "pledged-otherwise"}, {"", giving.WhyAsked, "pledged-otherwise"}, {"4", giving.WhyLaw, "pledged-otherwise"},
		} {
			_, err := w.live.SendBack(ctx, who, pay.ID, giving.BackInput{ID: number[string]("018", 1), Amount: step.amount, Why: step.why})
			if step.code != "" {
				w.refuses(step.amount+" "+step.why, err, step.code)
			} else if err != nil {
				t.Error(step, err)
			}
		}
		for range 2 {
			_, err := w.back(who, pay, 2, "") // all that is left
			w.must(err)
		}
		w.stays(pay, 0)
		slip := giving.SlipInput{ID: number[string]("00a", 1), Group: string(liveGroup), Via: "cash", Amount: "25.50", Name: "Ada", Day: "2027-01-31"}
		for range 2 {
			_, err := w.live.Enter(ctx, who, slip)
			w.must(err)
		}
		slip.Amount = "2.55"
		_, err := w.live.Enter(ctx, who, slip)
		w.refuses("another sum", err, "pledged-otherwise")
	})
}
