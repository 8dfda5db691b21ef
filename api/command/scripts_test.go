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
	"barnstorm/domain/people"
	"barnstorm/domain/script"
	"barnstorm/store"
)

// begins sets a house up, with Ada as its first organiser.
func begins(ctx context.Context, h *House) error {
	link, err := h.People.OpenStart(ctx)
	if err == nil {
		_, err = h.People.Start(ctx, link, people.StartInput{
			Group: "Aire Valley", Country: "GB", Currency: "GBP", Locale: "en", Zone: "Europe/London", Entity: "Aire Ltd", Address: "1 Mill Lane", Kind: "association", Name: "Ada", Email: "ada@example.org",
		}, true)
	}
	return err
}

func TestImportScripts(t *testing.T) {
	database, now := filepath.Join(t.TempDir(), "a.db"), domain.Clock(time.Now)
	var said bytes.Buffer
	p := &Program{
		Clock: now, Out: &said, Err: &said, Says: func(err error) string { return "says " + err.Error() },
		Settings: func() (Settings, error) { return Settings{Database: database}, nil },
		Open:     func(s Settings) (Store, error) { return store.Open(s.Database, make([]byte, 32)) },
		Join: func(_ context.Context, _ Settings, st Store) (*House, error) {
			s := st.(*store.Store)
			return &House{
				People:  &people.Service{Store: s, Atomically: store.Atomically[people.Store](s), Clock: now, URL: func(path string) string { return path }},
				Scripts: &script.Service{Store: s, Atomically: store.Atomically[script.Store](s), Clock: now},
			}, nil
		},
	}
	if err := p.inside(t.Context(), func(h *House) error { return begins(t.Context(), h) }); err != nil {
		t.Fatal(err)
	}
	good, bad := "../../domain/demo/scripts/polling-day-gotv.yaml", filepath.Join(t.TempDir(), "bad.yaml")
	if err := os.WriteFile(bad, []byte("schema: script/1\nkey: x\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, tt := range []struct {
		args   []string
		status int
		says   string
	}{
		{[]string{"-as", "ADA@example.org", good}, 0, "is a script of Aire Valley"},
		{[]string{"-as", "ada@example.org", "-group", "aire-valley", good}, 0, "is a script of Aire Valley"}, // which changes nothing
		{[]string{"-as", "bob@example.org", good}, 2, "somebody who may write scripts"},
		{[]string{good}, 2, "somebody who may write scripts"},
		{[]string{"-as", "ada@example.org", "-group", "elsewhere", good}, 2, `there is no "elsewhere"`},
		{[]string{"-as", "ada@example.org", bad}, 1, "bad.yaml: says "},
		{[]string{"-as", "ada@example.org"}, 2, "too few"},
	} {
		said.Reset()
		if status := p.Run(t.Context(), append([]string{"import", "scripts"}, tt.args...)); status != tt.status || !strings.Contains(said.String(), tt.says) {
			t.Errorf("%v: status %d, %q, want %d, %q", tt.args, status, said.String(), tt.status, tt.says)
		}
	}
	if err := p.inside(t.Context(), func(h *House) error {
		top, err := groupNamed(t.Context(), h, "")
		if err != nil {
			return err
		}
		all, err := h.Scripts.Store.ScriptsIn(t.Context(), []domain.GroupID{top.ID})
		if len(all) != 1 || all[0].Key != "polling-day-gotv" {
			t.Errorf("%d scripts: %+v", len(all), all)
		}
		return err
	}); err != nil {
		t.Fatal(err)
	}
}
