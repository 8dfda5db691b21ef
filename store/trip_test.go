package store

import (
	"fmt"
	"testing"
	"time"

	"barnstorm/domain"
	"barnstorm/domain/outing"
	"barnstorm/domain/people"
	"barnstorm/domain/universe"
)

// writes gives a person an address to which they listen.
func (w *ward) writes(who domain.Actor, address string) {
	w.Helper()
	w.must(w.store.PutContact(w.Context(), people.Contact{ID: domain.NewID[string](w.now), Person: who.Person, Kind: "email", Value: address, Confirmed: w.now, Made: w.now}))
}

// away is who is out in the ward's effort, and whether they are late.
func (w *ward) away() (all string) {
	w.Helper()
	out, err := w.store.TripsOut(w.Context(), w.effort.ID)
	w.must(err)
	for _, a := range out {
		all += fmt.Sprintf("%s/%s/%v ", a.Name, a.Area, a.Late(w.now))
	}
	return all
}

// told is the letters about people who should be back.
func (w *ward) told(address string) (kinds int) {
	w.Helper()
	_, err := w.outings().AskAfter(w.Context(), 10)
	w.must(err)
	ls, err := w.store.LettersTo(w.Context(), address, 100)
	w.must(err)
	for _, l := range ls {
		if l.Letter.Kind == "outing/late" {
			kinds++
		}
	}
	return kinds
}

func TestWhoShouldBeBackIsToldOfOnce(t *testing.T) {
	inWards(t, func(w *ward) {
		ctx, s := t.Context(), w.outings()
		w.writes(w.organise, "olga@example.org")
		c := w.gathers(w.opens(""), "Red", "Ann\nBob")
		b, err := w.gives(w.organise, c, w.terrace(3).ID, false)
		w.must(err)
		w.want("out", w.away(), "Ann/High Street/false Bob/High Street/false ")
		w.now = b.Until.Add(9 * time.Minute)
		w.want("late", w.away(), "Ann/High Street/true Bob/High Street/true ")
		w.want("a moment of patience", w.told("olga@example.org"), 0)
		day, err := s.Look(ctx, w.organise, c.Outing.ID)
		w.must(err)
		_, err = s.Seen(ctx, w.organise, day.Out[0].ID)
		w.must(err)
		w.now = w.now.Add(time.Minute)
		w.want("a letter about Bob", w.told("olga@example.org"), 1)
		w.want("and no second", w.told("olga@example.org"), 1)
		_, err = s.Prolong(ctx, w.organise, b.ID, outing.LongerInput{Minutes: 30})
		w.must(err)
		w.want("not late any more", w.away(), "Bob/High Street/false ")
		w.now = w.now.Add(time.Hour)
		w.want("another time", w.told("olga@example.org"), 2)
		_, err = s.CountBack(ctx, w.organise, c.Team.ID)
		w.must(err)
		w.want("everybody is back", w.away(), "")
		_, err = s.Seen(ctx, w.knock, day.Out[1].ID)
		w.want("whose place it is not", err, "denied: not-your-role")
		theirs := w.person("Theo", w.other, domain.Lead)
		_, err = s.Seen(ctx, theirs, day.Out[1].ID)
		w.want("next door", err, "not-found: no-such-trip")
	})
}

// Of two workers who find the same late trip, one tells of it.
func TestALateTripIsToldOfByOneWorker(t *testing.T) {
	inWards(t, func(w *ward) {
		c := w.gathers(w.opens(""), "Red", "Ann")
		b, err := w.gives(w.organise, c, w.terrace(3).ID, false)
		w.must(err)
		w.now = b.Until.Add(time.Hour)
		late, err := w.store.TripsLate(t.Context(), w.now, 10)
		w.must(err)
		first, err := w.store.TellOnce(t.Context(), late[0].ID, w.now)
		w.must(err)
		second, err := w.store.TellOnce(t.Context(), late[0].ID, w.now)
		w.must(err)
		w.want("told", fmt.Sprint(first, second), "true false")
	})
}

