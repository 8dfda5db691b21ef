package templates

import "time"

// A CallList is the page giving/calls: donors whose payment fails, to be
// called. Each form sends outcome: reached or end.
type CallList struct {
	Frame
	Form  Form
	Calls []CallRow
}

// A CallRow is one donor to be called.
type CallRow struct {
	Action string
	Name   string
	Phone  string
	Group  string
	Since  time.Time
	Ends   time.Time
}

// A LookList is the page giving/looks: who looked at money and who changed it.
type LookList struct {
	Frame
	Looks []LookRow
}

// A LookRow is one look or change. The words are money.did.<What>.
type LookRow struct {
	At     time.Time
	Name   string
	Group  string
	What   string
	Object string
}
