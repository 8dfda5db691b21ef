package resident

import (
	"context"
	"time"

	"barnstorm/domain"
	"barnstorm/domain/canvass"
	"barnstorm/domain/universe"
)

// A Stack is calling cards that were printed together.
type Stack struct {
	ID      StackID
	Effort  canvass.EffortID
	Turf    universe.TurfID // whose doors have a card each; empty for one card that every door gets
	By      domain.PersonID
	Made    time.Time
	Revoked time.Time // zero when it is not
	Cards   int
	Name    string // of the turf
}

// A Card is one calling card. Whoever holds it is taken for somebody who lives
// at its door: it was handed over or left there.
type Card struct {
	Hash   string // of its token
	Stack  StackID
	Effort canvass.EffortID
	Door   universe.DoorID // empty on a card for every door, and when the door is forgotten
	Proves bool            // an address: the card is for one door
}

// A Printed is a card on paper.
type Printed struct {
	Address universe.Address // empty on a card for every door
	Token   domain.Token
}

// A PrintInput asks for cards.
type PrintInput struct {
	ID   StackID         `json:"id"`   // made by the sender
	Turf universe.TurfID `json:"turf"` // empty for one card that every door gets
}

// Print makes a stack of cards: one for each door of a turf, in walking order,
// or one for all doors of the effort. Doors where nobody knocks get none.
// Printed again under the same id it is the stack that is there. It refuses
// turf of another effort (NotFound), and an effort whose clock has run out
// (Conflict).
func (s *Service) Print(ctx context.Context, who domain.Actor, id canvass.EffortID, in PrintInput) (Stack, error) {
	w := domain.Wrong{}
	_, ok := domain.ParseID[StackID](string(in.ID))
	w.Check(ok, "id", "not-an-id")
	if err := w.Err(); err != nil {
		return Stack{}, err
	}
	st := Stack{ID: in.ID, Effort: id, Turf: in.Turf, By: who.Person, Made: s.Clock.Now()}
	return st, s.Atomically(ctx, func(tx Store) error {
		e, err := effort(ctx, tx, who, id, domain.HandOutTurf)
		if err == nil {
			err = e.Lives(st.Made)
		}
		if err != nil {
			return err
		}
		printed, err := s.cards(ctx, tx, st)
		if err != nil {
			return err
		}
		cards := make([]Card, len(printed))
		for i, p := range printed {
			cards[i] = Card{Hash: p.token.Hash(), Stack: st.ID, Effort: e.ID, Door: p.door}
		}
		first, err := tx.AddStack(ctx, st, cards)
		if err != nil || first {
			return err
		}
		have, err := tx.Stack(ctx, in.ID)
		if err == nil && have.Effort != id {
			err = domain.Refuse(domain.Conflict, "id-taken")
		}
		st = have
		return err
	})
}

// A paper is a card with the door it is for.
type paper struct {
	door    universe.DoorID
	address universe.Address
	token   domain.Token
}

// cards is the cards of a stack, made of the key of the house.
func (s *Service) cards(ctx context.Context, tx Store, st Stack) ([]paper, error) {
	var papers []paper
	if st.Turf == "" {
		papers = []paper{{}}
	} else {
		t, err := tx.Turf(ctx, st.Turf)
		if err == nil && t.Effort != st.Effort {
			err = domain.Refuse(domain.NotFound, "no-such-turf")
		}
		if err != nil {
			return nil, err
		}
		doors, err := tx.DoorsIn(ctx, st.Turf)
		if err != nil {
			return nil, err
		}
		for _, d := range doors {
			if !d.Quiet && !d.Open {
				papers = append(papers, paper{door: d.ID, address: d.Address})
			}
		}
	}
	for i, p := range papers {
		var err error
		if papers[i].token, err = s.token("card " + string(st.ID) + " " + string(p.door)); err != nil {
			return nil, err
		}
	}
	return papers, nil
}

// A Sheet is a stack as it is printed.
type Sheet struct {
	Stack   Stack
	Effort  canvass.Effort
	Group   string
	Imprint string // who publishes, with an address
	Country string // that writes the addresses
	Cards   []Printed
}

// Sheet is a stack of cards to be printed, for whoever hands turf out. It
// refuses one that is revoked (Conflict).
func (s *Service) Sheet(ctx context.Context, who domain.Actor, id StackID) (Sheet, error) {
	st, e, err := s.stack(ctx, s.Store, who, id)
	if err == nil && !st.Revoked.IsZero() {
		err = domain.Refuse(domain.Conflict, "cards-revoked")
	}
	if err != nil {
		return Sheet{}, err
	}
	sh := Sheet{Stack: st, Effort: e}
	if sh.Group, sh.Imprint, err = s.Store.Imprint(ctx, e.Group); err != nil {
		return Sheet{}, err
	}
	if sh.Country, err = s.Store.GroupCountry(ctx, e.Group); err != nil {
		return Sheet{}, err
	}
	papers, err := s.cards(ctx, s.Store, st)
	for _, p := range papers {
		sh.Cards = append(sh.Cards, Printed{p.address, p.token})
	}
	return sh, err
}

// stack loads a stack for whoever hands turf out in its effort.
func (s *Service) stack(ctx context.Context, tx Store, who domain.Actor, id StackID) (Stack, canvass.Effort, error) {
	if who.Nobody() {
		return Stack{}, canvass.Effort{}, domain.Refuse(domain.SignedOut, "sign-in-first")
	}
	st, err := tx.Stack(ctx, id)
	if err != nil {
		return st, canvass.Effort{}, err
	}
	e, err := effort(ctx, tx, who, st.Effort, domain.HandOutTurf)
	if domain.Is(err, domain.NotFound) {
		err = domain.Refuse(domain.NotFound, "no-such-cards")
	}
	return st, e, err
}

// Stacks lists the stacks of an effort, those printed last first.
func (s *Service) Stacks(ctx context.Context, who domain.Actor, id canvass.EffortID) ([]Stack, canvass.Effort, error) {
	e, err := effort(ctx, s.Store, who, id, domain.HandOutTurf)
	if err != nil {
		return nil, e, err
	}
	all, err := s.Store.StacksOf(ctx, e.ID)
	return all, e, err
}

// Revoke has the cards of a stack open nothing any more.
func (s *Service) Revoke(ctx context.Context, who domain.Actor, id StackID) (Stack, error) {
	st, _, err := s.stack(ctx, s.Store, who, id)
	if err != nil {
		return st, err
	}
	return st, s.Store.RevokeStack(ctx, id, s.Clock.Now())
}
