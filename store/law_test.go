package store

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"barnstorm/domain"
	"barnstorm/domain/compliance"
	"barnstorm/domain/giving"
	"barnstorm/store/storetest"
)

func TestGiftsAreHeldToTheLaw(t *testing.T) {
	law(t, func(t *testing.T, w *lawWorld) {
		w.gave("Rosa Parks", "rosa@example.org", 500_00, "2026-05-01")
		w.gave("Ida Wells", "ida@example.org", 500_01, "2026-05-01 23:59:59")
		w.gave("Split Gift", "split@example.org", 480_00, "2026-06-01 10:00:00")
		w.gave("Split Gift", "split@example.org", 30_00, "2026-06-01 10:05:00")
		w.gave("Slow Gift", "slow@example.org", 480_00, "2026-06-01 10:00:00")
		w.gave("Slow Gift", "slow@example.org", 30_00, "2026-06-02 10:00:00")
		w.weigh()
		rs := w.waiting()
		if len(rs) != 2 || rs[0].Donor.Name != "Ida Wells" || rs[1].Donor.Name != "Split Gift" || rs[1].Sum.Minor != 30_00 {
			t.Fatalf("%+v", rs)
		}
		if got := rs[0]; strings.Join(got.Why, " ") != "look missing" || !got.DecideBy.Equal(london(t, "2026-05-31 00:00:00")) || got.Late(london(t, "2026-05-30 23:59:59")) || !got.Late(got.DecideBy) {
			t.Errorf("%+v", got)
		}
		// A gift belongs to the year of its day in London, a refund to the year of its gift.
		pay := w.gave("Year End", "end@example.org", 100_00, "2026-12-31 23:59:59")
		w.gave("Year End", "end@example.org", 7_00, "2027-01-01 00:00:00")
		w.book(pay, "refund", -40_00, giving.Refunds, "2027-02-01")
		w.weigh()
		w.weigh()
		if got := years(w.record("Year End", "end@example.org")); got != "2027 7.00, 2026 60.00" {
			t.Errorf("totals %s", got)
		}
		if n, err := w.law.Weigh(t.Context(), 50); n != 0 || err != nil {
			t.Errorf("weighed %d again: %v", n, err)
		}
	})
}

// The same donor under two names: suggested, joined by a person, and apart
// again. The books stay as they are.
func TestTheSameDonorUnderTwoNames(t *testing.T) {
	law(t, func(t *testing.T, w *lawWorld) {
		ctx := t.Context()
		w.gave("J. Smith", "jane@example.org", 10_000_00, "2026-03-01")
		w.gave("Jane Smith", "jane@example.org", 1_180_01, "2026-04-01")
		w.gave("jane  SMITH", "Other@example.org", 5_00, "2026-04-02")
		w.gave("Jane Smith", "jane@example.org", 1_00, "2026-04-03")
		w.weigh()
		a, b, c := w.donor("J Smith", "jane@example.org"), w.donor("Jane Smith", "jane@example.org"), w.donor("Jane Smith", "Other@example.org")
		o, err := w.law.Overview(ctx, w.officer)
		if err != nil || len(o.Likes) != 2 || o.Likes[0].Why != compliance.SameAddress {
			t.Fatalf("%d suggestions, %v", len(o.Likes), err)
		}
		for donor, want := range map[compliance.DonorID]int{a.ID: 1, b.ID: 2, c.ID: 1} { // on whichever side they stand
			if r, err := w.law.Record(ctx, w.officer, donor); err != nil || len(r.Likes) != want {
				t.Errorf("%d suggestions of %s, not %d: %v", len(r.Likes), donor, want, err)
			}
		}
		before := storetest.Snapshot(t, w.Store)
		r, err := w.law.Join(ctx, w.officer, a.ID, compliance.JoinInput{Other: string(b.ID)})
		if err != nil || len(r.Rows) != 2 || years(r) != "2026 11181.01" {
			t.Errorf("joined %s: %v", years(r), err)
		}
		if r, err = w.law.KeepApart(ctx, w.officer, b.ID, compliance.JoinInput{Other: string(c.ID)}); err != nil || len(r.Likes) != 0 {
			t.Errorf("%+v %v", r.Likes, err)
		}
		lines := w.freeze("2026-01-01", "2026-12-31", 1).Lines
		if len(lines) != 1 || lines[0].Sum.Minor != 11_180_01 || lines[0].At != london(t, "2026-04-01") {
			t.Errorf("%+v", lines)
		}
		if r, err = w.law.Separate(ctx, w.officer, a.ID); err != nil || years(r) != "2026 10000.00" || years(w.record("Jane Smith", "jane@example.org")) != "2026 1181.01" {
			t.Errorf("apart again %s: %v", years(r), err)
		}
		if lines := w.freeze("2026-01-01", "2026-12-31", 2).Lines; len(lines) != 0 {
			t.Errorf("%+v", lines)
		}
		for _, line := range strings.Split(before, "\n") {
			if (strings.HasPrefix(line, "transactions") || strings.HasPrefix(line, "entries")) && !strings.Contains(storetest.Snapshot(t, w.Store), line) {
				t.Error("the books have changed: " + line)
			}
		}
		if _, err := w.law.Join(ctx, w.officer, a.ID, compliance.JoinInput{Other: string(number[compliance.DonorID]("000", 9))}); !domain.Is(err, domain.NotFound) {
			t.Errorf("joined with nobody: %v", err)
		}
	})
}

