package store

import (
	"bytes"
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"time"

	"barnstorm/domain"
	"barnstorm/domain/canvass"
	"barnstorm/store/storetest"
)

func TestSyncTwiceCountsOnce(t *testing.T) {
	inWards(t, func(w *ward) {
		phone := w.equip(w.knock, "phone")
		a, b := w.talk("phone", 4, 6), w.note("phone", "not_home")
		w.want("first", fates(w.send(phone, a, b)), "stored stored")
		w.want("second", fates(w.send(phone, b, a)), "duplicate duplicate")
		w.want("alone", fates(w.send(phone, a)), "duplicate")
		w.want("one new", fates(w.send(phone, a, w.note("phone", "refused"), b)), "duplicate stored duplicate")
		r := w.results()
		w.want("attempts", r.Attempts, 3)
		w.want("conversations", r.Conversations, 1)
		w.want("pairs", r.Movement.Pairs, 1)
	})
}

func TestSameIdOtherContentIsKeptTwiceAndCountedOnce(t *testing.T) {
	inWards(t, func(w *ward) {
		phone := w.equip(w.knock, "phone")
		first := w.note("phone", "not_home")
		id := idOf(w, first)
		other := w.note("phone", "refused", "id", id)
		w.want("stored", fates(w.send(phone, first)), "stored")
		w.want("other", fates(w.send(phone, other)), "conflict/conflicting-copy")
		w.want("in one batch", fates(w.send(phone, first, other, first)), "duplicate conflict/conflicting-copy duplicate")
		again := w.note("phone", "moved")
		w.want("both new", fates(w.send(phone, again, w.note("phone", "language", "id", idOf(w, again)))), "stored conflict/conflicting-copy")
		r := w.results()
		w.want("attempts", r.Attempts, 2)
		w.want("first wins", r.Outcomes["not_home"]+r.Outcomes["moved"], 2)
		w.want("held", r.Waiting, 2)
	})
}

func TestNothingThatCannotBeReadIsRefusedOrLost(t *testing.T) {
	inWards(t, func(w *ward) {
		phone := w.equip(w.knock, "phone")
		stranger := w.person("Stan", w.group, "canvasser")
		elsewhere := w.launch(w.organise, w.group)
		for raw, want := range map[string]string{
			`{"id": 7}`: "unreadable",
			`"a word"`:  "unreadable",
			string(w.note("phone", "not_home", "team", "a\x00b")):                                         "unreadable",
			string(w.note("phone", "not_home", "started", "0000-01-01T00:00:00Z")):                        "unreadable",
			string(w.note("phone", "not_home", "id", "12")):                                               "no-id",
			string(w.note("phone", "not_home", "effort", "gone")):                                         "unknown-effort",
			string(w.note("phone", "not_home", "effort", "00000000-0000-7000-8000-000000000001")):         "unknown-effort",
			string(w.note("phone", "not_home", "effort", elsewhere.ID)):                                   "other-effort",
			string(w.note("phone", "not_home", "canvasser", stranger.Person)):                             "other-canvasser",
			string(w.note("phone", "not_home", "kind", "wish")):                                           "unknown-kind",
			string(w.note("phone", "not_home", "script_version", "00000000-0000-7000-8000-000000000001")): "unknown-version",
			string(w.note("phone", "waved")):                                                              "unknown-outcome",
			string(w.talk("phone", 11, nil)):                                                              "unfit-answer",
			string(w.note("phone", "spoke", "answers", map[string]any{"gone": "x"})):                      "unfit-answer",
			string(w.note("phone", "spoke_other", "rating_before", 5)):                                    "third-party",
			string(w.note("phone", "not_home", "elector", "e1")):                                          "beyond-level",
		} {
			w.want(raw, fates(w.send(phone, []byte(raw))), "quarantined/"+want)
			w.want("again", fates(w.send(phone, []byte(raw))), "quarantined/"+want)
		}
		held, err := w.doors.Quarantine(w.Context(), w.organise, w.effort.ID)
		w.must(err)
		r := w.results()
		w.want("attempts", r.Attempts, 0)
		if len(held) < 15 || r.Waiting != len(held) {
			w.Errorf("%d records are shown for review, %d counted", len(held), r.Waiting)
		}
	})
}

func TestOneBadRecordDoesNotHoldUpItsBatch(t *testing.T) {
	inWards(t, func(w *ward) {
		phone := w.equip(w.knock, "phone")
		got := fates(w.send(phone, w.note("phone", "not_home"), []byte(`{"id":`+"\"\\u0000\"}"), w.talk("phone", 5, 5)))
		w.want("batch", got, "stored quarantined/unreadable stored")
		w.want("attempts", w.results().Attempts, 2)
	})
}

