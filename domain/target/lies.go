package target

import (
	"context"
	"slices"
	"strings"
	"unicode"

	"barnstorm/domain"
	"barnstorm/domain/seat"
)

// Lies says where an address of a country (ISO 3166-1) lies: by its postcode, or
// by as much of it as is known, else by its town. It is the zero Point where
// neither is known.
func (s *Service) Lies(ctx context.Context, country, postcode, town string) (domain.Point, error) {
	by, near, err := s.liesBy(ctx, country, strings.ToUpper(strings.TrimSpace(postcode)))
	if err != nil || by.Valid() && near {
		return by, err
	}
	if in, err := s.liesIn(ctx, country, seat.Fold(town)); err != nil || in.Valid() {
		return in, err
	}
	return by, nil
}

// liesBy is the position of a postcode, and whether it says more than the town
// does: the letters alone of a British one mean a region.
func (s *Service) liesBy(ctx context.Context, country, code string) (domain.Point, bool, error) {
	if country == "GB" {
		w, err := s.byPostcode(ctx, code)
		return w.At, strings.ContainsFunc(w.Name, unicode.IsDigit), err
	}
	found, err := s.Store.PostcodesLike(ctx, code)
	for _, p := range found {
		if p.Country == country {
			return p.At, true, err
		}
	}
	return domain.Point{}, false, err
}

// liesIn is the position of the town of a country that is called so, and no more than that.
func (s *Service) liesIn(ctx context.Context, country, folded string) (domain.Point, error) {
	if len(folded) < 2 || len(folded) > 100 {
		return domain.Point{}, nil
	}
	towns, err := s.Store.TownsLike(ctx, folded, 100)
	if err != nil {
		return domain.Point{}, err
	}
	for _, t := range slices.Concat(towns, townsLike(folded, 100)) {
		if t.Country == country && seat.Fold(t.Name) == folded {
			return t.At, nil
		}
	}
	return domain.Point{}, nil
}
