package canvass

import (
	"context"
	"encoding/json"
	"slices"
	"time"

	"barnstorm/domain"
	"barnstorm/domain/script"
)

// MaxBatch is how many records one sync may bring.
const MaxBatch = 100

// A SyncInput is what a phone sends: its records, oldest first, each as it
// wrote it down, and its own clock at the moment of sending.
type SyncInput struct {
	Now     time.Time         `json:"now"`
	Waiting int               `json:"waiting"` // records that the phone keeps for the next batches
	Records []json.RawMessage `json:"records"`
}

// A Fate is what became of one record that was sent.
type Fate string

// The fates. After any of them the phone may forget the record.
const (
	Stored      Fate = "stored"
	Duplicate   Fate = "duplicate"   // same id, same content: it was stored before
	Conflicting Fate = "conflict"    // same id, other content: both are kept, this one in quarantine
	Quarantined Fate = "quarantined" // kept and shown, and not counted until somebody accepts it
)

// A Reply is what became of the record at the same place of the batch.
type Reply struct {
	ID   string // as it was sent, empty when it could not be read
	Fate Fate
	Why  Reason // when it is in quarantine
}

// A Held is one record in quarantine.
type Held struct {
	Key      string // hash of the whole payload and its sender: what comes twice is held once
	Record   string // the record's id, if it could be read
	Effort   EffortID
	Person   domain.PersonID // whose key sent it
	Device   string
	Why      Reason
	Raw      []byte // what it says, at most MaxRaw bytes of it; a list has the beginning alone
	Received time.Time
	Skew     time.Duration // our clock less the device's, at that sync
	Decided  time.Time     // zero while it waits
	Decider  domain.PersonID
	Accepted bool
}

// Sync appends what a credential's phone recorded. The whole batch is kept in
// one transaction, in whatever order it comes and however often, and each
// record is answered. It refuses a token that is not ours (SignedOut), and
// more than MaxBatch records (Invalid); it never refuses a record. While as many
// of its holder's records as MostHeld wait for a decision, a batch that would add
// to them is refused with Busy ("quarantine-full"): the phone keeps it.
func (s *Service) Sync(ctx context.Context, token domain.Token, in SyncInput) ([]Reply, error) {
	b, err := s.bearer(ctx, token)
	if err != nil {
		return nil, err
	}
	from := sender{actor: b.Holder, credential: &b.Credential, now: s.Clock.Now()}
	if from.lent() {
		if from.crew, err = s.Store.CrewOf(ctx, b.Board); err != nil {
			return nil, err
		}
	}
	replies, err := s.take(ctx, from, in)
	if n := min(max(0, in.Waiting), mostWaiting); err == nil && b.news(n, from.now) {
		err = s.Store.NoteWaiting(ctx, b.Hash, n, from.now)
	}
	return replies, err
}

// mostWaiting is the highest number of waiting records that is believed.
const mostWaiting = 100_000

// SyncAs is Sync for somebody who is signed in.
func (s *Service) SyncAs(ctx context.Context, who domain.Actor, in SyncInput) ([]Reply, error) {
	if who.Nobody() {
		return nil, domain.Refuse(domain.SignedOut, "credential-not-ours")
	}
	return s.take(ctx, sender{actor: who, now: s.Clock.Now()}, in)
}

// HandIn is SyncAs for a phone whose key we do not know: a copy of the house from
// before it was given out was restored. What the phone wrote down counts as its
// holder's, and its undo undoes no more than a phone's. Records of an effort
// that is lost too wait where the holder knocks now.
func (s *Service) HandIn(ctx context.Context, who domain.Actor, in SyncInput) ([]Reply, error) {
	if who.Nobody() {
		return nil, domain.Refuse(domain.SignedOut, "sign-in-first")
	}
	from := sender{actor: who, phone: true, now: s.Clock.Now()}
	efforts, err := s.Efforts(ctx, who, domain.Knock)
	if err != nil {
		return nil, err
	}
	if len(efforts) > 0 {
		from.home = efforts[0].ID
	}
	return s.take(ctx, from, in)
}

