package store

import (
	"context"
	"encoding/json"
	"errors"
	"strings"
	"testing"
	"time"

	"barnstorm/domain"
	"barnstorm/domain/canvass"
	"barnstorm/domain/script"
)

// asksWhy launches an effort whose script has a step for words.
func (w *ward) asksWhy() {
	ctx := w.Context()
	source := strings.NewReplacer("key: small", "key: why", "record: before, refusable: true, next: story}", "record: before, refusable: true, next: why}\n"+
		"  - {id: why, kind: text, record: why, max_length: 140, optional: true, next: story}").Replace(doorScript)
	sc, err := w.scripts.Import(ctx, w.organise, script.ImportInput{ID: domain.NewID[script.ID](w.now), Group: w.group, Source: source})
	w.must(err)
	view, err := w.scripts.Look(ctx, w.organise, sc.ID)
	w.must(err)
	v, err := w.scripts.Publish(ctx, w.organise, sc.ID, script.PublishInput{Hash: view.Versions[0].Hash})
	w.must(err)
	w.script, w.version = sc.ID, v.ID
	w.effort = w.launch(w.organise, w.group)
}

// why is a conversation with somebody's own words.
func (w *ward) why(words string, more ...any) json.RawMessage {
	return w.note("phone", "spoke", append([]any{"answers", map[string]any{"door": "spoke", "rate": 4, "why": words, "story": "yes", "again": 7}}, more...)...)
}

// spelt is how many records have a word in clear somewhere, and how many have
// words that lie sealed.
func (w *ward) spelt(word string) (in, sealed int) {
	w.Helper()
	in = w.number(`select count(*) from visits where raw || answers || detail || consents like ?`, "%"+word+"%")
	var raws []heldModel
	w.must(w.store.db.Find(&raws).Error)
	for _, m := range raws {
		in += strings.Count(string(m.Raw), word)
	}
	var words []wordsModel
	w.must(w.store.db.Find(&words).Error)
	for _, m := range words {
		in += strings.Count(string(m.Sealed), word)
	}
	return in, len(words)
}

// wordy is records in which somebody's own words are: at a step, in a note, under
// a name and in a field that we do not know, where a record of its kind has none,
// and in one that waits for a lead.
func (w *ward) wordy() []json.RawMessage {
	addition := func(detail map[string]string) json.RawMessage {
		return w.note("phone", "", "kind", "addition", "door", "d1", "detail", detail)
	}
	return []json.RawMessage{
		w.why(canary), addition(map[string]string{"what": "return", "topic": canary}), addition(map[string]string{"what": "household", "number": "5", "memo": canary}),
		w.note("phone", "not_home", "memo", canary), w.note("phone", "waved", "answers", map[string]any{"why": canary}), w.note("phone", "not_home"),
		w.note("phone", "not_home", "detail", map[string]string{"what": canary}),
		w.note("phone", canary, "kind", "correction", "refers", domain.NewID[string](w.now), "answers", map[string]any{"why": canary}, "rating_before", canary),
	}
}

// laysOpen puts what is sealed of records in clear: sealed twice, the same words
// look different.
func (w *ward) laysOpen() {
	w.Helper()
	held, err := w.store.unseal(w.Context(), w.store.read)
	w.must(err)
	for _, h := range held {
		w.must(w.store.db.Exec("update quarantine set raw = ?, sealed = ? where key = ?", []byte(h.Raw), false, h.Key).Error)
	}
	var ids []canvass.VisitID
	w.must(w.store.db.Raw("select visit_id from visit_words").Scan(&ids).Error)
	words, err := w.store.received(w.Context(), ids)
	w.must(err)
	for id, text := range words {
		w.must(w.store.db.Exec("update visit_words set sealed = ? where visit_id = ?", text, id).Error)
	}
}

