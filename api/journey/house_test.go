package journey

import (
	"bufio"
	"bytes"
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"
)

// program is the program, built once from the source that is tested; with the
// race detector where the tests have it.
var program = sync.OnceValues(func() (string, error) {
	dir, err := os.MkdirTemp("", "barnstorm-journey")
	if err != nil {
		return "", err
	}
	afterwards = append(afterwards, func() { os.RemoveAll(dir) })
	at := filepath.Join(dir, "barnstorm")
	out, err := exec.Command("go", "build", "-o", at, "barnstorm").CombinedOutput()
	if err != nil {
		return "", fmt.Errorf("%w\n%s", err, out)
	}
	return at, nil
})

// A house is the running program over one database.
type house struct {
	t   *testing.T
	url string
	pid int // 0 while it is down

	start func()
	mu    sync.Mutex
	said  bytes.Buffer // everything that it printed
	ended chan error

	leadKey string // of the lead, for the API
	meant   string // an error in the log that mentions this is what the test wants
}

// run starts the program and waits until it is ready. settings are NAME=value;
// ADDR among the arguments is where it is to listen.
func run(t *testing.T, settings []string, args ...string) *house {
	t.Helper()
	at, err := program()
	if err != nil {
		t.Fatal(err)
	}
	addr := freeAddress(t)
	h := &house{t: t, url: "http://" + addr, ended: make(chan error, 1)}
	for i := range args {
		args[i] = strings.Replace(args[i], "ADDR", addr, 1)
	}
	dir := t.TempDir()
	h.start = func() {
		cmd := exec.Command(at, args...)
		cmd.Dir = dir
		cmd.Env = append(os.Environ(), append([]string{"ADDR=" + addr, "RATE=0"}, settings...)...)
		out, in := io.Pipe()
		cmd.Stdout, cmd.Stderr = in, in
		go h.listen(out)
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		h.pid = cmd.Process.Pid
		go func() { h.ended <- cmd.Wait(); in.Close() }()
		h.ready()
	}
	h.start()
	t.Cleanup(h.stop)
	return h
}

// dies ends the program as a power cut does; start has it rise again.
func (h *house) dies() {
	syscall.Kill(h.pid, syscall.SIGKILL)
	<-h.ended
	h.pid = 0
}

// ready waits until the program answers.
func (h *house) ready() {
	h.t.Helper()
	h.until("the program to be ready", func() bool {
		select {
		case err := <-h.ended:
			h.ended <- err
			h.t.Fatalf("the program ended: %v\n%s", err, h.output())
		default:
		}
		r, err := http.Get(h.url + "/ready")
		if err != nil {
			return false
		}
		r.Body.Close()
		return r.StatusCode == http.StatusOK
	})
}

// port is the last that was given to a house.
var port = func() (at atomic.Int64) { at.Store(int64(10_000 + os.Getpid()%8_000)); return }()

// freeAddress is a port of this machine on which nobody listens, of those that
// no system gives out by itself: it stays free until the program has it, and
// while the program is down.
func freeAddress(t *testing.T) string {
	for range 1_000 {
		l, err := net.Listen("tcp", fmt.Sprint("127.0.0.1:", port.Add(1)))
		if err == nil {
			defer l.Close()
			return l.Addr().String()
		}
	}
	t.Fatal("no port is free")
	return ""
}

func (h *house) listen(out io.Reader) {
	for lines := bufio.NewReader(out); ; {
		line, err := lines.ReadString('\n')
		h.mu.Lock()
		h.said.WriteString(line)
		h.mu.Unlock()
		if err != nil {
			return
		}
	}
}

func (h *house) output() string {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.said.String()
}

// stop asks the program to end, as a machine that shuts down does, and holds
// that it ends by itself, cleanly and without a fault in its log.
func (h *house) stop() {
	if h.pid == 0 {
		return
	}
	syscall.Kill(h.pid, syscall.SIGTERM)
	select {
	case err := <-h.ended:
		if err != nil {
			h.t.Errorf("the program ended with %v", err)
		}
	case <-time.After(patience + 10*time.Second):
		syscall.Kill(h.pid, syscall.SIGKILL)
		h.t.Error("the program did not end")
	}
	for _, line := range strings.Split(h.output(), "\n") {
		if h.meant != "" && strings.Contains(line, h.meant) {
			continue
		}
		if strings.Contains(line, "DATA RACE") || strings.Contains(line, `"level":"ERROR"`) || strings.HasPrefix(line, "panic") {
			h.t.Errorf("the program says: %s", line)
		}
	}
	if h.t.Failed() {
		h.t.Logf("the end of what the program printed:\n%s", tail(h.output(), 4000))
	}
}

func tail(s string, n int) string { return s[max(0, len(s)-n):] }

// says waits until the program has printed what fits, and is its first group.
func (h *house) says(pattern string) (found string) {
	h.t.Helper()
	re := regexp.MustCompile(pattern)
	h.until(pattern, func() bool {
		m := re.FindStringSubmatch(h.output())
		if m != nil {
			found = m[len(m)-1]
		}
		return m != nil
	})
	return found
}

func (h *house) until(what string, so func() bool) {
	h.t.Helper()
	ctx, enough := context.WithTimeout(context.Background(), 3*patience)
	defer enough()
	again := time.NewTicker(20 * time.Millisecond)
	defer again.Stop()
	for !so() {
		select {
		case <-again.C:
		case <-ctx.Done():
			h.t.Fatalf("waited in vain for %s\n%s", what, tail(h.output(), 4000))
		}
	}
}

// letter waits for the last letter to an address that was printed, and is
// what fits in it.
func (h *house) letter(address, pattern string) (found string) {
	h.t.Helper()
	re := regexp.MustCompile(pattern)
	h.until("a letter to "+address, func() bool {
		_, after, ok := cutLast(h.output(), "\nTo: "+address+"\n")
		after, _, _ = strings.Cut(after, "\n-----") // of that letter alone
		if m := re.FindStringSubmatch(after); ok && m != nil {
			found = m[len(m)-1]
		}
		return found != ""
	})
	return found
}

// lettersTo is how many letters to an address were printed.
func (h *house) lettersTo(address string) int {
	return strings.Count(h.output(), "\nTo: "+address+"\n")
}

func cutLast(s, sep string) (before, after string, found bool) {
	if i := strings.LastIndex(s, sep); i >= 0 {
		return s[:i], s[i+len(sep):], true
	}
	return s, "", false
}
