package people_test

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/base64"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"barnstorm/domain"
	"barnstorm/domain/people"
)

// ask has a letter sent to an address and returns the answer that its link
// would give in the browser that asked.
func (h *house) ask(email string) people.Answer {
	h.Helper()
	h.pass(time.Second) // so that the newest letter is the newest
	id, browser, err := h.people.AskSignIn(h.Context(), people.AskInput{Email: email}, "en", "here")
	h.must(err)
	return people.Answer{ID: id, Browser: browser}
}

func (h *house) signIn(a people.Answer) error {
	_, err := h.people.SignIn(h.Context(), a)
	return err
}

func TestALinkWorksOnceForTwentyAtOnce(t *testing.T) {
	inHouses(t, func(h *house) {
		h.begun()
		a := h.ask("samira@example.org")
		a.Link = linkIn(h.letter("samira@example.org"))
		won, used := 0, 0
		// All twenty have found the letter good before the first of them writes:
		// otherwise they would come one after the other and prove nothing.
		var all, wg sync.WaitGroup
		all.Add(20)
		atomically := h.people.Atomically
		h.people.Atomically = func(ctx context.Context, f func(people.Store) error) error {
			all.Done()
			all.Wait()
			return atomically(ctx, f)
		}
		var mu sync.Mutex
		for range 20 {
			wg.Add(1)
			go func() {
				defer wg.Done()
				err := h.signIn(a)
				mu.Lock()
				defer mu.Unlock()
				switch {
				case err == nil:
					won++
				case domain.Is(err, domain.Conflict):
					used++
				default:
					h.Error(err)
				}
			}()
		}
		wg.Wait()
		if won != 1 || used != 19 {
			h.Errorf("%d won and %d were told it is used", won, used)
		}
		xs, err := h.store.Sessions(h.Context(), h.ownerOf("samira@example.org"))
		h.must(err)
		if len(xs) != 1 {
			h.Errorf("%d sessions", len(xs))
		}
	})
}

func (h *house) ownerOf(email string) domain.PersonID {
	h.Helper()
	ps, err := h.store.PeopleAt(h.Context(), email)
	h.must(err)
	return ps[0].ID
}

func TestALetterLivesTenMinutes(t *testing.T) {
	inHouses(t, func(h *house) {
		h.begun()
		a := h.ask("samira@example.org")
		a.Link = linkIn(h.letter("samira@example.org"))
		h.pass(10*time.Minute - time.Millisecond)
		h.must(h.signIn(a))
		a = h.ask("samira@example.org")
		a.Link = linkIn(h.letter("samira@example.org"))
		h.pass(10 * time.Minute)
		h.refuses("after ten minutes", h.signIn(a), "link-used")
	})
}

func TestALetterIsForTheBrowserThatAsked(t *testing.T) {
	inHouses(t, func(h *house) {
		h.begun()
		a := h.ask("samira@example.org")
		l := h.letter("samira@example.org")
		h.refuses("link elsewhere", h.signIn(people.Answer{Link: linkIn(l)}), "other-browser")
		h.refuses("link with another token", h.signIn(people.Answer{Link: linkIn(l), Browser: domain.NewToken()}), "other-browser")
		h.refuses("code elsewhere", h.signIn(people.Answer{ID: a.ID, Code: l.Fields["code"], Browser: domain.NewToken()}), "other-browser")
		h.refuses("no such link", h.signIn(people.Answer{Link: domain.NewToken(), Browser: a.Browser}), "link-not-good")
		h.refuses("no such request", h.signIn(people.Answer{ID: "x", Code: "1", Browser: a.Browser}), "link-not-good")
		a.Code = l.Fields["code"]
		h.must(h.signIn(a))
	})
}

func TestTheEleventhWrongCodeEndsTheLetter(t *testing.T) {
	inHouses(t, func(h *house) {
		h.begun()
		a := h.ask("samira@example.org")
		right := h.letter("samira@example.org").Fields["code"]
		for n := range 10 {
			a.Code = fmt.Sprintf("%06d", n)
			if a.Code == right {
				a.Code = "999999"
			}
			h.refuses("a wrong code", h.signIn(a), "wrong-code")
		}
		err := h.signIn(a)
		h.refuses("the eleventh", err, "too-many-codes")
		if !domain.Is(err, domain.TooMany) {
			h.Error("the eleventh is no 429")
		}
		a.Code = right
		h.refuses("the right one after it", h.signIn(a), "too-many-codes")
	})
}

