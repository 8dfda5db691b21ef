package people_test

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"barnstorm/domain"
	"barnstorm/domain/people"
	"barnstorm/store/storetest"
)

func TestAHouseBeginsOnce(t *testing.T) {
	inHouses(t, func(h *house) {
		ctx := h.Context()
		first, err := h.people.OpenStart(ctx)
		h.must(err)
		second, err := h.people.OpenStart(ctx)
		h.must(err)
		_, err = h.people.Start(ctx, first, startInput, true)
		h.refuses("a link that was replaced", err, "link-not-good")
		h.refuses("no link", h.people.MayStart(ctx, domain.NewToken()), "link-not-good")
		bad := startInput
		bad.Email, bad.Zone, bad.Country = "samira", "Mars/Olympus", "gb"
		_, err = h.people.Start(ctx, second, bad, true)
		e, _ := domain.AsError(err)
		if e == nil || e.Fields["email"] == "" || e.Fields["zone"] == "" || e.Fields["country"] == "" {
			h.Errorf("%v", err)
		}
		h.pass(25 * time.Hour)
		h.refuses("a link of yesterday", h.people.MayStart(ctx, second), "link-not-good")
		founder, g := h.begun()
		if g.Slug != "britain-together" || len(founder.Roles[g.ID]) != len(domain.Roles) {
			h.Errorf("%+v %v", g, founder.Roles)
		}
		_, err = h.people.OpenStart(ctx)
		h.refuses("a second start", err, "begun-already")
	})
}

func TestRolesCountBelowAndNeverBeside(t *testing.T) {
	inHouses(t, func(h *house) {
		founder, top := h.begun()
		north, south := h.found(founder, top.ID, "North"), h.found(founder, top.ID, "South")
		founder = h.actor(founder.Person)
		leeds := h.found(founder, north.ID, "Leeds")
		tom := h.joined("Tom", "tom@example.org", north.ID)
		h.must(h.people.Grant(h.Context(), founder, north.ID, people.GrantInput{Person: string(tom.Person), Role: "organiser"}))
		tom = h.actor(tom.Person)
		for _, try := range []struct {
			g   people.Group
			may bool
		}{{top, false}, {north, true}, {south, false}, {leeds, true}} {
			if tom.May(domain.ScheduleEvents, try.g.ID) != try.may {
				h.Errorf("an organiser of North schedules in %s: %v", try.g.Name, !try.may)
			}
		}
		h.must(h.people.Grant(h.Context(), founder, north.ID, people.GrantInput{Person: string(tom.Person), Role: "organiser", Take: true}))
		if tom = h.actor(tom.Person); tom.May(domain.ScheduleEvents, leeds.ID) || !tom.May(domain.SeeGroupEvents, leeds.ID) {
			h.Error("a role taken away still counts, or another went with it")
		}
	})
}

func TestGrantKeepsItsBounds(t *testing.T) {
	inHouses(t, func(h *house) {
		founder, top := h.begun()
		north, south := h.found(founder, top.ID, "North"), h.found(founder, top.ID, "South")
		founder = h.actor(founder.Person)
		tom, ida := h.joined("Tom", "tom@example.org", north.ID), h.joined("Ida", "ida@example.org", south.ID)
		give := func(who domain.Actor, g domain.GroupID, p domain.PersonID, role string) error {
			return h.people.Grant(h.Context(), who, g, people.GrantInput{Person: string(p), Role: role})
		}
		h.refuses("a member grants", give(tom, north.ID, tom.Person, "admin"), "not-your-role")
		h.refuses("nobody grants", give(domain.Actor{}, north.ID, tom.Person, "admin"), "sign-in-first")
		h.refuses("a role that is none", give(founder, north.ID, tom.Person, "king"), "invalid-input")
		h.refuses("no such group", give(founder, domain.NewID[domain.GroupID](h.clock()), tom.Person, "lead"), "no-such-group")
		h.must(give(founder, north.ID, tom.Person, "admin"))
		h.must(give(founder, north.ID, tom.Person, "admin"))
		tom = h.actor(tom.Person)
		h.refuses("a person of another group", give(tom, north.ID, ida.Person, "lead"), "no-such-person")
		h.refuses("a group beside", give(tom, south.ID, ida.Person, "lead"), "not-your-role")
		err := h.people.Grant(h.Context(), tom, north.ID, people.GrantInput{Person: string(tom.Person), Role: "admin", Take: true})
		h.refuses("one's own", err, "own-admin-role")
		deeds, err := h.store.Deeds(h.Context(), []domain.GroupID{north.ID}, 10)
		h.must(err)
		if n := len(slices.DeleteFunc(deeds, func(d people.Deed) bool { return d.Act != "grant admin" })); n != 2 {
			h.Errorf("%d lines in the log", n)
		}
	})
}