func (w *lawWorld) freeze(first, last string, n int) compliance.Report {
	w.t.Helper()
	r, err := w.law.Freeze(context.Background(), w.officer, liveEntity, compliance.ReportInput{ID: number[string]("0b0", n), First: first, Last: last})
	w.must(err)
	return r
}

// A report stays what it was, whatever a bank takes back or somebody sends back
// after its date; what is known later is shown beside it.
func TestAReportStaysAsItWas(t *testing.T) {
	law(t, func(t *testing.T, w *lawWorld) {
		ctx := t.Context()
		one := w.gave("Rosa Parks", "rosa@example.org", 12_000_00, "2026-03-01")
		two := w.gave("Ida Wells", "ida@example.org", 11_180_01, "2026-03-31 23:59:59")
		w.gave("Later On", "later@example.org", 20_000_00, "2026-04-01 00:00:00")
		w.gave("Not Enough", "not@example.org", 10_680_00, "2026-02-01")
		w.weigh()
		r := w.freeze("2026-01-01", "2026-03-31", 1)
		if len(r.Lines) != 2 || r.Lines[0].Name != "Ida Wells" || !r.Lines[0].Until.Equal(london(t, "2026-04-30 00:00:00")) || r.Lines[1].Sum.Minor != 12_000_00 {
			t.Fatalf("%+v", r.Lines)
		}
		w.book(one, "dispute", -2_000_00, giving.Disputes, "2026-07-01")
		w.book(two, "refund", -1, giving.Refunds, "2026-08-01")
		w.gave("Not Enough", "not@example.org", 500_01, "2026-03-02")
		w.weigh()
		got, err := w.law.Read(ctx, w.officer, r.ID)
		w.must(err)
		if !got.Intact || digestOf(got.Report) != digestOf(r) || len(got.Since) != 3 {
			t.Fatalf("%+v", got)
		}
		for i, want := range []string{"Ida Wells 1118001 0", "Rosa Parks 1200000 0", " 0 1118001"} {
			if c := got.Since[i]; fmt.Sprint(c.Then.Name, " ", c.Then.Sum.Minor, " ", c.Now.Sum.Minor) != want {
				t.Errorf("change %d: %+v", i, c)
			}
		}
		again, err := w.law.Freeze(ctx, w.officer, liveEntity, compliance.ReportInput{ID: string(r.ID), First: r.First, Last: r.Last})
		if err != nil || digestOf(again) != digestOf(r) {
			t.Errorf("sent twice: %+v %v", again, err)
		}
		if _, err := w.law.Freeze(ctx, w.officer, liveEntity, compliance.ReportInput{ID: string(r.ID), First: r.First, Last: "2026-12-31"}); !domain.Is(err, domain.Conflict) {
			t.Errorf("another report under its id: %v", err)
		}
	})
}

