package resident

import (
	"context"
	"slices"
	"strings"
	"time"

	"barnstorm/domain"
	"barnstorm/domain/canvass"
	"barnstorm/domain/universe"
)

// A Note is one visit as whoever holds the card may know of it: when, what came
// of it, and what kind of thing is kept. Never what was answered: the holder may
// be anybody of the household, and an opinion belongs to the one who gave it.
type Note struct {
	Effort  string // its name
	Day     string // 2006-01-02
	Outcome string
	Numbers int // ratings that were given
	Answers int // steps that were answered, with the ratings among them
}

// A Holding is what a card opens.
type Holding struct {
	Effort  canvass.Effort
	Group   string
	Imprint string
	Proves  bool             // the card is for one door
	Address universe.Address // of that door, empty when it is forgotten
	Country string           // that writes it
	Notes   []Note           // newest first
	Named   int              // visits to a named person of the household, of which nothing is told
	Quiet   bool             // nobody knocks there any more
	Gone    bool             // the effort's clock has run out
}

// Open is what a card opens. It refuses a token that is unknown or revoked with
// the same NotFound.
func (s *Service) Open(ctx context.Context, t domain.Token) (Holding, error) {
	c, err := s.Store.Card(ctx, t.Hash())
	if err != nil {
		return Holding{}, err
	}
	h := Holding{Proves: c.Proves}
	if h.Effort, err = s.Store.Effort(ctx, c.Effort); err != nil {
		return h, err
	}
	h.Gone = h.Effort.Forgotten(s.Clock.Now())
	if h.Group, h.Imprint, err = s.Store.Imprint(ctx, h.Effort.Group); err != nil || !c.Proves {
		return h, err
	}
	if h.Country, err = s.Store.GroupCountry(ctx, h.Effort.Group); err != nil {
		return h, err
	}
	if h.Address, err = s.Store.AddressOf(ctx, c); err != nil {
		return h, err
	}
	if h.Quiet, err = s.Store.QuietAt(ctx, c); err != nil {
		return h, err
	}
	visits, err := s.Store.NotesAt(ctx, c)
	if err != nil {
		return h, err
	}
	return h, h.note(ctx, s.Store, visits)
}

// note tells of visits what the holder may know.
func (h *Holding) note(ctx context.Context, tx Store, visits []canvass.Visit) error {
	var ids []canvass.EffortID
	for _, v := range visits {
		ids = append(ids, v.Effort)
	}
	names, err := tx.NameOfEffort(ctx, ids)
	for _, v := range visits {
		if v.Elector != "" {
			h.Named++
			continue
		}
		n := Note{Effort: names[v.Effort], Day: v.Day, Outcome: v.Outcome, Answers: len(v.Answers)}
		for _, r := range []canvass.Rating{v.Before, v.After} {
			if r.Given() {
				n.Numbers++
			}
		}
		h.Notes = append(h.Notes, n)
	}
	slices.SortStableFunc(h.Notes, func(a, b Note) int { return strings.Compare(b.Day, a.Day) })
	return err
}

// proving is the card of a token, if it proves an address; else Conflict.
func proving(ctx context.Context, tx Store, t domain.Token) (Card, error) {
	c, err := tx.Card(ctx, t.Hash())
	if err == nil && !c.Proves {
		err = domain.Refuse(domain.Conflict, "card-no-door")
	}
	return c, err
}

// Object has nobody of ours knock at the card's door any more, in any effort of
// any group, from now on and whatever lists come later. It is an absolute right:
// no reason is asked, and only the household itself takes it back, by writing.
func (s *Service) Object(ctx context.Context, t domain.Token) error {
	return s.Atomically(ctx, func(tx Store) error {
		c, err := proving(ctx, tx, t)
		if err != nil {
			return err
		}
		return tx.Silence(ctx, c, s.Clock.Now())
	})
}

// An EraseInput says that whoever sends it is sure.
type EraseInput struct {
	Sure bool `json:"sure"`
}

// Erase deletes everything that was noted at the card's door, in whatever
// effort: out of the records and out of the counts. It counts the records.
// Whoever objected stays heard.
func (s *Service) Erase(ctx context.Context, t domain.Token, in EraseInput) (int, error) {
	w := domain.Wrong{}
	w.Check(in.Sure, "sure", "needed")
	if err := w.Err(); err != nil {
		return 0, err
	}
	n := 0
	return n, s.Atomically(ctx, func(tx Store) error {
		c, err := proving(ctx, tx, t)
		if err == nil {
			n, err = tx.EraseAt(ctx, c, s.Clock.Now())
		}
		return err
	})
}

// Until is when what was noted goes by itself.
func (h Holding) Until() time.Time { return h.Effort.Forgets() }
