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
	Questions []AccessLine
	Suggested int
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
