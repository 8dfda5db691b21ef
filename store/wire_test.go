package store

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/url"
	"sync/atomic"
	"testing"
	"time"

	"barnstorm/domain"
	"barnstorm/domain/canvass"
	"barnstorm/store/storetest"
)

// A wire lies between us and PostgreSQL, and is as bad as a test wants.
type wire struct {
	to    string
	state atomic.Int32
}

// What a wire does with what the server says.
const (
	carries   = iota
	losesNext // the next word of the server is lost with its connection
	swallows  // nothing comes through, and nothing breaks
)

// strung strings a wire to a database and gives the address at this end.
func strung(t *testing.T, address string) (*wire, string) {
	t.Helper()
	u, err := url.Parse(address)
	if err != nil {
		t.Fatal(err)
	}
	x := &wire{to: u.Host}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { l.Close() })
	go func() {
		for {
			here, err := l.Accept()
			if err != nil {
				return
			}
			go x.carry(here)
		}
	}()
	u.Host = l.Addr().String()
	return x, u.String()
}

func (x *wire) carry(here net.Conn) {
	defer here.Close()
	there, err := net.Dial("tcp", x.to)
	if err != nil {
		return
	}
	defer there.Close()
	go io.Copy(there, here)
	for words := make([]byte, 64<<10); ; {
		n, err := there.Read(words)
		switch {
		case err != nil, x.state.CompareAndSwap(losesNext, carries):
			return
		case x.state.Load() == swallows:
			continue
		}
		if _, err := here.Write(words[:n]); err != nil {
			return
		}
	}
}

// A record is written and PostgreSQL's answer is lost: we do not know, say so, and
// hear 'duplicate' when it comes again; whoever numbered it anew would count twice.
func TestTheAnswerOfTheDatabaseIsLost(t *testing.T) {
	if !storetest.HasServer(t) {
		return
	}
	x, address := strung(t, storetest.Postgres(t, Open))
	w := newWard(t, address)
	phone := w.equip(w.knock, "phone")
	w.send(phone, w.note("phone", "not_home"))
	visits := func() int { return w.count("select count(*) from visits") }
	for n, again := range []func(json.RawMessage) json.RawMessage{
		func(r json.RawMessage) json.RawMessage { return r },
		func(json.RawMessage) json.RawMessage { return w.note("phone", "refused") },
	} {
		var before int
		var record json.RawMessage
		var err error
		for err == nil { // a connection that rested for a second is greeted first, and the greeting was lost
			before, record = visits(), w.note("phone", "refused")
			x.state.Store(losesNext)
			_, err = w.doors.Sync(t.Context(), phone, canvass.SyncInput{Now: w.now, Records: []json.RawMessage{record}})
		}
		w.want("away", domain.Is(err, domain.Busy), true)
		for x.state.Load() == losesNext { // it was the key that was not heard of
			w.doors.Sync(t.Context(), phone, canvass.SyncInput{Now: w.now, Records: []json.RawMessage{record}})
		}
		for visits() == before { // the connection broke before it was written
			x.state.Store(losesNext)
			w.doors.Sync(t.Context(), phone, canvass.SyncInput{Now: w.now, Records: []json.RawMessage{record}})
		}
		w.send(phone, again(record))
		w.want("visits", visits()-before, 1+n)
	}
}

// While nothing comes through, whoever waits is told so when their time is over.
func TestASilentDatabaseIsAway(t *testing.T) {
	if !storetest.HasServer(t) {
		return
	}
	x, address := strung(t, storetest.Postgres(t, Open))
	w := newWard(t, address)
	phone := w.equip(w.knock, "phone")
	record := w.note("phone", "not_home")
	x.state.Store(swallows)
	short, end := context.WithTimeout(t.Context(), 200*time.Millisecond)
	defer end()
	_, err := w.doors.Sync(short, phone, canvass.SyncInput{Now: w.now, Records: []json.RawMessage{record}})
	if err == nil || short.Err() == nil {
		t.Errorf("a silent database answers %v", err)
	}
	x.state.Store(carries)
	w.want("afterwards", fates(w.send(phone, record)), "stored")
}

// On a full disk nothing is acknowledged that is not there, reading goes on, and
// when there is room again everything comes in, once.
func TestAFullDiskAcknowledgesNothing(t *testing.T) {
	t.Parallel()
	w := newWard(t, storetest.SQLite(t, Open))
	phone := w.equip(w.knock, "phone")
	var pages int
	w.must(w.store.db.Raw("pragma page_count").Scan(&pages).Error)
	room := func(n int) { w.must(w.store.db.Raw(fmt.Sprint("pragma max_page_count = ", n)).Scan(&n).Error) }
	room(pages + 24)
	var acknowledged, sent []json.RawMessage
	refused := 0
	for len(sent) < 400 {
		batch := []json.RawMessage{w.talk("phone", 4, 6, "door", "d1"), w.note("phone", "not_home")}
		sent = append(sent, batch...)
		replies, err := w.doors.Sync(t.Context(), phone, canvass.SyncInput{Now: w.now, Records: batch})
		switch {
		case err == nil && count(replies, canvass.Stored) == 2:
			acknowledged = append(acknowledged, batch...)
		case domain.Is(err, domain.Busy):
			refused++
		default:
			t.Fatal(replies, err)
		}
	}
	if refused == 0 || len(acknowledged) == 0 {
		t.Fatalf("%d batches were refused and %d records acknowledged: the disk was not full", refused, len(acknowledged))
	}
	w.want("there", w.count("select count(*) from visits"), len(acknowledged))
	room(1 << 30)
	for i := 0; i < len(sent); i += 2 {
		w.send(phone, sent[i:i+2]...)
	}
	w.want("once", w.count("select count(*) from visits"), len(sent))
	w.want("sound", w.count("select count(*) from pragma_integrity_check where integrity_check <> 'ok'"), 0)
}
