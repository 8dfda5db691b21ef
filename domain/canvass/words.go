package canvass

import (
	"context"
	"encoding/json"
	"maps"
	"reflect"
	"regexp"
	"slices"
	"time"

	"barnstorm/domain"
	"barnstorm/domain/script"
)

// Words remembers what people said in their own words at doors, apart from what
// else is kept of a record, sealed under a key of the effort.
type Words interface {
	// ForgetWords drops the key of an effort that ended before a moment, deletes at
	// most n of the words that were said in it, and says how many.
	ForgetWords(ctx context.Context, before time.Time, n int) (int, error)
	// InClear lists the next n records that were kept before words were sealed;
	// none once all have been gone through.
	InClear(ctx context.Context, n int) ([]Visit, error)
	// SealVisits seals the words of those of the records that have a Plain, and
	// goes on behind the last of them.
	SealVisits(ctx context.Context, visits []Visit) error
	// SealHeld seals at most n payloads in quarantine that are in clear, and says
	// how many.
	SealHeld(ctx context.Context, n int) (int, error)
}

// sayable is what a detail says in clear, and in how many bytes at most: what, an
// address, a language. Everything else is somebody's own words.
var sayable = map[string]int{"what": 32, "number": 64, "street": 128, "flat": 64, "language": 35}

// tongue is the form of a language's tag (BCP 47).
var tongue = regexp.MustCompile(`^[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*$`)

// read is of a record what a visit takes over. Whatever else stands in it, nobody
// has looked at.
func (v *Visit) read(in RecordInput) RecordInput {
	if v.Kind == KindVisit {
		in.Refers, in.Detail = "", nil
	} else {
		in.Refers = string(v.Refers)
		in.Version, in.Arm, in.Outcome, in.Answers, in.Before, in.After = "", "", "", nil, nil, nil
	}
	in.Consents = slices.DeleteFunc(slices.Clone(in.Consents), func(c ConsentInput) bool { return !slices.Contains(v.Consents, Consent(c)) })
	return in
}

// partWords takes somebody's own words out of v, as far as there are any: what
// was typed at a step, what no list of the effort's holds, what a detail says
// beside an address, fields that we do not know, and those that a record of its
// kind has no use for. Raw keeps all of it.
func (v *Visit) partWords(in RecordInput, f script.Flow, lists map[string][]script.Option) (err error) {
	all := in
	in = v.read(in)
	words := v.Newer || !reflect.DeepEqual(in, all)
	for id, a := range v.Answers {
		if st, _ := f.Step(id); a.Given() && own(st, a, lists) {
			v.Answers[id], words = script.Said(script.KeptWord), true
		}
	}
	for name, text := range v.Detail {
		if most, ok := sayable[name]; !ok || len(text) > most || name == "language" && text != "" && !tongue.MatchString(text) {
			v.Detail = maps.Clone(v.Detail)
			delete(v.Detail, name)
			words = true
		}
	}
	if words {
		in.Answers, in.Detail = v.Answers, v.Detail
		v.Plain, err = json.Marshal(in)
	}
	return err
}

// own reports whether an answer is somebody's own words.
func own(st script.Step, a script.Answer, lists map[string][]script.Option) bool {
	if st.OptionsFrom == "" {
		return st.ID == "" || st.Kind == script.KindText
	}
	offered := slices.Concat(lists[st.OptionsFrom], st.Options)
	return slices.ContainsFunc(a.Words, func(w string) bool {
		return !slices.ContainsFunc(offered, func(o script.Option) bool { return o.Value == w })
	})
}

// How long words outlive their effort, which is the first of it to go, and how
// many go, or are sealed, at once.
const (
	WordsFor    = 24 * time.Hour
	WordsAtOnce = 500
)

// wordsOver reports whether the words that were said in the effort are gone at a
// moment, or about to be: from then on none are kept.
func (e Effort) wordsOver(now time.Time) bool { return !now.Before(e.Ends.Add(WordsFor)) }

// ForgetWords deletes what people said in their own words in efforts that are
// over, and returns how many it deleted.
func (s *Service) ForgetWords(ctx context.Context) (n int, err error) {
	err = s.Atomically(ctx, func(tx Store) error {
		n, err = tx.ForgetWords(ctx, s.Clock.Now().Add(-WordsFor), WordsAtOnce)
		return err
	})
	return n, err
}

// SealWords seals a piece of what was kept in clear before words were sealed,
// and returns how many records it went through. It goes on where it ended.
func (s *Service) SealWords(ctx context.Context) (int, error) {
	held, err := s.Store.SealHeld(ctx, WordsAtOnce)
	if err != nil || held > 0 {
		return held, err
	}
	old, err := s.Store.InClear(ctx, WordsAtOnce)
	for i := range old {
		if err == nil {
			err = s.partOld(ctx, &old[i])
		}
	}
	if err != nil || len(old) == 0 {
		return 0, err
	}
	return len(old), s.Atomically(ctx, func(tx Store) error { return tx.SealVisits(ctx, old) })
}

// partOld is partWords of a record as it was kept. What no phone wrote has none.
func (s *Service) partOld(ctx context.Context, v *Visit) error {
	in, newer, why := decode(v.Raw)
	if why != "" || in.ID == "" {
		return nil
	}
	e, err := s.known(ctx, v.Effort)
	if err != nil && !domain.Is(err, domain.NotFound) {
		return err
	}
	var flow script.Flow
	if v.Version != "" {
		read, err := s.version(ctx, s.Store, v.Version)
		if err != nil && !domain.Is(err, domain.NotFound) {
			return err
		}
		flow = read.flow
	}
	v.Newer = newer
	if err := v.partWords(in, flow, e.Lists); err != nil {
		return err
	}
	if v.Plain != nil && e.wordsOver(s.Clock.Now()) {
		v.Raw = nil
	}
	return nil
}
