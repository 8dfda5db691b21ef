package people_test

import (
	"strings"
	"testing"
)

func TestTheFounderIsSignedIn(t *testing.T) {
	inHouses(t, func(h *house) {
		h.browser().get("/join").is(200).holds("To begin, open the link that the program printed")
		b := h.begun()
		b.get("/organise").is(200).holds("Samira", "Britain Together", `href="/organise/people"`)
		b.get("/imprint").is(200).holds("Britain Together Ltd", "1 Mill Lane")
		h.browser().get("/organise").leads("/sign-in?next=%2Forganise")
	})
}

func TestSigningInByCode(t *testing.T) {
	inHouses(t, func(h *house) {
		h.begun()
		b := h.browser()
		b.get("/sign-in?next=/me%23gifts").is(200)
		b.post("/sign-in", "email", " Samira@Example.ORG ", "back", "/groups?x=1").leads("/sign-in/code")
		code, _ := h.letter("samira@example.org")
		b.get("/sign-in/code").is(200).holds(`inputmode="numeric"`, `autocomplete="one-time-code"`)
		wrong := "000000"
		if wrong == code {
			wrong = "000001"
		}
		b.post("/sign-in/code", "code", wrong).is(422).holds(wrong)
		b.post("/sign-in/code", "code", code[:3]+" "+code[3:]).leads("/groups?x=1")
		b.get("/me").is(200).holds("Samira")
		b.post("/sign-in/code", "code", code).is(404)
		if b.cookie("asking") != "" {
			h.Error("the cookie of the asking browser is still there")
		}
	})
}

func TestLookingAtALinkUsesNothingUp(t *testing.T) {
	inHouses(t, func(h *house) {
		h.begun()
		b, other := h.browser(), h.browser()
		b.post("/sign-in", "email", "samira@example.org").leads("/sign-in/code")
		_, link := h.letter("samira@example.org")
		for range 5 {
			other.send("HEAD", link, nil)
			other.get(link).is(200).holds("another browser")
			b.get(link).is(200).holds(`<form`, `action="`+link+`"`)
		}
		other.post(link).is(409).holds("another browser")
		b.post(link).leads("/me")
		b.post(link).is(409)
		if other.cookie("session") != "" {
			h.Error("the other browser is signed in")
		}
	})
}

func TestASessionIsNewAtEverySignIn(t *testing.T) {
	inHouses(t, func(h *house) {
		b := h.begun()
		old := b.cookie("session")
		b.post("/sign-in", "email", "samira@example.org").leads("/sign-in/code")
		code, _ := h.letter("samira@example.org")
		b.post("/sign-in/code", "code", code).leads("/me")
		fresh := b.cookie("session")
		if fresh == "" || fresh == old {
			h.Fatal("the session stayed the same")
		}
		xs, err := h.store.Sessions(h.Context(), h.personAt("samira@example.org"))
		h.must(err)
		if len(xs) != 1 {
			h.Errorf("%d sessions: the old one lives on", len(xs))
		}
		b.get("/signed-out").leads("/me")
		b.post("/sign-out").leads("/signed-out")
		b.get("/signed-out").holds("Nobody is signed in on this device")
		b.get("/me").leads("/sign-in?next=%2Fme")
		if xs, err = h.store.Sessions(h.Context(), h.personAt("samira@example.org")); err != nil || len(xs) != 0 {
			h.Error("signing out ended nothing where it counts", err)
		}
	})
}

func TestNobodyLearnsWhoIsKnown(t *testing.T) {
	inHouses(t, func(h *house) {
		h.begun()
		known, unknown := h.browser(), h.browser()
		a, z := known.post("/sign-in", "email", "samira@example.org"), unknown.post("/sign-in", "email", "nobody@example.org")
		if a.status != z.status || a.body != z.body || len(a.header) != len(z.header) || a.header.Get("Location") != z.header.Get("Location") {
			h.Errorf("%+v\n%+v", a.header, z.header)
		}
		if len(known.cookie("asking")) != len(unknown.cookie("asking")) {
			h.Error("the cookies differ")
		}
		if known.get("/sign-in/code").body != unknown.get("/sign-in/code").body {
			h.Error("the pages differ")
		}
		known.post("/sign-in/code", "code", "abc").is(422)
		unknown.post("/sign-in/code", "code", "abc").is(422)
		h.browser().post("/sign-in", "email", "no address").is(422).holds("no address")
	})
}

func TestSigningInLeadsNowhereElse(t *testing.T) {
	inHouses(t, func(h *house) {
		h.begun()
		for _, next := range []string{"//evil.example", `/\evil.example`, "https:evil.example", "https://evil.example/", "/%09/evil", "/@evil"} {
			b := h.browser()
			b.post("/sign-in", "email", "samira@example.org", "back", next).leads("/sign-in/code")
			code, _ := h.letter("samira@example.org")
			got := b.post("/sign-in/code", "code", code)
			if to := got.header.Get("Location"); got.status == 303 && (!strings.HasPrefix(to, "/") || strings.Contains(strings.TrimPrefix(to, "/%09"), "evil.example") || strings.HasPrefix(to, "//") || strings.Contains(to, "@")) {
				h.Errorf("%q leads to %q", next, to)
			}
		}
	})
}

func TestChoosingWhoOneIs(t *testing.T) {
	inHouses(t, func(h *house) {
		h.begun()
		group := string(h.top().ID)
		for _, name := range []string{"Anna", "Bert"} {
			b := h.browser()
			b.post("/join", "name", name, "email", "both@example.org", "group", group).leads("/sign-in/code")
			code, _ := h.letter("both@example.org")
			b.post("/sign-in/code", "code", code).leads("/me")
		}
		b := h.browser()
		b.post("/sign-in", "email", "both@example.org").leads("/sign-in/code")
		code, _ := h.letter("both@example.org")
		b.post("/sign-in/code", "code", code).is(200).holds("Anna", "Bert", `name="code" value="`+code+`"`)
		ps, err := h.store.PeopleAt(h.Context(), "both@example.org")
		h.must(err)
		b.post("/sign-in/code", "code", code, "as", string(ps[1].ID)).leads("/me")
		b.get("/me").holds("<h1>" + ps[1].Name + "</h1>")
	})
}
