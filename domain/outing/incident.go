package outing

import (
	"context"
	"slices"
	"strings"
	"time"
	"unicode"

	"barnstorm/domain"
	"barnstorm/domain/canvass"
	"barnstorm/domain/universe"
)

// An IncidentID names an incident note.
type IncidentID string

// A Hurt is what kind of thing went wrong.
type Hurt string

// The kinds, so that who reads can see at a glance what cannot wait.
const (
	Threat   Hurt = "threat"
	Harassed Hurt = "harassed"
	Injured  Hurt = "injured" // or unwell
	Animal   Hurt = "animal"
	Danger   Hurt = "danger" // somebody at a door seems to be in danger
	Other    Hurt = "other"
)

// Hurts is every kind, in the order in which people are asked.
var Hurts = []Hurt{Threat, Harassed, Injured, Animal, Danger, Other}

// kept is for how many years an incident note is kept. A claim may come that late.
const kept = 3

// Bounds of the words of a note, in letters.
const (
	fewestWords = 10
	mostWords   = 2000
)

// An Incident is what somebody wrote down about what went wrong. Its words are
// sealed with a key of its own, so that a note goes from every backup by itself,
// with its clock: whoever wrote it may be erased before, and the note stays
// without them.
type Incident struct {
	ID     IncidentID
	Effort canvass.EffortID
	Group  domain.GroupID
	Turf   universe.TurfID // empty for none
	Kind   Hurt
	Words  string // empty unless the note was opened
	By     domain.PersonID
	Name   string // of who wrote it, empty once they are erased
	Area   string // the name of the turf
	Title  string // of the effort
	Day    string // on which it happened, 2006-01-02
	Made   time.Time
	Reads  int
}

// A Read is somebody who opened a note.
type Read struct {
	ID       string
	Incident IncidentID
	Person   domain.PersonID
	Name     string
	At       time.Time
}

// Incidents remembers incident notes.
type Incidents interface {
	// PutIncident keeps a new note with its words sealed, once.
	PutIncident(ctx context.Context, i Incident) (bool, error)
	// Incident finds a note with its words, or refuses with NotFound.
	Incident(ctx context.Context, id IncidentID) (Incident, error)
	// IncidentsIn lists the notes of groups without their words, newest first.
	IncidentsIn(ctx context.Context, groups []domain.GroupID) ([]Incident, error)
	// IncidentsBy lists the notes that a person wrote, with their words.
	IncidentsBy(ctx context.Context, p domain.PersonID) ([]Incident, error)
	// Disown takes whoever wrote notes out of them.
	Disown(ctx context.Context, p domain.PersonID) error
	// NoteRead keeps that somebody opened a note.
	NoteRead(ctx context.Context, r Read) error
	// ReadsOf lists who opened a note, first first.
	ReadsOf(ctx context.Context, id IncidentID) ([]Read, error)
	// Bury deletes up to n notes that were made before a moment, each with its key
	// first, and counts them.
	Bury(ctx context.Context, before time.Time, n int) (int, error)
	// Wardens is who hears that there is a note: the welfare officers of a group
	// or of one above it, else its admins.
	Wardens(ctx context.Context, e canvass.EffortID) ([]Watcher, error)
}

// A ReportInput is an incident note as somebody sends it.
type ReportInput struct {
	ID    IncidentID      `json:"id"` // made by the sender
	Kind  Hurt            `json:"kind"`
	Turf  universe.TurfID `json:"turf"`  // empty for none
	Day   string          `json:"day"`   // 2006-01-02; empty means today
	Words string          `json:"words"` // 10 to 2000 letters
}

func (in ReportInput) wrong() error {
	w := domain.Wrong{}
	_, ok := domain.ParseID[IncidentID](string(in.ID))
	w.Check(ok, "id", "not-an-id")
	w.Check(slices.Contains(Hurts, in.Kind), "kind", "pick-one")
	n := len([]rune(strings.TrimSpace(in.Words)))
	plain := !strings.ContainsFunc(in.Words, func(r rune) bool { return unicode.IsControl(r) && r != '\n' && r != '\r' && r != '\t' })
	w.Check(n >= fewestWords && n <= mostWords && plain, "words", "words-10-to-2000")
	if in.Turf != "" {
		_, ok = domain.ParseID[universe.TurfID](string(in.Turf))
		w.Check(ok, "turf", "pick-one")
	}
	if in.Day != "" {
		_, err := time.Parse(time.DateOnly, in.Day)
		w.Check(err == nil, "day", "day")
	}
	return w.Err()
}

