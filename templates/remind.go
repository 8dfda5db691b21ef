package templates

import "time"

// An EventReminders is the page event/reminders: what is sent by itself. Its
// form has the fields version, sign_up_words and, for each kind of a line,
// <kind>_on, <kind>_hours and <kind>_words.
type EventReminders struct {
	Frame
	Event   EventLine
	Back    string
	Form    Form
	Differs []Difference // from what somebody else saved meanwhile
	Action  string       // empty for those who may not, and when it is over
	Plan    []ReminderLine
}

// A ReminderLine is one letter that is sent by itself. Kind is "days", "hours",
// "thanks", "missed" or "next".
type ReminderLine struct {
	Kind string
	Off  bool
	When time.Time // by the clock of the event
}
