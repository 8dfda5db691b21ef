package templates

import "time"

// A DemoDoor is where a ready link of the demo leads: demo/enter.
type DemoDoor struct {
	Frame
	Name   string
	Roles  []string // as domain names them; the words are role.<role>
	Action string
}

// A DemoMailbox is the letters of the demo, newest first: demo/mailbox.
type DemoMailbox struct {
	Frame
	Whose   string // whose letters alone, empty for everybody's
	Letters []DemoLetter
}

// A DemoLetter is one letter in the mailbox.
type DemoLetter struct {
	Subject, To, Name string
	At                time.Time
	Lang              string
	Parts             []paragraph
}

// LetterParts cuts the text of a letter into what a page shows of it.
func LetterParts(plain string) []paragraph { return paragraphs(plain) }
