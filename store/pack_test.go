package store

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"
	"time"

	"barnstorm/domain"
	"barnstorm/domain/canvass"
	"barnstorm/domain/script"
	"barnstorm/domain/universe"
)

// take has somebody take a turf out with a phone.
func (w *ward) take(who domain.Actor, id universe.TurfID, device string, over bool) (universe.Pack, error) {
	return w.universe().Pack(w.Context(), who, id, universe.PackInput{ID: domain.NewID[string](w.now), Device: device, Over: over})
}

// came is the receipt of a pack as a lead sees it.
func (w *ward) came(pack string) universe.Receipt {
	w.Helper()
	all, err := w.universe().Receipts(w.Context(), w.organise, w.effort.ID)
	w.must(err)
	i := slices.IndexFunc(all, func(r universe.Receipt) bool { return r.Pack == pack })
	if i < 0 {
		w.Fatalf("no receipt of %s among %d", pack, len(all))
	}
	return all[i]
}

func TestAPackIsOneTurfUntilATime(t *testing.T) {
	inWards(t, func(w *ward) {
		turf := w.terrace(60)
		p, err := w.take(w.knock, turf.ID, "phone", false)
		w.must(err)
		w.want("doors", len(p.Walk.Stops), 60)
		w.want("until", p.Walk.Turf.Until.Sub(w.now), 24*time.Hour)
		w.want("wordings", len(p.Tongues), 1)
		again, err := w.take(w.knock, turf.ID, "phone", false)
		w.must(err)
		w.want("asked again after a lost answer", again.Walk.Turf.Until, p.Walk.Turf.Until)
		other := w.person("Kit", w.group, domain.Canvasser)
		_, err = w.take(other, turf.ID, "another", false)
		w.want("a second volunteer", err, "conflict: turf-taken")
		_, err = w.take(other, turf.ID, "another", true)
		w.want("who may not take over", err, "denied: not-your-role")
		stranger := w.person("Theo", w.other, domain.Canvasser)
		_, err = w.take(stranger, turf.ID, "another", false)
		w.want("another group's", err, "not-found: no-such-turf")
		_, err = w.universe().Pack(w.Context(), w.knock, turf.ID, universe.PackInput{ID: "7", Device: strings.Repeat("x", 65)})
		w.want("wrong", err, "invalid: invalid-input")
		for name, token := range map[string]domain.Token{"first": p.Token, "second": again.Token} {
			w.want(name+" key", fates(w.send(token, w.note("phone", "not_home", "turf", turf.ID))), "stored")
		}
		w.now = p.Walk.Turf.Until.Add(canvass.Grace - time.Second)
		w.want("in grace", fates(w.send(p.Token, w.note("phone", "not_home", "turf", turf.ID))), "stored")
		w.now = w.now.Add(time.Second)
		w.want("over", fates(w.send(p.Token, w.note("phone", "not_home", "turf", turf.ID))), "quarantined/credential-over")
	})
}

// What comes home of a turf is the same on both sides, whatever became of it.
func TestAReceiptIsOfTheRecordsAndNotOfTheirFates(t *testing.T) {
	inWards(t, func(w *ward) {
		turf := w.terrace(3)
		p, err := w.take(w.knock, turf.ID, "phone", false)
		w.must(err)
		w.want("before", w.came(p.ID).Code+w.came(p.ID).Over, "")
		a, b := w.note("phone", "not_home", "turf", turf.ID), w.note("phone", "waved", "turf", turf.ID)
		w.send(p.Token, a, b, w.note("phone", "not_home", "turf", "elsewhere"), w.note("another", "not_home", "turf", turf.ID))
		w.send(p.Token, a, b)
		r := w.came(p.ID)
		w.want("records", r.Records, 2)
		w.want("held", r.Held, 1)
		w.want("code", r.Code, universe.Code(map[string]bool{idOf(w, a): true, idOf(w, b): true}))
		w.want("last", r.Last, w.now)
		mine, err := w.universe().MyReceipts(w.Context(), w.knock)
		w.must(err)
		w.want("on the phone", mine[0].Code, r.Code)
		_, err = w.universe().Receipts(w.Context(), w.knock, w.effort.ID)
		w.want("a canvasser sees no others", err, "denied: not-your-role")
	})
}

