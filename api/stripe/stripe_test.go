package stripe_test

import (
	"context"
	"encoding/hex"
	"fmt"
	"io"
	"log/slog"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/stripe/stripe-go/v76/webhook"

	"barnstorm/api"
	apigiving "barnstorm/api/giving"
	"barnstorm/api/stripe"
	"barnstorm/api/web"
	"barnstorm/domain"
	"barnstorm/domain/giving"
	"barnstorm/domain/people"
	"barnstorm/store"
	"barnstorm/store/storetest"
	"barnstorm/templates"
)

const (
	entity = domain.EntityID("0194f0a0-0000-7000-8000-00000000000b")
	group  = domain.GroupID("0194f0a0-0000-7000-8000-0000000000bb")
	secret = "whsec_0123456789abcdef"
	older  = "whsec_fedcba9876543210"
)

// A world is the whole way of a gift through Stripe: our service over a fresh
// database, the adapter, and a fake at the other end.
type world struct {
	t       *testing.T
	now     time.Time
	fake    *fake
	till    *stripe.Till
	store   *store.Store
	giving  *giving.Service
	handler http.Handler
	said    []string
}

func newWorld(t *testing.T) *world {
	t.Helper()
	return newWorldOn(t, storetest.SQLite(t, store.Open))
}

func newWorldOn(t *testing.T, database string) *world {
	t.Helper()
	w := &world{t: t, now: time.Date(2026, 11, 22, 9, 30, 0, 0, time.UTC)}
	clock := func() time.Time { return w.now }
	w.fake = newFake(t, clock)
	at := func(path string) string { return "https://barnstorm.test" + path }
	var err error
	w.till, err = stripe.New(stripe.Settings{
		Key: "sk_test_1", Secrets: []string{secret, older}, Clock: clock, URL: at, API: w.fake.URL, Log: func(m string) { w.said = append(w.said, m) },
	})
	w.must(err)
	w.store = storetest.Open(t, store.Open, database)
	w.must(w.store.PutEntity(t.Context(), people.Entity{ID: entity, Name: "Association", Country: "GB", Kind: "members association", Sandbox: true, Made: w.now}))
	w.must(w.store.PutGroup(t.Context(), people.Group{ID: group, Lineage: string(group) + "/", Name: "Aire Valley", Slug: "aire", Country: "GB", Currency: "GBP", Zone: "Europe/London", Locale: "en", Entity: entity, Made: w.now}))
	w.giving = &giving.Service{
		Store: w.store, Atomically: store.Atomically[giving.Store](w.store), Clock: clock, URL: at,
		Till: func(domain.EntityID) giving.Till { return w.till }, Log: func(_ context.Context, err error) { t.Log(err) },
	}
	page := &web.Web{Pages: templates.New(nil), Clock: clock, Log: slog.New(slog.NewTextHandler(io.Discard, nil)), Base: "https://barnstorm.test", Key: make([]byte, 32)}
	h := apigiving.Handlers{Giving: w.giving, Ear: func(e domain.EntityID) giving.Ear {
		if e == entity {
			return w.till
		}
		return nil
	}}
	w.handler = (&api.Server{Web: page, Routes: h.Routes(), Healthy: w.store.Ping}).Echo()
	return w
}

func (w *world) must(err error) {
	w.t.Helper()
	if err != nil {
		w.t.Fatal(err)
	}
}

func signature(body, secret string, at time.Time) string {
	return fmt.Sprintf("t=%d,v1=%s", at.Unix(), hex.EncodeToString(webhook.ComputeSignature(at, []byte(body), secret)))
}

// send is Stripe sending an event; its answer is the status.
func (w *world) send(body, signature string) int {
	req := httptest.NewRequest("POST", "/stripe/"+string(entity), strings.NewReader(body))
	req.Header.Set("Content-Type", "application/json; charset=utf-8")
	req.Header.Set("Stripe-Signature", signature)
	rec := httptest.NewRecorder()
	w.handler.ServeHTTP(rec, req)
	return rec.Code
}

// tell is a good event, acted upon.
func (w *world) tell(id, kind, object string) {
	w.t.Helper()
	body := w.fake.event(id, kind, object)
	if code := w.send(body, signature(body, secret, w.now)); code != 200 {
		w.t.Errorf("%s %s: %d", kind, object, code)
	}
	if _, err := w.giving.HearAll(w.t.Context(), 100); err != nil {
		w.t.Error(err)
	}
}

