package web

import (
	"bytes"
	"context"
	"net/http"
	"strings"
	"time"

	"github.com/labstack/echo/v4"

	"barnstorm/domain"
)

// Events is how a handler tells a browser what happens while it happens.
type Events struct {
	res *echo.Response
}

// Send tells of one event. The id is what the browser says it had last when it
// comes back after a break.
func (e *Events) Send(name, id string, data []byte) error {
	var b bytes.Buffer
	b.WriteString("event: " + name + "\nid: " + id + "\n")
	for line := range bytes.Lines(data) {
		b.WriteString("data: ")
		b.Write(bytes.TrimRight(line, "\r\n"))
		b.WriteByte('\n')
	}
	b.WriteByte('\n')
	return e.write(b.Bytes())
}

// Beat says that we are still here, so that no proxy takes the silence for the
// end.
func (e *Events) Beat() error { return e.write([]byte(": still here\n\n")) }

func (e *Events) write(b []byte) error {
	if _, err := e.res.Write(b); err != nil {
		return err
	}
	return http.NewResponseController(e.res).Flush()
}

// Streams reports whether the browser asks for events, and not for a page.
func (c *Ctx) Streams() bool {
	return strings.Contains(c.Request().Header.Get(echo.HeaderAccept), "text/event-stream")
}

// Still is who is asking, as it is now: a session may have ended and roles been
// taken since the request came.
func (c *Ctx) Still() (domain.Actor, error) {
	if c.session == "" {
		return domain.Actor{}, nil
	}
	return c.Session(context.WithoutCancel(c.Go()), c.session)
}

// stream answers with events until run returns or the browser is gone. Neither
// a deadline for reading nor a proxy that gathers answers may hold it up.
func (c *Ctx) stream(run func(context.Context, *Events) error) error {
	res := c.Response()
	h := res.Header()
	h.Set(echo.HeaderContentType, "text/event-stream; charset=utf-8")
	h.Set(echo.HeaderCacheControl, "no-store, no-transform")
	h.Set("X-Accel-Buffering", "no")
	res.WriteHeader(http.StatusOK)
	if err := http.NewResponseController(res).SetReadDeadline(time.Time{}); err != nil {
		c.Log.DebugContext(c.Go(), "a stream keeps its read deadline", "err", err)
	}
	e := &Events{res}
	if err := e.write([]byte("retry: 5000\n\n")); err != nil {
		return nil // gone before it began
	}
	return run(c.Go(), e)
}
