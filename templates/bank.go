package templates

// A Bank is the page bank/show: transfers that wait, and a bank's table as it
// was read.
type Bank struct {
	Frame
	Form    Form
	Action  string
	Groups  []Option
	Most    int // rows that are read at once
	Lines   []BankLine
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
}

// A BankReading is a table as it was understood.
type BankReading struct {
	Group                                 string
	Text                                  string
	Header                                []Option
	Day, Amount, Name, Reference, Account string // columns
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