func digestOf(r compliance.Report) string { return fmt.Sprintf("%+v %s", r.Lines, r.Hash) }

func TestDecidingKeepsItsEvidence(t *testing.T) {
	law(t, func(t *testing.T, w *lawWorld) {
		ctx := t.Context()
		for i := range 3 {
			w.gave(fmt.Sprint("Donor ", i), fmt.Sprint("d", i, "@example.org"), 600_00, "2026-05-01")
		}
		w.weigh()
		rs := w.waiting()
		for _, in := range []compliance.DecideInput{{}, {Decision: "keep"}, {Decision: "return"}, {Decision: "shrug", Evidence: "x", Reason: "x"}, {Decision: "keep", Evidence: strings.Repeat("x", 2001)}} {
			if _, err := w.law.Decide(ctx, w.officer, rs[0].ID, in); !domain.Is(err, domain.Invalid) {
				t.Errorf("%+v: %v", in, err)
			}
		}
		keep := compliance.DecideInput{Decision: "keep", Evidence: "Register of Leeds, AB 12", Reason: "As written there"}
		c, err := w.law.Decide(ctx, w.officer, rs[0].ID, keep)
		if err != nil || c.State != compliance.Kept || c.Evidence != keep.Evidence || c.ByName != "Cora Okoye" || !c.Decided.Equal(w.clock()) {
			t.Errorf("%+v %v", c.Review, err)
		}
		if strings.Contains(storetest.Snapshot(t, w.Store), "Register of Leeds") {
			t.Error("the evidence stands open in the database")
		}
		if _, err := w.law.Decide(ctx, w.officer, rs[0].ID, compliance.DecideInput{Decision: "return", Reason: "Oh"}); !domain.Is(err, domain.Conflict) {
			t.Errorf("decided twice: %v", err)
		}
		// What came by a transfer goes back by hand.
		w.must(w.db.Exec("update payments set via = 'bank' where id = ?", rs[2].Payment).Error)
		c, err = w.law.Decide(ctx, w.officer, rs[2].ID, compliance.DecideInput{Decision: "return", Reason: "Lives abroad"})
		if err != nil || c.State != compliance.Returning || len(c.Backs) != 0 {
			t.Errorf("%+v %v", c.Review, err)
		}
		sent := func() error {
			c, err = w.law.Decide(ctx, w.officer, rs[2].ID, compliance.DecideInput{Decision: "sent", Evidence: "Bank statement 7"})
			return err
		}
		if err := sent(); err != nil || c.State != compliance.Returned || c.Reason != "Lives abroad" {
			t.Errorf("%+v %v", c.Review, err)
		}
		if err := sent(); !domain.Is(err, domain.Conflict) {
			t.Errorf("sent twice: %v", err)
		}
		w.must(w.live.Repay(ctx, giving.PlanID(rs[2].Plan), giving.PaymentID(rs[2].Payment)))
		w.sound("returned")
		w.weigh()
		if got := years(w.record(rs[2].Donor.Name, rs[2].Donor.Email)); got != "2026 0.00" || len(w.waiting()) != 1 {
			t.Errorf("after the return %s", got)
		}
	})
}

