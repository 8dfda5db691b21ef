package store

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"barnstorm/domain"
	"barnstorm/domain/canvass"
	"barnstorm/domain/universe"
)

// notes is what canvassers noted, a line each.
func (w *ward) notes(s *universe.Service) (wait, wishes string) {
	w.Helper()
	n, err := s.Told(w.Context(), w.organise, w.effort.ID)
	w.must(err)
	line := func(all []universe.Note) string {
		var out []string
		for _, x := range all {
			out = append(out, strings.Join(strings.Fields(fmt.Sprint(x.What, " ", x.Door.Address.Number, " ", x.Number, " ", x.Wish.Language, " ", x.Wish.Topic)), " "))
		}
		return strings.Join(out, "; ")
	}
	return line(n.Wait), line(n.Wishes)
}

// tells is a note beside a visit.
func (w *ward) tells(phone domain.Token, kind string, turf universe.TurfID, door, refers string, detail map[string]string) canvass.VisitID {
	w.Helper()
	more := []any{"kind", kind, "turf", turf, "detail", detail}
	if door != "" {
		more = append(more, "door", door)
	}
	if refers != "" {
		more = append(more, "refers", refers)
	}
	w.now = w.now.Add(time.Second)
	r := w.note("phone", "", more...)
	w.want("kept", fates(w.send(phone, r)), "stored")
	return canvass.VisitID(idOf(w, r))
}

// A household that a canvasser found is a door once a lead takes it over: the one
// at which the phone has recorded since, and at which nobody knocks again where
// that was said.
func TestAFoundHouseholdBecomesADoor(t *testing.T) {
	inWards(t, func(w *ward) {
		ctx, s, turf, phone := t.Context(), w.universe(), w.terrace(5), w.equip(w.knock, "phone")
		own := func() string { return string(domain.NewID[universe.DoorID](w.now)) }
		found, never, known, aside := own(), own(), own(), own()
		doors, err := w.store.DoorsIn(ctx, turf.ID)
		w.must(err)
		ids := []canvass.VisitID{
			w.tells(phone, "addition", turf.ID, found, "", map[string]string{"what": "household", "street": "High Street", "number": "2 A"}),
			w.tells(phone, "addition", turf.ID, never, "", map[string]string{"what": "household", "street": "Back Lane", "number": "7"}),
			w.tells(phone, "addition", turf.ID, known, "", map[string]string{"what": "household", "street": "high st", "number": "4"}),
			w.tells(phone, "addition", turf.ID, string(doors[0].ID), "", map[string]string{"what": "household", "street": "High Street", "number": "9"}),
		}
		no := w.tells(phone, "addition", turf.ID, aside, "", map[string]string{"what": "household", "number": "666"})
		w.send(phone, w.note("phone", "not_home", "door", found), w.note("phone", "do_not_contact", "door", never))
		wait, _ := w.notes(s)
		w.want("waits", wait, "household 2 A; household 7; household 4; household 9; household 666")
		for _, n := range []int{4, 0} {
			got, err := s.Settle(ctx, w.organise, w.effort.ID, universe.SettleInput{Records: ids, Accept: true})
			w.must(err)
			w.want("taken over", got, n)
		}
		n, err := s.Settle(ctx, w.organise, w.effort.ID, universe.SettleInput{Records: []canvass.VisitID{no, ids[0]}})
		w.must(err)
		w.want("set aside, and what was decided stays", n, 1)
		wait, _ = w.notes(s)
		w.want("nothing waits", wait, "")
		walk, err := s.Walk(ctx, w.organise, turf.ID)
		w.must(err)
		var says []string
		for _, x := range walk.Stops {
			says = append(says, fmt.Sprintf("%s %v %v %v", x.Door.Address.Number, x.Door.Added, x.Door.Quiet, !x.Last.IsZero()))
		}
		w.want("walked", says, []string{
			"1 false false false", "2 false false false", "2 A true false true", "3 false false false", "4 false false false",
			"5 false false false", "9 true false false", "7 true true true",
		})
		w.want("counted in", walk.Turf.Size, 8)
		w.want("where it was said", string(walk.Stops[7].Door.ID), never)
		w.want("never, in any effort", w.count("select count(*) from quiet_doors"), 1)
		w.want("postcode of its neighbour", walk.Stops[2].Door.Address.Postcode, "BD20 5AB")
	})
}

