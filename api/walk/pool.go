package walk

import (
	"context"
	"net/http/httptest"
	"testing"
	"time"

	"barnstorm/api/job"
	"barnstorm/store"
	"barnstorm/store/storetest"
)

// oneConnectionIsEnoughForAll holds that no use case of any context asks
// for a second connection while it holds the first: whoever reads beside the
// transaction that runs waits for itself where every connection is in use, and
// reads what was before it where not. Each address and each duty of the house
// is tried on PostgreSQL with a pool of one.
func oneConnectionIsEnoughForAll(t *testing.T, join Join) {
	if !storetest.HasServer(t) {
		return
	}
	at, tried := storetest.Postgres(t, store.Open)+"&pool_max_conns=1", make(chan string)
	go func() {
		defer close(tried)
		tryWithOne(t, join, at, tried)
	}()
	for last, more := "the first", true; more; {
		select {
		case last, more = <-tried:
		case <-time.After(2 * patience):
			t.Fatalf("what is made for a try after %s waits for a second connection", last)
		}
	}
}

// tryWithOne tries all, and says after each what it was.
func tryWithOne(t *testing.T, join Join, at string, done chan<- string) {
	w, tried := walkOn(t, join, at), 0
	for _, r := range w.house.Server.Routes {
		turn, ok := w.turnOf(r, w.north, w.north.boss)
		if !ok || r.Path == "/break" {
			continue
		}
		req := request(r, turn)
		w.as(w.north.boss, req)
		ctx, cancel := context.WithTimeout(w.Context(), patience)
		rec := httptest.NewRecorder()
		w.web.ServeHTTP(rec, req.WithContext(ctx))
		late := ctx.Err() != nil
		cancel()
		if late || rec.Code >= 500 {
			t.Errorf("%s %s: %d with one connection: %s", r.Method, r.Path, rec.Code, rec.Body)
		}
		if late {
			return // the others would wait as long
		}
		tried++
		done <- r.Method + " " + r.Path
	}
	if tried < 100 {
		t.Errorf("only %d addresses were tried", tried)
	}
	for _, d := range w.house.Duties {
		if !w.doesWithOne(d) {
			return
		}
		done <- d.Name
	}
}

// patience is how long a deed may take that waits for nobody, on a busy
// machine. Whoever waits for the connection that they hold themselves waits
// for ever.
const patience = time.Minute

// doesWithOne does a duty, and is whether it was in time.
func (w *walk) doesWithOne(d job.Duty) bool {
	w.Helper()
	ctx, cancel := context.WithTimeout(w.Context(), patience)
	defer cancel()
	_, err := d.Do(ctx)
	if err != nil || ctx.Err() != nil {
		w.Errorf("%s with one connection: %v", d.Name, err)
	}
	return ctx.Err() == nil
}