func (s *Service) take(ctx context.Context, from sender, in SyncInput) ([]Reply, error) {
	if len(in.Records) > MaxBatch {
		return nil, domain.RefuseWith(domain.Invalid, "too-many-records", map[string]any{"most": MaxBatch})
	}
	if !in.Now.IsZero() {
		from.skew = from.now.Sub(in.Now)
	}
	batch := make([]parcel, len(in.Records))
	for i, raw := range in.Records {
		v, why, err := s.sort(ctx, from, raw)
		if err != nil {
			return nil, err
		}
		if batch[i], err = s.lateness(ctx, from, parcel{visit: v, reply: Reply{ID: string(v.ID), Why: why}}); err != nil {
			return nil, err
		}
	}
	if err := s.keep(ctx, batch, from); err != nil {
		return nil, err
	}
	replies := make([]Reply, len(batch))
	for i, p := range batch {
		replies[i] = p.reply
	}
	return replies, nil
}

// keep stores a batch. Plain visits go in by one statement, which is atomic by
// itself, a single one together with those that come at the same moment. Only
// where more has to be written, or some were known already, does it take a
// transaction of several statements; what the first statement stored stays
// stored, and a phone that hears no answer sends all of it again.
func (s *Service) keep(ctx context.Context, batch []parcel, from sender) error {
	if len(batch) == 0 {
		return nil
	}
	var stored []VisitID
	if !slices.ContainsFunc(batch, func(p parcel) bool { return !p.plain() }) {
		var err error
		if stored, err = s.keepPlain(ctx, batch); err != nil {
			return err
		}
		if len(stored) == len(batch) {
			for i := range batch {
				batch[i].reply.Fate = Stored
			}
			return nil
		}
	}
	return s.Atomically(ctx, func(tx Store) error { return keepAll(ctx, tx, batch, stored, from) })
}

// keepPlain keeps visits beside which nothing has to be written, and is the ids
// that were new.
func (s *Service) keepPlain(ctx context.Context, batch []parcel) ([]VisitID, error) {
	visits := firsts(batch)
	if len(visits) > 1 {
		return s.Store.KeepVisits(ctx, visits)
	}
	isNew, err := s.coming.with(ctx, visits[0], s.keepTogether)
	if !isNew {
		return nil, err
	}
	return []VisitID{visits[0].ID}, err
}

// keepTogether keeps visits of several senders and says of each whether it was
// new. Of two with one id the first is.
func (s *Service) keepTogether(ctx context.Context, visits []Visit) ([]bool, error) {
	stored, err := s.Store.KeepVisits(ctx, visits)
	isNew := map[VisitID]bool{}
	for _, id := range stored {
		isNew[id] = true
	}
	out := make([]bool, len(visits))
	for i, v := range visits {
		out[i], isNew[v.ID] = isNew[v.ID], false
	}
	return out, err
}

// keepAll keeps what of a batch is not stored already, and gives each record
// its fate.
func keepAll(ctx context.Context, tx Store, batch []parcel, before []VisitID, from sender) error {
	deleted, err := gone(ctx, tx, batch)
	if err != nil {
		return err
	}
	rest := slices.DeleteFunc(firsts(batch), func(v Visit) bool { return slices.Contains(before, v.ID) || deleted[v.ID] })
	stored, err := tx.KeepVisits(ctx, rest)
	if err != nil {
		return err
	}
	stored = append(stored, before...)
	if err := settle(ctx, tx, batch, stored); err != nil {
		return err
	}
	var held []Held
	var agreed []Visit
	belongs := from.effortOf(batch)
	for _, p := range batch {
		switch {
		case p.reply.Why != "":
			held = append(held, p.held(from, belongs))
		case p.reply.Fate == Stored && len(p.visit.Consents) > 0:
			agreed = append(agreed, p.visit)
		}
	}
	if err := quarantine(ctx, tx, held, from.actor.Person); err != nil {
		return err
	}
	if err := tx.PutConsents(ctx, agreed); err != nil {
		return err
	}
	return silence(ctx, tx, batch)
}

// silence has no door asked again where an objection or a death was recorded,
// and asked again where a lead took all of that back.
func silence(ctx context.Context, tx Store, batch []parcel) error {
	for _, p := range batch {
		if p.reply.Fate != Stored {
			continue
		}
		if err := p.silence(ctx, tx); err != nil {
			return err
		}
	}
	return nil
}