// A key that is over fills no disk: of what is too long the beginning is kept,
// and a phone keeps what would be more than a lead can look through.
func TestQuarantineHasBounds(t *testing.T) {
	inWards(t, func(w *ward) {
		phone := w.equip(w.knock, "phone")
		w.must(w.doors.CallIn(w.Context(), w.organise, w.effort.ID, canvass.CallInInput{Person: w.knock.Person}))
		long := json.RawMessage(`"` + strings.Repeat("x", 3*canvass.MaxRaw) + `"`)
		w.want("too long", fates(w.send(phone, long, long)), "quarantined/unreadable quarantined/unreadable")
		held, err := w.doors.Quarantine(w.Context(), w.organise, w.effort.ID)
		w.must(err)
		kept, err := w.store.Held(w.Context(), held[0].Key)
		w.must(err)
		w.want("kept of it", len(kept.Raw), canvass.MaxRaw)
		w.want("listed of it", [2]int{len(held), len(held[0].Raw)}, "[1 2000]")
		var records []json.RawMessage
		for range canvass.MaxBatch {
			records = append(records, w.note("phone", "not_home"))
		}
		for range canvass.MostHeld/canvass.MaxBatch - 1 {
			w.send(phone, records...)
			for i := range records {
				records[i] = w.note("phone", "not_home")
			}
		}
		w.send(phone, records[1:]...)
		w.want("what is held comes again", len(w.send(phone, records[1:]...)), len(records)-1)
		_, err = w.doors.Sync(w.Context(), phone, canvass.SyncInput{Now: w.now, Records: records[:1]})
		w.want("one more", err, "busy: quarantine-full")
		w.must(w.doors.Decide(w.Context(), w.organise, w.effort.ID, held[0].Key, canvass.DecideInput{}))
		w.want("once one is decided", fates(w.send(phone, records[0])), "quarantined/credential-over")
	})
}

func TestACredentialOutlivesItsSessionIntoQuarantine(t *testing.T) {
	inWards(t, func(w *ward) {
		phone := w.equip(w.knock, "phone")
		w.want("works", fates(w.send(phone, w.note("phone", "not_home"))), "stored")
		start := w.now
		w.now = w.effort.Ends.Add(canvass.Grace - time.Second)
		w.want("in grace", fates(w.send(phone, w.note("phone", "not_home"))), "stored")
		w.now = w.effort.Ends.Add(canvass.Grace)
		w.want("over", fates(w.send(phone, w.note("phone", "not_home"))), "quarantined/credential-over")
		w.now = start
		_, err := w.store.EndBelonging(w.Context(), w.knock.Person, w.group, domain.Canvasser, w.now)
		w.must(err)
		w.want("no longer a canvasser", fates(w.send(phone, w.note("phone", "not_home"))), "quarantined/not-a-canvasser")
		w.grant(w.knock.Person, w.other, domain.Organiser)
		w.want("organiser elsewhere", fates(w.send(phone, w.note("phone", "not_home"))), "quarantined/not-a-canvasser")
		w.grant(w.knock.Person, w.group, domain.Lead)
		w.must(w.doors.CallIn(w.Context(), w.organise, w.effort.ID, canvass.CallInInput{Person: w.knock.Person}))
		w.want("called in", fates(w.send(phone, w.note("phone", "not_home"))), "quarantined/credential-over")
		_, err = w.doors.Sync(w.Context(), "not ours", canvass.SyncInput{})
		w.want("foreign", err, "signed-out: credential-not-ours")
		w.want("counted", w.results().Attempts, 2)
	})
}

func TestACanvasserOfTheGroupAboveSyncsForAGroupBelow(t *testing.T) {
	inWards(t, func(w *ward) {
		below := w.newGroup("Haworth")
		w.must(w.store.db.Exec(`update groups set parent_id = ?, lineage = ? where id = ?`, w.group, string(w.group+"/"+below+"/"), below).Error)
		w.knock.Roles[below] = []domain.Role{domain.Canvasser}
		w.organise.Roles[below] = []domain.Role{domain.Organiser}
		w.effort = w.launch(w.organise, below)
		phone := w.equip(w.knock, "phone")
		w.want("by a role above", fates(w.send(phone, w.note("phone", "not_home"))), "stored")
		_, err := w.store.EndBelonging(w.Context(), w.knock.Person, w.group, domain.Canvasser, w.now)
		w.must(err)
		w.grant(w.knock.Person, w.other, domain.Canvasser)
		w.want("by a role beside", fates(w.send(phone, w.note("phone", "not_home"))), "quarantined/not-a-canvasser")
	})
}

