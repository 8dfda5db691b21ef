package store

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"barnstorm/domain"
	"barnstorm/domain/universe"
)

// stumbles is a store that breaks over whatever a file named so brings.
type stumbles struct {
	universe.Store
	over string
}

func (u stumbles) AddDoors(ctx context.Context, doors []universe.Door) error {
	i, err := u.Import(ctx, universe.ImportID(doors[0].Source))
	switch {
	case err == nil && i.File == u.over && i.Progress.Tries%2 == 1:
		panic("it breaks")
	case err == nil && i.File == u.over:
		return errors.New("it fails")
	}
	return u.Store.AddDoors(ctx, doors)
}

// A file over which we stumble each time is given up after five tries, and says
// so; another file comes in meanwhile.
func TestOneFileHoldsUpNoOther(t *testing.T) {
	inWards(t, func(w *ward) {
		s := w.universe()
		whole := s.Atomically
		s.Atomically = func(ctx context.Context, f func(universe.Store) error) error {
			return whole(ctx, func(tx universe.Store) error { return f(stumbles{tx, "bad.csv"}) })
		}
		var files []universe.Import
		for _, name := range []string{"bad.csv", "good.csv"} {
			i, err := s.Bring(t.Context(), w.organise, w.effort.ID, universe.FileInput{ID: domain.NewID[universe.ImportID](w.now), File: name}, strings.NewReader("Address\n1 "+name+" Street\n"))
			w.must(err)
			files = append(files, w.carryOn(i))
		}
		for n, i := range files {
			w.now = w.now.Add(time.Second)
			var err error
			files[n], err = s.Map(t.Context(), w.organise, i.ID, universe.MapInput{Columns: i.Columns, Start: true})
			w.must(err)
		}
		steps := 0
		for ; files[0].Busy() || files[1].Busy(); steps++ {
			w.now = w.now.Add(time.Second)
			func() {
				defer func() { recover() }()
				s.CarryOn(t.Context())
			}()
			for n := range files {
				var err error
				files[n], err = s.Import(t.Context(), w.organise, files[n].ID)
				w.must(err)
			}
			if steps == 1 {
				w.want("the other after the first stumble", files[1].Stage, universe.Done)
			}
			if steps > 20 {
				t.Fatal("it never ends")
			}
		}
		w.want("given up", fmt.Sprint(files[0].Stage, " ", files[0].Why, " ", steps), "failed import-stuck 6")
		w.want("kept", w.count("select count(*) from doors"), 1)
	})
}