func TestWhyAPackIsOver(t *testing.T) {
	inWards(t, func(w *ward) {
		ctx, s := t.Context(), w.universe()
		lead := w.person("Lea", w.group, domain.Lead)
		turf := w.terrace(3)
		p, err := w.take(w.knock, turf.ID, "phone", false)
		w.must(err)
		over := func(want string) {
			t.Helper()
			mine, err := s.MyReceipts(ctx, w.knock)
			w.must(err)
			w.want("over", mine[0].Over, want)
		}
		over("")
		_, err = w.take(lead, turf.ID, "hers", true)
		w.must(err)
		over(universe.Taken)
		w.want("what is still sent counts", fates(w.send(p.Token, w.note("phone", "not_home", "turf", turf.ID))), "stored")
		_, err = s.Hand(ctx, w.knock, turf.ID, universe.BringInput{})
		w.must(err)
		now, err := w.store.Turf(ctx, turf.ID)
		w.must(err)
		w.want("whoever lost it ends nobody's time", now.Holder, lead.Person)
		_, err = s.Hand(ctx, lead, turf.ID, universe.BringInput{})
		w.must(err)
		_, err = w.take(w.knock, turf.ID, "phone", false)
		w.must(err)
		over("")
		_, err = s.Hand(ctx, w.knock, turf.ID, universe.BringInput{})
		w.must(err)
		over(universe.Back)
		w.must(w.doors.CallIn(ctx, w.organise, w.effort.ID, canvass.CallInInput{Person: w.knock.Person}))
		over(universe.Revoked)
	})
}

// A turf that came home and was joined into another is gone: whoever carried it
// hears that it is over, and leads still read what came home.
func TestAReceiptOutlivesItsTurf(t *testing.T) {
	inWards(t, func(w *ward) {
		ctx, s := t.Context(), w.universe()
		turf, other := w.terrace(3), w.terrace(2)
		p, err := w.take(w.knock, turf.ID, "phone", false)
		w.must(err)
		w.send(p.Token, w.note("phone", "not_home", "turf", turf.ID))
		_, err = s.Hand(ctx, w.knock, turf.ID, universe.BringInput{})
		w.must(err)
		_, err = s.Join(ctx, w.organise, other.ID, universe.JoinInput{With: turf.ID})
		w.must(err)
		mine, err := s.MyReceipts(ctx, w.knock)
		w.must(err)
		w.want("on the phone", [3]any{len(mine), mine[0].Turf.ID == turf.ID, mine[0].Over}, [3]any{1, true, universe.Taken})
		w.want("for the lead", w.came(p.ID).Records, 1)
	})
}

// A script of the same group speaks another language when its key says so and
// it asks the same; one that asks something else stays at home.
func TestAPackSpeaksTheLanguagesOfTheArea(t *testing.T) {
	inWards(t, func(w *ward) {
		key := "key: " + keyOf(doorScript)
		for _, source := range []string{
			strings.Replace(strings.Replace(doorScript, key, key+"-pl", 1), "locale: en", "locale: pl", 1),
			strings.Replace(strings.Replace(strings.Replace(doorScript, key, key+"-de", 1), "locale: en", "locale: de", 1), "value: \"yes\"", "value: ja", 1),
			strings.Replace(doorScript, key, key+"-later", 1),
		} {
			sc, err := w.scripts.Import(w.Context(), w.organise, script.ImportInput{ID: domain.NewID[script.ID](w.now), Group: w.group, Source: source})
			w.must(err)
			view, err := w.scripts.Look(w.Context(), w.organise, sc.ID)
			w.must(err)
			_, err = w.scripts.Publish(w.Context(), w.organise, sc.ID, script.PublishInput{Hash: view.Versions[0].Hash})
			w.must(err)
		}
		p, err := w.take(w.knock, w.terrace(1).ID, "phone", false)
		w.must(err)
		var said []string
		for _, x := range p.Tongues {
			said = append(said, x.Flow.Locale[:2])
		}
		w.want("wordings", said, "[en pl]")
	})
}

func keyOf(source string) string {
	_, after, _ := strings.Cut(source, "key: ")
	key, _, _ := strings.Cut(after, "\n")
	return key
}

func TestARecordWithFieldsWeDoNotKnowCounts(t *testing.T) {
	inWards(t, func(w *ward) {
		phone := w.equip(w.knock, "phone")
		newer := w.note("phone", "not_home", "mood", map[string]any{"a": []int{1}})
		w.want("stored", fates(w.send(phone, newer, w.note("phone", "not_home"))), "stored stored")
		w.want("again", fates(w.send(phone, newer)), "duplicate")
		w.want("counted", w.results().Attempts, 2)
		id := canvass.VisitID(idOf(w, newer))
		whole, err := w.store.Payloads(w.Context(), []canvass.VisitID{id})
		w.must(err)
		w.want("whole", json.Valid(whole[id]) && strings.Contains(string(whole[id]), "mood"), true)
		n, err := w.doors.Newer(w.Context(), w.organise, w.effort.ID)
		w.must(err)
		w.want("flagged", n, 1)
	})
}