func input(n int) giving.PledgeInput {
	return giving.PledgeInput{ID: fmt.Sprintf("0194f0a0-0000-7000-8001-%012d", n), Often: "monthly", Amount: "10", Name: "Rosa", Email: fmt.Sprintf("r%d@example.org", n), Own: true}
}

func (w *world) pledge(in giving.PledgeInput) giving.Plan {
	w.t.Helper()
	p, err := w.giving.Pledge(w.t.Context(), domain.Actor{}, group, in, "de")
	w.must(err)
	return p
}

func (w *world) plan(in giving.PledgeInput) giving.Plan {
	w.t.Helper()
	p, err := w.store.Plan(w.t.Context(), giving.PlanID(in.ID))
	w.must(err)
	return p
}

func (w *world) token(in giving.PledgeInput) domain.Token {
	w.t.Helper()
	kept, err := w.store.LettersTo(w.t.Context(), in.Email, 1)
	w.must(err)
	if len(kept) == 0 {
		w.t.Fatal("no letter")
	}
	_, token, _ := strings.Cut(kept[0].Fields["link"], "/gift/")
	return domain.Token(token)
}

func (w *world) sound() {
	w.t.Helper()
	faults, err := w.giving.Faults(w.t.Context())
	if err != nil || len(faults) > 0 {
		w.t.Errorf("%v, %v", faults, err)
	}
}

func TestAMonthlyGiftThroughStripe(t *testing.T) {
	w, in := newWorld(t), input(1)
	ctx := t.Context()
	if p := w.pledge(in); p.Page != "https://checkout.stripe.com/c/pay" || p.Checkout == "" {
		t.Fatalf("%+v", p)
	}
	session, sub := w.fake.pay(in.ID)
	w.tell("evt_1", "checkout.session.completed", session)
	if p := w.plan(in); p.Status != giving.Active || p.Subscription != sub || !p.Next.Equal(w.now.AddDate(0, 1, 0)) || p.Anchor != 22 {
		t.Fatalf("after the payment: %+v", p)
	}
	change := func(n int, months int, amount string) giving.ChangeInput {
		return giving.ChangeInput{ID: fmt.Sprintf("0194f0a0-0000-7000-8002-%012d", n), Months: months, Amount: amount}
	}
	token := w.token(in)
	g, err := w.giving.Lower(ctx, token, change(1, 0, "7"))
	if err != nil || g.Amount.Minor != 700 || len(g.Open) != 0 {
		t.Errorf("lowered: %+v, %v", g, err)
	}
	g, err = w.giving.Pause(ctx, token, change(2, 2, ""))
	if err != nil || g.Status != giving.Paused || !g.Next.Equal(w.now.AddDate(0, 3, 0)) {
		t.Errorf("paused: %+v, %v", g, err)
	}
	g, err = w.giving.Resume(ctx, token, change(3, 0, ""))
	if err != nil || g.Status != giving.Active || !g.Next.Equal(w.now.AddDate(0, 1, 0)) {
		t.Errorf("resumed: %+v, %v", g, err)
	}
	w.now = w.now.AddDate(0, 1, 0)
	bill := w.fake.month(sub, false)
	w.tell("evt_2", "invoice.payment_failed", bill)
	if p := w.plan(in); p.Status != giving.Retrying {
		t.Errorf("failed: %+v", p)
	}
	w.now = w.now.AddDate(0, 0, 3)
	w.fake.retry(bill)
	w.tell("evt_3", "invoice.paid", bill)
	w.tell("evt_4", "charge.refunded", w.fake.refund(bill, 200))
	for range 2 {
		g, err = w.giving.Stop(ctx, token, change(4, 0, ""))
		w.must(err)
	}
	w.tell("evt_5", "customer.subscription.deleted", sub)
	if g.Status != giving.Stopped || g.Reason != giving.ReasonDonor || len(g.Payments) != 2 || g.Payments[0].Refunded != 200 || g.Payments[0].Fee.Minor != 35 {
		t.Errorf("stopped: %+v", g)
	}
	w.sound()
}

func TestASingleGiftThroughStripe(t *testing.T) {
	w, in := newWorld(t), input(1)
	in.Often = "once"
	w.pledge(in)
	_, intent := w.fake.pay(in.ID)
	w.tell("evt_1", "payment_intent.succeeded", intent)
	if p := w.plan(in); p.Status != giving.Stopped || p.Reason != giving.ReasonOnce || p.Subscription != intent {
		t.Errorf("%+v", p)
	}
	w.sound()
}

