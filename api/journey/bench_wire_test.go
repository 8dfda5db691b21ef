package journey

import (
	"bufio"
	"bytes"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"testing"
	"time"

	"barnstorm/domain"
)

// A wire is one phone's connection, which says no more than it must: the load
// shares the processors with what it measures, as pgbench does, and pgbench
// costs next to nothing.
type wire struct {
	conn  net.Conn
	reads *bufio.Reader
	head  string // of every request, up to its length
	body  []byte
	heard bytes.Buffer
}

// wires is a connection for each of the clients, with the upload credential
// of a phone of its own.
func (f *field) wires(t *testing.T) (all []*wire) {
	t.Helper()
	host := strings.TrimPrefix(f.url, "http://")
	for client := range clients {
		var phone struct{ Token string }
		call(t, "POST", f.url+"/api/v1/door/"+f.effort+"/credential", f.key, fmt.Appendf(nil, `{"device":"bench-%d"}`, client), &phone)
		conn, err := net.Dial("tcp", host)
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { conn.Close() })
		all = append(all, &wire{
			conn: conn, reads: bufio.NewReader(conn),
			head: "POST /api/v1/sync HTTP/1.1\r\nHost: " + host + "\r\nContent-Type: application/json\r\nAuthorization: Bearer " + phone.Token + "\r\nContent-Length: ",
		})
	}
	return all
}

// send posts n visits and is how many were stored.
func (w *wire) send(t *testing.T, f *field, client, n int) int {
	now := time.Now().UTC()
	at := now.Format(time.RFC3339Nano)
	w.body = fmt.Appendf(w.body[:0], `{"now":"%s","records":[`, at)
	for i := range n {
		if i > 0 {
			w.body = append(w.body, ',')
		}
		w.body = fmt.Appendf(w.body, `{"id":"%s","effort":"%s","script_version":"%s","device":"bench-%d","sequence":%d,"outcome":"not_home","started":"%s","ended":"%s"}`,
			domain.NewID[string](now), f.effort, f.version, client, now.UnixNano()+int64(i), at, at)
	}
	w.body = append(w.body, `]}`...)
	if _, err := fmt.Fprintf(w.conn, "%s%d\r\n\r\n%s", w.head, len(w.body), w.body); err != nil {
		t.Error(err)
		return 0
	}
	resp, err := http.ReadResponse(w.reads, nil)
	if err != nil {
		t.Error(err)
		return 0
	}
	w.heard.Reset()
	if _, err := io.Copy(&w.heard, resp.Body); err != nil {
		t.Error(err)
	}
	stored := bytes.Count(w.heard.Bytes(), []byte(`"answer":"stored"`))
	if stored != n {
		t.Errorf("sync: %d, %d of %d stored: %.200s", resp.StatusCode, stored, n, w.heard.String())
	}
	return stored
}
