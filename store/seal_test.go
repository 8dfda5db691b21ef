package store

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"barnstorm/domain"
	"barnstorm/domain/event"
	"barnstorm/domain/letter"
	"barnstorm/store/storetest"
)

// canary is a word that stands nowhere else.
const canary = "xylophone-ramp"

// needy is an RSVP with something to keep to oneself.
func (h *hall) needy(e event.Event, name string) event.RSVP {
	h.Helper()
	in := h.input(name, 1)
	in.Needs = canary + " for " + name
	r, err := h.events.RSVP(h.Context(), domain.Actor{}, e.ID, in, "en")
	h.must(err)
	return r
}

func (h *hall) sealed(id event.RSVPID) []byte {
	h.Helper()
	m, err := one[rsvpModel](h.store.db.Where("id = ?", id), "none")
	h.must(err)
	return m.Needs
}

func (h *hall) setSealed(id event.RSVPID, needs []byte) {
	h.Helper()
	h.must(h.store.db.Exec("update rsvps set needs = ? where id = ?", needs, id).Error)
}

func TestSealedTextOpensInItsPlaceAlone(t *testing.T) {
	inHalls(t, func(h *hall) {
		e := h.schedule(9)
		ann, ben := h.needy(e, "Ann"), h.needy(e, "Ben")
		reads := func(id event.RSVPID) (string, error) {
			r, err := h.store.RSVP(h.Context(), id)
			return r.Needs, err
		}
		text, err := reads(ann.ID)
		h.must(err)
		h.want("opens", text, canary+" for Ann")
		was := h.sealed(ann.ID)
		if bytes.Contains(was, []byte(canary)) || bytes.Equal(was[:12], h.sealed(ben.ID)[:12]) {
			h.Error("it is not sealed, or under a nonce that is used again")
		}
		for name, bad := range map[string][]byte{
			"a flipped bit":   append(append([]byte{}, was[:len(was)-1]...), was[len(was)-1]^1),
			"a part of it":    was[:20],
			"next to nothing": was[:3],
			"another's text":  h.sealed(ben.ID),
		} {
			h.setSealed(ann.ID, bad)
			if text, err := reads(ann.ID); err == nil || text != "" {
				h.Errorf("%s opens as %q", name, text)
			}
		}
		h.setSealed(ann.ID, was)
		// Even with the other's key beside it: the text is bound to its row.
		h.must(h.store.db.Exec(`update subject_keys set wrapped = (select wrapped from subject_keys where subject = ?) where subject = ?`, ben.ID, ann.ID).Error)
		if text, err := reads(ann.ID); err == nil {
			h.Errorf("another's key opens it: %q", text)
		}
	})
}

func TestADroppedKeyErases(t *testing.T) {
	inHalls(t, func(h *hall) {
		e := h.schedule(9)
		r := h.needy(e, "Ann")
		h.must(h.store.DropKey(h.Context(), string(r.ID)))
		got, err := h.store.RSVP(h.Context(), r.ID)
		h.must(err)
		h.want("needs", got.Needs, "")
		h.want("the rest stays", got.Name, "Ann")
		_, err = h.events.Keep(h.Context(), h.token("Ann"), event.KeepInput{Party: 2}) // and the row lives on
		h.must(err)
	})
}

func TestAnotherKeyOfTheHouse(t *testing.T) {
	storetest.EachURL(t, Open, func(t *testing.T, url string) {
		mine := storetest.Open(t, Open, url)
		if err := mine.Migrate(t.Context()); err != nil {
			t.Fatal(err)
		}
		theirs, err := Open(url, []byte(strings.Repeat("x", 32)))
		if err != nil {
			t.Fatal(err)
		}
		defer theirs.Close()
		if err := theirs.Migrate(t.Context()); err == nil || !strings.Contains(err.Error(), "SECRET_KEY") {
			t.Errorf("the program starts with another key: %v", err)
		}
	})
	for _, n := range []int{0, 16, 31, 33} {
		if _, err := Open(filepath.Join(t.TempDir(), "x.db"), make([]byte, n)); err == nil {
			t.Errorf("a key of %d bytes is taken", n)
		}
	}
}

// A letter that does not open is not sent blank, and holds nobody else's up.
func TestALetterThatDoesNotOpen(t *testing.T) {
	inHalls(t, func(h *hall) {
		e := h.schedule(9)
		h.come(e.ID, "Ann", 1)
		h.come(e.ID, "Ben", 1)
		h.must(h.store.db.Exec(`update letters set fields = ? where to_address = 'ann@example.org'`, []byte("rubbish, and long enough to be a letter")).Error)
		ls, err := h.store.ClaimLetters(h.Context(), h.clock(), 10)
		h.must(err)
		h.want("claimed", len(ls), 1)
		h.want("whose", ls[0].To, "ben@example.org")
		bad := h.letters("Ann")[0]
		h.want("kept as", bad.State, letter.Failed)
		h.want("and why", strings.HasPrefix(bad.Fault, unopened), true)
	})
}

// The file of a SQLite database, its journal included, holds no sealed word
// and no token of a private link.
func TestTheFileHoldsNoSecret(t *testing.T) {
	s := storetest.Open(t, Open, storetest.SQLite(t, Open))
	h := newHall(t, s)
	e := h.schedule(9)
	h.needy(e, "Ann")
	token := h.token("Ann")
	dir := filepath.Dir(storetest.URL(t, s))
	files, err := os.ReadDir(dir)
	h.must(err)
	found := false
	for _, f := range files {
		b, err := os.ReadFile(filepath.Join(dir, f.Name()))
		h.must(err)
		for _, secret := range []string{canary, string(token)} {
			if bytes.Contains(b, []byte(secret)) {
				t.Errorf("%s holds %q", f.Name(), secret)
			}
		}
		found = found || bytes.Contains(b, []byte("ann@example.org"))
	}
	if !found {
		t.Error("the search finds nothing that is there either")
	}
}
