package store

import (
	"testing"

	"barnstorm/domain"
	"barnstorm/domain/compliance"
	"barnstorm/domain/giving"
	"barnstorm/store/storetest"
)

// Only who is responsible for all of a legal entity sees its donors.
func TestDonorsAreForTheirOfficers(t *testing.T) {
	law(t, func(t *testing.T, w *lawWorld) {
		ctx := t.Context()
		w.gave("Rosa Parks", "rosa@example.org", 600_00, "2026-05-01")
		w.weigh()
		d, rev := w.donor("Rosa Parks", "rosa@example.org").ID, w.waiting()[0].ID
		rep := w.freeze("2026-01-01", "2026-12-31", 1).ID
		for name, tt := range map[string]struct {
			who  domain.Actor
			kind domain.Kind // of the refusal, empty for none
			act  domain.Kind
		}{
			"nobody":          {domain.Actor{}, domain.SignedOut, domain.SignedOut},
			"next door":       {domain.Actor{Person: "p", Roles: map[domain.GroupID][]domain.Role{playGroup: {domain.Compliance}}}, domain.NotFound, domain.NotFound},
			"treasurer":       {domain.Actor{Person: "p", Roles: map[domain.GroupID][]domain.Role{liveGroup: {domain.Treasurer, domain.Admin, domain.Organiser}}}, domain.NotFound, domain.NotFound},
			"auditor":         {domain.Actor{Person: "p", Roles: map[domain.GroupID][]domain.Role{liveGroup: {domain.Auditor}}}, "", domain.Denied},
			"officer":         {w.officer, "", ""},
			"officer below":   {domain.Actor{Person: "p", Roles: map[domain.GroupID][]domain.Role{"0194f0a0-0000-7000-8000-0000000000dd": {domain.Compliance}}}, domain.NotFound, domain.NotFound},
			"nothing at all":  {domain.Actor{Person: "p"}, domain.NotFound, domain.NotFound},
			"auditor as well": {domain.Actor{Person: "p", Roles: map[domain.GroupID][]domain.Role{liveGroup: {domain.Auditor}, playGroup: {domain.Compliance}}}, "", domain.Denied},
		} {
			for what, do := range map[string]func() error{
				"record": func() error { _, err := w.law.Record(ctx, tt.who, d); return err },
				"case":   func() error { _, err := w.law.Case(ctx, tt.who, rev); return err },
				"read":   func() error { _, err := w.law.Read(ctx, tt.who, rep); return err },
			} {
				if err := do(); kindOf(err) != tt.kind {
					t.Errorf("%s reads a %s: %v", name, what, err)
				}
			}
			for what, do := range map[string]func() error{
				"separate": func() error { _, err := w.law.Separate(ctx, tt.who, d); return err },
				"freeze": func() error {
					_, err := w.law.Freeze(ctx, tt.who, liveEntity, compliance.ReportInput{ID: string(rep), First: "2026-01-01", Last: "2026-12-31"})
					return err
				},
			} {
				if err := do(); kindOf(err) != tt.act {
					t.Errorf("%s may %s: %v", name, what, err)
				}
			}
		}
	})
}

func kindOf(err error) domain.Kind {
	if e, ok := domain.AsError(err); ok {
		return e.Kind
	}
	if err != nil {
		return "fault"
	}
	return ""
}

// Every write of every flow fails once; half a deed is worse than none.
func TestEveryWriteOfTheLawFailsOnce(t *testing.T) {
	law(t, func(t *testing.T, w *lawWorld) {
		ctx := t.Context()
		w.gave("J Smith", "jane@example.org", 9_000_00, "2026-03-01")
		w.weigh()
		pay := w.gave("Jane Smith", "jane@example.org", 9_000_00, "2026-03-02")
		flows := map[string]func() error{
			"weigh": func() error { _, err := w.law.Weigh(ctx, 1); return err },
		}
		run := func(name string) {
			if n := storetest.EveryWrite(t, w.Store, flows[name]); n < 2 {
				t.Errorf("%s took %d writes", name, n)
			}
			w.sound(name)
		}
		run("weigh")
		w.book(pay, "refund", -1_00, giving.Refunds, "2026-04-01")
		run("weigh")
		a, b := w.donor("J Smith", "jane@example.org").ID, w.donor("Jane Smith", "jane@example.org").ID
		flows["join"] = func() error {
			_, err := w.law.Join(ctx, w.officer, a, compliance.JoinInput{Other: string(b)})
			return err
		}
		flows["separate"] = func() error { _, err := w.law.Separate(ctx, w.officer, b); return err }
		flows["decide"] = func() error {
			_, err := w.law.Decide(ctx, w.officer, w.waiting()[0].ID, compliance.DecideInput{Decision: "keep", Evidence: "Register"})
			return err
		}
		flows["freeze"] = func() error {
			_, err := w.law.Freeze(ctx, w.officer, liveEntity, compliance.ReportInput{ID: number[string]("0b0", 1), First: "2026-01-01", Last: "2026-12-31"})
			return err
		}
		for _, name := range []string{"join", "separate", "decide", "freeze"} {
			run(name)
		}
	})
}
