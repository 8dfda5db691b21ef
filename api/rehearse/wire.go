package rehearse

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"time"

	"barnstorm/domain/canvass"
)

// An Answer is what the server says became of one record.
type Answer struct {
	ID     string
	Answer canvass.Fate
	Why    canvass.Reason
}

// ErrUnheard is that no answer of the server's own came: nothing was received,
// as far as a phone can know.
var ErrUnheard = errors.New("no answer")

// Batch is the body of a sync of some records by a phone whose clock says now
// and that keeps so many for later.
func Batch(now time.Time, waiting int, records []json.RawMessage) ([]byte, error) {
	return json.Marshal(canvass.SyncInput{Now: now, Waiting: waiting, Records: records})
}

// Send sends a batch of so many records with an upload key to the server at url,
// and is the answer to each. Anything but a whole answer with the server's mark
// is ErrUnheard, as DOOR has it: a captive portal says 200 too.
func Send(ctx context.Context, web *http.Client, url, key string, body io.Reader, size, records int) ([]Answer, error) {
	req, err := http.NewRequestWithContext(ctx, "POST", url+"/api/v1/sync", body)
	if err != nil {
		return nil, err
	}
	req.ContentLength = int64(size)
	req.Header.Set("Content-Type", "application/json")
	req.Header.Set("Authorization", "Bearer "+key)
	resp, err := web.Do(req)
	if err != nil {
		return nil, ErrUnheard
	}
	defer resp.Body.Close()
	var got struct{ Records []Answer }
	if resp.StatusCode != http.StatusOK || resp.Header.Get("Barnstorm") != "1" || json.NewDecoder(resp.Body).Decode(&got) != nil || len(got.Records) != records {
		return nil, ErrUnheard
	}
	return got.Records, nil
}

// half is a body of which the second half never comes.
func half(body []byte) io.Reader {
	return io.MultiReader(bytes.NewReader(body[:len(body)/2]), broken{})
}

type broken struct{}

func (broken) Read([]byte) (int, error) { return 0, errors.New("the line is cut") }
