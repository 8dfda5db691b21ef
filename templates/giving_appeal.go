package templates

// An AppealView is a page for gifts to one thing, as it and lists show it.
type AppealView struct {
	Title     string
	About     string
	Group     string
	Goal      Amount // nothing for none
	Raised    Amount
	Ended     bool
	Event     string // the title of the event that it is for; empty for none
	EventHref string
	Href      string
	Poster    string
	End       string // where it is closed
}

// Part is how much of the goal is reached, at most all of it: for a meter.
func (a AppealView) Part() int64 { return min(max(a.Raised.Minor, 0), a.Goal.Minor) }

// An AppealList is the page giving/appeals. Its form sends what an AppealInput has.
type AppealList struct {
	Frame
	Form    Form
	Action  string
	NewID   string
	Groups  []Option
	Appeals []AppealView

	Ask     string // where donors are asked to give more
	AskOf   string // the group whose donors were counted; empty for none
	Askable int    // how many may be asked now
	AskMore bool   // and more besides
	Step    Amount // by how much
	Asked   int    // how many were asked just now; zero for nobody
}

// A GiftPoster is the page giving/poster: a sheet for a wall.
type GiftPoster struct {
	Frame
	Appeal    *AppealView
	Group     string
	Imprint   string
	Suggested Amount
	URL       string
	QR        *QR
	Back      string
}
