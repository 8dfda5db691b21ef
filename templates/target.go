package templates

import "time"

// A Nearest answers where somebody is missing: target/nearest.
type Nearest struct {
	Frame
	Form    Form     // near
	Rides   []string // how one may go: the words are nearest.by.<one>
	Limits  []int    // minutes that one would go at most
	By      string   // how the reader goes
	Asked   bool     // whether there is an answer
	Place   string   // what it is seen from; empty for a device's position
	How     string   // the words are nearest.from.<How>
	Others  []NavItem
	Picks   []NearestPick
	Full    *NearestPick // nearer than every pick, but full
	Own     *NearestOwn
	Targets int // seats that anybody fights for
	Map     NearestMap
	Sources []string
	Narrow  bool // they can on one day alone, or need a way in without steps
	Within  int  // minutes that the reader would go at most, where anything is a target; 0 without limit
	Rule    NearestRule
}

// A NearestRule is the numbers by which places are chosen.
type NearestRule struct{ Points, Team, Minutes, Km, NoEvent int }

// A NearestPick is a seat where somebody is missing.
type NearestPick struct {
	Rank          int
	Name          string
	First, Second string // parties
	Majority      int
	Share         float64 // of the valid votes, 0 to 1
	Km            float64
	Minutes       int        // on the way, as a guess
	Event         *EventLine // nil when nothing is called
	Reasons       []string   // the words are nearest.reason.<one>
	By, Group     string     // who decided that it is a target
	At            time.Time  // when
}

// A NearestOwn is the seat that somebody lives in.
type NearestOwn struct {
	Name, First, Second string
	Share               float64
	Sure                bool
	Others              string // seats that it may be instead, listed
}

// A NearestMap is the region of the answer, drawn in units of its frame.
type NearestMap struct {
	Width, Height int
	Shapes        []NearestShape
	Dots          []NearestDot
	Picks         []NearestDot
	Me            NearestDot
	Rings         []NearestRing // of distance, where there are no shapes
}

// A NearestRing is a circle around whoever asked.
type NearestRing struct{ Km, Radius int }

// Over is the foot of the words above a ring around y.
func (r NearestRing) Over(y int) int { return y - r.Radius + 34 }

// A NearestShape is the shape of a seat. Mark is "need", "full", "pick" or empty.
type NearestShape struct{ Mark, Path string }

// A NearestDot is a place on the map. Label is "free" for the number of a seat
// whose shape is not known, or smaller than the number.
type NearestDot struct {
	X, Y  int
	Name  string
	Mark  string
	Label string
}

// Below is where the name of a dot begins.
func (d NearestDot) Below() int { return d.Y + 52 }

// Middle is the foot of the number on a dot.
func (d NearestDot) Middle() int { return d.Y + 13 }

// Targets is the public list of decisions: target/list.
type Targets struct {
	Frame
	Decisions []TargetDecision
	Choose    string // where the reader may choose, or empty
	Sources   []string
}

// A TargetDecision is what one person decided on one day.
type TargetDecision struct {
	Side, By, Group string
	At              time.Time
	Note            string
	Rows            []TargetRow
}

// A TargetRow is a seat and the decision on it, if there is one.
type TargetRow struct {
	Code, Name    string
	Region        string
	First, Second string
	Majority      int
	Share         float64
	Chosen        bool      // a target of the group
	By            string    // who decided so
	At            time.Time // when
}

// TargetChoose is where an organiser names a side and targets: target/choose.
type TargetChoose struct {
	Frame
	Form    Form // side, note, seats
	Filter  Form // text, party, order
	Action  string
	Here    string // the address of the page, for the filter
	Group   string
	Groups  []NavItem // others for which the reader may choose
	Parties []string
	Rows    []TargetRow
	Found   int // seats that fit the filter
	Chosen  int // targets so far
	Seats   bool
}
