package canvass

import (
	"encoding/json"
	"strings"
	"time"

	"barnstorm/domain"
	"barnstorm/domain/script"
)

// What a correction or an addition tells, in the "what" of its detail.
const (
	ToldHousehold = "household"     // there is a door that no list has
	ToldNumber    = "number"        // the door has another number
	ToldNoHouse   = "no-such-house" // there is no such door
	ToldReturn    = "return"        // somebody who fits should come again
	toldSettled   = "settled"       // a lead has decided what becomes of another
)

// What is what a correction or an addition tells.
func (v Visit) What() string { return v.Detail["what"] }

// Never reports whether v says that nobody may be contacted at its door again.
func (v Visit) Never() bool { return v.never() }

// A Wish is a visit that somebody at a door asked for, by somebody who fits.
type Wish struct {
	Language string // BCP 47, empty for any
	Topic    string // what they should know about, empty for nothing
	At       time.Time
}

// Wished is the visit that was asked for last at a door, of its records in one
// effort. It is open until somebody is met there, or nobody may come any more.
func Wished(records []Visit) (w Wish, open bool) {
	s := Stand(records)
	if s.Never != "" || s.Known && (!s.Latest.outcome().Retry || s.Latest.outcome().Final != script.Nowhere) {
		return w, false
	}
	off := map[VisitID]bool{}
	for _, r := range records {
		for _, v := range records {
			if r.Kind == KindAnnulment && r.Refers == v.ID && r.annuls(v) {
				off[v.ID] = true
			}
		}
	}
	for _, r := range inOrder(records) {
		if r.Kind == KindAddition && r.What() == ToldReturn && !off[r.ID] && !off[r.Refers] {
			w, open = Wish{Language: r.Detail["language"], Topic: strings.TrimSpace(r.Detail["topic"]), At: r.Happened}, true
		}
	}
	return w, open
}

// Settled is the record that says what who decided of a correction or an
// addition. Its number follows from the other's: of two who decide, the first does.
func (v Visit) Settled(who domain.Actor, e Effort, accept bool, now time.Time) Visit {
	detail := map[string]string{"what": toldSettled, "accepted": map[bool]string{true: "yes", false: "no"}[accept]}
	raw, _ := json.Marshal(detail)
	local := e.local(now)
	return Visit{
		ID: domain.DerivedID[VisitID](string(v.ID), toldSettled), Kind: KindCorrection, Refers: v.ID, Effort: e.ID, Turf: v.Turf, Door: v.Door,
		Canvasser: who.Person, Device: webDevice(who.Person), Sequence: now.UnixMilli(), Before: NotAsked, After: NotAsked, Detail: detail,
		Started: now, Ended: now, Received: now, Happened: now, Day: local.Format(time.DateOnly), Hour: local.Hour(), Lead: true, Raw: raw,
	}
}
