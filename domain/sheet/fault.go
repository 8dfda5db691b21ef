package sheet

import (
	"strconv"

	"barnstorm/domain"
)

// listed is how many faults are named one by one; of the rest there is a count.
const listed = 20

// A Fault is what is wrong with one row.
type Fault struct {
	Line   int
	Column string // empty when the row as a whole is wrong
	Code   string // such as "row-number", with a sentence in every language
}

// Faults collects what is wrong with the rows of a table, so that somebody
// mends a file once and not line by line.
type Faults struct {
	List  []Fault // the first twenty
	Count int
}

// Check notes a fault of the row unless ok, and gives ok back.
func (f *Faults) Check(ok bool, row Row, column, code string) bool {
	if ok {
		return true
	}
	f.Count++
	if len(f.List) < listed {
		f.List = append(f.List, Fault{row.Line, column, code})
	}
	return false
}

// Err is nil when nothing is wrong, else an Invalid refusal sheet-rows-wrong
// with Args count and line (the first), and Fields from "line 7, Majority" to
// the code of what is wrong there.
func (f *Faults) Err() error {
	if f.Count == 0 {
		return nil
	}
	fields := map[string]string{}
	for _, one := range f.List {
		where := "line " + strconv.Itoa(one.Line)
		if one.Column != "" {
			where += ", " + one.Column
		}
		fields[where] = one.Code
	}
	return &domain.Error{
		Kind: domain.Invalid, Code: "sheet-rows-wrong", Fields: fields,
		Args: map[string]any{"count": f.Count, "line": f.List[0].Line, "faults": f.List},
	}
}
