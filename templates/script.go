package templates

import "time"

// A ScriptLine is one script in a list.
type ScriptLine struct {
	Href, Title, Issue, Practise string
	Minutes, Version             int // version 0: none is published
}

// A ScriptFault is one thing wrong with a script, with the line it stands in.
type ScriptFault struct {
	Line              int
	Code, About, Text string // the sentence is fault.<Code>; Text is the line itself
}

// ScriptList is the scripts of a person's groups: script/list.
type ScriptList struct {
	Frame
	Scripts []ScriptLine
	Form    Form     // id, group, source
	Action  string   // where a script is brought in
	NewID   string   // of the script that the form would make
	Groups  []Option // where the reader may write scripts; none hides the form
	Faults  []ScriptFault
	More    int // faults beyond those shown
}

// A ScriptExit is one way out of a step. Kind is "option", "case", "else",
// "group", "always".
type ScriptExit struct {
	Kind, Label      string
	Field, Op, Value string // of a case
	To               string // the step's id, empty at an end
	Number           int    // of that step in the drawing, from 1
}

// A ScriptStep is one step of a script as a reader sees it.
type ScriptStep struct {
	Number            int
	ID, Kind, Say, Do string
	Record            string
	Talk              bool // this step makes a talk a conversation
	Refusable         bool
	Exits             []ScriptExit
}

// A ScriptVersion is one version in the list of them.
type ScriptVersion struct {
	Href      string
	Number    int
	Published time.Time // zero for the draft
	Shown     bool
}

// ScriptShow is one version of a script, drawn from the top down, and what an
// organiser can do with it: script/show.
type ScriptShow struct {
	Frame
	Script   ScriptLine
	Shown    ScriptVersion
	Hash     string
	Steps    []ScriptStep
	Drawing  FlowDrawing
	Versions []ScriptVersion
	Facts    []string // that must be sourced before they are said
	Needs    []string // variables that a canvass fills in
	Publish  string   // where publishing is sent; empty when there is no draft or no right
	Rewrite  string   // where a new wording is sent; empty without the right
	Form     Form     // source
	Faults   []ScriptFault
	More     int
}

// Conversation is the number of the step that makes a talk a conversation, 0
// for none.
func (p ScriptShow) Conversation() int {
	for _, s := range p.Steps {
		if s.Talk {
			return s.Number
		}
	}
	return 0
}

// A Hidden is a value that a form carries along.
type Hidden struct{ Name, Value string }

// A TalkStep is one step of a talk: at a door or in practice.
type TalkStep struct {
	Action    string
	Hidden    []Hidden
	Kind      string // single, multi, scale, text, consent, info
	Say, Do   string
	Options   []TalkOption
	Refusable bool
	Declined  bool // was chosen before
	Optional  bool
	Value     string // of a text, as it was left
	Most      int    // letters of a text
	Number    int    // of the step, from 1
	Of        int    // at most so many steps
	Back      bool   // there is a step before
	Wrong     string // the sentence is wrong.<Wrong>
}

// A TalkOption is one answer that a step offers.
type TalkOption struct {
	Value, Title string
	Checked      bool
}

// A TalkLine is one thing that was written down.
type TalkLine struct{ Said, Noted string }

// ScriptPractice is a talk with a made-up household: script/practice. At its
// end there is no Step and Lines say what would have been written down.
type ScriptPractice struct {
	Frame
	Script    string
	Household string
	Age       int
	Step      *TalkStep
	Hears     string // what the household answers
	Refuses   bool   // it would rather not say
	Lines     []TalkLine
	Talk      bool   // it became a conversation
	Again     string // the same with another household
	Leave     string
}
