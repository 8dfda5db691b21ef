package store

import (
	"testing"
	"time"

	"barnstorm/domain"
	"barnstorm/domain/giving"
	"barnstorm/store/storetest"
)

// declined is a gift whose card is declined from the second month on, which is
// on 28 February 2027.
func (w *giftWorld) declined(n int) (giving.PledgeInput, domain.Token) {
	w.t.Helper()
	in, token := w.begun(n)
	_, err := w.play.PlayCard(w.t.Context(), token, giving.CardInput{Card: giving.DeclinedCard})
	w.must(err)
	return in, token
}

// days lets days pass, with the duties of each.
func (w *giftWorld) days(until time.Time) {
	w.t.Helper()
	for w.clock().Before(until) {
		w.pass(24 * time.Hour)
		for _, duty := range []func() (int, error){
			func() (int, error) { return w.play.CatchUp(w.t.Context(), 100) },
			func() (int, error) { return w.play.Nudge(w.t.Context(), 100) },
			func() (int, error) { return w.play.TellCards(w.t.Context(), 100) },
		} {
			_, err := duty()
			w.must(err)
		}
	}
}

func treasurer(g domain.GroupID, roles ...domain.Role) domain.Actor {
	return domain.Actor{Person: "0194f0a0-0000-7000-8000-0000000000cc", Name: "Tina", Roles: map[domain.GroupID][]domain.Role{g: roles}}
}

// Four weeks of a declined card: a letter at once, one after a week, the list
// after two, the end after four. Nothing is taken, and the books are right.
func TestAFailedPaymentToItsEnd(t *testing.T) {
	gifts(t, func(t *testing.T, w *giftWorld) {
		in, _ := w.declined(1)
		lead := treasurer(playGroup, domain.Lead)
		for _, step := range []struct {
			day     time.Time
			letters string
			calls   int
		}{
			{utcDay(2027, 2, 28), "map[failed:1 receipt:1]", 0},
			{utcDay(2027, 3, 6), "map[failed:1 receipt:1]", 0},
			{utcDay(2027, 3, 8), "map[failing:1 failed:1 receipt:1]", 0},
			{utcDay(2027, 3, 13), "map[failing:1 failed:1 receipt:1]", 0},
			{utcDay(2027, 3, 15), "map[failing:1 failed:1 receipt:1]", 1},
			{utcDay(2027, 3, 27), "map[failing:1 failed:1 receipt:1]", 1},
			{utcDay(2027, 3, 29), "map[ended:1 failing:1 failed:1 receipt:1]", 0},
			{utcDay(2027, 5, 1), "map[ended:1 failing:1 failed:1 receipt:1]", 0},
		} {
			w.days(step.day)
			calls, err := w.play.Calls(t.Context(), lead)
			w.must(err)
			if got := w.letters(in.Email); !sameLetters(got, step.letters) || len(calls) != step.calls {
				t.Errorf("%v: %s and %d calls, want %s and %d", step.day, got, len(calls), step.letters, step.calls)
			}
		}
		p, err := w.Plan(t.Context(), giving.PlanID(in.ID))
		if w.must(err); p.Status != giving.Stopped || p.Reason != giving.ReasonUnpaid || !p.NudgeAt.IsZero() {
			t.Errorf("%+v", p)
		}
		kept, err := w.LettersTo(t.Context(), in.Email, 1)
		if w.must(err); kept[0].Kind != "giving/ended" || kept[0].Fields["again"] != "https://example.org/donate/play" {
			t.Errorf("no way to begin again: %+v", kept[0])
		}
		w.sound("ended kindly")
	})
}

// sameLetters compares two counts in whatever order they are written.
func sameLetters(a, b string) bool {
	count := func(s string) map[rune]int {
		n := map[rune]int{}
		for _, r := range s {
			n[r]++
		}
		return n
	}
	x, y := count(a), count(b)
	for r := range x {
		if x[r] != y[r] {
			return false
		}
	}
	return len(x) == len(y)
}

// Mended in between, the plan is back at none, and a later failure begins anew.
func TestAFailedPaymentMended(t *testing.T) {
	gifts(t, func(t *testing.T, w *giftWorld) {
		ctx := t.Context()
		in, token := w.declined(1)
		w.days(utcDay(2027, 3, 16))
		_, err := w.play.PlayCard(ctx, token, giving.CardInput{Card: giving.GoodCard})
		w.must(err)
		p, err := w.Plan(ctx, giving.PlanID(in.ID))
		if w.must(err); p.Status != giving.Active || p.Step != giving.StepNone || !p.Failing.IsZero() || !p.NudgeAt.IsZero() {
			t.Errorf("mended: %+v", p)
		}
		w.days(utcDay(2027, 3, 25))
		_, err = w.play.PlayCard(ctx, token, giving.CardInput{Card: giving.DeclinedCard})
		w.must(err)
		w.days(utcDay(2027, 4, 5))
		if p, err = w.Plan(ctx, p.ID); err != nil || p.Step != giving.StepTold || p.Failing.Month() != time.March || p.Failing.Day() != 31 {
			t.Errorf("failing again: %+v, %v", p, err)
		}
		w.sound("mended")
	})
}

