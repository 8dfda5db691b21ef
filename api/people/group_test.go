package people_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"barnstorm/domain"
	"barnstorm/domain/people"
)

func TestJoiningAGroup(t *testing.T) {
	inHouses(t, func(h *house) {
		h.begun()
		b := h.browser()
		b.get("/groups").is(200).holds("United Kingdom", "Britain Together")
		b.get("/groups/britain-together").is(200).holds("Britain Together", "/join?group="+string(h.top().ID))
		b.get("/join?group=britain-together").is(200).holds("Join Britain Together")
		b.post("/join", "name", "", "email", "tom@", "group", string(h.top().ID)).is(422).holds("tom@")
		b.post("/join", "name", "Tom", "email", "tom@example.org", "group", "nowhere").is(422).holds("Which group?")
		b.post("/join", "name", "Tom", "email", "tom@example.org", "group", string(h.top().ID)).leads("/sign-in/code")
		code, _ := h.letter("tom@example.org")
		b.post("/sign-in/code", "code", code).leads("/me")
		b.get("/me").is(200).holds("Tom", "tom@example.org", "Britain Together", "member")
		b.post("/me/groups/" + string(h.top().ID) + "/leave").leads("/me")
		b.get("/me").holds("You belong to no group yet")
		b.post("/join", "group", string(h.top().ID)).leads("/me")
		b.get("/groups/britain-together").holds("You belong to this group")
	})
}

func TestAThousandGroupsAreSearched(t *testing.T) {
	inHouses(t, func(h *house) {
		h.begun()
		top := h.top()
		for n := range 1000 {
			g := top
			g.ID = domain.GroupID(fmt.Sprintf("0194f0a0-0000-7000-8000-%012d", n))
			g.Parent, g.Lineage, g.Name, g.Slug, g.Country = top.ID, top.Lineage+string(g.ID)+"/", fmt.Sprintf("Ortsgruppe Süd %d", n), fmt.Sprintf("sud-%d", n), "DE"
			h.must(h.store.PutGroup(h.Context(), g))
		}
		all := h.browser().get("/join").is(200).holds("There are more")
		if n := strings.Count(all.body, `href="/join?group=`); n != 60 {
			h.Errorf("shows %d groups", n)
		}
		one := h.browser().get("/join?q=sud+777&country=DE").is(200).holds("Ortsgruppe Süd 777")
		if n := strings.Count(one.body, `href="/join?group=`); n != 1 {
			h.Errorf("finds %d groups", n)
		}
		h.browser().get("/join?q=nowhere").is(200).holds("No group found")
		h.browser().get("/de/join?country=DE").is(200).holds("Deutschland")
	})
}

func TestGroupsAndRoles(t *testing.T) {
	inHouses(t, func(h *house) {
		b := h.begun()
		top := string(h.top().ID)
		b.get("/organise/groups").is(200).holds("Britain Together")
		b.get("/organise/groups/" + top + "/new").is(200).holds("A group below Britain Together")
		id := domain.NewID[string](h.top().Made)
		b.post("/organise/groups/"+top+"/groups", "id", id, "name", "Leeds", "country", "GB", "currency", "GBP", "zone", "Europe/London", "locale", "en", "colour", "#00843d").leads("/groups/leeds")
		b.get("/groups/leeds").is(200).holds("Leeds", `href="/brand/00843d.css"`, `<a href="/groups/britain-together">`)
		b.get("/brand/00843d.css").is(200).holds("--brand:")
		b.get("/brand/url(x).css").is(404)
		b.post("/organise/groups/"+id, "name", "Leeds", "about", "From Skipton to Leeds.", "zone", "Mars/Olympus", "locale", "en").is(422).holds("From Skipton to Leeds.", "There is no such time zone")
		b.post("/organise/groups/"+id, "name", "Leeds", "about", "From Skipton to Leeds.", "zone", "Europe/London", "locale", "en").leads("/groups/leeds")
		tom := h.browser()
		tom.post("/join", "name", "Tom <b>", "email", "tom@example.org", "group", id).leads("/sign-in/code")
		code, _ := h.letter("tom@example.org")
		tom.post("/sign-in/code", "code", code).leads("/me")
		tom.get("/organise/people").is(403)
		tom.post("/organise/groups/"+id+"/roles", "person", string(h.personAt("tom@example.org")), "role", "admin").is(403)
		b.get("/organise/people?group="+id).is(200).holds("Tom &lt;b&gt;", "Give or take a role")
		b.post("/organise/groups/"+id+"/roles", "person", string(h.personAt("tom@example.org")), "role", "organiser").leads("/organise/people?group=" + id)
		tom.get("/organise/people").is(200).holds("Tom &lt;b&gt;")
		b.post("/organise/groups/"+id+"/roles", "person", string(h.personAt("tom@example.org")), "role", "organiser", "take", "true").leads("/organise/people?group=" + id)
		tom.get("/organise/people").is(403)
	})
}