func TestAPhoneSaysOutAndBack(t *testing.T) {
	inWards(t, func(w *ward) {
		ctx, s := t.Context(), w.outings()
		w.writes(w.organise, "olga@example.org")
		p, err := w.take(w.knock, w.terrace(3).ID, "kims", false)
		w.must(err)
		in := outing.OutInput{ID: domain.NewID[outing.TripID](w.now), Due: w.now.Add(2 * time.Hour), Buddy: "Sam"}
		say := func(token domain.Token, in outing.OutInput) error { _, err := s.Say(ctx, token, in); return err }
		w.want("a stranger's key", say(domain.NewToken(), in), "signed-out: credential-not-ours")
		w.must(say(p.Token, in))
		w.must(say(p.Token, in))
		later := in
		later.ID, later.Due = domain.NewID[outing.TripID](w.now), in.Due.Add(time.Hour)
		w.must(say(p.Token, later))
		w.want("out, once", w.away(), "Kim/High Street/false ")
		w.now = in.Due.Add(30 * time.Minute)
		w.want("by the later time", w.told("olga@example.org"), 0)
		w.now = later.Due.Add(10 * time.Minute)
		w.want("those who lead there hear of it", w.told("olga@example.org"), 1)
		home := outing.OutInput{ID: domain.NewID[outing.TripID](w.now), Back: true}
		w.must(say(p.Token, home))
		w.must(say(p.Token, home))
		w.want("back", w.away(), "")
		off := 49 * time.Hour // a phone whose clock is wrong, and one that had no signal before it was due
		w.must(say(p.Token, outing.OutInput{ID: domain.NewID[outing.TripID](w.now), Now: w.now.Add(off), Due: w.now.Add(off + time.Hour), Buddy: "Sam"}))
		w.now = w.now.Add(90 * time.Minute)
		w.want("due by our clock", w.told("olga@example.org"), 2)
		w.must(say(p.Token, home))
		w.must(say(p.Token, outing.OutInput{ID: domain.NewID[outing.TripID](w.now), Now: w.now, Due: w.now.Add(-time.Hour), Buddy: "Sam"}))
		w.want("heard late, and told at once", w.told("olga@example.org"), 3)
		w.must(say(p.Token, home))
		w.want("too long", say(p.Token, outing.OutInput{ID: in.ID, Due: w.now.Add(13 * time.Hour)}), "invalid: invalid-input")

		c := w.gathers(w.opens(""), "Red", "Ann\nBob")
		b, err := w.outings().HandOut(ctx, w.organise, c.Team.ID, outing.HandOutInput{ID: domain.NewID[outing.BoardID](w.now), Turf: w.terrace(2).ID, Back: "18:00"})
		w.must(err)
		j, err := w.joins(domain.Actor{}, b, "anns", "", c.Members[0].ID)
		w.must(err)
		w.must(say(j.Token, home))
		w.want("the mate is still out", w.away(), "Bob/High Street/false ")
		bobs := domain.DerivedID[outing.TripID](string(b.ID), string(c.Members[1].ID))
		for name, token := range map[string]domain.Token{"a mate": j.Token, "somebody else": p.Token} {
			err := say(token, outing.OutInput{ID: bobs, Due: w.now.Add(11 * time.Hour)})
			w.want(name+" takes Bob's time out", err, "conflict: id-taken")
		}
		w.want("Bob is out", w.away(), "Bob/High Street/false ")
	})
}

// Whoever goes alone and would be out after dark needs a lead's word. It gets
// dark at Keighley on the fifth of December at 16:31.
func TestNobodyWalksAloneAfterDark(t *testing.T) {
	inWards(t, func(w *ward) {
		ctx, s := t.Context(), w.outings()
		o := w.opens("")
		alone, pair := w.gathers(o, "1", "Ann"), w.gathers(o, "2", "Bob\nCy")
		give := func(c outing.Crew, back string, agreed bool) error {
			_, err := s.HandOut(ctx, w.organise, c.Team.ID, outing.HandOutInput{ID: domain.NewID[outing.BoardID](w.now), Turf: w.terrace(2).ID, Back: back, Alone: agreed})
			return err
		}
		w.must(give(alone, "16:15", false))
		w.want("alone into the dark", give(alone, "16:45", false), "conflict: alone-after-dark")
		w.must(give(pair, "18:00", false))
		w.must(give(alone, "18:00", true))
		turf := w.terrace(2)
		p, err := w.take(w.knock, turf.ID, "kims", false)
		w.must(err)
		w.want("when it gets dark", p.Dusk.Format("15:04"), "16:31")
		_, err = s.Say(ctx, p.Token, outing.OutInput{ID: domain.NewID[outing.TripID](w.now), Due: p.Dusk.Add(time.Hour), Alone: true})
		w.want("out into the dark", err, "conflict: alone-after-dark")
		_, err = s.Say(ctx, p.Token, outing.OutInput{ID: domain.NewID[outing.TripID](w.now), Due: p.Dusk.Add(time.Hour), Buddy: "Sam"})
		w.must(err)
		w.now = p.Dusk.Add(time.Minute)
		pack := func(who domain.Actor, with string) error {
			_, err := w.universe().Pack(ctx, who, w.terrace(2).ID, universe.PackInput{ID: domain.NewID[string](w.now), Device: "phone", With: with})
			return err
		}
		w.want("by oneself", pack(w.knock, ""), "conflict: alone-after-dark")
		w.must(pack(w.knock, "Sam"))
		w.must(pack(w.organise, ""))
	})
}

func TestTheClockTakesWhoWasOut(t *testing.T) {
	inWards(t, func(w *ward) {
		c := w.gathers(w.opens(""), "Red", "Ann\nBob")
		_, err := w.gives(w.organise, c, w.terrace(3).ID, false)
		w.must(err)
		w.now = w.effort.Forgets().Add(11 * time.Minute)
		w.forget()
		holds, err := w.store.Traces(t.Context(), w.effort.ID)
		w.must(err)
		w.want("left", fmt.Sprint(holds["members"], holds["trips"], holds["holders"]), "0 0 0")
		_, err = w.gives(w.organise, c, w.terrace(3).ID, false)
		w.want("nobody goes out any more", err, "conflict: effort-forgotten")
	})
}
