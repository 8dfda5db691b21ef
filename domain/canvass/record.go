package canvass

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"reflect"
	"slices"
	"time"
	"unicode/utf8"

	"barnstorm/domain"
	"barnstorm/domain/script"
)

// A RecordInput is one record as a phone writes it down.
type RecordInput struct {
	ID        string            `json:"id"`   // a UUID, made once when the record is made
	Kind      Kind              `json:"kind"` // empty means visit
	Refers    string            `json:"refers,omitempty"`
	Effort    string            `json:"effort"`
	Team      string            `json:"team,omitempty"`
	Turf      string            `json:"turf,omitempty"`
	Door      string            `json:"door,omitempty"`
	Elector   string            `json:"elector,omitempty"`
	Canvasser string            `json:"canvasser,omitempty"` // empty means the holder of the credential
	Device    string            `json:"device"`
	Sequence  int64             `json:"sequence"` // counts the records of the device
	Version   string            `json:"script_version,omitempty"`
	Arm       string            `json:"arm,omitempty"`
	Outcome   string            `json:"outcome,omitempty"`
	Answers   script.Answers    `json:"answers,omitempty"`
	Before    *script.Answer    `json:"rating_before,omitempty"` // a number or "declined"; else taken from the answers
	After     *script.Answer    `json:"rating_after,omitempty"`
	Consents  []ConsentInput    `json:"consents,omitempty"`
	Detail    map[string]string `json:"detail,omitempty"` // of a correction or an addition
	Started   time.Time         `json:"started"`          // by the device's clock
	Ended     time.Time         `json:"ended"`
}

// A ConsentInput is one channel agreed to under one wording.
type ConsentInput struct {
	Channel string `json:"channel"`
	Wording string `json:"wording"`
}

// Bounds of a record, in bytes.
const (
	MaxRaw  = 16 << 10
	maxName = 64
)

// A Reason says why a record is in quarantine.
type Reason string

// The reasons. Pages hold a sentence for each.
const (
	Unreadable      Reason = "unreadable"       // not a record at all, or too long
	UnknownField    Reason = "unknown-field"    // of before, when such a record did not count
	NoID            Reason = "no-id"            // nothing to know it by if it comes again
	UnknownEffort   Reason = "unknown-effort"   // or one the sender may not know of
	OtherEffort     Reason = "other-effort"     // not the credential's
	OtherCanvasser  Reason = "other-canvasser"  // written down for somebody else
	CredentialOver  Reason = "credential-over"  // revoked, or long after its pack
	NotACanvasser   Reason = "not-a-canvasser"  // the sender may not knock there now
	UnknownKind     Reason = "unknown-kind"     // from an older or newer phone
	UnknownVersion  Reason = "unknown-version"  // of another script, or not published
	UnknownOutcome  Reason = "unknown-outcome"  // from an older or newer phone
	UnfitAnswer     Reason = "unfit-answer"     // not an answer to that script
	ThirdParty      Reason = "third-party"      // views without having spoken with the person
	BeyondLevel     Reason = "beyond-level"     // points closer at people than the effort may
	ConflictingCopy Reason = "conflicting-copy" // same id, other content
	EffortForgotten Reason = "effort-forgotten" // written here and now, when the effort's clock has run out
)

// decode reads one record, and says whether it holds fields that we do not
// know. Those are passed over and stay in the raw payload: whatever would
// change what a record counts as comes as a kind or an outcome of its own,
// never as a field. Letters that PostgreSQL cannot keep make it unreadable:
// one of them would have the whole batch refused for ever.
func decode(raw []byte) (in RecordInput, newer bool, why Reason) {
	if len(raw) > MaxRaw || !utf8.Valid(raw) || bytes.Contains(raw, []byte(`\u0000`)) {
		return in, false, Unreadable
	}
	dec := json.NewDecoder(bytes.NewReader(raw))
	dec.DisallowUnknownFields()
	if dec.Decode(&in) == nil && !dec.More() {
		return in, false, ""
	}
	var known RecordInput
	if json.Unmarshal(raw, &known) != nil {
		return known, false, Unreadable
	}
	return known, true, ""
}

// same reports whether two payloads say the same, whatever the order of their
// fields and the blanks between them.
func same(a, b []byte) bool {
	if bytes.Equal(a, b) {
		return true
	}
	var x, y any
	return json.Unmarshal(a, &x) == nil && json.Unmarshal(b, &y) == nil && reflect.DeepEqual(x, y)
}

// key is what a payload of a person is held under: what comes twice is held once.
func key(p domain.PersonID, raw []byte) string {
	h := sha256.New()
	h.Write([]byte(p))
	h.Write(raw)
	return hex.EncodeToString(h.Sum(nil))
}

