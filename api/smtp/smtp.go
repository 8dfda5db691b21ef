package smtp

import (
	"context"
	"errors"
	"fmt"
	"net/mail"
	"net/textproto"
	"net/url"
	"strconv"
	"strings"
	"sync"
	"time"

	gomail "github.com/wneessen/go-mail"
	wire "github.com/wneessen/go-mail/smtp"

	"barnstorm/domain"
	"barnstorm/domain/letter"
)

// patience is how long the mail server may take for one step.
const patience = 30 * time.Second

// A Server is a mail server that takes our letters. It keeps one connection
// and makes a new one when that breaks. Send may be called by several at once.
type Server struct {
	write  Write
	clock  domain.Clock
	from   *mail.Address
	dialer *gomail.Client

	mu   sync.Mutex
	conn *wire.Client // nil when there is none to use again
}

// Dial makes ready for a mail server, without connecting yet. address is
// smtp://user:password@host:587 with STARTTLS, smtps://… with TLS from the
// first byte, or smtp+insecure://host:25 without any; from is who writes, such
// as "Aire Valley <hello@example.org>".
func Dial(address, from string, clock domain.Clock, write Write) (*Server, error) {
	u, err := url.Parse(address)
	if err != nil {
		return nil, errors.New("smtp: the address of the mail server cannot be read") // without the address: it holds a password
	}
	sender, err := mail.ParseAddress(from)
	if err != nil {
		return nil, fmt.Errorf("smtp: from %q: %w", from, err)
	}
	opts := []gomail.Option{gomail.WithTimeout(patience)}
	port := map[string]int{"smtp": 587, "smtps": 465, "smtp+insecure": 25}[u.Scheme]
	if u.Port() != "" {
		if port, err = strconv.Atoi(u.Port()); err != nil {
			return nil, fmt.Errorf("smtp: port %q: %w", u.Port(), err)
		}
	}
	switch u.Scheme {
	case "smtps":
		opts = append(opts, gomail.WithSSL())
	case "smtp+insecure":
		opts = append(opts, gomail.WithTLSPolicy(gomail.NoTLS))
	case "smtp":
		opts = append(opts, gomail.WithTLSPolicy(gomail.TLSMandatory))
	default:
		return nil, fmt.Errorf("smtp: %q is no way to a mail server", u.Scheme)
	}
	if u.User != nil {
		password, _ := u.User.Password()
		opts = append(opts, gomail.WithSMTPAuth(gomail.SMTPAuthAutoDiscover), gomail.WithUsername(u.User.Username()), gomail.WithPassword(password))
	}
	dialer, err := gomail.NewClient(u.Hostname(), append(opts, gomail.WithPort(port))...)
	return &Server{write: write, clock: clock, from: sender, dialer: dialer}, err
}

// Send hands over one letter. It answers letter.ErrRefused when the server
// refuses the recipient or the letter for good, letter.ErrCut when the
// connection was lost after the last byte and before the answer, and another
// error for everything that may go better later.
func (s *Server) Send(ctx context.Context, l domain.Letter) error {
	m, err := s.message(l)
	if err != nil {
		return err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	c, err := s.connected(ctx)
	if err != nil {
		return err
	}
	err = s.hand(c, m, l.To)
	if answer := (*textproto.Error)(nil); err != nil && (!errors.As(err, &answer) || errors.Is(err, letter.ErrCut)) {
		c.Close() // a connection that broke once is not used again
		s.conn = nil
	}
	return err
}

// Close says goodbye to the mail server.
func (s *Server) Close() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.conn == nil {
		return nil
	}
	c := s.conn
	s.conn = nil
	return c.Quit()
}

// connected is the connection that there is, if it still answers, else a new one.
func (s *Server) connected(ctx context.Context) (*wire.Client, error) {
	if s.conn != nil {
		if s.conn.UpdateDeadline(patience) == nil && s.conn.Reset() == nil {
			return s.conn, nil
		}
		s.conn.Close()
		s.conn = nil
	}
	c, err := s.dialer.DialToSMTPClientWithContext(ctx)
	if err != nil {
		return nil, fmt.Errorf("smtp: connecting: %w", later(err))
	}
	s.conn = c
	return c, nil
}

// hand speaks SMTP (RFC 5321, section 3.3) step by step, because only whoever
// does knows what became of the letter when a step fails.
func (s *Server) hand(c *wire.Client, m *gomail.Msg, to string) error {
	if err := c.UpdateDeadline(patience); err != nil {
		return err
	}
	if err := c.Mail(s.from.Address); err != nil {
		return later(err) // it is we who are refused, and no fault of the recipient's
	}
	if err := c.Rcpt(to); err != nil {
		return verdict(err)
	}
	w, err := c.Data()
	if err != nil {
		return verdict(err)
	}
	if _, err := m.WriteTo(w); err != nil {
		return later(err) // the server takes nothing before the last line
	}
	err = w.Close()
	if answer := (*textproto.Error)(nil); err != nil && !errors.As(err, &answer) {
		return fmt.Errorf("%w: %w", letter.ErrCut, err)
	}
	return verdict(err)
}

// verdict reads the answer of a server: 5xx is for good (RFC 5321, 4.2.1).
func verdict(err error) error {
	var answer *textproto.Error
	if errors.As(err, &answer) && answer.Code >= 500 {
		return fmt.Errorf("%w: %w", letter.ErrRefused, err)
	}
	return err
}

// later is an error that is neither a refusal nor a cut, whatever is in it.
func later(err error) error { return errors.New(err.Error()) }

// message writes a letter as a mail: text and HTML, with the id of the letter
// as its Message-ID, so that a copy sent twice is known as one.
func (s *Server) message(l domain.Letter) (*gomail.Msg, error) {
	subject, plain, html, err := s.write(l.Locale, l.Kind, l.Fields)
	if err != nil {
		return nil, err
	}
	m := gomail.NewMsg()
	m.FromMailAddress(s.from)
	m.ToMailAddress(&mail.Address{Name: oneLine(l.Name), Address: l.To})
	m.Subject(oneLine(subject))
	m.SetMessageIDWithValue(string(l.ID) + "@" + s.from.Address[strings.LastIndexByte(s.from.Address, '@')+1:])
	m.SetDateWithValue(s.clock.Now())
	m.SetGenHeader("Content-Language", oneLine(l.Locale))
	m.SetGenHeader("Auto-Submitted", "auto-generated")
	if out := l.Fields["unsubscribe"]; l.Bulk && out != "" {
		m.SetGenHeader(gomail.HeaderListUnsubscribe, "<"+oneLine(out)+">")
		m.SetListUnsubscribePost()
	}
	m.SetBodyString(gomail.TypeTextPlain, plain)
	m.AddAlternativeString(gomail.TypeTextHTML, html)
	return m, nil
}

// oneLine is text that cannot begin a header of its own.
func oneLine(s string) string {
	return strings.Map(func(r rune) rune {
		if r < ' ' || r == 0x7f {
			return ' '
		}
		return r
	}, s)
}
