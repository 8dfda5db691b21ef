package store

import (
	"context"
	"strings"
	"testing"
	"time"

	"barnstorm/domain"
	"barnstorm/domain/giving"
)

// Ten a month in the sandbox: given, lowered, paused, stopped; the calendar
// has short months in it.
func TestTenAMonth(t *testing.T) {
	gifts(t, func(t *testing.T, w *giftWorld) {
		ctx := context.Background()
		in := pledgeInput(1)
		in.Covers = true
		p, err := w.play.Pledge(ctx, domain.Actor{}, playGroup, in, "de")
		w.must(err)
		if p.Page != "https://example.org/donate/sandbox/"+in.ID || p.Status != giving.Pending || p.Amount.Minor != 1036 || p.Locale != "de" {
			t.Fatalf("%+v", p)
		}
		for range 2 { // the button pressed twice
			p, err = w.play.PayInSandbox(ctx, p.ID)
			w.must(err)
		}
		if p.Status != giving.Active || !p.Next.Equal(time.Date(2027, 2, 28, 9, 30, 0, 0, time.UTC)) || p.Anchor != 31 || p.Page != "" {
			t.Fatalf("%+v", p)
		}
		thanked := func() error { _, err := w.play.Promised(ctx, p.ID); return err }
		w.must(thanked())
		w.pass(24*time.Hour - time.Second)
		w.must(thanked())
		w.pass(time.Second)
		w.refuses("a day later, by the id alone", thanked(), "no-such-plan")
		w.pass(-24 * time.Hour)
		token := w.link(in.Email)
		w.changeAndStop(token)
		if got := w.letters(in.Email); got != "map[lowered:1 paused:1 receipt:4 stopped:1]" {
			t.Error(got)
		}
		w.until(time.Date(2028, 7, 1, 0, 0, 0, 0, time.UTC))
		if n, err := w.play.CatchUp(ctx, 100); n != 0 || err != nil {
			t.Fatalf("after the end: %d, %v", n, err)
		}
		w.sound("ten a month")
		w.readLedger()
	})
}

// changeAndStop lowers, pauses and stops by private link while months pass.
func (w *giftWorld) changeAndStop(token domain.Token) {
	t, ctx := w.t, context.Background()
	g, err := w.play.Lower(ctx, token, giving.ChangeInput{ID: number[string]("009", 1), Amount: "7"})
	w.must(err)
	if g.Amount.Minor != 700 || len(g.Open) != 0 || !g.After().Equal(time.Date(2027, 3, 31, 9, 30, 0, 0, time.UTC)) {
		t.Fatalf("lowered: %+v", g)
	}
	if _, err := w.play.Lower(ctx, token, giving.ChangeInput{ID: number[string]("009", 2), Amount: "7.01"}); !domain.Is(err, domain.Conflict) {
		t.Errorf("raised by link: %v", err)
	}
	w.until(time.Date(2027, 4, 1, 0, 0, 0, 0, time.UTC))
	if n, err := w.play.CatchUp(ctx, 100); n != 1 || err != nil {
		t.Fatalf("caught up %d, %v", n, err)
	}
	g, err = w.play.Pause(ctx, token, giving.ChangeInput{ID: number[string]("009", 3), Months: 2})
	w.must(err)
	if g.Status != giving.Paused || !g.Next.Equal(time.Date(2027, 6, 30, 9, 30, 0, 0, time.UTC)) {
		t.Fatalf("paused: %+v", g)
	}
	w.until(time.Date(2027, 7, 1, 0, 0, 0, 0, time.UTC))
	if n, err := w.play.CatchUp(ctx, 100); n != 1 || err != nil {
		t.Fatalf("caught up %d, %v", n, err)
	}
	for range 2 {
		g, err = w.play.Stop(ctx, token, giving.ChangeInput{ID: number[string]("009", 4)})
		w.must(err)
	}
	if g.Status != giving.Stopped || g.Reason != giving.ReasonDonor || len(g.Payments) != 4 || !g.Next.IsZero() {
		t.Fatalf("stopped: %+v", g)
	}
}

// readLedger reads the books that ten a month leaves behind, page by page.
func (w *giftWorld) readLedger() {
	ctx := context.Background()
	who := domain.Actor{Person: tina, Roles: map[domain.GroupID][]domain.Role{playGroup: {domain.Treasurer}}}
	l, err := w.play.Ledger(ctx, who, giving.LedgerQuery{Limit: 3})
	w.must(err)
	if !l.Zero || len(l.Lines) != 3 || l.Next.ID == "" {
		w.t.Errorf("%+v", l)
	}
	want := map[giving.Account]int64{giving.InTill: 1036 + 3*700 - 36 - 3*31, giving.Donations: -1036 - 3*700, giving.FeesPaid: 36 + 3*31}
	for _, b := range l.Balances {
		if want[b.Account] != b.Sum.Minor || !b.Sandbox {
			w.t.Errorf("%+v, want %d", b, want[b.Account])
		}
	}
	seen := len(l.Lines)
	for l.Next.ID != "" {
		l, err = w.play.Ledger(ctx, who, giving.LedgerQuery{Limit: 3, After: l.Next})
		w.must(err)
		seen += len(l.Lines)
	}
	if seen != 8 {
		w.t.Errorf("%d lines over all pages, want 8", seen)
	}
}

