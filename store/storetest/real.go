package storetest

import (
	"errors"
	"os"
	"path/filepath"
	"testing"
)

// Real is the path of a file as its publisher made it, by its place among the
// real data that lies beside the project. Where that is not at hand the test
// is skipped and says so; on the build server it must be.
func Real(t *testing.T, file string) string {
	t.Helper()
	top, err := os.Getwd()
	for err == nil && !exists(filepath.Join(top, "go.mod")) {
		top = filepath.Dir(top)
	}
	path := filepath.Join(top, "../shared/data", file)
	switch _, err := os.Stat(path); {
	case errors.Is(err, os.ErrNotExist) && os.Getenv("CI") != "true":
		t.Skipf("real data is not here: %s", file)
	case err != nil:
		t.Fatal(err)
	}
	return path
}

// OpenReal opens such a file until the test is over.
func OpenReal(t *testing.T, file string) *os.File {
	t.Helper()
	f, err := os.Open(Real(t, file))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { f.Close() })
	return f
}

func exists(path string) bool {
	_, err := os.Stat(path)
	return err == nil
}
