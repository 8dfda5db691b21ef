package universe

import (
	"context"
	"io"
	"maps"

	"barnstorm/domain"
	"barnstorm/domain/sheet"
)

// LearnUPRNs reads where British properties lie (OS Open UPRN: a number, grid
// metres, degrees), and says how many. It is for whoever runs the program. Cut
// off, it is begun again: what was read stays and is read over.
func (s *Service) LearnUPRNs(ctx context.Context, from io.Reader) (int, error) {
	t, err := sheet.Open(from, sheet.Options{MaxBytes: 1 << 40})
	if err != nil {
		return 0, err
	}
	r := newReader("GB", t.Header, Guess(t.Header))
	n, at := 0, map[string]domain.Point{}
	keep := func() error {
		defer clear(at)
		n += len(at)
		some := maps.Clone(at)
		return s.Atomically(ctx, func(tx Store) error { return tx.PutUPRNs(ctx, some) })
	}
	for row, err := range t.Rows() {
		if err != nil {
			return n, err
		}
		number, ok := uprn(r.get(row, FieldUPRN))
		p, found := r.at(row)
		if !ok || !found || number == "" || !p.Valid() {
			continue
		}
		if at[number] = p; len(at) == 2*rowsAtOnce {
			if err := keep(); err != nil {
				return n, err
			}
		}
	}
	return n, keep()
}
