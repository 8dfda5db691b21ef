package templates

import "time"

// An EffortLine is one canvass in a list.
type EffortLine struct {
	Href, Door, Results string
	Name, Group         string
	Starts, Ends        time.Time // by the clock there
	Running             bool
}

// EffortList is the canvasses of a person's groups and the form for a new
// one: canvass/efforts.
type EffortList struct {
	Frame
	Efforts []EffortLine
	Form    Form
	Action  string
	Groups  []Option // where the reader may run canvasses; none hides the form
	Scripts []Option // that are published
	Levels  []string
	Write   string // where scripts are brought in
}

// An EffortField is one variable of the script that a canvass fills in.
type EffortField struct {
	Name, Label, Value string
	Fact               bool // a claim that must have a source
}

// EffortShow is one canvass for those who run it: canvass/effort.
type EffortShow struct {
	Frame
	Effort     EffortLine
	Script     string
	Version    int
	Newer      bool // a newer version of the script is published
	Doors      int
	Keep       int    // days
	Level      string // the words are effort.level.<Level>
	Fields     []EffortField
	Lists      []EffortField
	Missing    int
	Runs       bool   // whether the reader runs it, and does not only lead there
	Controller string // who answers for the records, empty when nobody said
	Phones     int    // records from phones that know more than we do
	Form       Form
	Action     string
	Held       []HeldLine
	Saved      bool
}

// A HeldLine is one record in quarantine.
type HeldLine struct {
	Action, Why, Device, Raw string // the words are held.why.<Why>
	Received                 time.Time
}

// DoorList is the door app and, for those without it, the canvasses where the
// reader may knock: canvass/doors.
type DoorList struct {
	Frame
	Efforts []EffortLine
	Shell   bool     // the same for everybody, to be kept by a phone: no efforts
	Parts   []string // addresses of the modules that the app needs
	Tongues string   // the languages and where their words are, as JSON
}

// A DoorOutcome is one button at a door. Place is "main", "often", "" or
// "quiet", which is set apart so that it is never hit by mistake.
type DoorOutcome struct {
	Code, Place string // the words are outcome.<Code>
}

// Door is the page between two doors: canvass/door.
type Door struct {
	Frame
	Effort   string
	Group    string
	Over     bool // the canvass has ended
	Saved    int  // today, by the reader
	Just     bool // one was saved or undone a moment ago
	Action   string
	Hidden   []Hidden
	Outcomes []DoorOutcome
	Undo     *DoorUndo
	Refusal  string
	Why      string // why it cannot be saved: held.why.<Why>
}

// A DoorUndo takes the last record back.
type DoorUndo struct {
	Action  string
	Hidden  []Hidden
	Outcome string
}

// DoorTalk is one step of a talk at a door: canvass/step.
type DoorTalk struct {
	Frame
	Effort string
	Saved  int
	Step   TalkStep
}

// ReceiptList is what came home of the turf that phones took out: canvass/receipts.
type ReceiptList struct {
	Frame
	Effort string
	Back   string
	Packs  []ReceiptLine
}

// A ReceiptLine is one turf with one phone.
type ReceiptLine struct {
	Turf, Who, Over string // the words are receipt.over.<Over>; empty while it is out
	Until, Last     time.Time
	Records, Held   int
	Code            string
}
