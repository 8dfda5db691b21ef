package canvass

import (
	"encoding/json"
	"mime"
	"net/http"
	"strings"

	"github.com/labstack/echo/v4"

	"barnstorm/api/web"
	"barnstorm/domain"
	"barnstorm/domain/canvass"
)

// Marker is the header by which a phone knows that we have answered: a captive
// portal's 200 has none, and nor has any answer of ours that means 'not
// received, send it again'.
const Marker = "Barnstorm"

// syncJSON is what became of each record, in the order in which they came.
type syncJSON struct {
	Records []replyJSON `json:"records"`
}

type replyJSON struct {
	ID     string         `json:"id"`
	Answer canvass.Fate   `json:"answer"`
	Why    canvass.Reason `json:"why,omitempty"`
}

// sync answers POST /api/v1/sync. It takes JSON alone, so that no page of
// another site can send it as a form; unknown fields beside the records are
// passed over, and within them they lead to quarantine.
func (h Handlers) sync(c *web.Ctx) (web.Answer, error) {
	req := c.Request()
	if kind, _, _ := mime.ParseMediaType(req.Header.Get(echo.HeaderContentType)); kind != echo.MIMEApplicationJSON {
		return web.Answer{}, echo.NewHTTPError(http.StatusUnsupportedMediaType)
	}
	token, bearer := strings.CutPrefix(req.Header.Get(echo.HeaderAuthorization), "Bearer ")
	marked := c.Response().Header()
	if !bearer && c.Who().Nobody() {
		marked.Set(Marker, "1")
		return web.Answer{}, domain.Refuse(domain.SignedOut, "credential-not-ours")
	}
	var in canvass.SyncInput
	if err := json.NewDecoder(req.Body).Decode(&in); err != nil {
		return web.Answer{}, unread(err)
	}
	var replies []canvass.Reply
	var err error
	if c.Who().Nobody() {
		replies, err = h.Canvass.Sync(c.Go(), domain.Token(token), in)
	} else {
		replies, err = h.Canvass.SyncAs(c.Go(), c.Who(), in)
	}
	if err == nil || domain.Is(err, domain.SignedOut) {
		marked.Set(Marker, "1")
	}
	return answered(replies), err
}

func answered(replies []canvass.Reply) web.Answer {
	out := syncJSON{Records: []replyJSON{}}
	for _, r := range replies {
		out.Records = append(out.Records, replyJSON{r.ID, r.Fate, r.Why})
	}
	return web.Answer{JSON: out}
}

// handIn answers POST /door/hand-in.
func (h Handlers) handIn(c *web.Ctx) (web.Answer, error) {
	var in canvass.SyncInput
	if _, err := c.Read(&in); err != nil {
		return web.Answer{}, err
	}
	replies, err := h.Canvass.HandIn(c.Go(), c.Who(), in)
	if err == nil {
		c.Response().Header().Set(Marker, "1")
	}
	return answered(replies), err
}

// unread is a body that is no batch at all: cut off, too large, not JSON. The
// phone keeps its records and sends them again.
func unread(err error) error {
	if strings.Contains(err.Error(), "too large") {
		return echo.ErrStatusRequestEntityTooLarge
	}
	return domain.Refuse(domain.Invalid, "not-json")
}