// Whoever holds a phone whose key a restored house has lost hands its records in
// under their own name: at the time when they happened, with no more weight than
// a phone's, and what belongs nowhere any more where somebody sees it.
func TestWhatAStrangePhoneHandsIn(t *testing.T) {
	inWards(t, func(w *ward) {
		ctx := w.Context()
		lead := w.person("Lea", w.group, domain.Lead, domain.Canvasser)
		w.now = w.now.Add(2 * time.Hour)
		never := w.note("phone", "do_not_contact", "door", "d1")
		undo := w.note("phone", "", "kind", "annulment", "refers", idOf(w, never))
		lost := w.note("phone", "not_home", "effort", "00000000-0000-7000-8000-000000000001")
		w.now = w.now.Add(49 * time.Hour)
		in := canvass.SyncInput{Now: w.now, Records: []json.RawMessage{never, undo, lost}}
		replies, err := w.doors.HandIn(ctx, lead, in)
		w.must(err)
		w.want("handed in", fates(replies), "stored stored quarantined/unknown-effort")
		replies, err = w.doors.HandIn(ctx, lead, in)
		w.must(err)
		w.want("again", fates(replies), "duplicate duplicate quarantined/unknown-effort")
		v := w.visit(never)
		w.want("when", v.Happened, w.now.Add(-49*time.Hour))
		w.want("whose", v.Canvasser, lead.Person)
		visits, err := w.store.DoorVisits(ctx, "d1")
		w.must(err)
		w.want("a phone's undo lifts nothing", canvass.Stand(visits).Never, "do_not_contact")
		held, err := w.doors.Quarantine(ctx, lead, w.effort.ID)
		w.must(err)
		w.want("shown", len(held), 1)
		replies, err = w.doors.HandIn(ctx, w.person("Theo", w.other, domain.Canvasser), canvass.SyncInput{Records: []json.RawMessage{w.note("x", "not_home")}})
		w.must(err)
		w.want("by another group", fates(replies), "quarantined/not-a-canvasser")
		_, err = w.doors.HandIn(ctx, domain.Actor{}, in)
		w.want("by nobody", err, "signed-out: sign-in-first")
	})
}

func TestALeadDecidesWhatCounts(t *testing.T) {
	inWards(t, func(w *ward) {
		ctx := w.Context()
		phone := w.equip(w.knock, "phone")
		w.must(w.doors.CallIn(ctx, w.knock, w.effort.ID, canvass.CallInInput{Person: w.knock.Person}))
		late := w.talk("phone", 3, 5)
		w.send(phone, late, w.note("phone", "not_home", "mood", canary), w.note("phone", "not_home", "canvasser", canary), w.note("phone", "waved", "mood", "x"))
		held, err := w.doors.Quarantine(ctx, w.organise, w.effort.ID)
		w.must(err)
		w.want("held", len(held), 4)
		for _, h := range held {
			err := w.doors.Decide(ctx, w.organise, w.effort.ID, h.Key, canvass.DecideInput{Accept: true})
			if strings.Contains(string(h.Raw), "waved") {
				w.want("unknown outcome", err, "conflict: record-cannot-count")
				err = w.doors.Decide(ctx, w.organise, w.effort.ID, h.Key, canvass.DecideInput{})
			}
			w.must(err)
			w.must(w.doors.Decide(ctx, w.organise, w.effort.ID, h.Key, canvass.DecideInput{})) // decided once
		}
		r := w.results()
		w.want("attempts", r.Attempts, 3)
		w.want("canvassers", r.Movement.Canvassers, 1)
		in, sealed := w.spelt(canary)
		w.want("what we do not know, in clear and sealed", [2]int{in, sealed}, [2]int{0, 2})
		w.want("late again", fates(w.send(phone, late)), "quarantined/credential-over")
		_, err = w.doors.Quarantine(ctx, w.knock, w.effort.ID)
		w.want("canvasser", err, "denied: not-your-role")
	})
}