func TestJoiningAndLeaving(t *testing.T) {
	inHouses(t, func(h *house) {
		founder, top := h.begun()
		north := h.found(founder, top.ID, "North")
		_, _, err := h.people.Join(h.Context(), domain.Actor{}, people.JoinInput{Name: "Tom", Email: "tom@example.org", Group: string(domain.NewID[domain.GroupID](h.clock()))}, "en", "here")
		h.refuses("no such group", err, "no-such-group")
		_, _, err = h.people.Join(h.Context(), domain.Actor{}, people.JoinInput{Group: "x"}, "en", "here")
		if e, _ := domain.AsError(err); e == nil || len(e.Fields) != 3 {
			h.Errorf("%v", err)
		}
		_, _, err = h.people.Join(h.Context(), domain.Actor{}, people.JoinInput{Name: "Tom", Email: "tom@example.org", Group: string(top.ID)}, "en", "here")
		h.must(err)
		if ps, err := h.store.PeopleAt(h.Context(), "tom@example.org"); err != nil || len(ps) > 0 {
			h.Error("somebody belongs in whose name another typed", err)
		}
		tom := h.joined("Tom", "tom@example.org", top.ID)
		id, _, err := h.people.Join(h.Context(), tom, people.JoinInput{Group: string(north.ID)}, "en", "here")
		h.must(err)
		if id != "" || !slices.Contains(h.actor(tom.Person).Roles[north.ID], domain.Member) {
			h.Error("somebody signed in does not belong at once")
		}
		h.must(h.people.Leave(h.Context(), tom, top.ID))
		h.refuses("leaving twice", h.people.Leave(h.Context(), tom, top.ID), "no-such-group")
		if tom = h.actor(tom.Person); len(tom.Roles[top.ID]) > 0 || len(tom.Roles[north.ID]) == 0 {
			h.Errorf("%v", tom.Roles)
		}
	})
}

func TestAGroupIsFoundedOnceAndChangesItsWords(t *testing.T) {
	inHouses(t, func(h *house) {
		founder, top := h.begun()
		in := people.GroupInput{ID: domain.NewID[string](h.clock()), Name: "Leeds", Country: "GB", Currency: "GBP", Zone: "Europe/London", Locale: "en"}
		one, err := h.people.Found(h.Context(), founder, top.ID, in)
		h.must(err)
		again, err := h.people.Found(h.Context(), founder, top.ID, in)
		h.must(err)
		if again.Slug != one.Slug {
			h.Error("founded twice")
		}
		twin := h.found(founder, top.ID, "Leeds")
		if twin.Slug == one.Slug || !strings.HasPrefix(twin.Slug, "leeds-") {
			h.Errorf("a second Leeds is called %s", twin.Slug)
		}
		founder = h.actor(founder.Person)
		in.Name, in.Colour, in.Currency, in.Lat, in.Lon = "Leeds and Bradford", "#00843D", "EUR", 53.8, -1.6
		g, err := h.people.ChangeGroup(h.Context(), founder, one.ID, in)
		h.must(err)
		kept, err := h.store.Group(h.Context(), one.ID)
		h.must(err)
		if kept.Name != in.Name || kept.Colour != "#00843d" || kept.Currency != "GBP" || kept.Slug != "leeds" || kept != g {
			h.Errorf("%+v", kept)
		}
		pesos := people.GroupInput{ID: domain.NewID[string](h.clock()), Name: "Lota", Country: "CL", Currency: "CLP", Zone: "America/Santiago", Locale: "es"}
		if _, err := h.people.Found(h.Context(), founder, top.ID, pesos); !domain.Is(err, domain.Invalid) {
			h.Errorf("a currency whose minor units nobody knows: %v", err)
		}
		// One that was founded in such may still change its words.
		g.Currency = "CLP"
		h.must(h.store.PutGroup(h.Context(), g))
		if _, err := h.people.ChangeGroup(h.Context(), founder, one.ID, in); err != nil {
			h.Errorf("a group of before: %v", err)
		}
		in.Colour, in.Lat = "url(x)", 91
		_, err = h.people.ChangeGroup(h.Context(), founder, one.ID, in)
		if e, _ := domain.AsError(err); e == nil || e.Fields["colour"] == "" || e.Fields["lat"] == "" {
			h.Errorf("%v", err)
		}
		_, err = h.people.ChangeGroup(h.Context(), domain.Actor{}, one.ID, in)
		h.refuses("nobody", err, "sign-in-first")
	})
}

