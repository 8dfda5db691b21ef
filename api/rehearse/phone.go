package rehearse

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"sync"
	"time"

	"barnstorm/domain/canvass"
)

// A phone is one volunteer with one turf for a day.
type phone struct {
	*ground
	way
	n            int
	device, turf string
	team, me     string // whose board it joined, and who it is in that team; empty without one
	key          string
	doors        []string
	left         int // doors to knock at
	isStruck     bool

	queue []*record          // not answered for, oldest first
	noted []*record          // everything, in order
	byID  map[string]*record // the same

	mu    sync.Mutex // of what follows, and of records' answers
	took  []time.Duration
	sent  int
	again int
}

// takes takes a turf out, as somebody with an account.
func (p *phone) takes(ctx context.Context) error {
	return p.opens(ctx, p.house, "/door/turf/"+p.turf+"/pack", map[string]any{"id": p.id(), "device": p.device, "with": "Robin", "over": true})
}

// joins opens a board by its code, as somebody without one.
func (p *phone) joins(ctx context.Context, team, code string) error {
	p.team = team
	nobody := *p.house
	nobody.key = ""
	return p.opens(ctx, &nobody, "/door/join", map[string]any{"code": code, "id": p.id(), "device": p.device, "name": fmt.Sprint("Phone ", p.n+1)})
}

func (p *phone) opens(ctx context.Context, as *house, path string, in any) error {
	var got pack
	if err := as.ask(ctx, "POST", path, in, &got); err != nil {
		return err
	}
	p.key, p.turf, p.me = got.Upload.Token, got.Turf.ID, got.Board.Me
	for _, d := range got.Doors {
		if !d.Skip {
			p.doors = append(p.doors, d.ID)
		}
	}
	if p.key == "" || len(p.doors) == 0 {
		return errors.New("a pack without a key or without doors: " + path)
	}
	return nil
}

// rounds is how often a phone comes by some signal.
const rounds = 6

// day is the whole day of a phone: it knocks, sends when there is signal, and
// at the end goes on until it has an answer for every record.
func (p *phone) day(ctx context.Context, long time.Duration) {
	for round := range rounds {
		for range p.left / (rounds - round) {
			p.knocks()
		}
		if round == rounds/2 && p.struck && p.me != "" {
			p.empties(ctx)
			p.isStruck = p.leaves(ctx) == nil
		}
		pause(ctx, time.Duration(float64(long)/rounds*(0.5+rand.Float64()/2)))
		if !p.away {
			p.sends(ctx)
		}
	}
	p.empties(ctx)
	if p.copied {
		p.copies(ctx)
	}
}

// leaves has a lead take whoever holds the phone off the team.
func (p *phone) leaves(ctx context.Context) error {
	var none json.RawMessage
	return p.ask(ctx, "POST", "/lead/teams/"+p.team+"/members/"+p.me, map[string]any{"gone": true}, &none)
}

// empties sends until nothing waits, with pauses that grow.
func (p *phone) empties(ctx context.Context) {
	for wait := 100 * time.Millisecond; len(p.queue) > 0 && ctx.Err() == nil; {
		if p.sends(ctx) {
			wait = 100 * time.Millisecond
			continue
		}
		pause(ctx, time.Duration(float64(wait)*(0.5+rand.Float64()/2)))
		wait = min(2*wait, 5*time.Second)
	}
}

// sends sends one batch of what waits, in the phone's own way, and lets go of
// what was answered for. It reports whether there was an answer.
func (p *phone) sends(ctx context.Context) bool {
	some := slices.Clone(p.queue[:min(len(p.queue), canvass.MaxBatch)])
	if p.backwards {
		slices.Reverse(some)
	}
	if len(some) == 0 {
		return true
	}
	if p.torn || p.deaf {
		p.inVain(ctx, some)
	}
	var tabs sync.WaitGroup
	if p.twice {
		tabs.Go(func() { p.send(ctx, some) })
	}
	heard := p.send(ctx, some)
	if tabs.Wait(); !heard {
		return false
	}
	p.queue = slices.DeleteFunc(p.queue, func(r *record) bool { return slices.Contains(some, r) })
	return true
}

// inVain sends a batch of which no answer is heard: cut in the middle, or given
// up as soon as all of it is gone.
func (p *phone) inVain(ctx context.Context, some []*record) {
	body, err := p.batch(some)
	if err != nil {
		return
	}
	p.again++ // nobody else looks at it meanwhile
	if p.torn {
		_, _ = Send(ctx, p.web, p.url, p.key, half(body), len(body), len(some))
		return
	}
	short, end := givenUpOnceSent(ctx)
	defer end()
	_, _ = Send(short, p.web, p.url, p.key, bytes.NewReader(body), len(body), len(some))
}

func (p *phone) batch(some []*record) ([]byte, error) {
	records := make([]json.RawMessage, len(some))
	for i, r := range some {
		records[i] = r.body
	}
	return Batch(p.now(), max(0, len(p.queue)-len(some)), records)
}

// now is the time by the phone's own clock.
func (p *phone) now() time.Time { return p.clock.Now().Add(p.off) }

// send sends records once and notes what the server says of each.
func (p *phone) send(ctx context.Context, some []*record) bool {
	body, err := p.batch(some)
	if err != nil {
		return false
	}
	began := p.clock.Now()
	answers, err := Send(ctx, p.web, p.url, p.key, bytes.NewReader(body), len(body), len(some))
	took := p.clock.Now().Sub(began)
	p.mu.Lock()
	defer p.mu.Unlock()
	if err != nil {
		p.again++
		return false
	}
	p.sent++
	p.took = append(p.took, took)
	for i, a := range answers {
		some[i].heard = append(some[i].heard, a)
	}
	return true
}

// copies is a copy of the phone's profile on another one: it sends everything
// again, and its first record with other words under the same number.
func (p *phone) copies(ctx context.Context) {
	for some := range slices.Chunk(p.noted, canvass.MaxBatch) {
		p.send(ctx, some)
	}
	if len(p.noted) == 0 {
		return
	}
	other := p.noted[0].otherwise()
	if p.send(ctx, []*record{other}) {
		p.noted[0].doubted = other
	}
}
