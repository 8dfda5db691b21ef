package event

import (
	"context"

	"barnstorm/domain"
)

// sameAddress reports whether two places are one to whoever has to go there.
func sameAddress(a, b domain.Place) bool {
	return a.Name == b.Name && a.Street == b.Street && a.Town == b.Town && a.Postcode == b.Postcode
}

// pinned is an event with the position of its address: the one that was sent, or
// the one that it had while the address stays, else where its postcode or its
// town lies. It has none rather than that of another address. It is asked for
// outside transactions, since it may need a connection of its own.
func (s *Service) pinned(ctx context.Context, e, old Event) (Event, error) {
	sent, had, same := e.Where.At, old.Where.At, sameAddress(e.Where, old.Where)
	if sent.Valid() && (same || sent != had) {
		return e, nil
	}
	if e.Where.At = had; same && had.Valid() && (e.Private || !old.Private) {
		return e.coarsely(), nil
	}
	if !same {
		e.Where.At = domain.Point{}
	}
	if s.Lies == nil {
		return e.coarsely(), nil
	}
	at, err := s.Lies(ctx, e.Where.Country, e.Where.Postcode, e.Where.Town)
	if at.Valid() {
		e.Where.At = at
	}
	return e.coarsely(), err
}

// coarsely is an event whose position is as exact as it may be kept.
func (e Event) coarsely() Event {
	if e.Private {
		e.Where.At = coarse(e.Where.At)
	}
	return e
}