func TestThePeopleOfAGroupPageByPage(t *testing.T) {
	inHouses(t, func(h *house) {
		founder, top := h.begun()
		north, south := h.found(founder, top.ID, "North"), h.found(founder, top.ID, "South")
		founder = h.actor(founder.Person)
		var tom domain.Actor
		for _, name := range []string{"Tom", "Anna", "Tom", "Zoë", "Tom"} { // three of one name at three addresses
			tom = h.joined(name, "p"+string(domain.NewID[string](h.clock()))+"@example.org", north.ID)
		}
		h.joined("Ida", "ida@example.org", south.ID)
		h.must(h.people.Grant(h.Context(), founder, north.ID, people.GrantInput{Person: string(tom.Person), Role: "organiser"}))
		tom = h.actor(tom.Person)
		seen := map[domain.PersonID]int{}
		var after people.Cursor
		for range 10 {
			page, err := h.people.People(h.Context(), tom, "", after, 2)
			h.must(err)
			if len(page) == 0 {
				break
			}
			for _, l := range page {
				seen[l.ID]++
				after = people.Cursor{Name: l.Name, ID: l.ID}
			}
		}
		if len(seen) != 5 || seen[tom.Person] != 2 {
			h.Errorf("%d people, with roles %v", len(seen), seen)
		}
		_, err := h.people.People(h.Context(), tom, south.ID, people.Cursor{}, 10)
		h.refuses("the group beside", err, "not-your-role")
		_, err = h.people.People(h.Context(), h.joined("Mia", "mia@example.org", north.ID), "", people.Cursor{}, 10)
		h.refuses("a member", err, "not-your-role")
	})
}

func TestOnesOwn(t *testing.T) {
	inHouses(t, func(h *house) {
		founder, _ := h.begun()
		session, err := h.people.Enter(h.Context(), founder.Person, "Firefox")
		h.must(err)
		all, err := h.people.Download(h.Context(), founder)
		h.must(err)
		text, err := json.Marshal(all)
		h.must(err)
		if !strings.Contains(string(text), "samira@example.org") || strings.Contains(string(text), session.Hash()) {
			h.Error("the download lacks an address or holds the hash of a session")
		}
		h.must(h.people.Speak(h.Context(), founder, people.SpeakInput{Locale: "el"}))
		h.refuses("no such language", h.people.Speak(h.Context(), founder, people.SpeakInput{Locale: "tlh"}), "invalid-input")
		_, before, err := h.people.Bearer(h.Context(), founder.Person)
		h.must(err)
		h.must(h.people.EndTokens(h.Context(), founder))
		who, after, err := h.people.Bearer(h.Context(), founder.Person)
		h.must(err)
		if who.Locale != "el" || after != before+1 {
			h.Errorf("%+v, version %d after %d", who, after, before)
		}
		h.refuses("nobody", h.people.EndTokens(h.Context(), domain.Actor{}), "sign-in-first")
	})
}

