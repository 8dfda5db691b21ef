package templates

import "time"

// A Bank is the page bank/show: transfers that wait, and a bank's table as it
// was read.
type Bank struct {
	Frame
	Form    Form
	Action  string
	Groups  []Option
	Most    int // rows that are read at once
	Lines   []BankLine
	Dues    []NavItem // the statements of dues of the reader's groups
	Reading *BankReading
}

// A BankLine is one transfer.
type BankLine struct {
	ID        string
	Day       string
	Sum       Amount
	Name      string
	Reference string
	Payer     string
	Kind      string // gift, dues or empty
	Action    string // where it is said whose it is
	Sandbox   bool
}

// A BankReading is a table as it was understood.
type BankReading struct {
	Group                                 string
	Text                                  string
	Header                                []Option
	Day, Amount, Name, Reference, Account string // columns
	Currency, Direction                   string // the same
	Order                                 string // day-first or month-first
	Known, Unknown, There, Left           int
	Kept                                  bool
	Rows                                  []BankRow
}

// A BankRow is one row of it and what becomes of it: the words are
// bank.will.<Will> and wrong.<Why>.
type BankRow struct {
	N    int
	Will string
	Why  string
	Line BankLine
}

// A Dues is the page bank/dues: the dues of a month below a group, and how
// they are split.
type Dues struct {
	Frame
	Form           Form
	Group          string
	Month          time.Time
	Share          int // hundredths of a per cent, for the group
	Parts          []DuesPart
	Action         string // where the share is set; empty for who may not
	Split          string // where the month is booked; empty when there is nothing to book
	First          string // the first day of the next month
	Earlier, Later string // other months
}

// A DuesPart is the dues of one group.
type DuesPart struct {
	Group          string
	Sandbox        bool
	Dues, Up, Rest Amount
	Booked         bool
}