func TestKnownAndUnknownAreAnsweredAlike(t *testing.T) {
	inHouses(t, func(h *house) {
		h.begun()
		known, unknown := h.ask("samira@example.org"), h.ask("nobody@example.org")
		if len(known.ID) != len(unknown.ID) || len(known.Browser) != len(unknown.Browser) {
			h.Error("the answers differ")
		}
		for email, kind := range map[string]string{"samira@example.org": "people/sign-in", "nobody@example.org": "people/unknown"} {
			if l := h.letter(email); l.Kind != kind {
				h.Errorf("%s got %s", email, l.Kind)
			}
		}
		unknown.Code = h.letter("nobody@example.org").Fields["code"]
		h.refuses("nobody signs in", h.signIn(unknown), "nobody-here")
		for range 10 {
			h.ask("samira@example.org")
		}
		ls, err := h.store.LettersTo(h.Context(), "samira@example.org", 100)
		h.must(err)
		if len(ls) != people.MostSignIns {
			h.Errorf("%d letters in an hour", len(ls))
		}
	})
}

// sixDigits tries out every code of six digits, counting up in place: a million
// hashes and no more.
func sixDigits(id, hash string) (code string, is bool) {
	want, _ := base64.RawURLEncoding.DecodeString(hash)
	try := []byte(id + ":000000")
	for range 1_000_000 {
		if sum := sha256.Sum256(try); bytes.Equal(sum[:], want) {
			return string(try), true
		}
		for i := len(try) - 1; try[i] != ':'; i-- {
			if try[i]++; try[i] <= '9' {
				break
			}
			try[i] = '0'
		}
	}
	return "", false
}

func TestACodeThatNobodyWasSentCannotBeGuessed(t *testing.T) {
	inHouses(t, func(h *house) {
		h.begun()
		first := h.ask("samira@example.org")
		first.Link = linkIn(h.letter("samira@example.org"))
		for range people.MostSignIns - 1 {
			h.ask("samira@example.org")
		}
		silent := h.ask("samira@example.org")
		r, err := h.store.SignIn(h.Context(), silent.ID)
		h.must(err)
		if n, is := sixDigits(silent.ID, r.Code); is {
			h.Fatal("a request without a letter has a code of six digits: ", n)
		}
		silent.Code = "000000"
		h.refuses("a code for it", h.signIn(silent), "wrong-code")
		h.must(h.signIn(first))
		h.pass(time.Hour - 6*time.Second) // the first letter is an hour old, the request without one is not
		again := h.ask("samira@example.org")
		again.Code = h.letter("samira@example.org").Fields["code"]
		h.must(h.signIn(again))
	})
}

// Whoever asks for letters to somebody keeps them from none of their own, until
// letters come from everywhere.
func TestLettersAreCountedBySender(t *testing.T) {
	inHouses(t, func(h *house) {
		h.begun()
		letters := func(asked int, from string) int {
			for range asked {
				_, _, err := h.people.AskSignIn(h.Context(), people.AskInput{Email: "samira@example.org"}, "en", from)
				h.must(err)
			}
			ls, err := h.store.LettersTo(h.Context(), "samira@example.org", 100)
			h.must(err)
			return len(ls)
		}
		for _, x := range []struct {
			asked int
			from  string
			want  int
		}{{7, "192.0.2.1", 5}, {1, "192.0.2.2", 6}, {7, "192.0.2.2", 10}, {7, "192.0.2.3", 15}, {1, "192.0.2.4", 15}} {
			if got := letters(x.asked, x.from); got != x.want {
				h.Errorf("%d more from %s: %d letters, want %d", x.asked, x.from, got, x.want)
			}
		}
		if strings.Contains(h.dump(), "192.0.2.") {
			h.Error("the network lies open")
		}
	})
}

func TestCodesAreTriedFewTimesAtOneAddress(t *testing.T) {
	inHouses(t, func(h *house) {
		h.begun()
		for range people.MostTries / people.CodeTries {
			a := h.ask("samira@example.org")
			a.Code = "x"
			for range people.CodeTries {
				h.refuses("a wrong code", h.signIn(a), "wrong-code")
			}
		}
		a := h.ask("samira@example.org")
		l := h.letter("samira@example.org")
		a.Code = l.Fields["code"]
		h.refuses("the right one after so many", h.signIn(a), "too-many-codes")
		a.Link = linkIn(l)
		h.must(h.signIn(a))
		h.pass(time.Hour)
		a = h.ask("samira@example.org")
		a.Code = h.letter("samira@example.org").Fields["code"]
		h.must(h.signIn(a))
	})
}

func TestSecretsAreKeptAsHashes(t *testing.T) {
	inHouses(t, func(h *house) {
		h.begun()
		a := h.ask("samira@example.org")
		l := h.letter("samira@example.org")
		a.Link = linkIn(l)
		ready, err := h.people.SignIn(h.Context(), a)
		h.must(err)
		dump := h.dump()
		if !strings.Contains(dump, ready.Session.Hash()) {
			h.Fatal("the dump is no dump: the hash of the session is not in it")
		}
		for name, secret := range map[string]domain.Token{"session": ready.Session, "link": a.Link, "browser": a.Browser} {
			if len(secret) < 43 || strings.Contains(dump, string(secret)) {
				h.Errorf("the database holds the %s itself", name)
			}
		}
	})
}

