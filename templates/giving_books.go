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
	Action  string
	Name    string
	Phone   string
	Group   string
	Since   time.Time
	Ends    time.Time
	Sandbox bool
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

// A MonthList is the page giving/months: the months of the books of each legal
// entity.
type MonthList struct {
	Frame
	Tabs  []NavItem
	Books []BooksRow
}

// A BooksRow is one entity with its latest months, the newest first.
type BooksRow struct {
	Name    string
	Sandbox bool
	Months  []MonthItem
}

// A MonthItem leads to a month.
type MonthItem struct {
	Href    string
	From    time.Time
	Closed  bool
	Running bool // it is not over
}

// A MonthPage is the page giving/month: one month of the books of an entity.
type MonthPage struct {
	Frame
	Form     Form
	Entity   string
	From     time.Time
	Running  bool
	Closed   bool
	ClosedAt time.Time
	Same     bool // a closed month still adds up
	Whole    bool // every group is in view
	Rows     []MonthSum
	Payouts  []PayoutRow
	CSV      string
	Journal  string
	Close    string // where the month is closed; empty where it may not be
}

// A MonthSum is the sums of one group and fund.
type MonthSum struct {
	Group     string
	Fund      string
	Count     int
	Given     Amount
	Fees      Amount
	Back      Amount
	Disputes  Amount
	Remaining Amount
	PaidOut   Amount
	Exchanged Amount // into this currency; negative out of it
}

// A PayoutRow is a payout with what of it is not known.
type PayoutRow struct {
	Href       string
	At         time.Time
	Amount     Amount
	Difference Amount
	Failed     bool
}

// A PayoutPage is the page giving/payout: what makes up a payout.
type PayoutPage struct {
	Frame
	Entity    string
	Payout    PayoutRow
	Items     []PayoutItem
	Elsewhere Amount // in groups that the reader does not see
	Back      string
}

// A PayoutItem is one part of a payout. The words are money.item.<Kind>.
type PayoutItem struct {
	Href      string // of its payment; empty for none
	Donor     string
	Kind      string
	Reference string
	Known     bool
	Gross     Amount
	Fee       Amount
	Net       Amount
}

// A SlipList is the page giving/slips: money that came by hand. Its forms send
// what a SlipInput has, or do: confirm or drop.
type SlipList struct {
	Frame
	Tabs    []NavItem
	Form    Form
	Action  string
	NewID   string
	May     bool // the reader may enter and confirm
	Vias    []string
	Groups  []Option
	Waiting []SlipRow
	Decided []SlipRow
}

// A SlipRow is one slip.
type SlipRow struct {
	Action  string
	Amount  Amount
	Via     string
	Name    string
	Day     time.Time
	Group   string
	Note    string
	By      string
	Own     bool // the reader entered it
	State   string
	Sandbox bool
}