func TestWordsFromDoorsLieSealedAndGoFirst(t *testing.T) {
	inWards(t, func(w *ward) {
		w.asksWhy()
		phone := w.equip(w.knock, "phone")
		batch := w.wordy()
		for _, want := range []string{"stored stored stored stored quarantined/unknown-outcome stored stored stored", "duplicate duplicate duplicate duplicate quarantined/unknown-outcome duplicate duplicate duplicate"} {
			w.want("sent", fates(w.send(phone, batch...)), want)
		}
		in, sealed := w.spelt(canary)
		w.want("in clear", in, 0)
		w.want("sealed", sealed, 6)
		var other map[string]any
		w.must(json.Unmarshal(batch[0], &other))
		other["answers"].(map[string]any)["why"] = "something else"
		changed, err := json.Marshal(other)
		w.must(err)
		w.want("other words under one id", fates(w.send(phone, changed)), "conflict/conflicting-copy")

		v, err := w.store.Visit(t.Context(), canvass.VisitID(idOf(w, batch[1])))
		w.must(err)
		w.want("whoever goes next reads what it is about", v.Detail["topic"], canary)
		visits, err := w.store.DoorVisits(t.Context(), "d1")
		w.must(err)
		wish, open := canvass.Wished(visits)
		w.want("the wish", wish.Topic, canary)
		w.want("is open", open, true)
		if v, err = w.store.Visit(t.Context(), canvass.VisitID(idOf(w, batch[0]))); err != nil || len(v.Answers) != 5 || v.Answers["why"].Word() != script.KeptWord || v.Answers["rate"].Word() != "4" {
			w.Errorf("%v, %v", v.Answers, err)
		}
		held, err := w.doors.Quarantine(t.Context(), w.organise, w.effort.ID)
		w.must(err)
		w.want("a lead reads what waits", strings.Count(string(held[0].Raw)+string(held[1].Raw), canary), 1)
		r := w.results()
		w.want("counted", [3]int{r.Attempts, r.Conversations, r.Movement.Pairs}, [3]int{4, 1, 1})

		w.now = w.effort.Ends.Add(canvass.WordsFor)
		for _, left := range []int{6, 0} {
			_, err = w.doors.ForgetWords(t.Context())
			w.must(err)
			_, sealed = w.spelt(canary)
			w.want("left", sealed, left)
			w.want("sent once more", fates(w.send(phone, batch[0], batch[1])), "duplicate duplicate")
			w.now = w.now.Add(time.Second)
		}
		w.want("keys", w.number(`select count(*) from subject_keys`), 0)
		w.want("no number changes", w.results().Movement.Pairs, 1)
		late := w.why(canary)
		for _, want := range []string{"stored", "duplicate"} {
			w.want("after that", fates(w.send(phone, late)), want)
		}
		in, sealed = w.spelt(canary)
		w.want("no words are kept", [3]int{in, sealed, w.number(`select count(*) from subject_keys`)}, [3]int{0, 0, 0})
		w.sound()
	})
}

// TestWhatWasKeptInClearIsSealed of a database of before, wherever it is cut off.
func TestWhatWasKeptInClearIsSealed(t *testing.T) {
	inWards(t, func(w *ward) {
		w.asksWhy()
		phone := w.equip(w.knock, "phone")
		batch := w.wordy()
		w.send(phone, batch...)
		db := w.store.db
		for _, raw := range batch {
			var in canvass.RecordInput
			w.must(json.Unmarshal(raw, &in))
			if in.Kind == canvass.KindVisit {
				in.Detail = nil
			} else {
				in.Answers = nil
			}
			w.must(db.Exec(`update visits set raw = ?, answers = ?, detail = ? where id = ?`, string(raw), tojson(in.Answers), tojson(in.Detail), in.ID).Error)
		}
		w.must(db.Exec(`delete from visit_words`).Error)
		held, err := w.store.unseal(t.Context(), db)
		w.must(err)
		w.must(db.Exec(`update quarantine set raw = ?, sealed = ?`, held[0].Raw, false).Error)
		w.must(w.store.SetHouse(t.Context(), sealedUntil, ""))
		if in, _ := w.spelt(canary); in != 7 {
			w.Fatalf("%d records are in clear", in)
		}
		whole := w.doors.Atomically
		w.doors.Atomically = func(ctx context.Context, f func(canvass.Store) error) error {
			return whole(ctx, func(tx canvass.Store) error { return errors.Join(f(tx), errors.New("cut off")) })
		}
		_, err = w.doors.SealWords(t.Context()) // what waits
		w.must(err)
		if _, err = w.doors.SealWords(t.Context()); err == nil {
			w.Error("it was not cut off")
		}
		w.doors.Atomically = whole
		for n := 1; n > 0; {
			n, err = w.doors.SealWords(t.Context())
			w.must(err)
		}
		in, sealed := w.spelt(canary)
		w.want("in clear", in, 0)
		w.want("sealed", sealed, 6)
		again := "duplicate duplicate duplicate duplicate quarantined/unknown-outcome duplicate duplicate duplicate"
		w.want("sent again", fates(w.send(phone, batch...)), again)
		old, err := w.store.InClear(t.Context(), 10)
		w.must(err)
		w.want("gone through again", len(old), 0)

		subject, _ := wordsAt(w.effort.ID, "")
		w.must(w.store.DropKey(t.Context(), subject))
		w.want("under another key", fates(w.send(phone, w.why("something else"))), "stored")
		w.want("what lies under the one that is gone", fates(w.send(phone, batch...)), again)
		w.sealsNothingDeleted(canvass.VisitID(idOf(w, batch[5])))
	})
}

// sealsNothingDeleted deletes a record between reading it in clear and sealing it.
func (w *ward) sealsNothingDeleted(id canvass.VisitID) {
	w.Helper()
	v, err := w.store.Visit(w.Context(), id)
	w.must(err)
	v.Plain = []byte("{}")
	w.must(w.store.db.Exec(`update visits set raw = '' where id = ?`, id).Error)
	w.must(w.store.SealVisits(w.Context(), []canvass.Visit{v}))
	w.want("words of what was deleted meanwhile", w.number(`select count(*) from visit_words where visit_id = ?`, id), 0)
}
