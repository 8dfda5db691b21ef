package canvass

import (
	"context"
	"sync"
	"sync/atomic"
	"time"

	"barnstorm/domain"
	"barnstorm/domain/script"
)

// A Store remembers efforts, records and tallies.
type Store interface {
	Launching

	// Siblings is the newest published versions of the other scripts of a
	// group whose keys begin with that of one and a hyphen.
	Siblings(ctx context.Context, id script.ID) ([]script.Version, error)
	// ScriptVersion finds one version of a script, or refuses with NotFound.
	ScriptVersion(ctx context.Context, id script.VersionID) (script.Version, error)

	// IsCompared reports whether an effort's talks are compared with others.
	IsCompared(ctx context.Context, id EffortID) (bool, error)
	// HoldEffort is Effort, held against others until the transaction ends.
	HoldEffort(ctx context.Context, id EffortID) (Effort, error)
	// EffortsIn lists the efforts of groups, those that end last first.
	EffortsIn(ctx context.Context, groups []domain.GroupID) ([]Effort, error)

	// Credentials finds credentials by the hashes of their tokens, each with
	// its holder's roles of this moment. A hash that is not ours is not there.
	Credentials(ctx context.Context, hashes []string) (map[string]Bearer, error)
	// NoteWaiting keeps how many records the phone with a credential said it still
	// has.
	NoteWaiting(ctx context.Context, hash string, n int, now time.Time) error
	// PutCredential keeps a new credential.
	PutCredential(ctx context.Context, c Credential) error
	// CrewOf is the crew of the team that has, or had, a board.
	CrewOf(ctx context.Context, board string) (Crew, error)
	// RevokeCredentials ends a person's credentials in an effort.
	RevokeCredentials(ctx context.Context, e EffortID, p domain.PersonID, now time.Time) error

	Records
	Tallies
	Memory
	Words
}

// Memory remembers which days are sealed, and forgets what the clock says.
type Memory interface {
	// Lapsed lists the efforts that ended before a moment and still hold
	// something that their clock deletes.
	Lapsed(ctx context.Context, before time.Time) ([]Effort, error)
	// ShutEffort is HoldEffort, and nothing of the effort can be recorded until
	// the transaction ends.
	ShutEffort(ctx context.Context, id EffortID) (Effort, error)
	// NextDay is the first day after another on which an effort has records,
	// empty when there is none.
	NextDay(ctx context.Context, e EffortID, after string) (string, error)
	// Marked reports whether records of a day are still to be counted.
	Marked(ctx context.Context, e EffortID, day string) (bool, error)
	// Sealed reports whether a day is never counted anew.
	Sealed(ctx context.Context, e EffortID, day string) (bool, error)
	// SealDay seals a day, for good.
	SealDay(ctx context.Context, s Seal) error
	// CountSealed is how many days of an effort are sealed, and how many records
	// came after.
	CountSealed(ctx context.Context, e EffortID) (days, late int, err error)
	// Kin is records, what they refer to, and what annuls any of these.
	Kin(ctx context.Context, ids []VisitID) ([]Visit, error)
	// LateLines is what those of the records that are logged as late counted as.
	LateLines(ctx context.Context, ids []VisitID) (map[VisitID]int, error)
	// LogLate logs late records.
	LogLate(ctx context.Context, lines []Late) error
	// Gone is which of the records are deleted.
	Gone(ctx context.Context, ids []VisitID) ([]VisitID, error)
	// LastPack is when the last pack of an effort ends, zero without any.
	LastPack(ctx context.Context, e EffortID) (time.Time, error)
	// Traces counts what an effort holds of each trace.
	Traces(ctx context.Context, e EffortID) (map[Trace]int, error)
	// ForgetSome deletes up to n things of the first trace of which something is
	// due, and counts what is gone by that; nothing when all of it is gone. A
	// record of a day that is not sealed, or still to be counted, stays.
	ForgetSome(ctx context.Context, e EffortID, due Due, n int) (map[Trace]int, error)
	// BeginCertificate makes an effort's certificate, and reports whether there was
	// none. What the effort has reached is counted for the last time.
	BeginCertificate(ctx context.Context, c Certificate) (bool, error)
	// Certify adds what is gone to the certificate.
	Certify(ctx context.Context, e EffortID, gone map[Trace]int) error
	// EndCertificate says that all is gone, and reports whether that is new.
	EndCertificate(ctx context.Context, e EffortID, now time.Time) (bool, error)
	// Certificate finds an effort's certificate, or refuses with NotFound.
	Certificate(ctx context.Context, e EffortID) (Certificate, error)
}

