package store

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"barnstorm/domain"
	"barnstorm/domain/canvass"
	"barnstorm/domain/resident"
	"barnstorm/domain/universe"
	"barnstorm/store/storetest"
)

// A stair is a turf of three doors, with cards for them.
type stair struct {
	*ward
	residents *resident.Service
	turf      universe.TurfID
	doors     []universe.DoorID
	cards     []domain.Token
	stack     resident.StackID
}

func inStairs(t *testing.T, test func(s *stair)) {
	inWards(t, func(w *ward) {
		clock := domain.Clock(func() time.Time { return w.now })
		s := &stair{ward: w, residents: &resident.Service{
			Store: w.store, Atomically: Atomically[resident.Store](w.store), Clock: clock, Key: storetest.Key, URL: func(path string) string { return "https://example.org" + path },
		}}
		s.turf = domain.NewID[universe.TurfID](w.now)
		w.must(w.store.PutTurfs(w.Context(), []universe.Turf{{ID: s.turf, Effort: w.effort.ID, Name: "Mill Lane", Size: 3, State: universe.Free, Made: w.now, Changed: w.now}}))
		s.doors = s.builds(w.effort.ID, s.turf)
		s.prints()
		test(s)
	})
}

// builds puts the same three addresses into an effort.
func (s *stair) builds(e canvass.EffortID, turf universe.TurfID) (ids []universe.DoorID) {
	s.Helper()
	var doors []universe.Door
	for i, number := range []string{"1", "2", "3"} {
		a := universe.Address{Number: number, Street: "Mill Lane", Town: "Keighley", Postcode: "BD21 1AA"}
		doors = append(doors, universe.Door{ID: universe.DoorIDOf(e, a), Effort: e, Turf: turf, Place: i + 1, Address: a, Language: "pl", Made: s.now})
		ids = append(ids, doors[i].ID)
	}
	s.must(s.store.PutDoors(s.Context(), doors))
	return ids
}

func (s *stair) prints() {
	s.Helper()
	s.stack, s.cards = domain.NewID[resident.StackID](s.now), nil
	for range 2 { // sent twice it is printed once
		_, err := s.residents.Print(s.Context(), s.organise, s.effort.ID, resident.PrintInput{ID: s.stack, Turf: s.turf})
		s.must(err)
	}
	sheet, err := s.residents.Sheet(s.Context(), s.organise, s.stack)
	s.must(err)
	for _, c := range sheet.Cards {
		s.cards = append(s.cards, c.Token)
	}
}

func TestACardTellsOfItsDoorAloneAndOfNoOpinion(t *testing.T) {
	inStairs(t, func(s *stair) {
		ctx := s.Context()
		phone := s.equip(s.knock, "phone")
		s.send(phone, s.talk("phone", 4, 7, "door", string(s.doors[0])), s.note("phone", "refused", "door", string(s.doors[1])))
		s.must(s.store.db.Exec(`update visits set elector = 'e1' where door = ?`, s.doors[1]).Error)
		h, err := s.residents.Open(ctx, s.cards[0])
		s.must(err)
		s.want("notes", h.Notes, "[{Keighley 2026-12-05 spoke 2 4}]")
		s.want("address", h.Address.Line(h.Country), "1 Mill Lane, Keighley BD21 1AA")
		h, err = s.residents.Open(ctx, s.cards[1])
		s.must(err)
		s.want("a named person's", len(h.Notes), 0)
		s.want("is counted", h.Named, 1)
		h, err = s.residents.Open(ctx, s.cards[2])
		s.must(err)
		s.want("another door", len(h.Notes)+h.Named, 0)
		_, err = s.residents.Open(ctx, domain.NewToken())
		s.want("guessed", err, "not-found: link-not-good")
		_, err = s.residents.Revoke(ctx, s.knock, s.stack)
		s.want("a canvasser revokes", err, "denied: not-your-role")
		_, err = s.residents.Revoke(ctx, s.organise, s.stack)
		s.must(err)
		for what, do := range map[string]func() error{
			"read":   func() error { _, err := s.residents.Open(ctx, s.cards[0]); return err },
			"object": func() error { return s.residents.Object(ctx, s.cards[0]) },
			"delete": func() error {
				_, err := s.residents.Erase(ctx, s.cards[0], resident.EraseInput{Sure: true})
				return err
			},
			"complain": func() error {
				_, _, err := s.residents.Complain(ctx, s.cards[0], resident.ComplainInput{ID: domain.NewID[string](s.now), Kind: "complaint", Words: "x"}, "en")
				return err
			},
		} {
			s.want(what+" when it is revoked", do(), "not-found: link-not-good")
		}
		if strings.Contains(storetest.Snapshot(t, s.store), string(s.cards[0])) {
			t.Error("the database holds the token of a card")
		}
	})
}