// Nobody told us, because the endpoint was away: we look for ourselves.
func TestWithoutAnyEvent(t *testing.T) {
	w, in := newWorld(t), input(1)
	w.pledge(in)
	w.fake.pay(in.ID)
	w.now = w.now.Add(5 * time.Minute)
	if n, err := w.giving.CatchUp(t.Context(), 10); n != 1 || err != nil {
		t.Fatal(n, err)
	}
	if p := w.plan(in); p.Status != giving.Active {
		t.Errorf("%+v", p)
	}
	w.sound()
}

// The answer is lost after Stripe acted: the same key makes no second page, and
// no second change.
func TestLostAnswers(t *testing.T) {
	w, in := newWorld(t), input(1)
	w.fake.lose(100) // the library, and net/http below it, try again by themselves
	if _, err := w.giving.Pledge(t.Context(), domain.Actor{}, group, in, "en"); !domain.Is(err, domain.Busy) {
		t.Fatal(err)
	}
	w.fake.lose(0)
	if w.pledge(in); w.fake.changes() != 1 {
		t.Errorf("%d pages", w.fake.changes())
	}
	session, _ := w.fake.pay(in.ID)
	w.tell("evt_1", "checkout.session.completed", session)
	w.fake.lose(100)
	g, err := w.giving.Lower(t.Context(), w.token(in), giving.ChangeInput{ID: "0194f0a0-0000-7000-8002-000000000001", Amount: "6"})
	if err != nil || len(g.Open) != 1 {
		t.Errorf("%+v, %v", g.Open, err)
	}
	w.fake.lose(0)
	w.now = w.now.Add(2 * time.Minute)
	if n, err := w.giving.CarryOn(t.Context(), 10); n != 1 || err != nil {
		t.Error(n, err)
	}
	if p := w.plan(in); p.Amount.Minor != 600 || w.fake.changes() != 2 {
		t.Errorf("%d posts, %+v", w.fake.changes(), p)
	}
}

// Fifty orders of eight events, each event three times, through signed
// HTTP, while Stripe moves on: always the same in the end.
func TestOrdersThroughSignedHTTP(t *testing.T) {
	storetest.EachURL(t, store.Open, func(t *testing.T, url string) { newWorldOn(t, url).fiftyOrders() })
}

func (w *world) fiftyOrders() {
	t, wants := w.t, [2]string{}
	start := w.now
	seed := rand.Uint64()
	t.Log("the orders are drawn from ", seed)
	orders := rand.New(rand.NewPCG(seed, 0))
	for n := range 50 {
		in := input(n)
		w.now = start
		w.pledge(in)
		session, sub := w.fake.pay(in.ID)
		first := w.fake.objects[sub]["latest_invoice"].(string)
		w.now = start.AddDate(0, 1, 0)
		second := w.fake.month(sub, false)
		w.fake.asks(second)
		w.fake.retry(second)
		dispute := w.fake.dispute(second)
		w.fake.decide(dispute, n%2 == 0)
		charge := w.fake.refund(first, 400)
		w.fake.end(sub)
		events := []struct{ kind, object string }{
			{"checkout.session.completed", session}, {"invoice.paid", first}, {"invoice.payment_failed", second}, {"invoice.payment_action_required", second}, {"charge.dispute.created", dispute},
			{"customer.subscription.updated", sub}, {"charge.refunded", charge}, {"customer.subscription.deleted", sub},
		}
		for range 3 {
			for _, i := range orders.Perm(len(events)) {
				w.tell(fmt.Sprint("evt_", n, "_", i), events[i].kind, events[i].object)
			}
		}
		p := w.plan(in)
		pays, err := w.store.Payments(t.Context(), p.ID)
		w.must(err)
		got := fmt.Sprint(p.Status, p.Reason, p.Amount, p.Next, p.Ended, len(pays))
		for _, pay := range pays {
			got += fmt.Sprint(pay.Status, pay.Dispute, pay.Disputed, pay.Amount, pay.Refunded, pay.Paid, pay.Attempts)
		}
		want := &wants[n%2]
		if *want == "" {
			*want = got
		}
		if got != *want {
			t.Fatalf("order %d ends %s, the first ended %s", n, got, *want)
		}
	}
	if !strings.Contains(wants[0], "paidwon0") || !strings.Contains(wants[1], "disputedlost1000") {
		t.Errorf("won: %s\nlost: %s", wants[0], wants[1])
	}
	w.sound()
}