// Records remembers what was recorded at doors.
type Records interface {
	// KeepVisits keeps those of the records whose ids are new, each with its
	// mark for the tallies, all of them or none, and returns the ids it kept.
	KeepVisits(ctx context.Context, visits []Visit) ([]VisitID, error)
	// Payloads is the raw payload of each of the records that are known.
	Payloads(ctx context.Context, ids []VisitID) (map[VisitID][]byte, error)
	// Visit finds one record, or refuses with NotFound.
	Visit(ctx context.Context, id VisitID) (Visit, error)
	// LastVisits counts the records of a canvasser's device on a day of an
	// effort, and gives the newest n of the visits among them that count.
	LastVisits(ctx context.Context, e EffortID, device, day string, n int) (int, []Visit, error)
	// VisitsBy lists what a person wrote down at doors, oldest first.
	VisitsBy(ctx context.Context, p domain.PersonID) ([]Visit, error)
	// DoorVisits is every record at a door, across all efforts.
	DoorVisits(ctx context.Context, door string) ([]Visit, error)
	// PutConsents enters the consents that visits gave into the ledger.
	PutConsents(ctx context.Context, visits []Visit) error
	// NeverAgain keeps, for all efforts and beyond them, that nobody may be
	// contacted at the visit's door: its address as a keyed hash. With an elector
	// it is that person alone. A door we know nothing of leaves nothing, and nor
	// does a visit that a lead took back before it came.
	NeverAgain(ctx context.Context, v Visit) error
	// NeverMore is NeverAgain for good: no undo of a record takes it away, since no
	// record says it any more.
	NeverMore(ctx context.Context, v Visit) error
	// AskAgain forgets that, unless another visit that counts still says it, or it
	// is for good.
	AskAgain(ctx context.Context, v Visit) error
	// Quarantine keeps records for review, and counts those that are new; one that
	// is there already stays as it is.
	Quarantine(ctx context.Context, held []Held) (fresh int, err error)
	// HeldOf counts the undecided records in quarantine that a person sent.
	HeldOf(ctx context.Context, p domain.PersonID) (int, error)
	// NewerIn counts the records of an effort that hold fields we do not know.
	NewerIn(ctx context.Context, e EffortID) (int, error)
	// HeldIn lists up to 200 undecided records in quarantine of an effort, oldest
	// first, each with the first 2000 bytes of its payload.
	HeldIn(ctx context.Context, e EffortID) ([]Held, error)
	// Piles lists at most limit efforts of groups in which something waits: those
	// that end last first.
	Piles(ctx context.Context, groups []domain.GroupID, now time.Time, limit int) ([]Pile, error)
	// Held finds one record in quarantine, or refuses with NotFound.
	Held(ctx context.Context, key string) (Held, error)
	// DecideHeld says what became of a record in quarantine, once.
	DecideHeld(ctx context.Context, h Held) (bool, error)
}

// Tallies remembers the counts that results are read from.
type Tallies interface {
	// TakeMarks takes up to n marks away, which others do not take meanwhile, and
	// says which days they were of and how many they were.
	TakeMarks(ctx context.Context, n int) (days []Mark, taken int, err error)
	// CountDay counts the records of a day that were not annulled.
	CountDay(ctx context.Context, e EffortID, day string) ([]Count, error)
	// CountSteps counts, by version and path, how far the visits of a day went.
	CountSteps(ctx context.Context, e EffortID, day string) ([]PathCount, error)
	// PutDay replaces the tallies of a day.
	PutDay(ctx context.Context, d DayTally) error
	// TalliesByPerson sums the tallies of an effort by canvasser's pseudonym.
	TalliesByPerson(ctx context.Context, e EffortID) ([]PersonTally, error)
	// NewestDay is the newest day of an effort that has tallies, empty without one.
	NewestDay(ctx context.Context, e EffortID) (string, error)
	// Day reads the tallies of one day.
	Day(ctx context.Context, e EffortID, day string) (DayTally, error)
	// TalliesByHour sums the tallies of an effort by hour of the day.
	TalliesByHour(ctx context.Context, e EffortID) ([]HourTally, error)
	// TalliesByStep sums how often each step of each version was reached.
	TalliesByStep(ctx context.Context, e EffortID) ([]StepTally, error)
	// PutDigest keeps an effort's digest in place of an earlier one.
	PutDigest(ctx context.Context, d Digest) error
	// Digest finds an effort's digest, or refuses with NotFound.
	Digest(ctx context.Context, e EffortID) (Digest, error)
	// MetAt is how many doors an effort has, and at how many somebody was met.
	MetAt(ctx context.Context, e EffortID) (met, doors int, err error)
	// HeldWaiting counts the undecided records in quarantine of an effort.
	HeldWaiting(ctx context.Context, e EffortID) (int, error)
}

// A Service is what people and phones do with efforts.
type Service struct {
	Store      Store
	Atomically func(context.Context, func(Store) error) error
	Clock      domain.Clock

	asking crowd[string, *Bearer] // who holds which key
	coming crowd[Visit, bool]     // single visits on their way into the store

	read    sync.Map // script.VersionID to reading: a published version never changes
	efforts sync.Map // EffortID to glance

	rest atomic.Int64 // until when no day is counted anew, in nanoseconds
}

// A glance is an effort as it was a moment ago. What the sync asks of an effort
// (its group, script, level and zone) never changes; its lists do.
type glance struct {
	effort Effort
	at     time.Time
}

// glanceFor is how long a glance is good for.
const glanceFor = 5 * time.Second

// known is an effort as it was at most glanceFor ago, or NotFound.
func (s *Service) known(ctx context.Context, id EffortID) (Effort, error) {
	now := s.Clock.Now()
	if g, ok := s.efforts.Load(id); ok && now.Sub(g.(glance).at) < glanceFor {
		return g.(glance).effort, nil
	}
	e, err := s.Store.Effort(ctx, id)
	if err == nil {
		s.efforts.Store(id, glance{e, now})
	}
	return e, err
}

// reading is a published version, read once.
type reading struct {
	script script.ID
	n      int
	flow   script.Flow
}

// version reads a published version, or refuses with NotFound.
func (s *Service) version(ctx context.Context, store Store, id script.VersionID) (reading, error) {
	if r, ok := s.read.Load(id); ok {
		return r.(reading), nil
	}
	v, err := store.ScriptVersion(ctx, id)
	if err != nil {
		return reading{}, err
	}
	if v.Draft() {
		return reading{}, domain.Refuse(domain.NotFound, "no-such-version")
	}
	flow, err := v.Flow()
	if err != nil {
		return reading{}, err
	}
	r := reading{script: v.Script, n: v.N, flow: flow}
	s.read.Store(id, r)
	return r, nil
}