func TestGivingOnce(t *testing.T) {
	gifts(t, func(t *testing.T, w *giftWorld) {
		ctx := context.Background()
		in := pledgeInput(1)
		in.Often, in.Other = "once", "25.50"
		p, err := w.play.Pledge(ctx, domain.Actor{}, playGroup, in, "en")
		w.must(err)
		p, err = w.play.PayInSandbox(ctx, p.ID)
		w.must(err)
		if p.Status != giving.Stopped || p.Reason != giving.ReasonOnce || !p.Next.IsZero() || !p.LookAt.IsZero() {
			t.Errorf("%+v", p)
		}
		if got := w.letters(in.Email); got != "map[receipt:1]" {
			t.Error(got)
		}
		if _, err := w.play.Lower(ctx, w.link(in.Email), giving.ChangeInput{ID: number[string]("009", 1), Amount: "5"}); !domain.Is(err, domain.Conflict) {
			t.Errorf("lowered what is over: %v", err)
		}
		w.sound("once")
	})
}

// A restored copy asks no provider for anything, until somebody confirms it.
func TestQuiet(t *testing.T) {
	gifts(t, func(t *testing.T, w *giftWorld) {
		ctx, quiet := context.Background(), false
		w.live.Quiet = func(context.Context) (bool, error) { return quiet, nil }
		in := pledgeInput(1)
		in.Email = " Rosa1@Example.ORG "
		p, err := w.live.Pledge(ctx, domain.Actor{}, liveGroup, in, "en")
		w.must(err)
		w.fake.finish(p.ID)
		w.must(w.live.Receive(ctx, giving.Event{ID: "evt_1", Entity: liveEntity, Plan: p.ID, Ours: true, Made: w.clock()}))
		_, err = w.live.HearAll(ctx, 10)
		w.must(err)
		token := w.link("rosa1@example.org")

		quiet = true
		w.fake.looked = func() { t.Error("a copy looks at a provider") }
		w.must(w.live.Receive(ctx, giving.Event{ID: "evt_2", Entity: liveEntity, Plan: p.ID, Ours: true, Made: w.clock()}))
		if _, err := w.live.Pledge(ctx, domain.Actor{}, liveGroup, pledgeInput(2), "en"); !domain.Is(err, domain.Busy) {
			t.Errorf("a promise to a copy: %v", err)
		}
		if g, err := w.live.Stop(ctx, token, giving.ChangeInput{ID: number[string]("009", 1)}); err != nil || len(g.Open) != 1 {
			t.Errorf("stopping in a copy: %+v, %v", g.Open, err)
		}
		w.pass(60 * 24 * time.Hour)
		for name, do := range map[string]func(context.Context, int) (int, error){"hear": w.live.HearAll, "carry on": w.live.CarryOn, "catch up": w.live.CatchUp} {
			if n, err := do(ctx, 10); n != 0 || err != nil {
				t.Errorf("%s: %d, %v", name, n, err)
			}
		}
		if w.fake.created != 1 || w.fake.acted != 0 {
			t.Errorf("%d pages, %d changes", w.fake.created, w.fake.acted)
		}

		w.fake.looked, quiet = nil, false
		w.carryOn(2)
		if got, err := w.Plan(ctx, p.ID); err != nil || got.Status != giving.Stopped {
			t.Errorf("once confirmed: %+v, %v", got, err)
		}
	})
}

// A page that nobody finished ends by itself, and costs nothing.
func TestUnfinished(t *testing.T) {
	gifts(t, func(t *testing.T, w *giftWorld) {
		ctx := context.Background()
		p, err := w.play.Pledge(ctx, domain.Actor{}, playGroup, pledgeInput(1), "en")
		w.must(err)
		for range 30 {
			w.pass(time.Hour)
			_, err := w.play.CatchUp(ctx, 10)
			w.must(err)
		}
		if p, err = w.Plan(ctx, p.ID); err != nil || p.Status != giving.Stopped || p.Reason != giving.ReasonUnfinished {
			t.Errorf("%+v, %v", p, err)
		}
		if _, err := w.play.PayInSandbox(ctx, p.ID); !domain.Is(err, domain.Conflict) {
			t.Errorf("paid on a closed page: %v", err)
		}
		if n := w.count("payments") + w.count("letters"); n != 0 {
			t.Errorf("%d traces", n)
		}
	})
}