// A sender is who sends records, by whichever key.
type sender struct {
	actor      domain.Actor
	credential *Credential
	phone      bool          // somebody signed in hands in what their phone wrote down
	home       EffortID      // where it is shown when it belongs nowhere, empty for nowhere
	crew       Crew          // of the team whose board the credential came with
	skew       time.Duration // our clock less the device's
	now        time.Time
	accepts    bool // a lead, what was in quarantine
}

// may says why records for an effort would be held, or nothing.
func (d sender) may(e Effort) Reason {
	switch c := d.credential; {
	case c != nil && c.Effort != e.ID:
		return OtherEffort
	case c != nil && !c.Good(d.now):
		return CredentialOver
	case c == nil && !d.accepts && e.Forgotten(d.now):
		return EffortForgotten
	case !d.lent() && !d.actor.May(domain.Knock, e.Group):
		return NotACanvasser
	}
	return ""
}

// lent reports whether a lead lent the sender the right to record, with the
// board of a team: whoever walks there need have no account, and no role.
func (d sender) lent() bool { return d.credential != nil && d.credential.Board != "" }

// issued is the earliest moment at which the sender can have recorded for e.
func (d sender) issued(e Effort) time.Time {
	if d.credential != nil {
		return d.credential.Issued
	}
	return e.Made
}

// sort turns a payload into a visit, or says why it cannot count by itself.
// Only a fault of ours is an error.
func (s *Service) sort(ctx context.Context, from sender, raw []byte) (Visit, Reason, error) {
	in, newer, why := decode(raw)
	id, ok := domain.ParseID[VisitID](in.ID)
	v := Visit{ID: id, Raw: raw, Received: from.now, Newer: newer}
	if effort, isID := domain.ParseID[EffortID](in.Effort); isID {
		v.Effort = effort
	}
	v.Canvasser, v.Device = from.actor.Person, in.Device
	switch {
	case why != "":
		return v, why, nil
	case !ok || in.Device == "":
		return v, NoID, nil
	case len(in.Device) > maxName || in.Started.Year() < 1970 || in.Ended.Year() > 9000:
		return v, Unreadable, nil
	case v.Effort == "":
		return v, UnknownEffort, nil
	}
	e, err := s.known(ctx, v.Effort)
	if domain.Is(err, domain.NotFound) {
		return v, UnknownEffort, nil
	}
	if err != nil {
		return v, "", err
	}
	if why := from.may(e); why != "" {
		return v, why, nil
	}
	why, err = s.fill(ctx, &v, in, e, from)
	return v, why, err
}

// fill completes v from what was sent, once the sender may record for e.
func (s *Service) fill(ctx context.Context, v *Visit, in RecordInput, e Effort, from sender) (Reason, error) {
	v.Kind, v.Sequence = in.Kind, in.Sequence
	v.Team, v.Turf, v.Door, v.Elector = in.Team, in.Turf, in.Door, in.Elector
	v.Before, v.After = NotAsked, NotAsked
	v.Lead = from.credential == nil && !from.phone && from.actor.May(domain.ReviewRecords, e.Group)
	v.times(in, e, from)
	if why := v.named(in, e, from.crew); why != "" {
		return why, nil
	}
	switch in.Kind {
	case "", KindVisit:
		v.Kind = KindVisit
		return s.fillVisit(ctx, v, in, e)
	case KindAnnulment, KindCorrection, KindAddition:
		refers, ok := domain.ParseID[VisitID](in.Refers)
		v.Refers, v.Detail = refers, in.Detail
		if !ok && in.Kind != KindAddition || tooMuch(in.Detail) {
			return Unreadable, nil
		}
		return "", v.partWords(in, script.Flow{}, nil)
	}
	return UnknownKind, nil
}

// named checks whom and what the record names. The phone of a team names who of
// the team knocked; any other name waits for a lead.
func (v *Visit) named(in RecordInput, e Effort, crew Crew) Reason {
	if in.Canvasser != "" {
		p, ok := domain.ParseID[domain.PersonID](in.Canvasser)
		mate, ours := crew[p]
		switch {
		case ours:
			p = mate
		case !ok || p != v.Canvasser && !v.Lead:
			return OtherCanvasser
		}
		v.Canvasser = p
	}
	switch {
	case max(len(in.Team), len(in.Turf), len(in.Door), len(in.Elector), len(in.Arm)) > maxName:
		return Unreadable
	case in.Elector != "" && e.Level != LevelRoll, in.Door != "" && e.Level == LevelStreet && !in.Objects():
		return BeyondLevel
	}
	return ""
}

// Objects reports whether the record says that nobody may be contacted there
// again: that goes beyond the effort, and so it names the door at any level.
func (in RecordInput) Objects() bool {
	outcome, ok := script.OutcomeOf(in.Outcome)
	return ok && (in.Kind == "" || in.Kind == KindVisit) && outcome.Final == script.InOrganisation
}

