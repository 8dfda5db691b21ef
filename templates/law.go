package templates

import "time"

// A LawPage is the page law/packs: what the law asks, as the program knows it.
type LawPage struct {
	Frame
	Packs []LawPack
}

// A LawPack is the rules for one legal form in one country.
type LawPack struct {
	ID        string
	Country   string
	Recipient string // the words are people.kind.<Recipient>
	Zone      string
	Rules     []LawRule
	Stale     int
}

// A LawRule is one rule as it stands today.
type LawRule struct {
	Name    string
	Says    string   // the words are law.says.<Says>
	Over    Amount   // zero for from the first penny on, or where no sum matters
	Reached bool     // from the sum on, not only above it
	Of      string   // the words are law.of.<Of>
	Asks    []string // the words are law.item.<item>
	Days    int
	Every   string // quarter, year or empty
	Note    string
	Source  string
	Checked string // a day, or empty
	Until   string
	Stale   string // empty, or the words law.stale.<Stale>
}

// A LawDesk is the page law/desk: what waits for a compliance officer.
type LawDesk struct {
	Frame
	Recipients []LawStand
	Likes      []LawLike
}

// A LawStand is one legal entity on the desk.
type LawStand struct {
	Sandbox bool
	Name    string
	Country string
	Kind    string
	Pack    string // empty where nobody knows what the law asks
	Stale   []LawRule
	Waiting []LawReview
	Reports []LawReportRow
	Form    Form
	Action  string // where a report is asked for; empty for who may not
	NewID   string

	Currency   string // of the pack
	ByElection bool   // some rule needs the days of elections
	NoElection bool   // none to come is entered
	Elections  []LawElection
	ElectForm  Form
	Elect      string // where an election is entered; empty for who may not
	Gaps       []LawGap
	Rates      []LawRate
	RateForm   Form
	Rate       string // where a rate is entered; empty for who may not
	RateID     string // of the next rate
}

// A LawElection is the day of an election, as somebody entered it.
type LawElection struct {
	Day     string
	Name    string
	General bool
	By      string
	Made    time.Time
	Drop    string // where the form goes; empty for none
}

// A LawGap is gifts in another currency that are not counted.
type LawGap struct {
	Month string // "2026-05"
	Count int
	Sum   Amount
}

// A LawRate is what another currency was worth over some days.
type LawRate struct {
	Currency string
	Rate     string
	First    string
	Last     string
	Source   string
	By       string
	Made     time.Time
}

// A LawReview is a gift that somebody looks at.
type LawReview struct {
	Href     string
	Donor    string
	Why      []string // the words are law.why.<Why>
	Sum      Amount
	Received time.Time
	By       time.Time // the last moment; zero where no law says
	Days     int       // left, today included
	Late     bool
	State    string // the words are law.state.<State>
}

// A LawLike is two donors who may be the same.
type LawLike struct {
	Donor, Other LawDonorRow
	Why          string // the words are law.like.<Why>
	Join, Apart  string // where the forms go; empty for who may not
}

// A LawDonorRow is one name with its address.
type LawDonorRow struct {
	ID       string
	Href     string
	Name     string
	Email    string
	Made     time.Time
	Separate string // where the form goes; empty for none
}

// A LawReportRow is one report in a list.
type LawReportRow struct {
	Href  string
	First string
	Last  string
	Made  time.Time
	By    string
}

// A LawCase is the page law/case: one gift, and what is decided about it.
type LawCase struct {
	Frame
	Form     Form
	Review   LawReview
	Action   string // empty for who may not decide
	Donor    LawDonorRow
	Entity   string
	Told     []LawTold
	Totals   []LawTotal
	Rules    []LawRule // that are not to be relied on
	Evidence string
	Reason   string
	Decider  string
	Decided  time.Time
	Backs    []BackRow // what goes back of it
	Again    bool      // it did not go back by the payment service, and may be sent again
	ByHand   bool      // it is to go back by hand
}

// A LawTold is one thing that a donor told.
type LawTold struct {
	Item   string // the words are law.item.<Item>
	Answer string
	Tick   bool
}

// A LawTotal is what a donor gave over a span.
type LawTotal struct {
	Of   string // year, election or cycle
	Span string // the year, or the day that ends it
	Kind string // gift or dues
	Sum  Amount
}

// A LawRoom is a limit of the law and what it leaves.
type LawRoom struct {
	Limit Amount
	Room  Amount
	Of    string
	Stale string
}

// A LawDonor is the page law/donor.
type LawDonor struct {
	Frame
	Name    string
	Entity  string
	Rows    []LawDonorRow
	Totals  []LawTotal
	Limits  []LawRoom
	Told    []LawTold
	Gifts   []LawGift
	Likes   []LawLike
	Reviews []LawReview
}

// A LawGift is one payment of a donor.
type LawGift struct {
	At   time.Time
	Kind string
	Sum  Amount
	Back Amount
}

// A LawReport is the page law/report: a report as it was, and what is known
// otherwise by now.
type LawReport struct {
	Frame
	Entity  string
	First   string
	Last    string
	Made    time.Time
	By      string
	Hash    string
	Intact  bool
	Lines   []LawLine
	Stale   []string
	Since   []LawChange
	Table   string // the same as comma-separated values
	Country string
}

// A LawLine is one line of a report.
type LawLine struct {
	Name    string
	Href    string
	Kind    string
	Address string
	Work    string
	Rule    string
	Source  string
	Sum     Amount
	At      time.Time
	Until   time.Time
	Stale   string
}

// A LawChange is a line that is known otherwise by now.
type LawChange struct {
	Name      string
	Then, Now Amount // empty currency for none
}
