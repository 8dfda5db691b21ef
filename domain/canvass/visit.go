package canvass

import (
	"cmp"
	"context"
	"slices"
	"time"

	"barnstorm/domain"
	"barnstorm/domain/script"
)

// A VisitID names one record. It is made by whoever writes the record down,
// and is what makes sending twice count once.
type VisitID string

// A Kind is what a record says.
type Kind string

// The kinds of record. Annulments, corrections and additions refer to another
// one: nothing is edited.
const (
	KindVisit      Kind = "visit"      // one attempt at one door
	KindAnnulment  Kind = "annulment"  // the other record does not count
	KindCorrection Kind = "correction" // moved, no such house, name
	KindAddition   Kind = "addition"   // a household, a person
	KindGone       Kind = "gone"       // what a resident had deleted: its number alone, so that no phone brings it back
)

// A Rating is a number from 0 to 10, or why there is none. Declining is not
// 0 and not silence, and neither is ever part of a pair.
type Rating int

// What a rating is when it is no number.
const (
	NotAsked Rating = -2
	Declined Rating = -1
)

// Given reports whether r is a number.
func (r Rating) Given() bool { return r >= 0 }

// A Consent is one channel by which a person agreed to be contacted, under
// one wording.
type Consent struct {
	Channel string
	Wording string
}

// A Visit is one record from a door, or one that refers to another. It is
// written once and never edited.
type Visit struct {
	ID           VisitID
	Kind         Kind
	Refers       VisitID
	Effort       EffortID
	Team         string
	Turf         string
	Door         string
	Elector      string
	Canvasser    domain.PersonID
	Device       string
	Sequence     int64
	Version      script.VersionID
	Arm          string // of a comparison, once the talk had come to it
	Outcome      string
	Answers      script.Answers
	Before       Rating
	After        Rating
	Consents     []Consent
	Detail       map[string]string // of a correction or an addition
	Started      time.Time         // by the device's clock
	Ended        time.Time         // by the device's clock
	Received     time.Time         // by ours
	Happened     time.Time         // device time put right by the clocks' difference at sync
	Day          string            // of Happened in the effort's zone, 2006-01-02
	Hour         int               // of Happened in the effort's zone
	Conversation bool
	Reached      []string // steps of the script
	Lead         bool     // written by somebody who reviews records
	Newer        bool     // holds fields that we do not know; they stay in Raw
	Raw          []byte   // the payload as received; none where Plain is all that is kept of it
	Plain        []byte   // Raw without words, where somebody's own words are in it: Answers and Detail hold none
}

// outcome is what is known about the visit's outcome.
func (v Visit) outcome() script.Outcome {
	o, _ := script.OutcomeOf(v.Outcome)
	return o
}

// never reports whether v says that nobody may be contacted there again, in
// any effort.
func (v Visit) never() bool {
	return v.Kind == KindVisit && v.Door != "" && v.outcome().Final == script.InOrganisation
}

// lifts reports whether v may take such a word back: only a lead's does.
func (v Visit) lifts() bool { return v.Kind == KindAnnulment && v.Lead }

// silence does to the door what v says, once v is kept.
func (v Visit) silence(ctx context.Context, tx Store) error {
	switch {
	case v.never():
		return tx.NeverAgain(ctx, v)
	case !v.lifts():
		return nil
	}
	was, err := tx.Visit(ctx, v.Refers)
	if domain.Is(err, domain.NotFound) || err == nil && (!was.never() || was.Effort != v.Effort) {
		return nil
	}
	if err != nil {
		return err
	}
	return tx.AskAgain(ctx, was)
}

// A Standing is what a door shows: the latest visit, and whether anybody may
// be contacted there at all.
type Standing struct {
	Latest   Visit
	Known    bool // whether there is any visit that counts
	Level    Visit
	HasLevel bool      // whether anybody ever gave a number there
	Ended    bool      // whether the household said something that holds until the effort ends
	Never    string    // the outcome that forbids any contact, empty when none does
	Back     time.Time // when the last of what was taken back was, zero when nothing was
}

// Stand merges what was recorded at one door, in whatever order it arrived:
// within a device the order is the sequence, across devices when it happened,
// then the id. What is known of somebody's number is merged from the visits
// with a number alone, so that no not-home can change it; an objection or a
// death wins over everything and only a lead undoes it.
func Stand(records []Visit) Standing {
	annulled := map[VisitID]bool{}
	byLead := map[VisitID]bool{}
	var s Standing
	for _, r := range records {
		for _, v := range records {
			if r.Kind == KindAnnulment && r.Refers == v.ID && r.annuls(v) {
				annulled[v.ID] = true
				byLead[v.ID] = byLead[v.ID] || r.Lead
				if r.Happened.After(s.Back) {
					s.Back = r.Happened
				}
			}
		}
	}
	var visits, rated []Visit
	for _, v := range records {
		if v.Kind != KindVisit {
			continue
		}
		if v.outcome().Final == script.InOrganisation && !byLead[v.ID] && (s.Never == "" || v.Outcome == "deceased") {
			s.Never = v.outcome().Code
		}
		if annulled[v.ID] {
			continue
		}
		visits = append(visits, v)
		s.Ended = s.Ended || v.Elector == "" && v.outcome().Final == script.InEffort
		if v.Before.Given() || v.After.Given() {
			rated = append(rated, v)
		}
	}
	s.Latest, s.Known = last(visits)
	s.Level, s.HasLevel = last(rated)
	return s
}

// last is the latest of a door's records.
func last(records []Visit) (Visit, bool) {
	if len(records) == 0 {
		return Visit{}, false
	}
	return inOrder(records)[len(records)-1], true
}

// annuls reports whether an annulment counts against v: it comes from the
// device that wrote v, or from somebody who reviews records, in one effort.
func (r Visit) annuls(v Visit) bool {
	return r.Effort == v.Effort && (r.Device == v.Device || r.Lead)
}

// inOrder sorts a door's records. Devices are merged by the happening of
// their next record, so that no wrong clock reorders one device's own.
func inOrder(records []Visit) []Visit {
	byDevice := map[string][]Visit{}
	for _, v := range records {
		byDevice[v.Device] = append(byDevice[v.Device], v)
	}
	var queues [][]Visit
	for _, q := range byDevice {
		slices.SortFunc(q, func(a, b Visit) int { return cmp.Or(cmp.Compare(a.Sequence, b.Sequence), cmp.Compare(a.ID, b.ID)) })
		queues = append(queues, q)
	}
	var out []Visit
	for len(out) < len(records) {
		slices.SortFunc(queues, func(a, b []Visit) int {
			return cmp.Or(a[0].Happened.Compare(b[0].Happened), cmp.Compare(a[0].ID, b[0].ID))
		})
		out = append(out, queues[0][0])
		if queues[0] = queues[0][1:]; len(queues[0]) == 0 {
			queues = queues[1:]
		}
	}
	return out
}
