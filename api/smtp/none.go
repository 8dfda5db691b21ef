// Package smtp hands letters to a mail server, and says honestly what became
// of each: handed over, refused for good, to be tried later, or unknown.
package smtp

import (
	"context"
	"fmt"
	"io"
	"strings"
	"sync"

	"barnstorm/domain"
)

// A Write writes a letter in its language: subject, plain text and HTML.
type Write func(lang, kind string, fields any) (subject, plain, html string, err error)

// Nowhere hands letters to nobody: the demo shows them in its mailbox.
type Nowhere struct{}

// Send keeps the letter where it is.
func (Nowhere) Send(context.Context, domain.Letter) error { return nil }

// A Terminal prints letters, for a house on one's own machine without mail.
type Terminal struct {
	Write Write
	Out   io.Writer
	mu    sync.Mutex
}

// Send prints a letter.
func (t *Terminal) Send(_ context.Context, l domain.Letter) error {
	subject, plain, _, err := t.Write(l.Locale, l.Kind, l.Fields)
	if err != nil {
		return err
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	line := strings.Repeat("-", 72)
	_, err = fmt.Fprintf(t.Out, "%s\nTo: %s\nSubject: %s\n\n%s%s\n", line, l.To, subject, plain, line)
	return err
}
