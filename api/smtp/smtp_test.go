package smtp

import (
	"bytes"
	"errors"
	"io"
	"mime"
	"mime/multipart"
	"net"
	"net/mail"
	"strings"
	"sync"
	"testing"
	"time"

	gosmtp "github.com/emersion/go-smtp"

	"barnstorm/domain"
	"barnstorm/domain/letter"
	"barnstorm/templates"
)

// sink is a mail server that keeps what it takes and misbehaves on demand.
type sink struct {
	mu    sync.Mutex
	taken []*mail.Message
	from  string
	// what it does to the n-th recipient and the n-th letter, counted from 1
	rcpt, data func(n int) error
	nr, nd     int
	conns      []net.Conn
	dropBefore func(n int) bool // cut the line before the last byte is read
	dropAfter  func(n int) bool // take the letter, and cut the line instead of saying so
}

func (s *sink) NewSession(c *gosmtp.Conn) (gosmtp.Session, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.conns = append(s.conns, c.Conn())
	return &talk{sink: s, conn: c.Conn()}, nil
}

type talk struct {
	*sink
	conn net.Conn
}

func (t *talk) Reset()        {}
func (t *talk) Logout() error { return nil }
func (t *talk) Mail(from string, _ *gosmtp.MailOptions) error {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.from = from
	return nil
}

// count is which one this is, of all connections.
func (s *sink) count(n *int) int {
	s.mu.Lock()
	defer s.mu.Unlock()
	*n++
	return *n
}

func (t *talk) Rcpt(string, *gosmtp.RcptOptions) error {
	if n := t.count(&t.nr); t.rcpt != nil {
		return t.rcpt(n)
	}
	return nil
}

func (t *talk) Data(r io.Reader) error {
	n := t.count(&t.nd)
	if t.dropBefore != nil && t.dropBefore(n) {
		t.conn.Close()
		return errors.New("cut")
	}
	if t.data != nil {
		if err := t.data(n); err != nil {
			return err
		}
	}
	m, err := mail.ReadMessage(r)
	if err != nil {
		return err
	}
	body, err := io.ReadAll(m.Body)
	if err != nil {
		return err
	}
	m.Body = bytes.NewReader(body)
	t.mu.Lock()
	t.taken = append(t.taken, m)
	t.mu.Unlock()
	if t.dropAfter != nil && t.dropAfter(n) {
		t.conn.Close()
	}
	return nil
}

// open has a sink listen and a Server point at it.
func open(t *testing.T, s *sink) *Server {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	srv := gosmtp.NewServer(s)
	srv.Domain = "sink.example"
	go srv.Serve(l)
	t.Cleanup(func() { srv.Close() })
	out, err := Dial("smtp+insecure://"+l.Addr().String(), "Aire Valley <hello@example.org>", func() time.Time { return day }, templates.New(nil).Letter)
	if err != nil {
		t.Fatal(err)
	}
	return out
}

var day = time.Date(2026, 11, 22, 10, 0, 0, 0, time.UTC)

func note(n int) domain.Letter {
	id := domain.NewID[domain.LetterID](day)
	return domain.Letter{
		ID: id, To: "samira@example.org", Name: "Samira Ökafor", Locale: "de", Kind: "event/confirmed",
		Fields: map[string]string{
			"name": "Samira", "title": "Haustürgespräche", "group": "Ruhrgebiet gemeinsam", "imprint": "Verein", "party": "1",
			"starts": "2026-12-05T10:00:00Z", "ends": "2026-12-05T12:00:00Z", "zone": "Europe/Berlin", "venue": "Saal", "street": "", "town": "Herten",
			"postcode": "45699", "why": "", "event": "https://example.org/e", "calendar": "https://example.org/c", "link": "https://example.org/rsvp/x",
		},
	}
}

func TestALetterArrivesWhole(t *testing.T) {
	s := &sink{}
	post := open(t, s)
	l := note(1)
	if err := post.Send(t.Context(), l); err != nil {
		t.Fatal(err)
	}
	m := s.taken[0]
	if got := m.Header.Get("Message-Id"); got != "<"+string(l.ID)+"@example.org>" {
		t.Error("Message-ID", got)
	}
	if s.from != "hello@example.org" || m.Header.Get("From") != `"Aire Valley" <hello@example.org>` {
		t.Error("from", s.from, m.Header.Get("From"))
	}
	if to, err := m.Header.AddressList("To"); err != nil || to[0].Name != "Samira Ökafor" || to[0].Address != l.To {
		t.Error("to", to, err)
	}
	for _, h := range []string{"List-Unsubscribe", "List-Unsubscribe-Post"} {
		if m.Header.Get(h) != "" {
			t.Error(h, "on a letter that answers a deed")
		}
	}
	kind, params, err := mime.ParseMediaType(m.Header.Get("Content-Type"))
	if err != nil || kind != "multipart/alternative" {
		t.Fatal(kind, err)
	}
	parts := multipart.NewReader(m.Body, params["boundary"])
	for _, want := range []string{"text/plain", "text/html"} {
		p, err := parts.NextPart()
		if err != nil {
			t.Fatal(err)
		}
		body, err := io.ReadAll(p)
		if got, _, _ := mime.ParseMediaType(p.Header.Get("Content-Type")); got != want || err != nil || !strings.Contains(string(body), "Haustürgespräche") {
			t.Errorf("part %s: %s, %v: %s", want, got, err, body)
		}
	}
}

