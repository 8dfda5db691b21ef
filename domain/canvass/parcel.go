package canvass

import (
	"context"
	"encoding/json"
	"maps"
	"strings"
)

// A parcel is one record of a batch on its way.
type parcel struct {
	visit Visit
	reply Reply
	told  *Visit // as it was told, where visit is what is kept of it after the clock
	door  string // where nobody may be contacted again, of an effort that keeps no doors
	mute  bool   // it came when the words of its effort were gone
}

// kept is what is kept of the record: no words, once those of its effort are gone.
func (p parcel) kept() Visit {
	v := p.visit
	if p.mute && v.Plain != nil {
		v.Raw = nil
	}
	return v
}

// silence does to the door what the record says. After the clock no record is
// left that says it, and where no doors are kept none says where.
func (p parcel) silence(ctx context.Context, tx Store) error {
	if p.told != nil && p.told.never() {
		return tx.NeverMore(ctx, *p.told)
	}
	if p.door != "" {
		there := p.visit
		there.Door = p.door
		return tx.NeverMore(ctx, there)
	}
	return p.whole().silence(ctx, tx)
}

// streetwise takes the door out of what somebody said against any contact, in an
// effort that keeps none: it is hushed, and no record names it.
func (p parcel) streetwise(e Effort) (parcel, error) {
	if e.Level != LevelStreet || p.reply.Why != "" || !p.visit.never() {
		return p, nil
	}
	p.door, p.visit.Door = p.visit.Door, ""
	var err error
	if p.visit.Raw, err = doorless(p.visit.Raw); err == nil && p.visit.Plain != nil {
		p.visit.Plain, err = doorless(p.visit.Plain)
	}
	return p, err
}

// doorless is a payload that names no door, in whatever letters a phone writes that.
func doorless(raw []byte) ([]byte, error) {
	var fields map[string]json.RawMessage
	if err := json.Unmarshal(raw, &fields); err != nil {
		return nil, err
	}
	maps.DeleteFunc(fields, func(name string, _ json.RawMessage) bool { return strings.EqualFold(name, "door") })
	return json.Marshal(fields)
}

// whole is the record as it was told.
func (p parcel) whole() Visit {
	if p.told != nil {
		return *p.told
	}
	return p.visit
}

// plain reports whether nothing but the visit itself has to be written.
func (p parcel) plain() bool {
	return p.reply.Why == "" && p.told == nil && p.door == "" && len(p.visit.Consents) == 0 && !p.visit.never() && !p.visit.lifts()
}

// firsts is the countable records, each id once: a batch may repeat itself.
func firsts(batch []parcel) []Visit {
	var out []Visit
	seen := map[VisitID]bool{}
	for _, p := range batch {
		if p.reply.Why == "" && !seen[p.visit.ID] {
			seen[p.visit.ID] = true
			out = append(out, p.kept())
		}
	}
	return out
}

// compare gives a record its fate beside the one that has its id. Of one that
// came after the clock, or is deleted, no payload is there to compare with; of
// one whose words are gone it is the rest.
func (p *parcel) compare(known []byte) {
	p.reply.Fate = Duplicate
	v := p.whole()
	if len(known) > 0 && !same(known, v.Raw) && !(v.Plain != nil && same(known, v.Plain)) {
		p.reply.Fate, p.reply.Why = Conflicting, ConflictingCopy
	}
}

// effortOf is the effort in whose quarantine a record is shown that names none
// of ours: the credential's, else that of the records it came with.
func (d sender) effortOf(batch []parcel) EffortID {
	if d.credential != nil {
		return d.credential.Effort
	}
	for _, p := range batch {
		if p.reply.Fate == Stored || p.reply.Fate == Duplicate {
			return p.visit.Effort
		}
	}
	return d.home
}

func (p parcel) held(from sender, belongs EffortID) Held {
	h := Held{
		Key: key(from.actor.Person, p.whole().Raw), Record: string(p.visit.ID), Effort: p.visit.Effort, Person: from.actor.Person,
		Device: p.visit.Device, Why: p.reply.Why, Raw: p.visit.Raw, Received: from.now, Skew: from.skew,
	}
	if h.Effort == "" || h.Why == UnknownEffort && belongs != "" {
		h.Effort = belongs // so that somebody sees it
	}
	h.Raw = h.Raw[:min(len(h.Raw), MaxRaw)]
	if len(h.Device) > maxName {
		h.Device = h.Device[:maxName]
	}
	return h
}