func TestTokensAreDistinct(t *testing.T) {
	seen := map[domain.Token]bool{}
	for range 10_000 {
		seen[domain.NewToken()] = true
	}
	if len(seen) != 10_000 {
		t.Errorf("%d of 10000", len(seen))
	}
}

func TestSessionsEnd(t *testing.T) {
	inHouses(t, func(h *house) {
		founder, _ := h.begun()
		open := func() domain.Token {
			t, err := h.people.Enter(h.Context(), founder.Person, "Firefox")
			h.must(err)
			return t
		}
		alive := func(t domain.Token) bool {
			who, err := h.people.Who(h.Context(), t)
			h.must(err)
			return !who.Nobody()
		}
		idle := open()
		h.pass(people.SessionIdle - time.Second)
		if !alive(idle) {
			h.Error("ended before it was idle for long")
		}
		h.pass(people.SessionIdle)
		if alive(idle) {
			h.Error("lives although idle")
		}
		long, left := open(), people.SessionLife
		for ; left > 20*24*time.Hour; left -= 20 * 24 * time.Hour {
			h.pass(20 * 24 * time.Hour)
			if !alive(long) {
				h.Fatal("ended although in use")
			}
		}
		h.pass(left)
		if alive(long) {
			h.Error("lives for ever")
		}
		lost, kept := open(), open()
		x, err := h.store.Session(h.Context(), lost.Hash())
		h.must(err)
		h.must(h.people.EndSession(h.Context(), founder, x.ID))
		if alive(lost) || !alive(kept) {
			h.Error("ending one session ended the wrong one")
		}
		h.must(h.people.SignOut(h.Context(), kept))
		h.must(h.people.SignOut(h.Context(), kept))
		if alive(kept) || alive("") || alive(domain.NewToken()) {
			h.Error("signed in without a session")
		}
	})
}

func TestNobodyEndsAnothersSession(t *testing.T) {
	inHouses(t, func(h *house) {
		founder, g := h.begun()
		other := h.joined("Tom", "tom@example.org", g.ID)
		session, err := h.people.Enter(h.Context(), founder.Person, "Firefox")
		h.must(err)
		x, err := h.store.Session(h.Context(), session.Hash())
		h.must(err)
		h.must(h.people.EndSession(h.Context(), other, x.ID))
		if who, err := h.people.Who(h.Context(), session); err != nil || who.Nobody() {
			h.Error("somebody else ended the session")
		}
		h.refuses("no id", h.people.EndSession(h.Context(), other, ""), "no-such-session")
		h.refuses("nobody", h.people.EndSession(h.Context(), domain.Actor{}, x.ID), "sign-in-first")
	})
}

func TestWhoIsMeantAtASharedAddress(t *testing.T) {
	inHouses(t, func(h *house) {
		_, g := h.begun()
		anna, bert := h.joined("Anna", "both@example.org", g.ID), h.joined("Bert", "both@example.org", g.ID)
		if anna.Person == bert.Person {
			h.Fatal("two names became one person")
		}
		a := h.ask("both@example.org")
		a.Code = h.letter("both@example.org").Fields["code"]
		ready, err := h.people.SignIn(h.Context(), a)
		h.must(err)
		if len(ready.Choose) != 2 || ready.Session != "" {
			h.Fatalf("%+v", ready)
		}
		a.As = h.ownerOf("samira@example.org")
		if ready, err = h.people.SignIn(h.Context(), a); err != nil || len(ready.Choose) != 2 {
			h.Error("somebody of another address was let in", err)
		}
		a.As = bert.Person
		ready, err = h.people.SignIn(h.Context(), a)
		h.must(err)
		if ready.Person != bert.Person {
			h.Error("let in as the wrong person")
		}
		again := h.joined("  anna ", "both@example.org", g.ID)
		if again.Person != anna.Person {
			h.Error("joining again made a second Anna")
		}
	})
}

// TestARequestToSignInIsForgottenAfterADay with the address that was typed.
func TestARequestToSignInIsForgottenAfterADay(t *testing.T) {
	inHouses(t, func(h *house) {
		h.begun()
		h.ask("nobody@example.org")
		for _, step := range []struct {
			pass time.Duration
			left int
		}{{people.SignInsFor - time.Minute, 1}, {2 * time.Minute, 0}} {
			h.pass(step.pass)
			_, err := h.people.ForgetSignIns(h.Context(), 10)
			h.must(err)
			if _, n, err := h.store.SignInsFor(h.Context(), "nobody@example.org", "", time.Time{}); err != nil || n != step.left {
				h.Errorf("%d are kept, %v, want %d", n, err, step.left)
			}
		}
	})
}