func TestBulkCarriesItsWayOut(t *testing.T) {
	s := &sink{}
	post := open(t, s)
	l := note(1)
	l.Bulk, l.Fields["unsubscribe"] = true, "https://example.org/mail/token"
	if err := post.Send(t.Context(), l); err != nil {
		t.Fatal(err)
	}
	h := s.taken[0].Header
	if h.Get("List-Unsubscribe") != "<https://example.org/mail/token>" || h.Get("List-Unsubscribe-Post") != "List-Unsubscribe=One-Click" {
		t.Error(h)
	}
}

func TestNoNameOrTitleBecomesAHeader(t *testing.T) {
	s := &sink{}
	post := open(t, s)
	plain := note(1)
	if err := post.Send(t.Context(), plain); err != nil {
		t.Fatal(err)
	}
	for _, evil := range []string{"A\r\nBcc: all@example.org", "A\nX-Evil: 1\n\nbody", "A\r\n\r\nnew body", "\x00A\x7f"} {
		l := note(1)
		l.Name, l.Fields["title"], l.Fields["name"] = evil, evil, evil
		if err := post.Send(t.Context(), l); err != nil {
			t.Fatal(err)
		}
		got := s.taken[len(s.taken)-1].Header
		if len(got) != len(s.taken[0].Header) || got.Get("Bcc") != "" || got.Get("X-Evil") != "" {
			t.Errorf("%q: %v", evil, got)
		}
	}
}

func TestWhatBecameOfALetter(t *testing.T) {
	second := func(code int) func(int) error {
		return func(n int) error {
			if n == 2 {
				return &gosmtp.SMTPError{Code: code, EnhancedCode: gosmtp.EnhancedCode{code / 100, 0, 0}, Message: "no"}
			}
			return nil
		}
	}
	is2 := func(n int) bool { return n == 2 }
	for name, c := range map[string]struct {
		sink    *sink
		refused bool
		cut     bool
		taken   int // of three letters
	}{
		"later at the recipient":    {sink: &sink{rcpt: second(451)}, taken: 2},
		"refused at the recipient":  {sink: &sink{rcpt: second(550)}, refused: true, taken: 2},
		"later after the letter":    {sink: &sink{data: second(451)}, taken: 2},
		"refused after the letter":  {sink: &sink{data: second(554)}, refused: true, taken: 2},
		"cut, and it had arrived":   {sink: &sink{dropAfter: is2}, cut: true, taken: 3},
		"cut, and it had not, says": {sink: &sink{dropBefore: is2}, cut: true, taken: 2},
	} {
		t.Run(name, func(t *testing.T) {
			post := open(t, c.sink)
			for i := 1; i <= 3; i++ {
				err := post.Send(t.Context(), note(i))
				if (err != nil) != (i == 2) {
					t.Fatalf("letter %d: %v", i, err)
				}
				if i == 2 && (errors.Is(err, letter.ErrRefused) != c.refused || errors.Is(err, letter.ErrCut) != c.cut) {
					t.Errorf("refused %v, cut %v: %v", c.refused, c.cut, err)
				}
			}
			c.sink.mu.Lock()
			defer c.sink.mu.Unlock()
			if len(c.sink.taken) != c.taken {
				t.Errorf("%d letters arrived, not %d", len(c.sink.taken), c.taken)
			}
		})
	}
}

func TestOneConnectionCarriesManyLetters(t *testing.T) {
	s := &sink{}
	post := open(t, s)
	for i := range 20 {
		if err := post.Send(t.Context(), note(i)); err != nil {
			t.Fatal(err)
		}
	}
	if len(s.conns) != 1 {
		t.Error(len(s.conns), "connections")
	}
	if err := post.Close(); err != nil {
		t.Error(err)
	}
}

func TestAServerThatIsAwayIsForLater(t *testing.T) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	l.Close()
	post, err := Dial("smtp+insecure://"+l.Addr().String(), "hello@example.org", func() time.Time { return day }, templates.New(nil).Letter)
	if err != nil {
		t.Fatal(err)
	}
	err = post.Send(t.Context(), note(1))
	if err == nil || errors.Is(err, letter.ErrCut) || errors.Is(err, letter.ErrRefused) {
		t.Error(err)
	}
	if _, err := Dial("smtp://user:hush@%zz", "hello@example.org", nil, nil); err == nil || strings.Contains(err.Error(), "hush") {
		t.Error(err)
	}
}

func TestTheTerminalShowsALetter(t *testing.T) {
	var out strings.Builder
	post := &Terminal{Write: templates.New(nil).Letter, Out: &out}
	if err := post.Send(t.Context(), note(1)); err != nil || !strings.Contains(out.String(), "To: samira@example.org\nSubject: ") || !strings.Contains(out.String(), "https://example.org/rsvp/x") {
		t.Error(out.String(), err)
	}
}