// Who wants no contact at a household that a phone found is left alone there: when
// it is set aside, when a list has it by another name, and when a number is put right.
func TestAnObjectionOutlivesWhereItWasNoted(t *testing.T) {
	inWards(t, func(w *ward) {
		ctx, s, turf, phone := t.Context(), w.universe(), w.terrace(3), w.equip(w.knock, "phone")
		doors, err := w.store.DoorsIn(ctx, turf.ID)
		w.must(err)
		listed := doors[2]
		listed.ID, listed.Address.Number, listed.Address.UPRN = domain.NewID[universe.DoorID](w.now), "44", "100051"
		w.must(w.store.PutDoors(ctx, []universe.Door{listed}))
		hushed := func(number string) bool {
			a := doors[1].Address
			a.Number, a.UPRN = number, ""
			return w.number(`select count(*) from quiet_doors where key = '`+w.store.blind(a.Key())+`'`) == 1
		}
		settle := func(accept bool, id canvass.VisitID) {
			_, err := s.Settle(ctx, w.organise, w.effort.ID, universe.SettleInput{Records: []canvass.VisitID{id}, Accept: accept})
			w.must(err)
		}
		for number, accept := range map[string]bool{"66": false, "44": true} {
			own := string(domain.NewID[universe.DoorID](w.now))
			id := w.tells(phone, "addition", turf.ID, own, "", map[string]string{"what": "household", "street": "High Street", "number": number})
			w.send(phone, w.note("phone", "do_not_contact", "door", own))
			w.want(number+" before", hushed(number), false)
			settle(accept, id)
			w.want(number, hushed(number), true)
		}
		w.want("one door", w.number(`select count(*) from doors`), 4)
		at := string(doors[1].ID)
		w.send(phone, w.note("phone", "do_not_contact", "door", at))
		settle(true, w.tells(phone, "correction", turf.ID, at, at, map[string]string{"what": "number", "number": "2b"}))
		w.want("the right number", hushed("2b"), true)
		free := string(domain.NewID[universe.DoorID](w.now))
		settle(true, w.tells(phone, "addition", turf.ID, free, "", map[string]string{"what": "household", "street": "High Street", "number": "70"}))
		w.want("who said nothing", hushed("70"), false)
	})
}

// Who asked not to be visited again before the effort ends is not, whatever a
// colleague writes down afterwards.
func TestAnEndHoldsUntilTheEffortEnds(t *testing.T) {
	inWards(t, func(w *ward) {
		s, turf, phone, other := w.universe(), w.terrace(2), w.equip(w.knock, "phone"), w.equip(w.knock, "other")
		doors, err := w.store.DoorsIn(t.Context(), turf.ID)
		w.must(err)
		at := string(doors[0].ID)
		said := w.note("phone", "do_not_return", "door", at)
		w.send(phone, said)
		w.now = w.now.Add(time.Minute)
		w.send(other, w.note("other", "not_home", "door", at))
		quiet := func() bool {
			walk, err := s.Walk(t.Context(), w.organise, turf.ID)
			w.must(err)
			return walk.Stops[0].Door.Quiet
		}
		w.want("left alone", quiet(), true)
		w.send(phone, w.note("phone", "", "kind", "annulment", "refers", idOf(w, said)))
		w.want("taken back", quiet(), false)
	})
}

// A conversation that was undone is no door met.
func TestCoverageForgetsWhatWasUndone(t *testing.T) {
	inWards(t, func(w *ward) {
		turf, phone := w.terrace(2), w.equip(w.knock, "phone")
		doors, err := w.store.DoorsIn(t.Context(), turf.ID)
		w.must(err)
		talk := w.talk("phone", 3, 5, "door", string(doors[0].ID))
		for _, want := range []int{1, 0} {
			w.send(phone, talk)
			w.must(w.store.CountDoors(t.Context(), w.effort.ID, w.now))
			x, err := w.store.Extent(t.Context(), w.effort.ID)
			w.must(err)
			w.want("doors met", x.Met, want)
			talk = w.note("phone", "", "kind", "annulment", "refers", idOf(w, talk))
		}
	})
}

