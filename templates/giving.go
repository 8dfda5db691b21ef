package templates

import (
	"strconv"
	"time"
)

// An Amount is money as pages show it: minor units of an ISO 4217 currency.
type Amount struct {
	Minor    int64
	Currency string
}

// Typed is the amount as the forms of the page send it: "10", "10.50".
func (a Amount) Typed() string {
	if exponent(a.Currency) == 0 {
		return strconv.FormatInt(a.Minor, 10)
	}
	s := strconv.FormatInt(a.Minor/100, 10)
	if part := a.Minor % 100; part != 0 {
		return s + "." + strconv.FormatInt(100+part, 10)[1:]
	}
	return s
}

// Plain is the amount as tables for machines hold it: "10.00".
func (a Amount) Plain() string {
	if exponent(a.Currency) == 0 {
		return strconv.FormatInt(a.Minor, 10)
	}
	s := strconv.FormatInt(a.Minor/100, 10)
	return s + "." + strconv.FormatInt(100+a.Minor%100, 10)[1:]
}

// A Donate is the page giving/donate, with the part "total" that says what the
// button will do. Its form sends id, often (monthly or once), amount, other,
// covers, name, email and own.
type Donate struct {
	Frame
	Form      Form
	Appeal    *AppealView // what it is for; nil for the group as a whole
	Action    string      // where the form is sent
	Here      string      // the address of this page, for the part "total"
	NewID     string      // of the plan
	Group     string
	Entity    string // who receives it
	Sandbox   bool
	Ladder    []Amount
	Suggested Amount
	Least     Amount
	Most      Amount
	Covering  Amount    // what covering the fees adds to the suggested amount
	Fee       Amount    // what the fees add to the chosen amount, when they are covered
	Total     Amount    // what will be charged each time; zero when it cannot be read
	Once      bool      // one gift was chosen, not a monthly one
	Next      time.Time // the second charge of a monthly gift
	Givers    int       // people who give monthly now
	New       int       // of them, begun in the last three months
	Middle    Amount    // the median monthly gift; zero when nobody gives
	Last      Amount    // received in the last whole month
	Uses      []Use     // where the suggested amount goes; none is shown when empty
	Asks      []Asked   // what the law wants known of the donor
	LawStale  bool      // rules that ask it are not to be relied on
}

// An Asked is one thing that the law wants known: a statement to tick, or a
// line to fill in. The words are law.item.<Item>.
type Asked struct {
	Item string
	Tick bool
}

// A Use is a part of a gift and what it is for.
type Use struct {
	Amount Amount
	For    string
}

// A Thanks is the page giving/thanks, to which a payment page sends people
// back. It says what was promised and not by whom.
type Thanks struct {
	Frame
	Group    string
	Amount   Amount
	Monthly  bool
	Status   string // pending, active, retrying, paused or stopped
	Given    bool   // a single gift that was made
	Next     time.Time
	Page     string // the payment page while it is open
	Again    string // the donate page
	Sandbox  bool
	Underway bool // the donor's bank has still to confirm the payment
	Calendar string
}

// A SandboxTill is the page giving/sandbox: a payment page on which no money
// moves.
type SandboxTill struct {
	Frame
	Form    Form
	Action  string // where pressing pay goes
	Group   string
	Entity  string
	Amount  Amount
	Monthly bool
	Next    time.Time
	Back    string // the donate page
}

// A GiftShow is the page giving/gift, which the private link of a receipt
// opens. Looking changes nothing.
type GiftShow struct {
	Frame
	Form     Form
	Base     string // the address of the page: its forms go to Base/lower, /pause, /resume and /stop
	IDs      WishIDs
	Name     string
	Group    string
	Entity   string
	Amount   Amount
	Least    Amount
	Monthly  bool
	Status   string // as in Thanks
	Reason   string // why it stopped: giving.reason.<Reason>
	Next     time.Time
	Until    time.Time // of a pause
	Ended    time.Time
	Open     bool // the payment service has not confirmed the last wish yet
	Lower    bool // what may be done
	Raising  bool // a larger sum was wished for and is not charged yet
	Raise    bool
	Day      bool
	Card     bool
	Pause    bool
	Resume   bool
	Stop     bool
	LastDay  time.Time // of the last payment; zero for none
	After    time.Time // the charge after the next
	Pauses   []PauseChoice
	Ladder   []Amount // smaller amounts to choose from
	Payments []PaymentRow
	Again    string
	Sandbox  bool
	Action   string    // where the donor's bank wants a yes
	CardLast string    // what pays ends in these digits
	CardEnds time.Time // the last day on which it pays; zero for none
	Debit    bool      // it is a bank account
	CardVoid bool      // its mandate has ended
	Underway bool      // the donor's bank has still to confirm the first payment

	Statements []NavItem // one for each year in which money moved
}

// WishIDs is the ids of the next wishes, one for each form: what is pressed while
// another form is still under way is another wish.
type WishIDs struct{ Lower, Pause, Resume, Stop string }

// A PauseChoice is how many months to pause, and the next charge after it.
type PauseChoice struct {
	Months int
	Next   time.Time
}

// A PaymentRow is one charge. Status is paid, failed or refunded.
type PaymentRow struct {
	Amount   Amount
	Status   string
	At       time.Time
	Refunded Amount
	Again    time.Time // when a failed one is tried again
}

// A LedgerPage is the page giving/ledger: the books of the reader's groups.
type LedgerPage struct {
	Frame
	Tabs     []NavItem
	Group    string // one group, or empty for all
	Groups   []NavItem
	Balances []BalanceRow
	Zero     bool // the balances sum to zero
	Parked   int  // notices of the payment service that could not be acted upon
	Lines    []LedgerLine
	More     string
	Export   string // the same as a table of comma-separated values, empty for none
}

// A BalanceRow is one account in one currency.
type BalanceRow struct {
	Account string // the words are giving.account.<Account>
	Sandbox bool
	Sum     Amount
}

// A LedgerLine is a transaction and its two or more sides.
type LedgerLine struct {
	Href    string // of its payment; empty for none
	At      time.Time
	Memo    string // the words are giving.memo.<Memo>
	Donor   string
	Group   string
	Sandbox bool
	Entries []BalanceRow
}
