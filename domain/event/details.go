package event

import (
	"context"
	"slices"
	"strings"
	"unicode"

	"barnstorm/domain"
)

// Questions is what everybody may want to know before they decide to come
// (DOMAIN.md 3), in the order in which it is told. It is only ever added to at
// its end.
var Questions = []string{
	"step-free", "lift", "toilet", "parking", "transport", "seats", "wheelchair-places", "loop", "sign-language", "captions",
	"front-seats", "quiet-room", "dogs", "strobe", "shade", "child-care", "interpretation", "stream",
	"wide-doors", "changing-places",
}

// An Answer is what is known of one question.
type Answer string

// The answers. Nobody has looked is an answer too: none is ever blank.
const (
	Yes     Answer = "yes"
	No      Answer = "no"
	Unknown Answer = "unknown"
)

// Access is the answers to the Questions, one letter each: y, n or ?. What is
// missing at its end is unknown.
type Access string

// Answer returns the answer to the i-th of the Questions.
func (a Access) Answer(i int) Answer {
	if i < len(a) {
		switch a[i] {
		case 'y':
			return Yes
		case 'n':
			return No
		}
	}
	return Unknown
}

// Details is what an event says of access, languages and safety.
type Details struct {
	Access       Access
	AccessAsk    string // whom to ask for what one needs, and until when
	Languages    string // that are spoken: codes of Languages with blanks between
	Room         int    // people that the room holds; 0 where nobody said
	Shows        int    // per cent of those who took a place that come; 0 where nobody said
	Peak         int    // most people expected at once; 0 where nobody said
	EntryChecked bool   // whether tickets are looked at
	Responsible  string // who answers for safety on the day
	Outing       Outing // what is to be done on doorsteps
}

// Languages is every language that an event may say is spoken there (ISO
// 639-1), in the order in which organisers choose. It is only ever added to.
var Languages = strings.Fields("en es de el fr ar bn cy fa gu hi it ku nl pa pl pt ro ru so sq ta tr uk ur vi zh")

// Spoken is the languages that are spoken, as their codes.
func (d Details) Spoken() []string { return strings.Fields(d.Languages) }

// Suggested is how many places to promise so that the room is full: more than
// it holds where not all come. 0 where not both are known.
func (d Details) Suggested() int {
	if d.Room == 0 || d.Shows == 0 {
		return 0
	}
	return d.Room * 100 / d.Shows
}

// A DetailsInput is what an organiser sends. Access is one "question:answer"
// for each question that is answered.
type DetailsInput struct {
	Version      int64    `json:"version"`
	Access       []string `json:"access"`
	AccessAsk    string   `json:"access_ask"`
	Languages    []string `json:"languages"` // ISO 639-1
	Room         int      `json:"room"`
	Shows        int      `json:"shows"`
	Peak         int      `json:"peak"`
	EntryChecked bool     `json:"entry_checked"`
	Responsible  string   `json:"responsible"`
	Doors        int      `json:"doors"`   // to be knocked on; 0 where nobody plans by doors
	Purpose      string   `json:"purpose"` // what people go out for: "get-out", "identify", "persuade" or "deep"
	Density      string   `json:"density"` // how far it is between doors: "dense", "spaced" or "sparse"
	Minutes      int      `json:"minutes"` // that each is on the doorsteps
	Pairs        bool     `json:"pairs"`   // two to a door
}

func (in DetailsInput) details() (Details, error) {
	w := domain.Wrong{}
	letters := []byte(strings.Repeat("?", len(Questions)))
	for _, text := range in.Access {
		question, answer, _ := strings.Cut(text, ":")
		i := slices.Index(Questions, question)
		letter := map[Answer]byte{Yes: 'y', No: 'n', Unknown: '?'}[Answer(answer)]
		if w.Check(i >= 0 && letter != 0, "access", "pick-one"); i >= 0 && letter != 0 {
			letters[i] = letter
		}
	}
	d := Details{Access: Access(letters), Room: in.Room, Shows: in.Shows, Peak: in.Peak, EntryChecked: in.EntryChecked}
	for field, text := range map[string]struct {
		in string
		to *string
	}{"access_ask": {in.AccessAsk, &d.AccessAsk}, "responsible": {in.Responsible, &d.Responsible}} {
		*text.to = strings.Join(strings.Fields(text.in), " ")
		w.Check(len([]rune(*text.to)) <= 200 && !strings.ContainsFunc(*text.to, unicode.IsControl), field, "too-long")
	}
	d.Languages = in.spoken(w)
	d.Outing = in.outing(w)
	w.Check(in.Room >= 0 && in.Room <= MaxCapacity, "room", "out-of-range")
	w.Check(in.Shows == 0 || in.Shows >= 10 && in.Shows <= 100, "shows", "out-of-range")
	w.Check(in.Peak >= 0 && in.Peak <= MaxCapacity, "peak", "out-of-range")
	return d, w.Err()
}

func (in DetailsInput) spoken(w domain.Wrong) string {
	var all []string
	for _, code := range Languages {
		if slices.Contains(in.Languages, code) {
			all = append(all, code)
		}
	}
	for _, code := range in.Languages {
		w.Check(slices.Contains(Languages, code), "languages", "pick-one")
	}
	return strings.Join(all, " ")
}

// Describe keeps what an event says of access, languages and safety. An old
// version is refused with Conflict "changed-meanwhile".
func (s *Service) Describe(ctx context.Context, who domain.Actor, id ID, in DetailsInput) (Event, error) {
	d, err := in.details()
	if err != nil {
		return Event{}, err
	}
	var e Event
	err = s.Atomically(ctx, func(tx Store) (err error) {
		if e, err = s.toEdit(ctx, tx, who, id); err != nil {
			return err
		}
		if e.Version != in.Version {
			return domain.Refuse(domain.Conflict, "changed-meanwhile")
		}
		e.Details = d
		return s.keep(ctx, tx, &e, s.Clock.Now())
	})
	return e, err
}
