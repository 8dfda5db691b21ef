package templates

import "time"

// An EventHosts is the page event/hosts: who hosts an event. Its form has the
// field email.
type EventHosts struct {
	Frame
	Event  EventLine
	Back   string
	Hosts  []EventHost
	Form   Form
	Action string // where somebody is asked; empty for those who may not
	NewID  string
	Until  time.Time // the last minute of their rights
}

// An EventHost is somebody who was asked to host.
type EventHost struct {
	Name, Address string
	Accepted      bool
	End           string // the address that ends it; empty for those who may not
}

// A HostAsked is the page event/host, which the link in the letter opens.
type HostAsked struct {
	Frame
	Event    EventLine
	Form     Form
	Action   string
	SignedIn bool
	SignIn   string
	Until    time.Time
}
