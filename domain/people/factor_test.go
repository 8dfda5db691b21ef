package people_test

import (
	"strings"
	"testing"
	"time"

	"barnstorm/domain"
	"barnstorm/domain/people"
)

// The test vectors of RFC 6238, appendix B, in the six digits that we show.
func TestCodesAreThoseOfTheStandard(t *testing.T) {
	f := people.Factor{Secret: []byte("12345678901234567890")}
	for at, want := range map[int64]string{59: "287082", 1111111109: "081804", 1111111111: "050471", 1234567890: "005924", 2000000000: "279037", 20000000000: "353130"} {
		if got := f.Code(at / 30); got != want {
			t.Errorf("at %d: %s, want %s", at, got, want)
		}
	}
}

// entered signs somebody in by mail.
func (h *house) entered(email string) domain.Token {
	h.Helper()
	h.pass(time.Second)
	id, browser, err := h.people.AskSignIn(h.Context(), people.AskInput{Email: email}, "en", "here")
	h.must(err)
	ready, err := h.people.SignIn(h.Context(), people.Answer{ID: id, Browser: browser, Code: h.letter(email).Fields["code"]})
	h.must(err)
	return ready.Session
}

// phone is the code that somebody's phone shows now.
func (h *house) phone(f people.Factor) people.CodeInput {
	return people.CodeInput{Code: f.Code(h.clock().Unix() / 30)}
}

func TestAMailboxAloneIsNotEnoughForWhoOrganises(t *testing.T) {
	inHouses(t, func(h *house) {
		founder, top := h.begun()
		fresh := func(who domain.Actor, s domain.Token) error { return h.people.Fresh(h.Context(), who, s) }
		tom := h.joined("Tom", "tom@example.org", top.ID)
		toms := h.entered("tom@example.org")
		h.must(fresh(tom, toms)) // a member has proved enough by signing in
		h.refuses("another's session", fresh(founder, toms), "prove-first")
		h.pass(people.FreshFor)
		h.refuses("a member, later", fresh(tom, toms), "prove-first")
		s := h.entered("samira@example.org")
		h.refuses("an admin by mail alone", fresh(founder, s), "prove-first")
		h.refuses("proving with nothing", h.people.Prove(h.Context(), founder, s, people.CodeInput{Code: "123456"}), "no-factor")

		f, err := h.people.Prepare(h.Context(), founder, s)
		h.must(err)
		if strings.Contains(h.dump(), string(f.Secret)) {
			h.Error("the secret lies open in the database")
		}
		_, err = h.people.Confirm(h.Context(), founder, s, people.CodeInput{Code: "00000"})
		h.refuses("a wrong code", err, "wrong-code")
		h.refuses("before the first code", fresh(founder, s), "prove-first")
		codes, err := h.people.Confirm(h.Context(), founder, s, h.phone(f))
		h.must(err)
		h.must(fresh(founder, s))
		if len(codes) != people.RecoveryCodes || strings.Contains(h.dump(), codes[0]) {
			h.Errorf("%d recovery codes, or they lie open", len(codes))
		}
		_, err = h.people.Prepare(h.Context(), founder, s)
		h.refuses("a second one", err, "factor-set")

		h.pass(people.FreshFor)
		h.refuses("later", fresh(founder, s), "prove-first")
		h.must(h.people.Prove(h.Context(), founder, s, h.phone(f)))
		h.must(fresh(founder, s))
		h.refuses("the same code again", h.people.Prove(h.Context(), founder, s, h.phone(f)), "code-used")
		h.pass(people.FreshFor)
		h.must(h.people.Prove(h.Context(), founder, s, people.CodeInput{Code: strings.ToUpper(codes[3])}))
		h.refuses("a recovery code again", h.people.Prove(h.Context(), founder, s, people.CodeInput{Code: codes[3]}), "wrong-code")
		h.refuses("somebody else's recovery code", h.people.Prove(h.Context(), tom, toms, people.CodeInput{Code: codes[4]}), "no-factor")
		h.must(h.people.DropFactor(h.Context(), founder, s))
		h.refuses("without it", h.people.Prove(h.Context(), founder, s, h.phone(f)), "no-factor")
		h.pass(people.FreshFor)
		_, err = h.people.Prepare(h.Context(), founder, s)
		h.refuses("setting one up with an old sign-in", err, "sign-in-again")
	})
}

// A member needs no second factor; whoever set one up all the same is not
// proven by their mailbox any more.
func TestAFactorThatNobodyAskedForCounts(t *testing.T) {
	inHouses(t, func(h *house) {
		_, top := h.begun()
		tom := h.joined("Tom", "tom@example.org", top.ID)
		s := h.entered("tom@example.org")
		f, err := h.people.Prepare(h.Context(), tom, s)
		h.must(err)
		_, err = h.people.Confirm(h.Context(), tom, s, h.phone(f))
		h.must(err)
		later := h.entered("tom@example.org")
		h.refuses("a member by mail alone, who has a factor", h.people.Fresh(h.Context(), tom, later), "prove-first")
		h.pass(time.Minute)
		h.must(h.people.Prove(h.Context(), tom, later, h.phone(f)))
		h.must(h.people.Fresh(h.Context(), tom, later))
	})
}

func TestNobodyTriesCodesForLong(t *testing.T) {
	inHouses(t, func(h *house) {
		founder, _ := h.begun()
		s := h.entered("samira@example.org")
		f, err := h.people.Prepare(h.Context(), founder, s)
		h.must(err)
		_, err = h.people.Confirm(h.Context(), founder, s, h.phone(f))
		h.must(err)
		h.pass(time.Minute)
		wrong := people.CodeInput{Code: "12345"}
		for range people.FactorTries {
			h.refuses("a wrong code", h.people.Prove(h.Context(), founder, s, wrong), "wrong-code")
		}
		h.refuses("one more", h.people.Prove(h.Context(), founder, s, wrong), "too-many-tries")
		h.refuses("the right one, too late", h.people.Prove(h.Context(), founder, s, h.phone(f)), "too-many-tries")
		h.pass(people.FactorRest + time.Second)
		h.must(h.people.Prove(h.Context(), founder, s, h.phone(f)))
	})
}