func TestLedgerIsForTreasurers(t *testing.T) {
	gifts(t, func(t *testing.T, w *giftWorld) {
		ctx := context.Background()
		p, err := w.play.Pledge(ctx, domain.Actor{}, playGroup, pledgeInput(1), "en")
		w.must(err)
		_, err = w.play.PayInSandbox(ctx, p.ID)
		w.must(err)
		roles := func(g domain.GroupID, r domain.Role) domain.Actor {
			return domain.Actor{Person: tina, Roles: map[domain.GroupID][]domain.Role{g: {r}}}
		}
		for name, tt := range map[string]struct {
			who   domain.Actor
			group domain.GroupID
			lines int
			kind  domain.Kind
		}{
			"treasurer":           {roles(playGroup, domain.Treasurer), "", 2, ""},
			"auditor":             {roles(playGroup, domain.Auditor), playGroup, 2, ""},
			"another's treasurer": {roles(liveGroup, domain.Treasurer), "", 0, ""},
			"another's, by name":  {roles(liveGroup, domain.Treasurer), playGroup, 0, domain.Denied},
			"organiser":           {roles(playGroup, domain.Organiser), "", 0, domain.Denied},
			"admin":               {roles(playGroup, domain.Admin), playGroup, 0, domain.Denied},
			"nobody":              {domain.Actor{}, "", 0, domain.SignedOut},
		} {
			l, err := w.play.Ledger(ctx, tt.who, giving.LedgerQuery{Group: tt.group})
			if len(l.Lines) != tt.lines || tt.kind == "" && err != nil || tt.kind != "" && !domain.Is(err, tt.kind) {
				t.Errorf("%s: %d lines, %v", name, len(l.Lines), err)
			}
		}
	})
}

func TestFiguresOfAGroup(t *testing.T) {
	gifts(t, func(t *testing.T, w *giftWorld) {
		ctx := context.Background()
		for n, amount := range []string{"5", "7", "50"} {
			in := pledgeInput(n)
			in.Other = amount
			p, err := w.play.Pledge(ctx, domain.Actor{}, playGroup, in, "en")
			w.must(err)
			_, err = w.play.PayInSandbox(ctx, p.ID)
			w.must(err)
		}
		w.until(time.Date(2027, 2, 10, 0, 0, 0, 0, time.UTC))
		o, err := w.play.Offer(ctx, playGroup)
		f := o.Figures
		if err != nil || f.Givers != 3 || f.New != 3 || f.Middle.Minor != 700 || f.Last.Minor != 6200 || !o.Sandbox {
			t.Errorf("%+v, %v", f, err)
		}
		if o, err := w.play.Offer(ctx, liveGroup); err != nil || o.Figures.Givers != 0 || o.Sandbox {
			t.Errorf("%+v, %v", o, err)
		}
	})
}

// A receipt carries what DOMAIN.md asks of one, from the provider and from the
// law pack of whoever received the gift.
func TestWhatAReceiptHolds(t *testing.T) {
	gifts(t, func(t *testing.T, w *giftWorld) {
		ctx := t.Context()
		p, err := w.live.Pledge(ctx, domain.Actor{}, liveGroup, pledgeInput(1), "en")
		w.must(err)
		w.fake.finish(p.ID)
		w.fake.plans[p.ID].Charges[0].By = giving.Card{Kind: giving.ByDebit, Last: "4321"}
		w.look(p.ID)
		kept, err := w.LettersTo(ctx, pledgeInput(1).Email, 1)
		w.must(err)
		for field, want := range map[string]string{
			"entity": "Aire Valley Association", "minor": "1000", "currency": "GBP", "when": "2027-01-31T09:30:00Z", "from": "2027-01-31T09:30:00Z", "to": "2027-02-28T09:30:00Z",
			"by": "debit", "last": "4321", "reference": "in_" + string(p.ID) + "_1", "tax": "no-charity", "imprint": "Aire Valley Association, ",
		} {
			if got := kept[0].Fields[field]; got != want {
				t.Errorf("%s: %q, want %q", field, got, want)
			}
		}
		if kept[0].Fields["link"] == "" {
			t.Error("no link to change it")
		}
	})
}

// A gift begun on 29 February is charged on the 29th, and where a month has none
// on its last day; none is left out, and none charged twice.
func TestAGiftOfTheLeapDay(t *testing.T) {
	gifts(t, func(t *testing.T, w *giftWorld) {
		w.until(utcDay(2028, 2, 29))
		in, _ := w.begun(1)
		w.until(utcDay(2029, 3, 30))
		_, err := w.play.CatchUp(t.Context(), 10)
		w.must(err)
		pays, err := w.Payments(t.Context(), giving.PlanID(in.ID))
		w.must(err)
		var days []string
		for _, p := range pays { // the newest first
			days = append(days, p.Paid.Format("0102"))
		}
		if got := strings.Join(days, " "); got != "0329 0228 0129 1229 1129 1029 0929 0829 0729 0629 0529 0429 0329 0229" {
			t.Error(got)
		}
		w.sound("leap day")
	})
}
