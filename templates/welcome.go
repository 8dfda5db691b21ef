package templates

import "time"

// A NewcomersMine is the page welcome/mine: the newcomers that are offered to
// the reader, that they hold, and that wait for whoever organises.
type NewcomersMine struct {
	Frame
	Form   Form
	Now    time.Time
	Mine   []Newcomer
	Listed []Newcomer
	All    string // the organiser's page; empty for those who may not
}

// A Newcomer is somebody new. Name and contact are there for whoever has taken
// them.
type Newcomer struct {
	ID, Name, Contact, Locale, Group string
	Phone                            bool // they are called, else written to
	Taken                            bool
	Until, Made                      time.Time // by the clock of the group
	Messages                         int
	Take, Pass, Note, NewID          string
}

// A NewcomerPaths is the page welcome/paths: how newcomers fare, how far people
// have come, and who is ready for which step.
type NewcomerPaths struct {
	Frame
	Groups  []Option
	Group   string // the id of the one that is shown
	Action  string
	Pulse   Pulse
	Steps   []PathStep
	Welcome string // the page of newcomers
}

// A Pulse is how the newcomers of thirty days fared.
type Pulse struct{ Arrived, Within, Reached, Waiting, Underway int }

// A PathStep is one step: how many took it, and whose next it is. The words are
// path.step.<Step>.
type PathStep struct {
	Step  string
	Took  int
	Ready []PathPerson
}

// A PathPerson is somebody who is ready for a step.
type PathPerson struct {
	Name   string
	Events int
}

// A PathView is one's own path. Its form has the fields id, group, welcome and
// welcome_phone.
type PathView struct {
	Steps   []OwnStep
	Events  int
	Waits   bool // somebody will get in touch, or is about to
	Groups  []Option
	Mail    bool // there is an address to write to
	NewID   string
	Action  string
	End     string
	Answers Form
}

// Next is the step that comes next, empty where all are taken.
func (p PathView) Next() string {
	for _, s := range p.Steps {
		if s.Next {
			return s.Step
		}
	}
	return ""
}

// An OwnStep is one step of one's own path.
type OwnStep struct {
	Step       string
	Done, Next bool
}