// An objection holds in every effort, and no lead takes it back by an undo.
func TestAResidentObjectsForGood(t *testing.T) {
	inStairs(t, func(s *stair) {
		ctx := s.Context()
		s.must(s.residents.Object(ctx, s.cards[0]))
		s.must(s.residents.Object(ctx, s.cards[0]))
		other := s.launch(s.organise, s.group)
		other.KeepDays = 300
		s.must(s.store.PutEffort(ctx, other))
		turf := domain.NewID[universe.TurfID](s.now)
		s.must(s.store.PutTurfs(ctx, []universe.Turf{{ID: turf, Effort: other.ID, Name: "Again", Size: 3, State: universe.Free, Made: s.now, Changed: s.now}}))
		s.builds(other.ID, turf)
		quiet := func(turf universe.TurfID) (all string) {
			doors, err := s.store.DoorsIn(ctx, turf)
			s.must(err)
			for _, d := range doors {
				all += map[bool]string{true: "q", false: "-"}[d.Quiet]
			}
			return all
		}
		s.want("here", quiet(s.turf), "q--")
		s.want("in another effort", quiet(turf), "q--")
		phone := s.equip(s.knock, "phone")
		said := s.note("phone", "do_not_contact", "door", string(s.doors[0]))
		s.send(phone, said)
		_, err := s.ward.doors.Undo(ctx, s.organise, s.effort.ID, canvass.UndoInput{ID: domain.NewID[canvass.VisitID](s.now), Visit: canvass.VisitID(idOf(s.ward, said)), Started: s.now})
		s.must(err)
		s.want("after a lead's undo", quiet(s.turf), "q--")
		s.now = s.effort.Forgets().Add(slackOfTests)
		s.forget()
		s.must(s.residents.Object(ctx, s.cards[1]))
		s.want("by a card whose door is forgotten", quiet(turf), "qq-")
		all := domain.NewID[resident.StackID](s.now)
		_, err = s.residents.Print(ctx, s.organise, s.effort.ID, resident.PrintInput{ID: all, Turf: s.turf})
		s.want("cards for what is forgotten", err, "conflict: effort-forgotten")
	})
}

// What is deleted is out of the records and the counts, and no phone brings it
// back; what it said against any contact stays.
func TestAResidentDeletesWhatWasNoted(t *testing.T) {
	inStairs(t, func(s *stair) {
		ctx := s.Context()
		phone := s.equip(s.knock, "phone")
		mine := s.talk("phone", 4, 7, "door", string(s.doors[0]), "consents", []any{map[string]string{"channel": "sms", "wording": "c1"}})
		never := s.note("phone", "do_not_contact", "door", string(s.doors[0]))
		held := s.note("phone", "waved", "door", string(s.doors[0]))
		s.send(phone, mine, never, held, s.talk("phone", 5, 5, "door", string(s.doors[1])))
		for range heldAtOnce + 1 { // more wait than are looked into at a time
			s.send(phone, s.note("phone", "waved", "door", string(s.doors[0])))
		}
		before := s.results()
		_, err := s.residents.Erase(ctx, s.cards[0], resident.EraseInput{})
		s.want("not sure", err, "invalid: invalid-input")
		n, err := s.residents.Erase(ctx, s.cards[0], resident.EraseInput{Sure: true})
		s.must(err)
		s.want("deleted", n, 2)
		after := s.results()
		s.want("attempts", after.Attempts, before.Attempts-2)
		s.want("pairs", after.Movement.Pairs, before.Movement.Pairs-1)
		s.want("a phone sends it again", fates(s.send(phone, mine, never, held)), "duplicate duplicate quarantined/unknown-outcome")
		s.want("attempts", s.results().Attempts, before.Attempts-2)
		s.want("what names the door", s.number(`select (select count(*) from visits where door = ?) + (select count(*) from visit_consents) + (select count(*) from doors where language <> '' and id = ?)`, s.doors[0], s.doors[0]), 0)
		s.want("what waits for a lead", strings.Trim(s.held(), "{}\n"), "")
		s.want("the objection", s.number(`select count(*) from quiet_doors where kept`), 1)
		s.want("the neighbour's", s.number(`select count(*) from visits where door = ?`, s.doors[1]), 1)
		h, err := s.residents.Open(ctx, s.cards[0])
		s.must(err)
		s.want("nothing is noted", len(h.Notes), 0)
		s.sound()
		n = storetest.EveryWrite(t, s.store, func() error {
			_, err := s.residents.Erase(ctx, s.cards[1], resident.EraseInput{Sure: true})
			return err
		})
		if n < 2 {
			t.Errorf("only %d writes were tried", n)
		}
	})
}

