package script

// An Outcome is what came of one attempt at a door, as data: what it counts
// as and what it does.
type Outcome struct {
	Code    string
	Attempt bool // counts as an attempt: the answer rate's denominator
	Contact bool // counts as having spoken with the named person
	Retry   bool // the door may be tried again in this effort
	Views   bool // the named person's own answers and ratings may come with it
	Final   Reach
}

// A Reach is how far an outcome's "never again" goes.
type Reach string

// The reaches. Those of the organisation win whenever they arrive, across all
// efforts, and only an organiser undoes them.
const (
	Nowhere        Reach = ""
	InEffort       Reach = "effort"
	InOrganisation Reach = "organisation"
)

// Outcomes is every outcome, in the order in which a door shows them. A
// refusal is an attempt and not a contact; a locked gate is neither, because
// nobody knocked; what made a canvasser leave is not counted at all.
var Outcomes = []Outcome{
	{Code: "spoke", Attempt: true, Contact: true, Views: true},
	{Code: "not_home", Attempt: true, Retry: true},
	{Code: "refused", Attempt: true, Final: InEffort},
	{Code: "come_back", Attempt: true, Retry: true},
	{Code: "spoke_other", Attempt: true, Retry: true},
	{Code: "inaccessible", Retry: true},
	{Code: "language", Attempt: true, Retry: true},
	{Code: "moved", Attempt: true},
	{Code: "wrong_address", Attempt: true},
	{Code: "deceased", Attempt: true, Final: InOrganisation},
	{Code: "do_not_return", Attempt: true, Final: InEffort},
	{Code: "do_not_contact", Attempt: true, Final: InOrganisation},
	{Code: "unsafe"},
}

// elsewhere maps the codes of other scripts and systems to ours.
var elsewhere = map[string]string{
	"do_not_return_today": "do_not_return",
	"canvassed":           "spoke",
	"nothome":             "not_home",
	"dead":                "deceased",
}

// OutcomeOf finds an outcome by our code or by a code that another system
// uses for it.
func OutcomeOf(code string) (Outcome, bool) {
	if ours, ok := elsewhere[code]; ok {
		code = ours
	}
	for _, o := range Outcomes {
		if o.Code == code {
			return o, true
		}
	}
	return Outcome{}, false
}
