package outing

import (
	"cmp"
	"context"
	"encoding/json"
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"

	"barnstorm/domain"
	"barnstorm/domain/canvass"
	"barnstorm/domain/script"
)

// A Typed is what stands in a row: an outcome, and the two numbers where there
// are any.
type Typed struct {
	Outcome       string
	Before, After string // a number, "declined", or empty
}

// Text is a row as it is typed: "TA 3 7".
func (t Typed) Text() string {
	return strings.TrimSpace(strings.Join([]string{codes[t.Outcome], paperRating(t.Before, t.After != ""), paperRating(t.After, false)}, " "))
}

// refused is how a number that somebody would not say is written on paper.
const refused = "-"

func paperRating(r string, between bool) string {
	switch {
	case r == script.DeclinedWord, r == "" && between:
		return refused
	}
	return r
}

// typedIn reads what was typed out of the record that it became.
func typedIn(raw []byte) (t Typed) {
	var in canvass.RecordInput
	if raw == nil || json.Unmarshal(raw, &in) != nil {
		return t
	}
	say := func(a *script.Answer) string {
		if a == nil {
			return ""
		}
		if a.Declined {
			return script.DeclinedWord
		}
		return a.Word()
	}
	return Typed{in.Outcome, say(in.Before), say(in.After)}
}

// typed reads a row as it was typed, or says what is wrong with it.
func typed(text string) (Typed, string) {
	words := strings.Fields(strings.ToUpper(text))
	t := Typed{Outcome: outcomeOf(words[0])}
	if t.Outcome == "" {
		return t, "no-such-outcome"
	}
	if len(words) > 3 {
		return t, "row-too-long"
	}
	for i, word := range words[1:] {
		n, err := strconv.Atoi(word)
		rating := strconv.Itoa(n)
		if word == refused {
			rating = script.DeclinedWord
		} else if err != nil || n < 0 || n > 10 {
			return t, "rating-0-to-10"
		}
		if i == 0 {
			t.Before = rating
		} else {
			t.After = rating
		}
	}
	if o, _ := script.OutcomeOf(t.Outcome); !o.Views && t.Before+t.After != "" {
		return t, "rating-of-nobody"
	}
	return t, ""
}

// A TypeInput is what was typed of a sheet.
type TypeInput struct {
	Walked string            `json:"walked"` // when they began, 2006-01-02T15:04 by the effort's clock; empty means when it was printed
	By     MemberID          `json:"by"`     // who of the team walked; empty for whoever types
	Rows   map[string]string `json:"rows"`   // by row number: "NH", or "TA 3 7" with the numbers before and after, "-" where they would not say
}

// A RowFate is what became of a row that was typed. After Wrong it is not kept.
type RowFate struct {
	N     int
	Text  string
	Wrong string         // wrong.<code>
	Fate  canvass.Fate   // else
	Why   canvass.Reason // when it waits for a lead
}

// Type makes the records of a sheet's rows: the same that a phone would have
// made, each with a number that follows from sheet and door, so that what is
// typed twice counts once. Rows that cannot be read are named and the rest is
// kept. What is typed otherwise than before waits for a lead beside the first.
func (s *Service) Type(ctx context.Context, who domain.Actor, id SheetID, in TypeInput) ([]RowFate, error) {
	l, err := s.Paper(ctx, who, id)
	if err != nil {
		return nil, err
	}
	begun, err := in.begun(l)
	if err != nil {
		return nil, err
	}
	by, err := l.by(who, in.By)
	if err != nil {
		return nil, err
	}
	fates, records := l.read(in.Rows, begun, by)
	for batch := range slices.Chunk(records, canvass.MaxBatch) {
		raws := make([]json.RawMessage, len(batch))
		for i, r := range batch {
			raws[i] = r.raw
		}
		replies, err := s.Universe.Canvass.SyncAs(ctx, who, canvass.SyncInput{Now: s.Clock.Now(), Records: raws})
		if err != nil {
			return nil, err
		}
		for i, r := range batch {
			fates[r.fate].Fate, fates[r.fate].Why = replies[i].Fate, replies[i].Why
		}
	}
	return fates, nil
}

// begun is when whoever walked with the sheet began.
func (in TypeInput) begun(l List) (time.Time, error) {
	if strings.TrimSpace(in.Walked) == "" {
		return l.Sheet.Made, nil
	}
	at, err := time.ParseInLocation("2006-01-02T15:04", in.Walked, local(l.Brief.Effort))
	if err != nil {
		return at, domain.Wrong{"walked": "day-and-time"}.Err()
	}
	return at.UTC(), nil
}

// by is who walked: one of the team, else whoever types.
func (l List) by(who domain.Actor, m MemberID) (domain.PersonID, error) {
	if m == "" {
		return who.Person, nil
	}
	i := slices.IndexFunc(l.Team, func(x Member) bool { return x.ID == m })
	if i < 0 {
		return "", domain.Wrong{"by": "pick-one"}.Err()
	}
	return l.Team[i].Canvasser(), nil
}

// written is a record of a row on its way, and the fate that it is to have.
type written struct {
	raw  []byte
	fate int
}

// read reads the rows that were typed, in their order, into records.
func (l List) read(rows map[string]string, begun time.Time, by domain.PersonID) (fates []RowFate, records []written) {
	numbers := slices.SortedFunc(maps.Keys(rows), func(a, b string) int { return cmp.Or(cmp.Compare(len(a), len(b)), strings.Compare(a, b)) })
	for _, key := range numbers {
		text := strings.TrimSpace(rows[key])
		n, err := strconv.Atoi(key)
		if text == "" {
			continue
		}
		f := RowFate{N: n, Text: text}
		if err != nil || n < 1 || n > len(l.Rows) {
			f.Wrong = "no-such-row"
			fates = append(fates, f)
			continue
		}
		t, wrong := typed(text)
		switch {
		case wrong != "":
			f.Wrong = wrong
		case t == l.Rows[n-1].Was:
			f.Fate = canvass.Duplicate
		default:
			records = append(records, written{l.record(n, t, begun, by), len(fates)})
		}
		fates = append(fates, f)
	}
	return fates, records
}

// record is the record that a row becomes.
func (l List) record(n int, t Typed, begun time.Time, by domain.PersonID) []byte {
	in := canvass.RecordInput{
		ID: string(l.Sheet.record(n)), Kind: canvass.KindVisit, Effort: string(l.Sheet.Effort), Team: l.Sheet.Team, Turf: string(l.Sheet.Turf), Door: string(l.Rows[n-1].Door.ID),
		Canvasser: string(by), Device: l.Sheet.Device(), Sequence: int64(n), Version: string(l.Sheet.Version), Outcome: t.Outcome,
		Before: answer(t.Before), After: answer(t.After), Started: begun, Ended: begun,
	}
	if l.Brief.Effort.Level == canvass.LevelStreet && !in.Objects() {
		in.Door = ""
	}
	raw, _ := json.Marshal(in) // words, numbers and times always have a JSON form
	return raw
}

func answer(r string) *script.Answer {
	switch r {
	case "":
		return nil
	case script.DeclinedWord:
		a := script.Declined
		return &a
	}
	a := script.Said(r)
	return &a
}
