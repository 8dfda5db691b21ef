package universe

import (
	"cmp"
	"context"
	"slices"
	"strings"

	"barnstorm/domain"
	"barnstorm/domain/canvass"
)

// PerPage is how many turfs are listed at once.
const PerPage = 20

// Overdue is what a turf is asked for by that is out and should be back.
const Overdue State = "overdue"

// Standings is what a list of turfs can be narrowed to.
var Standings = []State{Free, Out, Overdue, Returned, Finished}

// A Cursor is the turf that a list goes on behind.
type Cursor struct {
	Name string
	ID   TurfID
}

func (c Cursor) before(t Turf) bool {
	return cmp.Or(cmp.Compare(c.Name, t.Name), cmp.Compare(c.ID, t.ID)) < 0
}

// A ListQuery is which turfs somebody looks for.
type ListQuery struct {
	State State  // one of Standings, empty for all
	Text  string // in the name of a turf, of its team or of who has it; empty for all
	After Cursor // empty begins at the first
}

// A Listed is a turf in a list.
type Listed struct {
	Turf
	N      int    // its place among all turfs of the effort, from 1
	Holder string // the name of who has it, empty unless it is out
}

// A List is a page of the turfs of an effort.
type List struct {
	All   []Turf // of the effort, in the order of N
	Found int    // how many the query finds on all pages
	Lines []Listed
	Next  Cursor // behind the last of Lines, empty when nothing follows
}

// Lookup lists the turfs of an effort by name, a page at a time, and says who
// has those that are out: for whoever hands them out, and nobody else.
func (s *Service) Lookup(ctx context.Context, who domain.Actor, e canvass.EffortID, q ListQuery) (List, error) {
	all, err := s.Turfs(ctx, who, e)
	if err != nil {
		return List{}, err
	}
	names, err := s.Store.HoldersOf(ctx, e)
	if err != nil {
		return List{}, err
	}
	slices.SortFunc(all, func(a, b Turf) int { return cmp.Or(cmp.Compare(a.Name, b.Name), cmp.Compare(a.ID, b.ID)) })
	list, now := List{All: all}, s.Clock()
	for i, t := range all {
		line := Listed{Turf: t, N: i + 1}
		if t.State == Out {
			line.Holder = names[t.Holder]
		}
		if q.State != "" && q.State != t.State && (q.State != Overdue || !t.Overdue(now)) || !line.says(q.Text) {
			continue
		}
		if list.Found++; !q.After.before(t) {
			continue
		}
		if len(list.Lines) == PerPage {
			last := list.Lines[PerPage-1]
			list.Next = Cursor{last.Name, last.ID}
		} else {
			list.Lines = append(list.Lines, line)
		}
	}
	return list, nil
}

// says reports whether what a line shows holds a text, whatever the case and
// the marks of its letters.
func (l Listed) says(text string) bool {
	shown := []string{l.Name}
	if l.State == Out {
		shown = append(shown, l.Team, l.Holder)
	}
	text = plain(text, nil)
	return slices.ContainsFunc(shown, func(s string) bool { return strings.Contains(plain(s, nil), text) })
}
