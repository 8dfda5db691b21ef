package universe

import (
	"context"
	"crypto/sha256"
	"encoding/binary"
	"encoding/json"
	"slices"
	"strings"
	"time"

	"barnstorm/domain"
	"barnstorm/domain/canvass"
)

// Why a pack is over.
const (
	Revoked = "revoked" // called in, or its holder may no longer knock there
	Taken   = "taken"   // somebody else has the turf now
	Back    = "back"    // the turf came home
)

// A Receipt is what came home of one pack: how many records of the turf from
// that phone, and a short code of which. Whoever holds the phone sees the same.
type Receipt struct {
	Turf    Turf
	Pack    string
	Device  string
	Person  domain.PersonID
	Name    string // as they write it, where the reader may know it
	Issued  time.Time
	Over    string    // empty while the phone walks it
	Records int       // received, counted or held
	Held    int       // of these, undecided in quarantine
	Code    string    // empty without records
	Last    time.Time // newest receipt
}

// remembered is for how long packs are listed.
const remembered = 7 * 24 * time.Hour

// Receipts is what came home of the packs of an effort in the last week, those
// issued last first, for whoever hands turf out.
func (s *Service) Receipts(ctx context.Context, who domain.Actor, id canvass.EffortID) ([]Receipt, error) {
	e, err := s.effort(ctx, s.Store, who, id, domain.HandOutTurf)
	if err != nil {
		return nil, err
	}
	if e.Forgotten(s.Clock.Now()) {
		return nil, nil
	}
	packs, err := s.Store.PacksOf(ctx, e.ID, s.Clock.Now().Add(-remembered))
	if err != nil {
		return nil, err
	}
	out, err := s.receipts(ctx, packs)
	if err != nil {
		return nil, err
	}
	for i := range out {
		if out[i].Name, err = s.Store.NameOf(ctx, out[i].Person); err != nil {
			return nil, err
		}
	}
	return out, nil
}

// MyReceipts is what came home of who's own packs: by it a phone learns that one is
// over, and that everything arrived.
func (s *Service) MyReceipts(ctx context.Context, who domain.Actor) ([]Receipt, error) {
	if who.Nobody() {
		return nil, domain.Refuse(domain.SignedOut, "sign-in-first")
	}
	packs, err := s.Store.PacksWith(ctx, who.Person, s.Clock.Now().Add(-remembered))
	if err != nil {
		return nil, err
	}
	for i, p := range packs {
		e, err := s.Store.Effort(ctx, p.Effort)
		if err != nil {
			return nil, err
		}
		if !who.May(domain.Knock, e.Group) && p.Revoked.IsZero() {
			packs[i].Revoked = p.Issued
		}
		if e.Forgotten(s.Clock.Now()) {
			packs[i].Turf = "" // what came home can be told no more, and no phone needs its doors
		}
	}
	return s.receipts(ctx, slices.DeleteFunc(packs, func(p canvass.Credential) bool { return p.Turf == "" }))
}

func (s *Service) receipts(ctx context.Context, packs []canvass.Credential) ([]Receipt, error) {
	type phone struct{ device, turf string }
	known := map[phone]Receipt{}
	out := make([]Receipt, 0, len(packs))
	for _, p := range packs {
		r, ok := known[phone{p.Device, p.Turf}]
		if !ok {
			var err error
			if r, err = s.received(ctx, p); err != nil {
				return nil, err
			}
			known[phone{p.Device, p.Turf}] = r
		}
		r.Pack, r.Person, r.Issued, r.Over = p.Pack, p.Person, p.Issued, over(p, r.Turf)
		out = append(out, r)
	}
	return out, nil
}

// ReceiptOf is what came home from one phone of one turf. Whoever calls it has
// checked that the asker holds that phone.
func (s *Service) ReceiptOf(ctx context.Context, e canvass.EffortID, t TurfID, device string) (Receipt, error) {
	return s.received(ctx, canvass.Credential{Effort: e, Turf: string(t), Device: device})
}

// received is everything that a phone has sent of a turf. One that was joined
// into another since, or cut anew, is known by its id alone: it is nobody's now.
func (s *Service) received(ctx context.Context, p canvass.Credential) (Receipt, error) {
	r := Receipt{Device: p.Device}
	var err error
	r.Turf, err = s.Store.Turf(ctx, TurfID(p.Turf))
	if domain.Is(err, domain.NotFound) {
		r.Turf, err = Turf{ID: TurfID(p.Turf)}, nil
	}
	if err != nil {
		return r, err
	}
	ids, last, err := s.Store.Arrived(ctx, p.Device, p.Turf)
	if err != nil {
		return r, err
	}
	held, err := s.Store.HeldFrom(ctx, p.Effort, p.Device)
	if err != nil {
		return r, err
	}
	all := map[string]bool{}
	for _, id := range ids {
		all[string(id)] = true
	}
	for _, h := range held {
		var in struct{ Turf string }
		if json.Unmarshal(h.Raw, &in) != nil || in.Turf != p.Turf {
			continue
		}
		all[h.Record] = true
		if h.Decided.IsZero() {
			r.Held++
		}
		if h.Received.After(last) {
			last = h.Received
		}
	}
	r.Records, r.Code, r.Last = len(all), Code(all), last
	return r, nil
}

// over says why a pack is no longer its phone's business.
func over(p canvass.Credential, t Turf) string {
	switch {
	case !p.Revoked.IsZero():
		return Revoked
	case p.Board != "" && t.Board != p.Board, p.Board == "" && t.Holder != p.Person:
		return Taken
	case t.State != Out:
		return Back
	}
	return ""
}

// letters is Crockford's base 32: no I, L, O or U, so that a code read aloud or
// off a wet screen is the one that was meant.
const letters = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"

// Code is the short code of a set of records: the first 30 bits of the SHA-256
// of their ids, sorted and joined by line breaks. Two sets that differ share
// one in a thousand million times.
func Code(ids map[string]bool) string {
	if len(ids) == 0 {
		return ""
	}
	sorted := make([]string, 0, len(ids))
	for id := range ids {
		sorted = append(sorted, id)
	}
	slices.Sort(sorted)
	sum := sha256.Sum256([]byte(strings.Join(sorted, "\n")))
	bits := binary.BigEndian.Uint32(sum[:4])
	code := make([]byte, 0, 7)
	for i := range 6 {
		if i == 3 {
			code = append(code, '-')
		}
		code = append(code, letters[bits>>(27-5*i)&31])
	}
	return string(code)
}
