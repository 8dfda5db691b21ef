package journey

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
)

// demoFile is the demo movement, made once; every journey gets a copy.
var demoFile = sync.OnceValues(func() (string, error) {
	at, err := program()
	if err != nil {
		return "", err
	}
	file := filepath.Join(filepath.Dir(at), "demo.db")
	cmd := exec.Command(at, "demo", "-make")
	cmd.Env = append(os.Environ(), "DATABASE_URL="+file)
	if out, err := cmd.CombinedOutput(); err != nil {
		return "", fmt.Errorf("making the demo: %w\n%s", err, out)
	}
	return file, nil
})

// demo runs the demo movement on a file of its own.
func demo(t *testing.T) *house {
	t.Helper()
	made, err := demoFile()
	if err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(t.TempDir(), "demo.db")
	for _, end := range []string{"", ".key"} {
		b, err := os.ReadFile(made + end)
		if err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(file+end, b, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return run(t, []string{"DATABASE_URL=" + file}, "demo")
}

// walksIn follows the ready link of a role that the terminal printed.
func (v *visitor) walksIn(h *house, role string) *visitor {
	v.t.Helper()
	v.open(h.says(`(?m)^ *` + role + ` +(http\S+)`)).sees("Walk in as").tap("Walk in as")
	v.until("to be in", func() bool {
		return !strings.Contains(js[string](v, `location.pathname`), "/demo/enter") && v.text() != ""
	})
	v.taps = 0
	return v
}