// kindsTo is what kinds of letters an address got of this context.
func (s *stair) kindsTo(address string) (kinds []string) {
	ls, err := s.store.LettersTo(s.Context(), address, 10)
	s.must(err)
	for _, l := range ls {
		kinds = append(kinds, strings.TrimPrefix(l.Letter.Kind, "resident/"))
	}
	slices.Sort(kinds)
	return kinds
}

// The clock of a complaint: thirty days to say that somebody has read it, and a
// letter at each step, once.
func TestAComplaintHasAClock(t *testing.T) {
	inStairs(t, func(s *stair) {
		ctx := s.Context()
		in := resident.ComplainInput{ID: domain.NewID[string](s.now), Kind: "object", Words: "He would not leave", Name: "Zofia", Email: "z@example.org", Address: "Flat 2, 9 Mill Lane\nKeighley bd211aa"}
		var token domain.Token
		var c resident.Complaint
		for range 2 {
			var err error
			c, token, err = s.residents.Complain(ctx, s.cards[0], in, "en")
			s.must(err)
		}
		s.want("kept", s.number(`select count(*) from complaints`), 1)
		if all := storetest.Snapshot(t, s.store); strings.Contains(all, "would not leave") || strings.Contains(all, "bd211aa") {
			t.Error("what they wrote lies open")
		}
		letters := func() []string { return s.kindsTo("z@example.org") }
		s.want("letters", letters(), "[received]")
		lead := s.person("Lena", s.group, domain.Lead)
		all, err := s.residents.Complaints(ctx, lead)
		s.must(err)
		s.want("listed", all[0].Words, "He would not leave")
		stranger := s.person("Stan", s.other, domain.Organiser)
		open := func(who domain.Actor) string { n, err := s.residents.Unclosed(ctx, who); return fmt.Sprint(n, err) }
		s.want("open", open(lead), "1 <nil>")
		s.want("open next door", open(stranger), "0 <nil>")
		s.want("open, to a canvasser", open(s.knock), "0 denied: not-your-role")
		_, err = s.residents.Complaint(ctx, stranger, c.ID)
		s.want("next door", err, "not-found: no-such-complaint")
		_, err = s.residents.Complaint(ctx, s.knock, c.ID)
		s.want("a canvasser", err, "denied: not-your-role")
		s.want("late after 30 days", all[0].Late(s.now.Add(resident.AnswerWithin)), false)
		s.want("late after 30 days and a second", all[0].Late(s.now.Add(resident.AnswerWithin+time.Second)), true)
		for range 2 {
			_, err = s.residents.Acknowledge(ctx, lead, c.ID)
			s.must(err)
			s.now = s.now.Add(time.Second)
		}
		for range 2 {
			_, err = s.residents.Answer(ctx, lead, c.ID, resident.AnswerInput{Answer: "We are sorry"})
			s.must(err)
		}
		s.want("letters", letters(), "[answered received seen]")
		s.want("open at the end", open(lead), "0 <nil>")
		stands, err := s.residents.Asked(ctx, token)
		s.must(err)
		s.want("for its sender", stands.State(), "closed")
		s.now = s.now.AddDate(0, 0, 182)
		n, err := s.residents.Forget(ctx)
		s.must(err)
		s.want("half a year is not over", n, 0)
		s.now = s.now.AddDate(0, 0, 2)
		n, err = s.residents.Forget(ctx)
		s.must(err)
		s.want("half a year later", n+s.number(`select count(*) from subject_keys where subject like 'complaint%'`), 1)
	})
}

// Whoever answers a complaint knows its id, and gets no link by it; and nobody
// fills up the day for those who hold a card for their door.
func TestAComplaintIsItsSenders(t *testing.T) {
	inStairs(t, func(s *stair) {
		in := resident.ComplainInput{ID: domain.NewID[string](s.now), Kind: "object", Words: "Never again", Email: "z@example.org", Address: "9 Mill Lane"}
		send := func(card domain.Token, in resident.ComplainInput) string {
			_, token, err := s.residents.Complain(s.Context(), card, in, "en")
			return fmt.Sprint(token != "", err)
		}
		s.want("first", send(s.cards[0], in), "true <nil>")
		for what, change := range map[string]func(*resident.ComplainInput){
			"kind":    func(in *resident.ComplainInput) { in.Kind = "complaint" },
			"words":   func(in *resident.ComplainInput) { in.Words = "x" },
			"email":   func(in *resident.ComplainInput) { in.Email = "" },
			"address": func(in *resident.ComplainInput) { in.Address = "8 Mill Lane" },
		} {
			other := in
			change(&other)
			s.want("with another "+what, send(s.cards[0], other), "false conflict: id-taken")
		}
		s.now = s.now.Add(24*time.Hour - time.Second)
		s.want("again", send(s.cards[0], in), "true <nil>")
		s.now = s.now.Add(time.Second)
		s.want("a day later", send(s.cards[0], in), "false conflict: id-taken")
		for range 200 {
			id := domain.NewID[resident.ComplaintID](s.now)
			_, err := s.store.AddComplaint(s.Context(), resident.Complaint{ID: id, Hash: string(id), Group: s.group, Kind: resident.Complaining, Locale: "en", Made: s.now, Due: s.now})
			s.must(err)
		}
		in.ID = domain.NewID[string](s.now)
		s.want("by a card, when the day is full", send(s.cards[0], in), "true <nil>")
		in.ID, in.Kind = domain.NewID[string](s.now), "complaint"
		s.want("a complaint", send(s.cards[0], in), "false too-many: enough-today")
	})
}

