package storetest

import (
	"bufio"
	"io"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// A Cluster is a PostgreSQL of one test's own, for what no other test may feel:
// its server dies and rises.
type Cluster struct {
	URL string // of its one database, which is empty

	t    *testing.T
	in   io.WriteCloser
	said *bufio.Reader
}

// obey does what it is told by PG_CTL, an order a line, and says when it is done.
const obey = `echo "$TEST_POSTGRES"; cd /; while read order; do $PG_CTL $order </dev/null >&2 && echo done || echo failed; done`

// NewCluster makes a cluster as the tests' own is made, and throws it away with
// the test.
func NewCluster(t *testing.T) *Cluster {
	t.Helper()
	root, err := root()
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(filepath.Join(root, ".ci", "with-postgres"), "sh", "-c", obey)
	in, err := cmd.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { in.Close(); cmd.Wait() })
	c := &Cluster{t: t, in: in, said: bufio.NewReader(out)}
	if c.URL = c.hear(); !isServer(c.URL) {
		t.Fatalf("no cluster: %q", c.URL)
	}
	return c
}

func (c *Cluster) hear() string {
	line, _ := c.said.ReadString('\n')
	return strings.TrimSpace(line)
}

func (c *Cluster) order(what string) {
	c.t.Helper()
	io.WriteString(c.in, what+"\n")
	if got := c.hear(); got != "done" {
		c.t.Fatalf("pg_ctl %s: %q", what, got)
	}
}

// Dies ends the server at once, as a crash does: what it had in hand is lost.
func (c *Cluster) Dies() { c.t.Helper(); c.order("stop -m immediate") }

// Rises starts it again; it has recovered when this returns.
func (c *Cluster) Rises() { c.t.Helper(); c.order("start") }
