package templates

// An EventDelegations is the page event/delegations: the partner groups that
// come to an event with many. Its forms have the fields id, name, email, people,
// shift and pool, or people.
type EventDelegations struct {
	Frame
	Event         EventLine // what is held counts as taken
	Back          string
	Delegations   []Delegation
	People        int // of all of them
	Form          Form
	Fresh         Form   // of a new one
	Action        string // where places are held; empty for those who may not
	NewID         string
	Shifts, Pools []Option // to choose from, where there are several
}

// A Delegation is a partner group with the form that says how many come.
type Delegation struct {
	ID, Name, Email string
	People          int // 0 once it does not come
	Form            Form
}

// A Brought is the page event/delegation, which the link of whoever leads a
// delegation opens. Its form has the field people.
type Brought struct {
	Frame
	Event  EventLine
	Form   Form
	Name   string
	People int
	Action string // empty where nothing can be given back any more
}