func TestSignatures(t *testing.T) {
	w, in := newWorld(t), input(1)
	w.pledge(in)
	session, _ := w.fake.pay(in.ID)
	body := w.fake.event("evt_1", "checkout.session.completed", session)
	good := func(secret string, at time.Time) string { return signature(body, secret, at) }
	for name, tt := range map[string]struct {
		body, signature string
		status          int
	}{
		"as Stripe signs":        {body, good(secret, w.now), 200},
		"the secret before":      {body, good(older, w.now), 200},
		"both during a change":   {body, good("whsec_another000000", w.now) + ",v1=" + strings.SplitN(good(secret, w.now), "v1=", 2)[1], 200},
		"four minutes old":       {body, good(secret, w.now.Add(-4*time.Minute)), 200},
		"six minutes old":        {body, good(secret, w.now.Add(-6*time.Minute)), 403},
		"half a minute to come":  {body, good(secret, w.now.Add(30*time.Second)), 200},
		"two minutes to come":    {body, good(secret, w.now.Add(2*time.Minute)), 403},
		"an hour to come":        {body, good(secret, w.now.Add(time.Hour)), 403},
		"another secret":         {body, good("whsec_another000000", w.now), 403},
		"an empty secret":        {body, good("", w.now), 403},
		"a changed body":         {strings.Replace(body, "evt_1", "evt_2", 1), good(secret, w.now), 403},
		"a blank more":           {body + " ", good(secret, w.now), 403},
		"no signature":           {body, "", 403},
		"a signature of nothing": {body, "t=,v1=", 403},
		"no event":               {"[]", signature("[]", secret, w.now), 403},
	} {
		if code := w.send(tt.body, tt.signature); code != tt.status {
			t.Errorf("%s: %d, want %d", name, code, tt.status)
		}
	}
	for range 2 {
		if _, err := w.giving.HearAll(t.Context(), 10); err != nil {
			t.Error(err)
		}
	}
	if kept, _ := w.store.LettersTo(t.Context(), in.Email, 10); len(kept) != 1 {
		t.Errorf("%d letters of one event that came seven times", len(kept))
	}
}

// Events that are not of ours are kept and do nothing; those of another
// version are read by their names alone, and somebody is told.
func TestOddEvents(t *testing.T) {
	w, in := newWorld(t), input(1)
	w.pledge(in)
	session, sub := w.fake.pay(in.ID)
	w.fake.objects["in_foreign"] = obj{"id": "in_foreign", "object": "invoice", "subscription": ""}
	send := func(body string) {
		if code := w.send(body, signature(body, secret, w.now)); code != 200 {
			t.Errorf("%d for %s", code, body)
		}
	}
	newer := strings.Replace(w.fake.event("evt_newer", "checkout.session.completed", session), "2023-10-16", "2026-08-26.dahlia", 1)
	send(newer)
	send(w.fake.event("evt_kind", "customer.tax_id.created", sub))
	send(strings.Replace(w.fake.event("evt_live", "invoice.paid", sub), `"livemode":false`, `"livemode":true`, 1))
	send(w.fake.event("evt_foreign", "invoice.paid", "in_foreign"))
	send(strings.Replace(w.fake.event("evt_unknown", "charge.refunded", sub), sub, "ch_unknown", 1))
	if _, err := w.giving.HearAll(t.Context(), 10); err != nil {
		t.Error(err)
	}
	for id, want := range map[string]giving.EventState{
		"evt_newer": giving.Heard, "evt_kind": giving.Foreign, "evt_live": giving.Foreign, "evt_foreign": giving.Foreign,
	} {
		if e, err := w.store.TillEvent(t.Context(), entity, id); err != nil || e.State != want {
			t.Errorf("%s: %s, %v; want %s", id, e.State, err, want)
		}
	}
	if p := w.plan(in); p.Status != giving.Active || len(w.said) != 1 {
		t.Errorf("%+v, %q", p, w.said)
	}
	if code := w.sendTo("0194f0a0-0000-7000-8000-0000000000ff"); code != 404 {
		t.Errorf("another entity's address: %d", code)
	}
}

func (w *world) sendTo(entity string) int {
	rec := httptest.NewRecorder()
	w.handler.ServeHTTP(rec, httptest.NewRequest("POST", "/stripe/"+entity, strings.NewReader("{}")))
	return rec.Code
}
