package store

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"

	"barnstorm/domain"
	"barnstorm/domain/giving"
	"barnstorm/store/storetest"
)

// wrong is the fields of a refused input, as in "address law-needs".
func wrong(err error) string {
	e, ok := domain.AsError(err)
	if !ok {
		return fmt.Sprint(err)
	}
	var all []string
	for field, code := range e.Fields {
		all = append(all, field+" "+code)
	}
	slices.Sort(all)
	return strings.Join(all, ", ")
}

// What the law asks is asked once, before anybody pays, and no more than it asks.
func TestThePledgeIsHeldToTheLaw(t *testing.T) {
	const answered = "citizen-us no-contractor elector"
	law(t, func(t *testing.T, w *lawWorld) {
		w.live.Law = w.law
		for i, tt := range []struct {
			country, kind, often, amount string
			sworn, address, work         string
			want                         string
		}{
			{"GB", "association", "once", "500.00", "", "", "", "<nil>"},
			{"GB", "association", "once", "500.01", "", "", "", "address law-needs, sworn-elector law-needs-yes"},
			{"GB", "association", "once", "500.01", "elector", " ", "", "address law-needs"},
			{"GB", "association", "once", "500.01", "elector", "1 High Street", "", "<nil>"},
			{"GB", "association", "once", "10000", "elector", "1 High Street", "", "<nil>"},
			{"GB", "association", "once", "10000.01", "elector", "1 High Street", "", "other gift-too-large"},
			{"GB", "charity", "once", "500.01", "", "", "", "other gift-too-large"},
			{"US", "pac", "once", "50", "", "", "", "sworn-citizen-us law-needs-yes, sworn-no-contractor law-needs-yes"},
			{"US", "pac", "once", "50", answered, "", "", "<nil>"},
			{"US", "pac", "once", "50.01", answered, "", "", "address law-needs"},
			{"US", "pac", "once", "200", answered, "1 Main Street", "", "<nil>"},
			{"US", "pac", "once", "200.01", answered, "1 Main Street", "", "employer law-needs, occupation law-needs"},
			{"US", "pac", "monthly", "16", answered, "", "", "<nil>"},
			{"US", "pac", "monthly", "17", answered, "", "", "address law-needs, employer law-needs, occupation law-needs"}, // 204 a year
			{"US", "pac", "monthly", "17", answered, "1 Main Street", "Nurse", "<nil>"},
			{"US", "pac", "once", "5000", answered, "1 Main Street", "Nurse", "<nil>"},
			{"US", "pac", "once", "5000.01", answered, "1 Main Street", "Nurse", "other law-limit"},
			{"US", "pac", "monthly", "417", answered, "1 Main Street", "Nurse", "other law-limit"},
			{"US", "pac", "once", "10", answered, strings.Repeat("x", 301), "", "<nil>"}, // not asked, and not kept
			{"US", "pac", "once", "100", answered, strings.Repeat("x", 301), "", "address too-long"},
		} {
			currency := map[string]string{"GB": "GBP", "US": "USD"}[tt.country]
			w.must(w.db.Exec("update entities set country = ?, kind = ? where id = ?", tt.country, tt.kind, liveEntity).Error)
			w.must(w.db.Exec("update groups set currency = ? where id = ?", currency, liveGroup).Error)
			in := pledgeInput(5000 + i)
			in.Often, in.Amount, in.Other, in.Address, in.Occupation, in.Employer, in.Sworn = tt.often, "", tt.amount, tt.address, tt.work, tt.work, strings.Fields(tt.sworn)
			p, err := w.live.Pledge(context.Background(), domain.Actor{}, liveGroup, in, "en")
			if got := wrong(err); got != tt.want {
				t.Errorf("%s %s, %s %s: %s, want %s", tt.country, tt.kind, tt.often, tt.amount, got, tt.want)
			}
			told, terr := w.Told(t.Context(), compliancePlan(p))
			if w.must(terr); err == nil && told["address"] != "" && told["address"] != tt.address {
				t.Errorf("%s: kept %q", tt.amount, told)
			}
		}
		if n := w.count("declarations"); n != 8 {
			t.Errorf("%d declarations", n)
		}
		if strings.Contains(storetest.Snapshot(t, w.Store), "Main Street") {
			t.Error("an address stands open in the database")
		}
	})
}

// A gift for which everything was told waits only for somebody to look, and
// who is signed in is held to what they gave before.
func TestWhatWasToldIsNotMissing(t *testing.T) {
	law(t, func(t *testing.T, w *lawWorld) {
		ctx := t.Context()
		w.live.Law = w.law
		rosa := domain.Actor{Person: number[domain.PersonID]("0aa", 7), Name: "Rosa"}
		w.must(w.db.Exec("insert into people (id, name, locale, version, made) values (?, 'Rosa', 'en', 1, ?)", rosa.Person, w.clock()).Error)
		in := pledgeInput(1)
		in.Often, in.Other, in.Address, in.Sworn = "once", "600", "1 High Street", []string{"elector"}
		p, err := w.live.Pledge(ctx, rosa, liveGroup, in, "en")
		w.must(err)
		w.fake.finish(p.ID)
		e := giving.Event{ID: "evt_1", Entity: liveEntity, Kind: "invoice.paid", Plan: p.ID, Ours: true, Made: w.clock()}
		w.must(w.live.Receive(ctx, e))
		w.must(w.live.Hear(ctx, liveEntity, e.ID))
		w.weigh()
		if rs := w.waiting(); len(rs) != 1 || strings.Join(rs[0].Why, " ") != "look" {
			t.Errorf("%+v", rs)
		}
		// Ten pounds more on the same day are one sitting with the six hundred.
		in = pledgeInput(2)
		in.Often = "once"
		if _, err := w.live.Pledge(ctx, rosa, liveGroup, in, "en"); wrong(err) != "address law-needs, sworn-elector law-needs-yes" {
			t.Error(wrong(err))
		}
		// Whoever types her name learns nothing of it.
		if _, err := w.live.Pledge(ctx, domain.Actor{}, liveGroup, in, "en"); err != nil {
			t.Error(err)
		}
	})
}

// A promise and what was told with it are kept together or not at all.
func TestAPromiseIsNotKeptWithoutWhatWasTold(t *testing.T) {
	law(t, func(t *testing.T, w *lawWorld) {
		w.live.Law = w.law
		w.must(w.db.Exec("alter table declarations rename to elsewhere").Error)
		in := pledgeInput(1)
		in.Often, in.Other, in.Address, in.Sworn = "once", "600", "1 High Street", []string{"elector"}
		if _, err := w.live.Pledge(t.Context(), domain.Actor{}, liveGroup, in, "en"); err == nil || w.count("plans") != 0 || w.count("intents") != 0 {
			t.Errorf("%v, and %d plans", err, w.count("plans"))
		}
	})
}