// Who calls, and what comes of it.
func TestCallsToDonors(t *testing.T) {
	gifts(t, func(t *testing.T, w *giftWorld) {
		ctx := t.Context()
		lead := treasurer(playGroup, domain.Lead)
		w.must(w.db.Exec(`insert into people (id, name, locale, version, made) values (?, 'Tina', 'en', 1, ?)`, lead.Person, giftDay).Error)
		a, _ := w.declined(1)
		b, _ := w.declined(2)
		w.days(utcDay(2027, 3, 15))
		for who, roles := range map[string][]domain.Role{"a member": {domain.Member}, "an auditor": {domain.Auditor}} {
			if _, err := w.play.Calls(ctx, treasurer(playGroup, roles...)); !domain.Is(err, domain.Denied) {
				t.Errorf("%s: %v", who, err)
			}
		}
		err := w.play.Called(ctx, treasurer(liveGroup, domain.Lead), giving.PlanID(a.ID), giving.CalledInput{Outcome: "reached"})
		w.refuses("a lead elsewhere", err, "no-such-plan")
		w.refuses("no outcome", w.play.Called(ctx, lead, giving.PlanID(a.ID), giving.CalledInput{}), "pick-one")
		storetest.EveryWrite(t, w.Store, func() error {
			return w.play.Called(ctx, lead, giving.PlanID(a.ID), giving.CalledInput{Outcome: "reached"})
		})
		w.pass(time.Second)
		w.must(w.play.Called(ctx, lead, giving.PlanID(b.ID), giving.CalledInput{Outcome: "end"}))
		w.days(utcDay(2027, 3, 16))
		calls, err := w.play.Calls(ctx, lead)
		if w.must(err); len(calls) != 0 {
			t.Errorf("still to be called: %+v", calls)
		}
		p, err := w.Plan(ctx, giving.PlanID(b.ID))
		if w.must(err); p.Status != giving.Stopped || p.Reason != giving.ReasonDonor {
			t.Errorf("wanted it to end: %+v", p)
		}
		if got := w.letters(b.Email); got != "map[failed:1 failing:1 receipt:1 stopped:1]" {
			t.Errorf("after two weeks: %s", got)
		}
		looks, err := w.play.Looks(ctx, treasurer(playGroup, domain.Auditor))
		if w.must(err); len(looks) != 2 || looks[0].Name != "Tina" || looks[0].What != "called: end" || looks[1].What != "called: reached" {
			t.Errorf("%+v", looks)
		}
		if _, err := w.play.Looks(ctx, treasurer(playGroup, domain.Treasurer)); !domain.Is(err, domain.Denied) {
			t.Errorf("a treasurer reads the log: %v", err)
		}
	})
}

// The provider acts and its answer is lost, when a gift is ended kindly: it is
// ended once.
func TestEndedKindlyThroughSilence(t *testing.T) {
	gifts(t, func(t *testing.T, w *giftWorld) {
		ctx := t.Context()
		in := pledgeInput(1)
		p, err := w.live.Pledge(ctx, domain.Actor{}, liveGroup, in, "en")
		w.must(err)
		w.fake.finish(p.ID)
		w.pass(3 * time.Minute)
		_, err = w.live.CatchUp(ctx, 10)
		w.must(err)
		fake := w.fake.plans[p.ID]
		fake.Status = giving.Retrying
		fake.charge(p.ID, 2, time.Time{})
		fake.Charges[1].From = w.clock()
		w.until(utcDay(2027, 3, 2))
		_, err = w.live.CatchUp(ctx, 10)
		w.must(err)
		for range 3 {
			w.pass(15 * 24 * time.Hour)
			if _, err := w.live.Nudge(ctx, 10); err != nil {
				t.Error(err)
			}
			w.fake.silent = 1
		}
		w.fake.silent = 1
		for range 3 {
			w.pass(2 * time.Hour)
			_, err = w.live.Nudge(ctx, 10)
			w.must(err)
		}
		if p, err = w.Plan(ctx, p.ID); err != nil || p.Status != giving.Stopped || p.Reason != giving.ReasonUnpaid || w.fake.acted != 1 {
			t.Errorf("%d acts, %+v, %v", w.fake.acted, p, err)
		}
		w.sound("silence")
	})
}

// A card that runs out is told of once, twenty days before, and so is the next.
func TestCardsThatRunOut(t *testing.T) {
	gifts(t, func(t *testing.T, w *giftWorld) {
		in, _ := w.begun(1)
		ends := func(day time.Time) {
			p, err := w.Plan(t.Context(), giving.PlanID(in.ID))
			w.must(err)
			p.Card.Ends = day
			w.must(w.PutPlan(t.Context(), p))
		}
		told := func(at time.Time, want int) {
			t.Helper()
			w.until(at)
			for range 2 {
				if n, err := w.play.TellCards(t.Context(), 10); n != want || err != nil {
					t.Errorf("%v: told %d, want %d, %v", at, n, want, err)
				}
				want = 0
			}
		}
		ends(utcDay(2027, 3, 1))
		told(utcDay(2027, 2, 9).Add(-time.Second), 0)
		told(utcDay(2027, 2, 9), 1)
		told(utcDay(2027, 2, 20), 0)
		ends(utcDay(2027, 3, 5))
		told(utcDay(2027, 2, 20), 1)
		if got := w.letters(in.Email); got != "map[card:2 receipt:1]" {
			t.Error(got)
		}
	})
}
