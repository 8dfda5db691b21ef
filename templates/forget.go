package templates

import "time"

// A TraceLine is one kind of what goes, and how many of it.
type TraceLine struct {
	Code  string // the words are trace.<Code> and trace-help.<Code>
	Count int
}

// Forgetting is what the clock of a canvass will delete, or the certificate of
// what it has: canvass/forgetting.
type Forgetting struct {
	Frame
	Effort      EffortLine
	Group       string
	Controller  string // who answers for the records, empty when nobody said
	Level       string // the words are effort.level-help.<Level>
	Keep        int    // days
	When        time.Time
	Soon        bool // the clock has run out, and has not begun to delete
	Lines       []TraceLine
	Sealed      int // days
	Late        int // records
	Results     string
	Certificate bool
	Began, Done time.Time // Done is zero while some is left
}