// settle gives every countable record its fate. What was not stored now was
// stored before, by the same content or by another.
func settle(ctx context.Context, tx Store, batch []parcel, stored []VisitID) error {
	isNew := map[VisitID]bool{}
	for _, id := range stored {
		isNew[id] = true
	}
	var again []VisitID
	for i := range batch {
		p := &batch[i]
		switch {
		case p.reply.Why != "":
			p.reply.Fate = Quarantined
		case isNew[p.visit.ID]:
			p.reply.Fate = Stored
			isNew[p.visit.ID] = false // the next of the same id in this batch is not new
		default:
			again = append(again, p.visit.ID)
		}
	}
	if len(again) == 0 {
		return nil
	}
	known, err := tx.Payloads(ctx, again)
	if err != nil {
		return err
	}
	for i := range batch {
		if p := &batch[i]; p.reply.Fate == "" {
			p.compare(known[p.visit.ID])
		}
	}
	return nil
}

// A KnockInput is one visit as the web form writes it down.
type KnockInput struct {
	ID       VisitID          `json:"id"` // made with the form, so that sending it twice counts once
	Version  script.VersionID `json:"script_version"`
	Outcome  string           `json:"outcome"`
	Answers  script.Answers   `json:"answers"`
	Team     string           `json:"team"`
	Started  time.Time        `json:"started"`
	Sequence int64            `json:"sequence"`
}

// webDevice is the device of whoever logs on the web page. Each person has
// their own, so that nobody undoes another's record.
func webDevice(p domain.PersonID) string { return "web-" + string(p) }

// Knock records one visit by who. It goes the way of a sync of one record, but
// what a phone would have put into quarantine is refused here, where somebody
// can put it right: Invalid for what was typed, NotFound for other people's
// efforts, Conflict for an id that was used for another visit.
func (s *Service) Knock(ctx context.Context, who domain.Actor, id EffortID, in KnockInput) (Visit, error) {
	e, err := s.effort(ctx, s.Store.Effort, who, id, domain.Knock)
	if err != nil {
		return Visit{}, err
	}
	return s.record(ctx, who, RecordInput{
		ID: string(in.ID), Kind: KindVisit, Effort: string(e.ID), Team: in.Team, Device: webDevice(who.Person), Sequence: in.Sequence,
		Version: string(in.Version), Outcome: in.Outcome, Answers: in.Answers, Started: in.Started, Ended: in.Started,
	})
}

// An UndoInput names the visit that should not count.
type UndoInput struct {
	ID       VisitID   `json:"id"` // of the annulment, made with the form
	Visit    VisitID   `json:"visit"`
	Started  time.Time `json:"started"`
	Sequence int64     `json:"sequence"`
}

// Undo annuls a visit that who logged on the web page, or, for a lead, any
// visit of the effort. The visit stays, and no longer counts.
func (s *Service) Undo(ctx context.Context, who domain.Actor, id EffortID, in UndoInput) (Visit, error) {
	e, err := s.effort(ctx, s.Store.Effort, who, id, domain.Knock)
	if err != nil {
		return Visit{}, err
	}
	v, err := s.Store.Visit(ctx, in.Visit)
	if err != nil {
		return Visit{}, err
	}
	if v.Effort != e.ID || v.Canvasser != who.Person && !who.May(domain.ReviewRecords, e.Group) {
		return Visit{}, domain.Refuse(domain.NotFound, "no-such-visit")
	}
	return s.record(ctx, who, RecordInput{
		ID: string(in.ID), Kind: KindAnnulment, Refers: string(in.Visit), Effort: string(e.ID), Device: webDevice(who.Person),
		Sequence: in.Sequence, Started: in.Started, Ended: in.Started,
	})
}

// record keeps one record written here and now.
func (s *Service) record(ctx context.Context, who domain.Actor, in RecordInput) (Visit, error) {
	raw, err := json.Marshal(in)
	if err != nil {
		return Visit{}, err
	}
	from := sender{actor: who, now: s.Clock.Now()}
	v, why, err := s.sort(ctx, from, raw)
	if err != nil {
		return Visit{}, err
	}
	if why != "" {
		return Visit{}, domain.RefuseWith(domain.Invalid, "record-refused", map[string]any{"why": string(why)})
	}
	batch := []parcel{{visit: v, reply: Reply{ID: string(v.ID)}}}
	if err := s.keep(ctx, batch, from); err != nil {
		return Visit{}, err
	}
	if batch[0].reply.Fate == Conflicting {
		return Visit{}, domain.Refuse(domain.Conflict, "visit-known")
	}
	return v, nil
}