func TestABatchOfMoreThanAHundredIsRefusedWhole(t *testing.T) {
	inWards(t, func(w *ward) {
		in := canvass.SyncInput{}
		for range canvass.MaxBatch + 1 {
			in.Records = append(in.Records, w.note("phone", "not_home"))
		}
		_, err := w.doors.SyncAs(w.Context(), w.knock, in)
		w.want("refused", err, "invalid: too-many-records")
		in.Records = in.Records[1:]
		replies, err := w.doors.SyncAs(w.Context(), w.knock, in)
		w.must(err)
		w.want("answers", len(replies), canvass.MaxBatch)
		w.want("attempts", w.results().Attempts, canvass.MaxBatch)
	})
}

func idOf(w *ward, raw json.RawMessage) string {
	var in canvass.RecordInput
	w.must(json.Unmarshal(raw, &in))
	return in.ID
}

// Whichever write fails, nothing of a batch is kept and nothing is answered:
// the phone still has it all.
func TestABatchIsKeptWholeOrNotAtAll(t *testing.T) {
	inWards(t, func(w *ward) {
		phone := w.equip(w.knock, "phone")
		known := w.talk("phone", 4, 6)
		w.send(phone, known)
		records := []json.RawMessage{
			w.talk("phone", 5, 7, "consents", []any{map[string]string{"channel": "sms", "wording": "c1"}}), w.note("phone", "waved"),
			w.note("phone", "not_home", "id", idOf(w, known)), w.note("phone", "not_home"), known,
		}
		n := storetest.EveryWrite(w.T, w.store, func() error {
			_, err := w.doors.Sync(w.Context(), phone, canvass.SyncInput{Now: w.now, Records: records})
			return err
		})
		if n < 7 { // two visits, two marks, a consent, two in quarantine
			w.Errorf("only %d writes were tried", n)
		}
		w.want("again", fates(w.send(phone, records...)), "duplicate quarantined/unknown-outcome conflict/conflicting-copy duplicate duplicate")
	})
}

func TestOneRecordIsKeptWholeOrNotAtAll(t *testing.T) {
	inWards(t, func(w *ward) {
		phone := w.equip(w.knock, "phone")
		record := w.note("phone", "not_home")
		storetest.EveryWrite(w.T, w.store, func() error {
			_, err := w.doors.Sync(w.Context(), phone, canvass.SyncInput{Now: w.now, Records: []json.RawMessage{record}})
			return err
		})
		storetest.EveryWrite(w.T, w.store, func() error {
			_, err := w.doors.Tally(w.Context())
			return err
		})
		w.want("attempts", w.results().Attempts, 1)
	})
}

// An effort at street level keeps no door, and hushes the one at which somebody
// objects: no record says which, on paper or not, and none takes it back.
func TestAtStreetLevelAnObjectionHushesTheDoor(t *testing.T) {
	inWards(t, func(w *ward) {
		e := w.effort
		e.Level = canvass.LevelStreet
		w.must(w.store.PutEffort(w.Context(), e))
		turf := w.terrace(3)
		doors, err := w.store.DoorsIn(w.Context(), turf.ID)
		w.must(err)
		p, err := w.take(w.knock, turf.ID, "phone", false)
		w.must(err)
		never := w.note("phone", "do_not_contact", "turf", turf.ID, "door", doors[1].ID, "memo", canary)
		w.want("not home at a door", fates(w.send(p.Token, w.note("phone", "not_home", "door", doors[0].ID))), "quarantined/beyond-level")
		w.want("an objection", fates(w.send(p.Token, never)), "stored")
		w.want("once more", fates(w.send(p.Token, never)), "duplicate")
		w.want("of something else", fates(w.send(p.Token, bytes.Replace(never, []byte("do_not_contact"), []byte("deceased"), 1))), "conflict/conflicting-copy")
		w.want("of another door", fates(w.send(p.Token, bytes.Replace(never, []byte(doors[1].ID), []byte(doors[2].ID), 1))), "duplicate")
		v, err := w.store.Visit(w.Context(), canvass.VisitID(idOf(w, never)))
		w.must(err)
		w.want("no record names it", v.Door+fmt.Sprint(bytes.Contains(v.Raw, []byte(doors[1].ID))), "false")
		whole, err := w.store.Payloads(w.Context(), []canvass.VisitID{v.ID})
		w.must(err)
		w.want("nor do its words", fmt.Sprint(bytes.Contains(whole[v.ID], []byte(doors[1].ID)), bytes.Contains(whole[v.ID], []byte(canary))), "false true")
		doors, err = w.store.DoorsIn(w.Context(), turf.ID)
		w.must(err)
		w.want("and it is quiet", [3]bool{doors[0].Quiet, doors[1].Quiet, doors[2].Quiet}, [3]bool{false, true, false})
	})
}
