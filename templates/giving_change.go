package templates

import "time"

// A GiftAsk is the page giving/ask: a change for which a code is mailed, first
// without and then with the field for it.
type GiftAsk struct {
	Frame
	Form    Form
	Base    string // the address of the gift: the code goes to Base/What, the wish for one to Base/ask/What
	What    string // raise, day or card
	NewID   string
	Sent    bool   // a code was mailed
	Address string // where it went, most of it hidden
	Amount  Amount // as it is charged now
	Would   Amount // as it would be
	Most    Amount
	Next    time.Time // the next charge as it is
	First   time.Time // as it would be

	Asks     []Asked // what the law wants known of the donor, once a code was mailed
	LawStale bool    // rules that ask it are not to be relied on
}

// A CardPlay is the page giving/play: the sandbox's page for another card.
type CardPlay struct {
	Frame
	Form Form
	Base string
}

// A GiftStatement is the page giving/statement: what moved under a gift in one
// year.
type GiftStatement struct {
	Frame
	Home    string // the address of the gift
	Year    int
	Years   []NavItem
	Name    string
	Group   string
	Entity  string
	Imprint string
	Rows    []StatementRow
	Given   Amount
	Back    Amount
	Sum     Amount
}

// A StatementRow is one movement; what went back is negative.
type StatementRow struct {
	At        time.Time
	Memo      string
	Reference string
	Amount    Amount
}

// A GiveMore is the page giving/more: what somebody was asked by letter, and
// one button that says yes. Its form sends id and what the law asks.
type GiveMore struct {
	Frame
	Form   Form
	Action string
	NewID  string
	Name   string
	Group  string
	Entity string
	Amount Amount // as it is charged now
	Would  Amount // as it would be
	More   Amount // the difference
	Next   time.Time
	First  time.Time // the first charge that would be larger
	Debit  bool      // from a bank account
	Done   bool      // it was said

	Asks     []Asked
	LawStale bool
}
