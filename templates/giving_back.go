package templates

import "time"

// A PaymentPage is the page giving/payment: one payment, what went back of it,
// and the form that sends more back. It sends what a BackInput has.
type PaymentPage struct {
	Frame
	Tabs     []NavItem
	Form     Form
	Action   string // empty where nothing may be sent back by the reader
	NewID    string
	Donor    string
	Group    string
	Amount   Amount
	Fee      Amount
	Refunded Amount
	Disputed Amount
	Left     Amount
	Alone    Amount // the most that one person may send back
	ByHand   bool   // it came by hand
	Status   string // the words are giving.payment.<Status>
	At       time.Time
	Whys     []string // the words are money.back-why.<Why>
	Backs    []BackRow
}

// A BackList is the page giving/backs: money on its way back. Its forms send
// do: agree or drop.
type BackList struct {
	Frame
	Tabs  []NavItem
	Form  Form
	Alone Amount
	Backs []BackRow
}

// A BackRow is money that goes back, or went.
type BackRow struct {
	Action  string // where the forms go; empty for who may decide nothing
	Payment string // the address of the payment; empty on its own page
	Amount  Amount
	Donor   string
	Group   string
	Why     string // the words are money.back-why.<Why>
	State   string // the words are money.back-state.<State>
	By      string
	Asked   time.Time
	Own     bool // the reader asked for it
	Sandbox bool
}