func TestCorrectionsAndWishes(t *testing.T) {
	inWards(t, func(w *ward) {
		ctx, s, turf, phone := t.Context(), w.universe(), w.terrace(5), w.equip(w.knock, "phone")
		doors, err := w.store.DoorsIn(ctx, turf.ID)
		w.must(err)
		at := func(n int) string { return string(doors[n-1].ID) }
		number := w.tells(phone, "correction", turf.ID, at(2), at(2), map[string]string{"what": "number", "number": "2b"})
		gone := w.tells(phone, "correction", turf.ID, at(3), at(3), map[string]string{"what": "no-such-house"})
		var asked []string
		for n, detail := range map[int]map[string]string{4: {"what": "return", "language": "pl"}, 5: {"what": "return", "topic": "damp"}} {
			visit := w.note("phone", "come_back", "door", at(n))
			w.send(phone, visit)
			asked = append(asked, idOf(w, visit))
			w.tells(phone, "addition", turf.ID, at(n), idOf(w, visit), detail)
		}
		wait, wishes := w.notes(s)
		w.want("waits", wait, "number 2 2b; no-such-house 3")
		w.want("both are wished for", strings.Contains(wishes, "return 4 pl") && strings.Contains(wishes, "return 5 damp"), true)
		_, err = s.Settle(ctx, w.organise, w.effort.ID, universe.SettleInput{Records: []canvass.VisitID{number, gone}, Accept: true})
		w.must(err)
		walk, err := s.Walk(ctx, w.organise, turf.ID)
		w.must(err)
		w.want("right", walk.Stops[1].Door.Address.Number, "2b")
		w.want("nobody knocks", walk.Stops[2].Door.Quiet, true)
		w.want("goes along", walk.Stops[3].Wish.Language+walk.Stops[4].Wish.Topic, "pldamp")
		w.now = w.now.Add(time.Hour)
		w.send(phone, w.note("phone", "not_home", "door", at(4)), w.talk("phone", 3, 5, "door", at(5)))
		_, wishes = w.notes(s)
		w.want("until somebody is met there", wishes, "return 4 pl")
		for _, id := range asked {
			w.send(phone, w.note("phone", "", "kind", "annulment", "refers", id))
		}
		_, wishes = w.notes(s)
		w.want("undone with its visit", wishes, "")
		walk, err = s.Walk(ctx, w.organise, turf.ID)
		w.must(err)
		w.want("and goes along no more", walk.Stops[3].Wish, canvass.Wish{})
	})
}

func TestWhoDecidesWhatWasNoted(t *testing.T) {
	inWards(t, func(w *ward) {
		ctx, s, turf, phone := t.Context(), w.universe(), w.terrace(5), w.equip(w.knock, "phone")
		id := w.tells(phone, "addition", turf.ID, "", "", map[string]string{"what": "household", "number": "8"})
		visit := w.note("phone", "not_home")
		w.send(phone, visit)
		settle := func(who domain.Actor, records ...canvass.VisitID) error {
			_, err := s.Settle(ctx, who, w.effort.ID, universe.SettleInput{Records: records, Accept: true})
			return err
		}
		_, err := s.Told(ctx, w.knock, w.effort.ID)
		w.want("who knocks reads none", err, "denied: not-your-role")
		w.want("nor decides", settle(w.knock, id), "denied: not-your-role")
		stranger := w.person("Theo", w.other, domain.Organiser)
		_, err = s.Told(ctx, stranger, w.effort.ID)
		w.want("others know of none", err, "not-found: no-such-effort")
		w.want("nor decide", settle(stranger, id), "not-found: no-such-effort")
		w.want("nobody", settle(domain.Actor{}, id), "signed-out: sign-in-first")
		w.want("no note", settle(w.organise, canvass.VisitID(idOf(w, visit))), "not-found: no-such-record")
		w.want("no record", settle(w.organise, "x"), "not-found: no-such-record")
		w.want("none at all", domain.Is(settle(w.organise), domain.Invalid), true)
		w.must(settle(w.organise, id))
		w.now = w.effort.Forgets()
		w.want("after the clock", settle(w.organise, id), "conflict: effort-forgotten")
	})
}
