package templates

import "time"

// Universe is the doors of a canvass and where they came from:
// universe/universe.
type Universe struct {
	Frame
	Effort                                string
	Back, Turfs, Action, Area             string
	Form                                  Form
	NewID                                 string // of the file to be brought
	Doors, Exact, Near, Nowhere, Cut, Met int
	Files                                 []UniverseFile
	Drawn                                 string // open stops that were added a moment ago, empty for none
}

// An Area is where somebody draws one, among the postcodes near a place:
// universe/area.
type Area struct {
	Frame
	Effort, Back, Here string
	Form               Form
	Near               string // what is shown, as it was typed
	Why                string // nothing is: refusal.<Why>
	Most               int    // that may be shown
	Map                AreaMap
	Parts              []AreaPart
}

// An AreaMap is places on a plane, in units. A unit right or down is so much of a
// degree: 1/Across and 1/Down. Empty shows nothing.
type AreaMap struct {
	Width, Height             int
	Dots                      string // "M1 2h0M3 4h0": a path of dots
	North, West, Down, Across string
}

// An AreaPart is postcodes that begin alike.
type AreaPart struct {
	Code string
	N    int
}

// A UniverseFile is one file in the list.
type UniverseFile struct {
	Href, Name, Stage string // the words are universe.stage.<Stage>
	Doors             int
	Made              time.Time
}

// UniverseImport is one file on its way in: universe/import.
type UniverseImport struct {
	Frame
	File, Stage          string
	Busy                 bool
	Percent              int
	Here, Back, Turfs    string
	Why                  string // of a file that cannot be read: refusal.<Why>
	Line                 int
	Rows, Doors, Same    int
	People, Without, Odd int
	Exact, Near, Nowhere int
	MayUndo              bool
	Gone, Kept, Off      int // of a file that is taken back: doors, doors that stay, people
	Faults               []UniverseFault
	Columns              []UniverseColumn
	Fields               []string // the words are universe.field.<field>
	Form                 Form
	Roll                 bool // the columns name people
	Date, Supplier, Use  string
	Expires              string
}

// A UniverseFault is what is wrong with a row: wrong.<Code>.
type UniverseFault struct {
	Line         int
	Column, Code string
}

// A UniverseColumn is a column of a file, with something it holds.
type UniverseColumn struct {
	ID, Name, Field, Sample string
}

// Turfs is the turfs of a canvass: universe/turfs.
type Turfs struct {
	Frame
	Effort                    string
	Back, Universe, Action    string
	Told                      string // where it is shown what canvassers noted
	Form                      Form
	Runs                      bool       // whether the reader may cut
	Doors, Cut, All           int        // all turfs, whatever is sought
	Turfs                     []TurfLine // of this page
	Sought, Later             bool       // some are sought; this is a later page
	Found                     int        // on all pages
	State, Text               string     // what is sought
	States                    []Option
	More                      string    // the next page, empty for none
	Maps                      []TurfMap // of parts of town
	Least, Most, Out, Overdue int
	Just                      string // how many were cut a moment ago, empty for none
	Purposes, Densities       []string
}

// Count counts a turf in, whether or not it is sought.
func (t *Turfs) Count(line TurfLine) {
	if t.All++; t.All == 1 || line.Doors < t.Least {
		t.Least = line.Doors
	}
	t.Most = max(t.Most, line.Doors)
	t.Cut += line.Doors
	switch line.State {
	case "overdue":
		t.Overdue++
		t.Out++
	case "out":
		t.Out++
	}
}

// Told is what canvassers noted of doors: universe/told.
type Told struct {
	Frame
	Effort, Back, Here string
	Form               Form
	Wait, Wishes       []ToldLine
	Done               string // how many were decided about a moment ago, empty for none
}

// A ToldLine is what one canvasser noted: told.<What>.
type ToldLine struct {
	Record, What, Door, Number string
	Language, Topic            string // of a visit that was asked for
	Turf, Href                 string
	At                         time.Time // by the clock there
}

// A TurfLine is one turf in a list.
type TurfLine struct {
	N          int // on the map
	Href, Name string
	Doors      int
	State      string    // the words are turf.state.<State>
	Until      time.Time // by the clock there; zero unless it is out
	Team       string    // who has it, in words for whoever hands turf out
	Holder     string    // the person who answers for it
}

// A TurfMap is outlines and doors on one plane, in units. Empty shows nothing.
type TurfMap struct {
	Width, Height int
	Shapes        []TurfShape
	Own           string // the outline of the turf itself
	Dots          []TurfDot
}

// A TurfShape is a turf on a map. N is its number in the table, 0 where there
// is no room for it.
type TurfShape struct {
	Href, Name, State, Line string
	Doors, X, Y, N          int
}

// A TurfDot is a door on a map.
type TurfDot struct {
	Href, Name          string
	X, Y                int
	Near, Quiet, Chosen bool
}

// TurfShow is one turf: universe/turf.
type TurfShow struct {
	Frame
	Turf      TurfLine
	All, Here string
	Form      Form
	Own       string // the name that somebody gave it
	Out       bool   // it cannot be changed now
	SheetID   string // of a walk list to be printed
	NewID     string // of the other half when it is split
	Done      bool
	Doors     []TurfDoor
	Sides     []TurfSide
	Chosen    *TurfDoor
	Near      []Option // turfs beside it that can take doors
	Map       TurfMap
}

// A TurfSide is one side of a street in a turf: turf.side.<Side>.
type TurfSide struct {
	Street, Side string
	Doors        int
}

// A TurfDoor is one door of a turf.
type TurfDoor struct {
	ID, Name, Href                     string
	Place                              int
	Quiet, Open, Near, Nowhere, Chosen bool
}
