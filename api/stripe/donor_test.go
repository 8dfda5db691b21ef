package stripe_test

import (
	"strings"
	"testing"
	"time"

	"barnstorm/domain/giving"
)

// code is the digits in the last letter to a donor.
func (w *world) code(in giving.PledgeInput) string {
	w.t.Helper()
	kept, err := w.store.LettersTo(w.t.Context(), in.Email, 50)
	w.must(err)
	w.now = w.now.Add(time.Second) // so that the next code is the newest
	for _, k := range kept {
		if code := k.Fields["code"]; code != "" {
			return code
		}
	}
	w.t.Fatal("no code")
	return ""
}

// Another day is the end of a trial, whose invoice of nothing is no payment;
// another card wins over the one that Checkout tied to the subscription.
func TestAnotherDayAndCardThroughStripe(t *testing.T) {
	w, in := newWorld(t), input(1)
	ctx := t.Context()
	w.pledge(in)
	session, sub := w.fake.pay(in.ID)
	w.tell("evt_1", "checkout.session.completed", session)
	token := w.token(in)
	move := giving.ChangeInput{ID: "0194f0a0-0000-7000-8002-000000000001", Day: 5}
	_, err := w.giving.AskCode(ctx, token, giving.WishDay, move)
	w.must(err)
	move.Code = w.code(in)
	g, err := w.giving.Move(ctx, token, move)
	want := time.Date(2027, 1, 5, 9, 30, 0, 0, time.UTC)
	if err != nil || g.Status != giving.Active || g.Anchor != 5 || !g.Next.Equal(want) || len(g.Payments) != 1 || len(g.Open) != 0 {
		t.Errorf("moved: %+v, %v", g, err)
	}
	if !g.Card.Ends.Equal(time.Date(2027, 3, 1, 0, 0, 0, 0, time.UTC)) || g.Card.Last != "4242" {
		t.Errorf("paid by %+v", g.Card)
	}
	_, err = w.giving.AskCode(ctx, token, "", giving.ChangeInput{})
	w.must(err)
	page, err := w.giving.NewCard(ctx, token, giving.ChangeInput{Code: w.code(in)})
	if err != nil || !strings.HasPrefix(page, "https://billing.stripe.com/p/cus_") {
		t.Fatal(page, err)
	}
	customer := w.fake.portal(sub, w.fake.card("1881", 2031, 12))
	w.tell("evt_2", "customer.updated", customer)
	if p := w.plan(in); p.Card.Last != "1881" || !p.Card.Ends.Equal(time.Date(2032, 1, 1, 0, 0, 0, 0, time.UTC)) {
		t.Errorf("after another card: %+v", p.Card)
	}
	w.sound()
}