// rows is everything that stands in the tables about people.
func (h *house) rows() string {
	h.Helper()
	db := storetest.SQL(h.T, h.store)
	var all strings.Builder
	for _, table := range []string{"people", "contacts", "belongings", "sessions", "sign_ins", "links", "letters", "audit"} {
		rs, err := db.QueryContext(h.Context(), "select * from "+table)
		h.must(err)
		names, err := rs.Columns()
		h.must(err)
		for rs.Next() {
			row, at := make([]any, len(names)), make([]any, len(names))
			for i := range row {
				at[i] = &row[i]
			}
			h.must(rs.Scan(at...))
			fmt.Fprintf(&all, "%s\n", row)
		}
		h.must(rs.Err())
		rs.Close()
	}
	return all.String()
}

func TestErasing(t *testing.T) {
	inHouses(t, func(h *house) {
		founder, top := h.begun()
		anna, bert := h.joined("Annabel", "both@example.org", top.ID), h.joined("Bertrand", "both@example.org", top.ID)
		ida := h.joined("Idamay", "idamay@example.org", top.ID)
		forgot := 0
		running := error(nil)
		h.people.Holders = []people.Holder{{
			Name: "things",
			Held: func(_ context.Context, _ domain.PersonID, emails []string) (any, error) { return emails, nil },
			Forget: func(_ context.Context, _ domain.PersonID, emails []string) error {
				forgot += 1 + len(emails)
				return running
			},
		}}
		h.downloads(ida, anna)
		sure := people.EraseInput{Sure: true}
		if !strings.Contains(h.rows(), "Idamay") {
			h.Fatal("the rows are no rows")
		}
		h.refuses("not sure", h.people.Erase(h.Context(), ida, people.EraseInput{}), "invalid-input")
		h.refuses("nobody", h.people.Erase(h.Context(), domain.Actor{}, sure), "sign-in-first")
		h.refuses("who leads", h.people.Erase(h.Context(), founder, sure), "hand-over-first")
		h.refuses("who leads leaves", h.people.Leave(h.Context(), founder, top.ID), "hand-over-first")
		running = domain.Refuse(domain.Conflict, "gift-runs")
		h.refuses("what still runs", h.people.Erase(h.Context(), ida, sure), "gift-runs")
		if who := h.actor(ida.Person); who.Nobody() {
			h.Fatal("erased although refused")
		}
		running, forgot = nil, 0
		session, err := h.people.Enter(h.Context(), ida.Person, "Firefox")
		h.must(err)
		h.must(h.people.Erase(h.Context(), ida, sure))
		if forgot != 2 {
			h.Errorf("the other contexts forgot %d things", forgot)
		}
		for _, trace := range []string{"Idamay", "idamay@example.org"} {
			if strings.Contains(h.rows(), trace) {
				h.Errorf("%s is still there", trace)
			}
		}
		if who, err := h.people.Who(h.Context(), session); err != nil || !who.Nobody() {
			h.Error("still signed in", err)
		}
		forgot = 0
		h.must(h.people.Erase(h.Context(), anna, sure))
		if forgot != 1 {
			h.Error("what came under a shared address was forgotten too")
		}
		a := h.ask("both@example.org")
		a.Code = h.letter("both@example.org").Fields["code"]
		ready, err := h.people.SignIn(h.Context(), a)
		h.must(err)
		if ready.Person != bert.Person {
			h.Error("the other one at the address is not alone there now")
		}
	})
}

// downloads holds that what came under the address of one is in their download,
// and that what came under one that another shares is not: it may be theirs.
func (h *house) downloads(alone, shares domain.Actor) {
	h.Helper()
	for _, who := range []domain.Actor{alone, shares} {
		all, err := h.people.Download(h.Context(), who)
		h.must(err)
		if mine := all["things"].([]string); (len(mine) == 1) != (who.Person == alone.Person) {
			h.Errorf("%s downloads what came under %v", who.Name, mine)
		}
	}
}
