package command

import (
	"bytes"
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"barnstorm/domain"
	"barnstorm/domain/target"
	"barnstorm/store"
	"barnstorm/store/storetest"
)

func TestImport(t *testing.T) {
	database := filepath.Join(t.TempDir(), "a.db")
	var said bytes.Buffer
	clock := domain.Clock(func() time.Time { return time.Date(2026, 10, 3, 9, 30, 0, 0, time.UTC) })
	p := &Program{
		Clock: clock, Out: &said, Err: &said, Says: func(err error) string { return "says " + err.Error() },
		Settings: func() (Settings, error) { return Settings{Database: database}, nil },
		Open:     func(s Settings) (Store, error) { return store.Open(s.Database, make([]byte, 32)) },
		Join: func(_ context.Context, _ Settings, st Store) (*House, error) {
			s := st.(*store.Store)
			return &House{Targets: &target.Service{Store: s, Atomically: store.Atomically[target.Store](s), Events: s, Clock: clock}}, nil
		},
	}
	results, shapes := storetest.Real(t, "uk-elections/HoC-GE2024-results-by-constituency.csv"), storetest.Real(t, "uk-boundaries/pcon_july_2024_BUC_simplified.geojson")
	codes, towns := "uk-postcodes/", filepath.Join(t.TempDir(), "towns.csv")
	if err := os.WriteFile(towns, []byte("name;lat;lon\nHerne;51.54;7.22\nWitten;51.44;7.34\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, tt := range []struct {
		args   []string
		status int
		says   string
	}{
		{[]string{"seats", results}, 0, "650 seats are now as the files say.\nSource: House of Commons Library"},
		{[]string{"seats", "-held", "2024-07-04", "-source", "us", results}, 0, "Source: us"},
		{[]string{"boundaries", shapes}, 0, "650 boundaries"},
		{[]string{"postcodes", storetest.Real(t, codes+"header.csv"), storetest.Real(t, codes+"ig.csv")}, 0, "6074 postcodes are now as the files say"},
		{[]string{"postcodes", storetest.Real(t, codes+"header.csv")}, 1, "says invalid: sheet-no-rows"},
		{[]string{"towns", "-country", "DE", "-source", "us", towns}, 0, "2 towns are now as the files say"},
		{[]string{"towns", results}, 1, "says invalid: sheet-column-missing"},
		{[]string{"seats", shapes}, 1, "says invalid: "},
		{[]string{"boundaries", results}, 1, "says invalid: not-geojson"},
		{[]string{"seats", "no-such-file.csv"}, 1, "no such file"},
		{[]string{"seats"}, 2, "too few"},
		{[]string{"seats", "-held", "soon", results}, 2, "2024-07-04"},
		{[]string{"people", results}, 2, "seats, boundaries, postcodes, towns"},
		{nil, 2, "seats, boundaries, postcodes, towns"},
	} {
		said.Reset()
		if status := p.Run(t.Context(), append([]string{"import"}, tt.args...)); status != tt.status || !strings.Contains(said.String(), tt.says) {
			t.Errorf("%v: status %d, %q, want %d, %q", tt.args, status, said.String(), tt.status, tt.says)
		}
	}
}