// A request proves no address: a person reads it off, and has the door left alone.
func TestALeadHasAnAddressLeftAlone(t *testing.T) {
	inStairs(t, func(s *stair) {
		ctx := s.Context()
		c, _, err := s.residents.Complain(ctx, s.cards[0], resident.ComplainInput{ID: domain.NewID[string](s.now), Kind: "object", Address: "9 Mill Lane"}, "en")
		s.must(err)
		for address, want := range map[string]string{
			"Flat 2, 9 Mill Lane\nKeighley bd211aa": "0 <nil>", "3 Mill Lane, Keighley, BD21 1AA": "1 <nil>", "BD21 1AA": "0 invalid: invalid-input", "": "0 invalid: invalid-input",
		} {
			n, err := s.residents.Hush(ctx, s.organise, c.ID, resident.HushInput{Address: address})
			s.want(address, fmt.Sprint(n, " ", err), want)
		}
		doors, err := s.store.DoorsIn(ctx, s.turf)
		s.must(err)
		s.want("left alone", doors[2].Quiet, true)
	})
}

func TestACardForAllDoorsProvesNoAddress(t *testing.T) {
	inStairs(t, func(s *stair) {
		ctx := s.Context()
		st, err := s.residents.Print(ctx, s.organise, s.effort.ID, resident.PrintInput{ID: domain.NewID[resident.StackID](s.now)})
		s.must(err)
		sheet, err := s.residents.Sheet(ctx, s.organise, st.ID)
		s.must(err)
		s.want("cards", len(sheet.Cards), 1)
		token := sheet.Cards[0].Token
		s.want("object", s.residents.Object(ctx, token), "conflict: card-no-door")
		_, err = s.residents.Erase(ctx, token, resident.EraseInput{Sure: true})
		s.want("delete", err, "conflict: card-no-door")
		h, err := s.residents.Open(ctx, token)
		s.must(err)
		s.want("shows", h.Proves || len(h.Notes) > 0 || h.Address.Street != "", false)
		_, err = s.residents.Print(ctx, s.organise, s.launch(s.organise, s.group).ID, resident.PrintInput{ID: domain.NewID[resident.StackID](s.now), Turf: s.turf})
		s.want("turf of another effort", err, "not-found: no-such-turf")
	})
}

// TestADoorUnderAnotherSpellingIsDeletedToo by its property number, in another
// effort whose list has it otherwise; no door without a number goes along.
func TestADoorUnderAnotherSpellingIsDeletedToo(t *testing.T) {
	inStairs(t, func(s *stair) {
		ctx := s.Context()
		door := func(uprn, street string) universe.DoorID {
			a := universe.Address{Number: "7", Street: street, Town: "Keighley", Postcode: "BD21 1AA", UPRN: uprn}
			d := universe.Door{ID: universe.DoorIDOf(s.effort.ID, a), Effort: s.effort.ID, Place: 9, Address: a, Language: "pl", Made: s.now}
			if s.stack != "" {
				d.Turf = s.turf
			}
			s.must(s.store.PutDoors(ctx, []universe.Door{d}))
			phone := s.equip(s.knock, "phone")
			s.send(phone, s.talk("phone", 4, 7, "door", string(d.ID)), s.note("phone", "waved", "door", string(d.ID)))
			return d.ID
		}
		left := func(id universe.DoorID) int {
			return s.number(`select (select count(*) from visits where door = ?) + (select count(*) from doors where language <> '' and id = ?)`, id, id) + strings.Count(s.held(), string(id))
		}
		mine, without := door("100010", "Mill Lane"), door("", "Mill Road")
		s.prints()
		s.stack, s.effort = "", s.launch(s.organise, s.group)
		other, neighbour := door("100010", "The Mill"), door("", "Mill Street")
		s.want("before", []int{left(mine), left(without), left(other), left(neighbour)}, []int{3, 3, 3, 3})
		for _, token := range s.cards {
			if c, err := s.store.Card(ctx, token.Hash()); err != nil || c.Door != mine {
				continue
			}
			_, err := s.residents.Erase(ctx, token, resident.EraseInput{Sure: true})
			s.must(err)
		}
		s.want("left", []int{left(mine), left(without), left(other), left(neighbour)}, []int{0, 3, 0, 3})
	})
}