func TestOnesOwnPage(t *testing.T) {
	inHouses(t, func(h *house) {
		b := h.begun()
		b.get("/me").is(200).holds("Samira", "samira@example.org", "returning officer")
		data := b.get("/me/data.json").is(200).holds("samira@example.org")
		if !strings.HasPrefix(data.header.Get("Content-Disposition"), "attachment") {
			h.Error("the data is shown and not saved")
		}
		me := h.personAt("samira@example.org")
		lost, err := h.people.Enter(h.Context(), me, "Mozilla/5.0 (Android 14; Mobile) Firefox/140.0")
		h.must(err)
		x, err := h.store.Session(h.Context(), lost.Hash())
		h.must(err)
		b.get("/me").holds("Firefox, Android", "/me/sessions/"+x.ID+"/end")
		b.post("/me/sessions/" + x.ID + "/end").leads("/me")
		if who, err := h.people.Who(h.Context(), lost); err != nil || !who.Nobody() {
			h.Error("the lost phone is still signed in", err)
		}
		b.get("/me").holds("You have not agreed")
		say := func(wording, given string) page {
			return b.post("/me/consents", "id", domain.NewID[string](time.Now()), "group", string(h.top().ID), "topic", "appeals", "channel", "email", "wording", wording, "given", given)
		}
		say("appeals-0.en", "true").is(409).holds("The sentence has changed")
		say("appeals-1.de", "true").leads("/me#consents")
		b.get("/me").holds("You agreed on", `<q lang="de">Britain Together Ltd darf mich per E-Mail um Spenden und Unterschriften bitten.</q>`)
		say("", "false").leads("/me#consents")
		b.get("/me").holds("You took it back on")
		b.post("/me/language", "locale", "tlh").is(422)
		b.post("/me/language", "locale", "de").leads("/me")
		b.get("/me").holds(`lang="de"`)
	})
}

func TestAKeyForPrograms(t *testing.T) {
	inHouses(t, func(h *house) {
		b := h.begun()
		shown := b.post("/me/token").is(200)
		_, rest, _ := strings.Cut(shown.body, "readonly>")
		token, _, _ := strings.Cut(rest, "<")
		if strings.Count(token, ".") != 2 || shown.header.Get("Cache-Control") != "no-store" {
			h.Fatalf("no key: %q", token)
		}
		asProgram := func() page {
			p := h.browser()
			p.client.Transport = bearing{p.client.Transport, token}
			return p.get("/api/v1/me")
		}
		asProgram().is(200).holds(`"name":"Samira"`)
		b.post("/me/token/end").leads("/me")
		asProgram().is(401)
	})
}

func TestEndingMailInOneClick(t *testing.T) {
	inHouses(t, func(h *house) {
		h.begun()
		token := domain.NewToken()
		h.must(h.store.PutLink(h.Context(), domain.Link{Hash: token.Hash(), Purpose: domain.ForMail, Object: "tom@example.org", Made: h.top().Made}))
		program := h.browser() // a mail program: no cookie, no page before
		path := "/mail/" + string(token)
		program.get(path).is(200).holds("tom@example.org", "<form")
		if off, err := h.store.MailOff(h.Context(), "tom@example.org"); err != nil || off {
			h.Fatal("looking ended it", err)
		}
		for range 2 {
			got := program.send("POST", path, map[string][]string{"List-Unsubscribe": {"One-Click"}}).is(200)
			if got.header.Get("Set-Cookie") != "" {
				h.Error("a mail program gets a cookie")
			}
		}
		if off, err := h.store.MailOff(h.Context(), "tom@example.org"); err != nil || !off {
			h.Fatal("one click ended nothing", err)
		}
		program.send("POST", "/mail/"+string(domain.NewToken()), nil).is(404)
	})
}

func TestBeingErased(t *testing.T) {
	inHouses(t, func(h *house) {
		h.begun().post("/me/erase", "sure", "true").is(409).holds("You run the group above all others")
		b := h.browser()
		b.post("/join", "name", "Tom", "email", "tom@example.org", "group", string(h.top().ID)).leads("/sign-in/code")
		code, _ := h.letter("tom@example.org")
		b.post("/sign-in/code", "code", code).leads("/me")
		b.get("/me").holds(`href="/me/erase"`)
		b.get("/me/erase").is(200).holds("What stays")
		b.post("/me/erase").is(422)
		b.post("/me/erase", "sure", "true").leads("/")
		b.get("/me").leads("/sign-in?next=%2Fme")
		if ps, err := h.store.PeopleAt(h.Context(), "tom@example.org"); err != nil || len(ps) != 0 {
			h.Error("still known", err)
		}
	})
}

func TestOnlyWhoRunsTheHouseConfirmsARestoredCopy(t *testing.T) {
	inHouses(t, func(h *house) {
		b := h.begun()
		top := string(h.top().ID)
		b.post("/organise/house/confirm").is(409)
		h.must(h.store.SetHouse(h.Context(), people.Restored, "2026-11-28T10:00:00Z"))
		b.get("/organise").is(200).holds("A restored copy", "restored on 28", "This is the real house now")
		tom := h.browser()
		tom.post("/join", "name", "Tom", "email", "tom@example.org", "group", top).leads("/sign-in/code")
		code, _ := h.letter("tom@example.org")
		tom.post("/sign-in/code", "code", code).leads("/me")
		tom.post("/organise/house/confirm").is(403)
		if at, err := h.people.RestoredAt(h.Context()); err != nil || at.IsZero() {
			t.Fatal("somebody without the right confirmed it: ", err)
		}
		b.post("/organise/house/confirm").leads("/organise")
		if at, err := h.people.RestoredAt(h.Context()); err != nil || !at.IsZero() {
			t.Error("still a copy: ", at, err)
		}
		deeds, err := h.store.Deeds(h.Context(), []domain.GroupID{h.top().ID}, 1)
		if err != nil || len(deeds) != 1 || deeds[0].Act != "confirm restored copy" {
			t.Errorf("the log says %+v %v", deeds, err)
		}
	})
}