func tooMuch(detail map[string]string) bool {
	for k, v := range detail {
		if len(k) > maxName || len(v) > 2*maxName {
			return true
		}
	}
	return len(detail) > 8
}

// times puts the device's clock right by how far it was off at this sync, and
// keeps what happened between the pack's issue and now.
func (v *Visit) times(in RecordInput, e Effort, from sender) {
	v.Started, v.Ended = domain.Clock(func() time.Time { return in.Started }).Now(), domain.Clock(func() time.Time { return in.Ended }).Now()
	if in.Ended.Before(in.Started) {
		v.Ended = v.Started
	}
	v.Happened = v.Started.Add(from.skew)
	if issued := from.issued(e); v.Happened.Before(issued) {
		v.Happened = issued
	}
	if v.Happened.After(from.now) {
		v.Happened = from.now
	}
	local := e.local(v.Happened)
	v.Day, v.Hour = local.Format(time.DateOnly), local.Hour()
}

// fillVisit reads the outcome, the answers and the ratings of a visit, under
// the version of the script that it was made with.
func (s *Service) fillVisit(ctx context.Context, v *Visit, in RecordInput, e Effort) (Reason, error) {
	outcome, ok := script.OutcomeOf(in.Outcome)
	if !ok {
		return UnknownOutcome, nil
	}
	version, ok := domain.ParseID[script.VersionID](in.Version)
	if !ok {
		return UnknownVersion, nil
	}
	read, err := s.version(ctx, s.Store, version)
	if domain.Is(err, domain.NotFound) || err == nil && read.script != e.Script {
		return UnknownVersion, nil
	}
	if err != nil {
		return "", err
	}
	v.Version, v.Outcome = version, outcome.Code
	talk := e.Talk()
	talk.Arm = in.Arm
	if in.Answers != nil {
		talk.Answers = in.Answers
	}
	if why := v.rate(in, read.flow, talk); why != "" {
		return why, nil
	}
	v.Answers, v.Reached = talk.Answers, read.flow.Path(talk)
	if read.flow.Revealed(talk) {
		v.Arm = in.Arm // before that nobody knew it
	}
	v.Conversation = outcome.Contact && read.flow.Conversation != "" && slices.Contains(v.Reached, read.flow.Conversation)
	v.consent(in, read.flow)
	if err := v.partWords(in, read.flow, talk.Lists); err != nil {
		return "", err
	}
	if (v.Before != NotAsked || v.After != NotAsked || len(v.Consents) > 0) && !outcome.Views {
		return ThirdParty, nil
	}
	return "", nil
}

// rate reads the two ratings, from the record or else from its answers.
func (v *Visit) rate(in RecordInput, f script.Flow, talk script.Talk) Reason {
	if open := fitsSomeList(f, talk); open != "" {
		return UnfitAnswer
	}
	before, after := f.Value(f.Rating.Before, talk), f.Value(f.Rating.After, talk)
	if in.Before != nil {
		before = *in.Before
	}
	if in.After != nil {
		after = *in.After
	}
	var ok1, ok2 bool
	v.Before, ok1 = rating(before)
	v.After, ok2 = rating(after)
	if !ok1 || !ok2 {
		return UnfitAnswer
	}
	return ""
}

// fitsSomeList is Fits, but for values of lists that the effort supplies: a
// phone may hold the list as it was in the morning.
func fitsSomeList(f script.Flow, talk script.Talk) string {
	lists := map[string][]script.Option{}
	for _, st := range f.Steps {
		if a := talk.Answers[st.ID]; st.OptionsFrom != "" && a.Given() {
			lists[st.OptionsFrom] = append(slices.Clone(talk.Lists[st.OptionsFrom]), script.Option{Value: a.Word()})
		}
	}
	talk.Lists = lists
	return f.Fits(talk)
}

// rating reads a rating: a whole number from 0 to 10, declined, or not asked.
func rating(a script.Answer) (Rating, bool) {
	if a.Declined {
		return Declined, true
	}
	if !a.Given() {
		return NotAsked, true
	}
	n, ok := a.Number()
	return Rating(n), ok && n >= 0 && n <= 10
}

// consent gathers what was agreed to, from the script's consent steps and
// from the record itself, each channel and wording once.
func (v *Visit) consent(in RecordInput, f script.Flow) {
	add := func(c Consent) {
		if !slices.Contains(v.Consents, c) && c.Channel != "" && len(c.Channel)+len(c.Wording) <= 2*maxName {
			v.Consents = append(v.Consents, c)
		}
	}
	for _, st := range f.Steps {
		if st.Kind == script.KindConsent {
			for _, channel := range v.Answers[st.ID].Words {
				add(Consent{channel, st.ConsentText})
			}
		}
	}
	for _, c := range in.Consents {
		add(Consent(c))
	}
}
