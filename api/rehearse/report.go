package rehearse

import (
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"barnstorm/domain/canvass"
	"barnstorm/domain/script"
	"barnstorm/domain/universe"
)

// A Report is what came of a day.
type Report struct {
	Phones  int
	Records int // noted
	Held    int // of these, that should wait for a lead and do
	Batches int // answered
	Again   int // that had no answer and were sent again
	Took    time.Duration
	Median  time.Duration // of an answered batch
	P99     time.Duration
	Broken  []string // what was lost, counted twice or never answered
}

// most is how much of what broke is told in full.
const most = 20

func (r *Report) breaks(format string, a ...any) {
	if r.Broken = append(r.Broken, fmt.Sprintf(format, a...)); len(r.Broken) == most+1 {
		r.Broken[most] = "and more of it"
	}
	r.Broken = r.Broken[:min(len(r.Broken), most+1)]
}

// compare asks the server for its receipts and counts, sends everything once
// more, and asks again: nothing may be missing, nothing there twice.
func (r *Report) compare(ctx context.Context, g *ground, phones []*phone, p Plan) error {
	want := sum(g, phones)
	r.Records, r.Held = want.records, want.held
	r.timed(phones)
	for _, ph := range phones {
		ph.judge(r)
	}
	if err := r.receipts(ctx, g, phones); err != nil {
		return err
	}
	same, err := r.counts(ctx, g, want, p)
	if err != nil {
		return err
	}
	if !same {
		p.Grace = 0 // what is wrong now does not come right by waiting
	}
	for _, ph := range phones {
		if err := ph.sendsAllAgain(ctx, r); err != nil {
			return err
		}
	}
	_, err = r.counts(ctx, g, want, p)
	return err
}

// timed gathers how long batches took.
func (r *Report) timed(phones []*phone) {
	var took []time.Duration
	for _, ph := range phones {
		r.Batches, r.Again = r.Batches+ph.sent, r.Again+ph.again
		took = append(took, ph.took...)
	}
	if slices.Sort(took); len(took) > 0 {
		r.Median, r.P99 = took[len(took)/2], took[len(took)*99/100]
	}
}

// judge holds what the server said of each record to what should become of it.
func (p *phone) judge(r *Report) {
	for _, rec := range p.noted {
		stored, held := 0, 0
		for _, a := range rec.heard {
			switch a.Answer {
			case canvass.Stored:
				stored++
			case canvass.Quarantined:
				held++
			}
		}
		switch {
		case len(rec.heard) == 0:
			r.breaks("never answered: a record of a phone where %s", p.way.name)
		case stored > 1:
			r.breaks("stored %d times: a record of a phone where %s", stored, p.way.name)
		case held > 0 != rec.held:
			r.breaks("%s %s: a record of a phone where %s", rec.heard[0].Answer, rec.heard[0].Why, p.way.name)
		case rec.doubted != nil && rec.doubted.heard[0].Answer != canvass.Conflicting:
			r.breaks("%s: other words under a number that was taken, where %s", rec.doubted.heard[0].Answer, p.way.name)
		}
	}
}

// receipts compares, phone by phone, how many records came home and their code.
func (r *Report) receipts(ctx context.Context, g *ground, phones []*phone) error {
	var got struct {
		Receipts []struct {
			Device  string
			Records int
			Code    string
		}
	}
	if err := g.ask(ctx, "GET", "/organise/efforts/"+g.effort+"/receipts", nil, &got); err != nil {
		return err
	}
	codes := map[string]string{}
	for _, x := range got.Receipts {
		codes[x.Device] = fmt.Sprint(x.Records, " ", x.Code)
	}
	for _, ph := range phones {
		all := map[string]bool{}
		for id := range ph.byID {
			all[id] = true
		}
		if want := fmt.Sprint(len(all), " ", universe.Code(all)); codes[ph.device] != want {
			r.breaks("the receipt of a phone where %s says %q, and it noted %q", ph.way.name, codes[ph.device], want)
		}
	}
	return nil
}

// sendsAllAgain sends every record once more: none may be new to the server. A
// phone that was struck off is left alone, since all it sends now is held.
func (p *phone) sendsAllAgain(ctx context.Context, r *Report) error {
	if p.isStruck {
		return nil
	}
	for some := range slices.Chunk(p.noted, canvass.MaxBatch) {
		for n := 1; !p.send(ctx, some); n++ {
			if n == again {
				r.breaks("the server does not answer any more")
				return ctx.Err()
			}
			pause(ctx, 250*time.Millisecond)
		}
		for _, rec := range some {
			if last := rec.heard[len(rec.heard)-1]; last.Answer == canvass.Stored {
				r.breaks("lost after it was answered for, and stored again: a record of a phone where %s", p.way.name)
			}
		}
	}
	return nil
}

// A total is what the phones' records come to.
type total struct {
	records, held, conversations, pairs int
	outcomes                            map[string]int
}

func sum(g *ground, phones []*phone) total {
	t := total{outcomes: map[string]int{}}
	for _, ph := range phones {
		for _, rec := range ph.noted {
			t.records++
			if rec.doubted != nil {
				t.held++
			}
			switch {
			case rec.held:
				t.held++
			case rec.in.Kind == canvass.KindVisit && !rec.undone:
				t.outcomes[rec.in.Outcome]++
				conversation, pair := g.talk(rec.in)
				t.conversations, t.pairs = t.conversations+one(conversation), t.pairs+one(pair)
			}
		}
	}
	return t
}

func one(is bool) int {
	if is {
		return 1
	}
	return 0
}

// counts compares the results, once the server has counted everything.
func (r *Report) counts(ctx context.Context, g *ground, want total, p Plan) (same bool, err error) {
	var got struct {
		Attempts, Conversations, Waiting int
		Outcomes                         map[string]int
		Movement                         struct{ Pairs int }
	}
	attempts := 0
	for code, n := range want.outcomes {
		if o, _ := script.OutcomeOf(code); o.Attempt {
			attempts += n
		}
	}
	wants := fmt.Sprintf("%d attempts, %d conversations, %d pairs of ratings, %d held, %s", attempts, want.conversations, want.pairs, want.held, listed(want.outcomes))
	says := ""
	for end := p.Clock.Now().Add(p.Grace); ; pause(ctx, 500*time.Millisecond) {
		var raw json.RawMessage
		if err := g.ask(ctx, "GET", "/organise/efforts/"+g.effort+"/results", nil, &raw); err != nil {
			return false, err
		}
		got.Outcomes = nil
		if err := json.Unmarshal(raw, &got); err != nil {
			return false, err
		}
		says = fmt.Sprintf("%d attempts, %d conversations, %d pairs of ratings, %d held, %s", got.Attempts, got.Conversations, got.Movement.Pairs, got.Waiting, listed(got.Outcomes))
		if says == wants || ctx.Err() != nil || !p.Clock.Now().Before(end) {
			break
		}
	}
	if says != wants {
		r.breaks("the results say %s\n    and the phones noted %s", says, wants)
	}
	return says == wants, ctx.Err()
}

func listed(outcomes map[string]int) string {
	var all []string
	for _, code := range slices.Sorted(maps.Keys(outcomes)) {
		if outcomes[code] != 0 {
			all = append(all, fmt.Sprint(outcomes[code], " ", code))
		}
	}
	return strings.Join(all, ", ")
}