// Report keeps an incident note of whoever may knock in an effort, and tells
// those who read such notes that there is one, not what it says. Reported again
// under the same id, nothing changes.
func (s *Service) Report(ctx context.Context, who domain.Actor, id canvass.EffortID, in ReportInput) error {
	if err := in.wrong(); err != nil {
		return err
	}
	return s.Atomically(ctx, func(tx Store) error {
		e, err := s.knocked(ctx, tx, who, id)
		if err != nil {
			return err
		}
		if in.Turf != "" {
			if t, err := tx.Turf(ctx, in.Turf); err != nil || t.Effort != id {
				return domain.Wrong{"turf": "pick-one"}.Err()
			}
		}
		now := s.Clock.Now()
		i := Incident{ID: in.ID, Effort: id, Group: e.Group, Turf: in.Turf, Kind: in.Kind, Words: strings.TrimSpace(in.Words), By: who.Person, Day: in.Day, Made: now}
		if i.Day == "" {
			i.Day = now.In(local(e)).Format(time.DateOnly)
		}
		first, err := tx.PutIncident(ctx, i)
		if err != nil || !first {
			return err
		}
		return s.warn(ctx, tx, i)
	})
}

// knocked loads an effort for whoever may knock there.
func (s *Service) knocked(ctx context.Context, tx Store, who domain.Actor, id canvass.EffortID) (canvass.Effort, error) {
	if who.Nobody() {
		return canvass.Effort{}, domain.Refuse(domain.SignedOut, "sign-in-first")
	}
	e, err := tx.Effort(ctx, id)
	if err != nil {
		return e, err
	}
	if len(who.Roles[e.Group]) == 0 {
		return e, domain.Refuse(domain.NotFound, "no-such-effort")
	}
	return e, who.Must(domain.Knock, e.Group)
}

// warn writes to those who read incident notes.
func (s *Service) warn(ctx context.Context, tx Store, i Incident) error {
	wardens, err := tx.Wardens(ctx, i.Effort)
	if err != nil {
		return err
	}
	var letters []domain.Letter
	for _, k := range wardens {
		letters = append(letters, domain.Letter{
			ID: domain.NewID[domain.LetterID](i.Made), Key: "outing/incident:" + string(i.ID) + ":" + string(k.Person), To: k.Email, Name: k.Name, Person: k.Person,
			Group: k.Group, Locale: k.Locale, Kind: "outing/incident", Due: i.Made,
			Fields: map[string]string{"name": k.Name, "kind": string(i.Kind), "link": s.URL("/organise/incidents/" + string(i.ID)), "group": k.Title, "imprint": k.Imprint},
		})
	}
	return tx.Post(ctx, letters...)
}

// Reportable is what the form of a note offers in an effort: the turfs that who
// has, or hands out.
func (s *Service) Reportable(ctx context.Context, who domain.Actor, id canvass.EffortID) (canvass.Effort, []universe.Turf, error) {
	e, err := s.knocked(ctx, s.Store, who, id)
	if err != nil {
		return e, nil, err
	}
	all, err := s.Store.TurfsOf(ctx, id)
	return e, slices.DeleteFunc(all, func(t universe.Turf) bool { return t.Holder != who.Person }), err
}

// Incidents lists the notes of the groups where who reads them, newest first,
// without a word of what they say.
func (s *Service) Incidents(ctx context.Context, who domain.Actor) ([]Incident, error) {
	if who.Nobody() {
		return nil, domain.Refuse(domain.SignedOut, "sign-in-first")
	}
	groups := who.Where(domain.ReadIncidents)
	slices.Sort(groups)
	return s.Store.IncidentsIn(ctx, groups)
}

// OpenNote opens a note, and keeps beside it who did and when. It refuses everybody else with NotFound: that there is one is as
// sensitive as what it says.
func (s *Service) OpenNote(ctx context.Context, who domain.Actor, id IncidentID) (Incident, []Read, error) {
	if who.Nobody() {
		return Incident{}, nil, domain.Refuse(domain.SignedOut, "sign-in-first")
	}
	var i Incident
	var reads []Read
	err := s.Atomically(ctx, func(tx Store) (err error) {
		if i, err = tx.Incident(ctx, id); err != nil {
			return err
		}
		if !who.May(domain.ReadIncidents, i.Group) {
			i = Incident{}
			return domain.Refuse(domain.NotFound, "no-such-incident")
		}
		now := s.Clock.Now()
		if err := tx.NoteRead(ctx, Read{ID: domain.NewID[string](now), Incident: id, Person: who.Person, At: now}); err != nil {
			return err
		}
		reads, err = tx.ReadsOf(ctx, id)
		return err
	})
	return i, reads, err
}

// Bury deletes what incident notes have reached the end of their three years,
// up to n of them.
func (s *Service) Bury(ctx context.Context, n int) (int, error) {
	before := s.Clock.Now().AddDate(-kept, 0, 0)
	buried := 0
	return buried, s.Atomically(ctx, func(tx Store) (err error) {
		buried, err = tx.Bury(ctx, before, n)
		return err
	})
}
