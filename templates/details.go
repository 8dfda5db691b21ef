package templates

// An EventDetails is the page event/details: what an event says of access,
// languages and safety, and on which more dates it is called. The form has the
// fields of an organiser's input; access is one "question:answer" each.
type EventDetails struct {
	Frame
	Event     EventLine
	Back      string
	Action    string // empty for those who may not
	Repeat    string // where more dates are called
	NewID     string // of the series
	Version   string
	Form      Form
	Differs   []Difference // from what somebody else saved meanwhile
	Questions []AccessLine
	Suggested int
	Languages []string  // that may be chosen, as codes
	Purposes  []string  // turf.purpose.<Purpose>
	Densities []string  // turf.density.<Density>
	Staffing  *Staffing // nil where nobody plans by doors
}

// A Staffing is how many people the doors of an event take, and who is expected.
type Staffing struct {
	People, Runners, Doors int
	Taken, Places, Shows   int // places promised so far, all places (0 for no limit), per cent that come (0 where nobody said)
	Promise                int // places with which so many come; 0 where nobody said how many do
	Expected, Short        int
}

// Enough reports whether there are places for all who are needed.
func (s Staffing) Enough() bool { return s.Places == 0 || s.Places >= max(s.People, s.Promise) }

// Plans reports whether people plan by doors: whoever goes to them, or has said
// how many there are.
func (d *EventDetails) Plans() bool {
	return d.Event.Kind == "unseat" || d.Event.Kind == "canvass" || d.Form.Value("doors") != ""
}

// Answers is every answer to a question.
func (EventDetails) Answers() []string { return []string{"unknown", "yes", "no"} }

// An AccessLine is one question; the words are details.<Question> and
// details.<Answer>.
type AccessLine struct{ Question, Answer string }

// Answered is the questions with an answer, "yes", "no" or "unknown".
func (e EventView) Answered(answer string) (some []string) {
	for _, l := range e.Access {
		if l.Answer == answer {
			some = append(some, l.Question)
		}
	}
	return some
}

// AccessAnswers is every answer, in the order in which they are told.
func (EventShow) AccessAnswers() []string { return []string{"yes", "no", "unknown"} }

// A Poster is the page event/poster, to be printed.
type Poster struct {
	Frame
	Event EventView
	Code  *QR
	URL   string
}
