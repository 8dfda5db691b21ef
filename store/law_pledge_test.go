package store

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

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

// A raise is held to the law when it is asked for, as a promise is: with the
// year that it promises, and with what its donor gave once the code has shown
// that it is the donor who asks.
func TestARaiseIsHeldToTheLaw(t *testing.T) {
	law(t, func(t *testing.T, w *lawWorld) {
		ctx := t.Context()
		w.live.Law = w.law
		w.must(w.db.Exec("update entities set country = 'US', kind = 'pac' where id = ?", liveEntity).Error)
		w.must(w.db.Exec("update groups set currency = 'USD' where id = ?", liveGroup).Error)
		in := pledgeInput(1)
		in.Sworn = []string{"citizen-us", "no-contractor"}
		p, err := w.live.Pledge(ctx, domain.Actor{}, liveGroup, in, "en")
		w.must(err)
		w.fake.finish(p.ID)
		w.look(p.ID)
		w.weigh()
		token, made := w.link(in.Email), 0
		raise := func(more giving.ChangeInput) error {
			w.pass(time.Hour) // so that codes are never too many
			if _, err := w.live.AskCode(ctx, token, giving.WishAmount, more); err != nil {
				return err
			}
			made++
			more.ID, more.Code = number[string]("019", made), w.code(in.Email)
			_, err := w.live.Raise(ctx, token, more)
			return err
		}
		c, err := w.live.Weigh(ctx, token, giving.WishAmount, giving.ChangeInput{Amount: "17"})
		if w.must(err); len(c.Asks) != 5 || !c.Asks[0].Known || c.Asks[4].Known {
			t.Errorf("asks %+v", c.Asks)
		}
		for _, tt := range []struct{ amount, address, work, want string }{
			{"16", "", "", "<nil>"}, // 192 a year
			{"16.67", "", "", "address law-needs, employer law-needs, occupation law-needs"},
			{"16.67", "1 Main Street", "Nurse", "<nil>"},
			{"417", "", "", "amount law-limit"}, // 5004 a year
			{"416.66", "", "", "<nil>"},         // what was told before is known
		} {
			more := giving.ChangeInput{Amount: tt.amount, Address: tt.address, Occupation: tt.work, Employer: tt.work}
			if got := wrong(raise(more)); got != tt.want {
				t.Errorf("%s: %s, want %s", tt.amount, got, tt.want)
			}
		}
		if told, err := w.Told(ctx, compliancePlan(p)); err != nil || told["address"] != "1 Main Street" || told["citizen-us"] != "yes" {
			t.Errorf("%v, %v", told, err)
		}
	})
}

// What a donor gave before counts for a raise, to the cent; whoever only holds
// the link is told nothing of it.
func TestARaiseCountsWhatWasGiven(t *testing.T) {
	law(t, func(t *testing.T, w *lawWorld) {
		ctx := t.Context()
		w.live.Law = w.law
		w.must(w.db.Exec("update entities set country = 'US', kind = 'pac' where id = ?", liveEntity).Error)
		w.must(w.db.Exec("update groups set currency = 'USD' where id = ?", liveGroup).Error)
		w.until(time.Date(2027, 2, 10, 12, 0, 0, 0, time.UTC))
		for n, tt := range []struct{ before, want string }{
			{"4790", "<nil>"}, // with 10 in February and ten of 20 until December exactly 5000
			{"4790.01", "amount law-limit"},
		} {
			in := pledgeInput(n)
			in.Sworn, in.Address, in.Occupation, in.Employer = []string{"citizen-us", "no-contractor"}, "1 Main Street", "Nurse", "NHS"
			once := in
			once.ID, once.Often, once.Other = pledgeInput(50+n).ID, "once", tt.before
			for _, in := range []giving.PledgeInput{in, once} {
				p, err := w.live.Pledge(ctx, domain.Actor{}, liveGroup, in, "en")
				w.must(err)
				w.fake.finish(p.ID)
				for i := range w.fake.plans[p.ID].Charges {
					w.fake.plans[p.ID].Charges[i].Fee = domain.Money{}
				}
				w.look(p.ID)
				w.weigh()
			}
			more := giving.ChangeInput{ID: number[string]("019", n), Amount: "20", Address: "1 Main Street", Occupation: "Nurse", Employer: "NHS"}
			w.must(w.DeclareMore(ctx, giving.Declaration{Plan: giving.PlanID(in.ID), Pack: "us-pac", Told: map[string]string{"address": "1 Main Street"}, Made: w.clock()}))
			kept, err := w.LettersTo(ctx, in.Email, 50)
			w.must(err)
			token := domain.Token("")
			for _, k := range kept { // of the two receipts, that of the monthly gift
				if _, link, ok := strings.Cut(k.Fields["link"], "/gift/"); ok && k.Fields["interval"] == "monthly" {
					token = domain.Token(link)
				}
			}
			_, err = w.live.AskCode(ctx, token, giving.WishAmount, more)
			w.must(err)
			more.Code = w.code(in.Email)
			_, err = w.live.Raise(ctx, token, more)
			if got := wrong(err); got != tt.want {
				t.Errorf("after %s: %s, want %s", tt.before, got, tt.want)
			}
		}
	})
}
