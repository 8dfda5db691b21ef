package rehearse

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"time"

	"barnstorm/domain"
)

// A house is the server, as a program speaks with it.
type house struct {
	url   string
	key   string
	web   *http.Client
	clock domain.Clock
}

func newHouse(url string, clock domain.Clock) *house {
	transport := http.DefaultTransport.(*http.Transport).Clone()
	transport.Proxy = nil
	transport.MaxIdleConnsPerHost = MostPhones
	return &house{url: url, clock: clock, web: &http.Client{
		Transport: transport, Timeout: 30 * time.Second,
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }, // never on to another host
	}}
}

// enter walks in by a ready link.
func (h *house) enter(ctx context.Context, token string) error {
	var in struct{ Key string }
	err := h.ask(ctx, "POST", "/demo/enter/"+token, struct{}{}, &in)
	if errors.Is(err, errNotThere) {
		return errors.New("the server does not know that link: it is no demo, or its links were made anew since; nothing is rehearsed among real people")
	}
	h.key = in.Key
	return err
}

// errNotThere is an address or a thing that the server does not have.
var errNotThere = errors.New("not there")

// again is how often a busy server is asked.
const again = 40

// ask says one thing to the API and reads the answer. A server that is busy is
// asked again: every id is made here, so that nothing is done twice.
func (h *house) ask(ctx context.Context, method, path string, in, out any) error {
	body, err := json.Marshal(in)
	if err != nil {
		return err
	}
	for n := 1; ; n++ {
		status, text, err := h.once(ctx, method, path, body)
		switch {
		case err != nil:
			return err
		case (status == http.StatusTooManyRequests || status == http.StatusServiceUnavailable) && n < again:
			pause(ctx, 250*time.Millisecond)
		case status == http.StatusNotFound:
			return fmt.Errorf("%s %s: %w", method, path, errNotThere)
		case status != http.StatusOK:
			return fmt.Errorf("%s %s: %d %.300s", method, path, status, text)
		default:
			return json.Unmarshal(text, out)
		}
	}
}

func (h *house) once(ctx context.Context, method, path string, body []byte) (int, []byte, error) {
	req, err := http.NewRequestWithContext(ctx, method, h.url+"/api/v1"+path, bytes.NewReader(body))
	if err != nil {
		return 0, nil, err
	}
	req.Header.Set("Content-Type", "application/json")
	if h.key != "" {
		req.Header.Set("Authorization", "Bearer "+h.key)
	}
	resp, err := h.web.Do(req)
	if err != nil {
		return 0, nil, err
	}
	defer resp.Body.Close()
	text, err := io.ReadAll(io.LimitReader(resp.Body, 64<<20))
	return resp.StatusCode, text, err
}
