package rehearse

import (
	"context"
	"encoding/json"
	"math/rand/v2"
	"net/http/httptrace"
	"slices"
	"time"

	"barnstorm/domain/canvass"
	"barnstorm/domain/script"
)

// A record is one that a phone noted, what should become of it, and what the
// server said became of it.
type record struct {
	in      canvass.RecordInput
	body    json.RawMessage
	held    bool    // it should wait for a lead
	undone  bool    // it should not count any more
	doubted *record // of another phone, with the same number and other words
	heard   []Answer
}

// otherwise is a record with the same number that says something else.
func (r *record) otherwise() *record {
	in := r.in
	in.Outcome, in.Answers = "inaccessible", nil
	if r.in.Outcome == "inaccessible" {
		in.Outcome = "not_home"
	}
	other := &record{in: in}
	other.body, _ = json.Marshal(in)
	return other
}

// outcomes is how a hundred doors go.
var outcomes = []struct {
	code string
	of   int
}{{"not_home", 52}, {"spoke", 30}, {"refused", 8}, {"come_back", 4}, {"moved", 3}, {"inaccessible", 3}}

// knocks notes one visit, and perhaps that it should not count.
func (p *phone) knocks() {
	p.left--
	n := len(p.noted) + 1
	at := p.now().Add(-time.Minute)
	if p.away {
		at = at.Add(-48*time.Hour + time.Duration(n)*time.Minute)
	}
	in := canvass.RecordInput{
		ID: p.id(), Kind: canvass.KindVisit, Effort: p.effort, Turf: p.turf, Door: p.doors[n%len(p.doors)], Device: p.device, Sequence: int64(n),
		Version: p.version, Started: at, Ended: at.Add(40 * time.Second),
	}
	roll := rand.IntN(100)
	for _, o := range outcomes {
		if in.Outcome = o.code; roll < o.of {
			break
		}
		roll -= o.of
	}
	p.answers(&in)
	r := &record{in: in, held: p.isStruck}
	if p.newer && n%7 == 0 {
		r.in.Outcome, r.in.Answers, r.held = "left_a_poster", nil, true
	}
	p.notes(r)
	if p.undoes && n%10 == 0 {
		p.takesBack(r)
	}
}

// takesBack notes that a visit should not count.
func (p *phone) takesBack(r *record) {
	at := p.now()
	in := canvass.RecordInput{ID: p.id(), Kind: canvass.KindAnnulment, Refers: r.in.ID, Effort: p.effort, Turf: p.turf, Device: p.device, Sequence: int64(len(p.noted) + 1), Started: at, Ended: at}
	r.undone = true
	p.notes(&record{in: in, held: p.isStruck})
}

// notes writes a record down as the phone's app does.
func (p *phone) notes(r *record) {
	r.body, _ = json.Marshal(r.in)
	if p.newer {
		var more map[string]any
		_ = json.Unmarshal(r.body, &more)
		more["weather"] = "rain"
		r.body, _ = json.Marshal(more)
	}
	p.queue, p.noted = append(p.queue, r), append(p.noted, r)
	p.byID[r.in.ID] = r
}

// answers walks through the script with a made-up household.
func (p *phone) answers(in *canvass.RecordInput) {
	f, t := p.flow, script.Talk{Answers: script.Answers{}}
	first, ok := f.Begin(t)
	if !ok || first.Kind != script.KindOutcome {
		return
	}
	for _, o := range first.Options {
		if own, _ := script.OutcomeOf(o.Value); own.Code == in.Outcome {
			t.Answers[first.ID] = script.Said(o.Value)
			break
		}
	}
	home := script.Made(rand.IntN(1000))
	home.Seed = rand.IntN(1000)
	for s, on := f.Next(first, t); on && in.Outcome == "spoke"; s, on = f.Next(s, t) {
		if a := home.Reply(f, s, t); a.Declined || a.Given() {
			t.Answers[s.ID] = a
		}
	}
	in.Answers = t.Answers
}

// talk reports whether a record is a conversation, and whether it has both
// ratings, as the script has it.
func (g *ground) talk(in canvass.RecordInput) (conversation, pair bool) {
	o, _ := script.OutcomeOf(in.Outcome)
	t := script.Talk{Answers: in.Answers}
	before, after := g.flow.Value(g.flow.Rating.Before, t), g.flow.Value(g.flow.Rating.After, t)
	return o.Contact && slices.Contains(g.flow.Path(t), g.flow.Conversation), before.Given() && after.Given()
}

// givenUpOnceSent ends as soon as a whole request has been written: whoever sent
// it hears nothing, and the server may have done it or not.
func givenUpOnceSent(ctx context.Context) (context.Context, context.CancelFunc) {
	ctx, end := context.WithCancel(ctx)
	return httptrace.WithClientTrace(ctx, &httptrace.ClientTrace{WroteRequest: func(httptrace.WroteRequestInfo) { end() }}), end
}