// What may not be kept goes back by the provider, once a treasurer has agreed;
// the review ends when the books have heard of it. What came of it afterwards
// is shown where it went wrong.
func TestTheLawHasAGiftGoBack(t *testing.T) {
	law(t, func(t *testing.T, w *lawWorld) {
		ctx, theo := t.Context(), purse(theo, liveGroup)
		w.people(theo.Person)
		for i := range 3 {
			w.gave(fmt.Sprint("Donor ", i), fmt.Sprint("d", i, "@example.org"), 600_00, "2026-05-01")
		}
		w.weigh()
		rs := w.waiting()
		giveBack := func(r compliance.Review, decision string) (compliance.Case, error) {
			return w.law.Decide(ctx, w.officer, r.ID, compliance.DecideInput{Decision: decision, Reason: "Lives abroad", Evidence: "Statement 7"})
		}
		c, err := giveBack(rs[0], "return")
		if w.must(err); c.State != compliance.Returning || len(c.Backs) != 1 || c.Backs[0].State != giving.BackWaiting || c.Backs[0].Amount.Minor != 600_00 {
			t.Errorf("%+v", c)
		}
		_, err = giveBack(rs[0], "sent")
		w.refuses("sent by hand", err, "back-on-its-way")
		_, err = giveBack(rs[0], "return")
		w.refuses("twice", err, "decided-already")
		_, err = w.live.AgreeBack(ctx, theo, c.Backs[0].ID)
		w.must(err)
		w.weigh()
		if c, err = w.law.Case(ctx, w.officer, rs[0].ID); err != nil || c.State != compliance.Returned || c.Reason != "Lives abroad" || c.ByName != "Cora Okoye" {
			t.Errorf("%+v, %v", c.Review, err)
		}
		if got := years(w.record(rs[0].Donor.Name, rs[0].Donor.Email)); got != "2026 0.00" {
			t.Errorf("after the return %s", got)
		}

		// A treasurer says no, and then the provider: it is sent by hand.
		c, err = giveBack(rs[1], "return")
		w.must(err)
		_, err = w.live.DropBack(ctx, theo, c.Backs[0].ID)
		w.must(err)
		_, err = giveBack(rs[1], "sent")
		w.refuses("the provider was not asked", err, "send-by-till")
		w.pass(time.Minute)
		c, err = giveBack(rs[1], "return")
		w.must(err)
		w.fake.refuses = true
		if b, err := w.live.AgreeBack(ctx, theo, c.Backs[1].ID); err != nil || b.State != giving.BackRefused {
			t.Errorf("%+v, %v", b, err)
		}
		if c, err = giveBack(rs[1], "sent"); err != nil || c.State != compliance.Returned || !strings.Contains(c.Evidence, "Statement 7") {
			t.Errorf("%+v, %v", c.Review, err)
		}
		w.balance(giving.InBank, -600_00)

		// Refunded in the provider's own pages, it needs no decision.
		plan := w.fake.plans[giving.PlanID(rs[2].Plan)]
		plan.Charges[0].Refunds = []giving.Refund{{Ref: "re_x", Amount: plan.Amount, At: w.clock()}}
		w.look(giving.PlanID(rs[2].Plan))
		w.weigh()
		if len(w.waiting()) != 0 {
			t.Errorf("%+v", w.waiting())
		}
		w.sound("the law sends back")
	})
}

// What a bank takes back and we win again counts on the day of its gift, and
// asks for no second decision.
func TestWonBackCountsOnTheDayOfItsGift(t *testing.T) {
	law(t, func(t *testing.T, w *lawWorld) {
		pay := w.gave("Ida Wells", "ida@example.org", 600_00, "2026-12-31 23:59:59")
		w.weigh()
		w.must(w.db.Exec("update payments set disputed = 0 where id = ?", pay.ID).Error)
		w.book(pay, "dispute", -600_00, giving.Disputes, "2027-01-10")
		w.weigh()
		if got := years(w.record("Ida Wells", "ida@example.org")); got != "2026 0.00" {
			t.Errorf("taken back: %s", got)
		}
		w.book(pay, "dispute", 600_00, giving.Disputes, "2027-02-10")
		w.weigh()
		if got := years(w.record("Ida Wells", "ida@example.org")); got != "2026 600.00" || len(w.waiting()) != 1 {
			t.Errorf("won back: %s, %d wait", got, len(w.waiting()))
		}
	})
}
