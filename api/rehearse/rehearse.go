// Package rehearse plays a polling day against a running server. Phones take
// turf out, knock, lose signal in every way they can, and come home; then it
// compares what they noted with what the server says of it.
package rehearse

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/url"
	"strings"
	"sync"
	"time"

	"barnstorm/domain"
)

// Bounds of a rehearsal.
const (
	MostPhones = 1000
	MostDoors  = 300
	Longest    = 30 * time.Minute // a key for programs works an hour
)

// A Plan is what shall be played.
type Plan struct {
	Link      string        // a ready link of a demo, of somebody who may begin a canvass
	Phones    int           // 1 to MostPhones
	Doors     int           // that each phone knocks at, 1 to MostDoors
	For       time.Duration // how long the day is, up to Longest
	Grace     time.Duration // how long afterwards the phones and the counts may still take
	Elsewhere bool          // the server may be on another machine
	Clock     domain.Clock
	Told      func(line string) // how far it is
}

// Refusals of a plan.
var (
	ErrNoLink = errors.New("that is no ready link of a demo, http://HOST/demo/enter/TOKEN")
	ErrFar    = errors.New("that server is on another machine: say -elsewhere if whoever runs it agrees")
)

// at is the address of the server and the secret of the link. A ready link is
// the one thing that no house with real people in it can give: only a demo makes
// them, and only a demo opens to them.
func (p Plan) at() (base, token string, err error) {
	u, err := url.Parse(p.Link)
	if err != nil || u.Scheme != "http" && u.Scheme != "https" || u.Hostname() == "" {
		return "", "", ErrNoLink
	}
	before, token, ok := strings.Cut(u.Path, "/demo/enter/")
	if !ok || token == "" || strings.Contains(token, "/") {
		return "", "", ErrNoLink
	}
	if !p.Elsewhere && !here(u.Hostname()) {
		return "", "", ErrFar
	}
	return u.Scheme + "://" + u.Host + before, token, nil
}

// here reports whether a host is this machine.
func here(host string) bool {
	ip := net.ParseIP(host)
	return host == "localhost" || ip != nil && ip.IsLoopback()
}

func (p Plan) check() error {
	switch {
	case p.Phones < 1 || p.Phones > MostPhones:
		return fmt.Errorf("%d phones: it needs 1 to %d", p.Phones, MostPhones)
	case p.Doors < 1 || p.Doors > MostDoors:
		return fmt.Errorf("%d doors: a phone knocks at 1 to %d", p.Doors, MostDoors)
	case p.For <= 0 || p.For > Longest:
		return fmt.Errorf("%s: a day lasts up to %s here", p.For, Longest)
	}
	return nil
}

// Play plays a day and says what came of it. An error is that it could not be
// played; what broke stands in the report.
func Play(ctx context.Context, p Plan) (Report, error) {
	base, token, err := p.at()
	if err == nil {
		err = p.check()
	}
	if err != nil {
		return Report{}, err
	}
	h := newHouse(base, p.Clock)
	if err := h.enter(ctx, token); err != nil {
		return Report{}, err
	}
	p.Told("Preparing a canvass of its own")
	g, err := prepare(ctx, h, p)
	if err != nil {
		return Report{}, fmt.Errorf("preparing: %w", err)
	}
	phones, err := g.handOut(ctx, p)
	if err != nil {
		return Report{}, fmt.Errorf("handing out turf: %w", err)
	}
	p.Told(fmt.Sprintf("%d phones are out for %s", len(phones), p.For))
	r := Report{Phones: len(phones)}
	began := p.Clock.Now()
	out, end := context.WithTimeout(ctx, p.For+p.Grace)
	defer end()
	var all sync.WaitGroup
	for _, ph := range phones {
		all.Go(func() { ph.day(out, p.For) })
	}
	all.Wait()
	if err := ctx.Err(); err != nil {
		return r, err
	}
	r.Took = p.Clock.Now().Sub(began)
	p.Told("Everybody is home. Comparing")
	return r, r.compare(ctx, g, phones, p)
}

// pause waits for a while, or until ctx ends.
func pause(ctx context.Context, d time.Duration) {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-t.C:
	case <-ctx.Done():
	}
}
