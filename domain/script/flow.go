package script

import (
	"reflect"
	"slices"
)

// A Kind is what a step asks of whoever stands at the door.
type Kind string

// The kinds of step.
const (
	KindOutcome Kind = "outcome" // what happened at the door
	KindSingle  Kind = "single"  // one of the options
	KindMulti   Kind = "multi"   // any of the options
	KindScale   Kind = "scale"   // a whole number on the rating scale
	KindText    Kind = "text"    // a few words
	KindConsent Kind = "consent" // channels by which a person agrees to be contacted
	KindInfo    Kind = "info"    // something to say or do, nothing to write down
	KindBranch  Kind = "branch"  // not seen: chooses the next step by earlier answers
)

// A Flow is what one version of a script says, step by step.
type Flow struct {
	Key, Locale, Title, Mode, Purpose, Issue, Audience string
	Version, Minutes                                   int
	Rating                                             Rating
	Variables                                          []string
	Lists                                              []string // lists that the effort supplies, such as "parties"
	Facts                                              []Fact
	Arms                                               []Arm  // of a comparison, empty when there is none
	RevealAfter                                        string // the step after which the arm is shown
	Conversation                                       string // the step that makes a talk a conversation, empty when none does
	Start                                              string
	Steps                                              []Step
	Derive                                             []Derived
}

// A Rating says which numbers a scale takes and under which names the number
// before and the number after are recorded.
type Rating struct {
	Min, Max, SupportEnd int
	Before, After        string
}

// A Fact is a claim that must be sourced before it may be said.
type Fact struct {
	Key, Hint, ExpiresWith string
	Required, NeedsSource  bool
}

// An Arm is one side of a comparison and the step where it begins.
type Arm struct {
	Key, Start string
}

// A Step is one thing said, asked or decided.
type Step struct {
	ID            string
	Line          int // in the source, from 1
	Kind          Kind
	Say, Do       string
	Record        string // the name under which the answer is kept
	Options       []Option
	OptionsFrom   string            // a list of the effort whose entries come before Options
	NextByGroup   map[string]string // the next step by the list entry's group
	Next          string
	End           bool
	Requeue       bool // the door is to be tried again
	RequeueUnless *Condition
	Cases         []Case
	Else          string
	Refusable     bool // "would rather not say" is an answer, and is never 0
	Optional      bool
	Sensitive     bool
	MaxLength     int // letters, for text
	Requires      string
	RequiresFact  string
	RoutesTo      string // an inbox of its own, with its own access
	Retention     string
	ConsentText   string // the wording's version, for consent
	Channels      []string
	Default       string
}

// An Option is one answer that a step offers.
type Option struct {
	Line               int // in the source, from 1; 0 for a list's entry
	Value, Label, Next string
	Group              string // of a list entry: which next step it takes
	End                bool
	Requeue            bool
	Exclusive          bool // chosen alone or not at all
}

// A Case sends the walk to Next when its condition holds.
type Case struct {
	Line int // in the source, from 1
	When Condition
	Next string
}

// A Condition asks one question of the answers given so far.
type Condition struct {
	Field  string
	Op     Op
	Values []string // one for most operations, two for between, none for missing
}

// An Op is how a condition compares.
type Op string

// The operations. All but missing are false of a field that has no value, and
// a declined answer has none.
const (
	OpEq      Op = "eq"
	OpNe      Op = "ne"
	OpGte     Op = "gte"
	OpLte     Op = "lte"
	OpGt      Op = "gt"
	OpLt      Op = "lt"
	OpBetween Op = "between" // both ends included
	OpIn      Op = "in"
	OpMissing Op = "missing"
	OpPresent Op = "present"
)

// A Derived field is worked out from answers, by the first of its rules that
// holds: see Views.
type Derived struct {
	Field string
	Rules []Rule
	Else  string
}

// A Rule gives a derived field its value when the condition holds. A rule
// without a value yields what it says.
type Rule struct {
	When, Value string
}

// Step finds a step by its id.
func (f Flow) Step(id string) (Step, bool) {
	for _, s := range f.Steps {
		if s.ID == id {
			return s, true
		}
	}
	return Step{}, false
}

// Needs is every variable that somebody must fill in before the script can be
// read out: those declared, less the ones that are known by themselves, and
// every fact.
func (f Flow) Needs() []string {
	var out []string
	for _, v := range f.Variables {
		if v != "canvasser.first_name" && v != "group.name" && v != "voter.first_name" {
			out = append(out, v)
		}
	}
	for _, fact := range f.Facts {
		if name := "facts." + fact.Key; !slices.Contains(out, name) {
			out = append(out, name)
		}
	}
	return out
}

// AsksTheSame reports whether g walks as f does and takes the same answers,
// step by step, whatever the words: it may be the same script in another language.
func (f Flow) AsksTheSame(g Flow) bool {
	return f.Start == g.Start && f.Rating == g.Rating && f.Conversation == g.Conversation && slices.Equal(f.Lists, g.Lists) &&
		slices.EqualFunc(f.Steps, g.Steps, func(a, b Step) bool { return reflect.DeepEqual(a.wordless(), b.wordless()) })
}

// wordless is s without what is read out.
func (s Step) wordless() Step {
	s.Line, s.Say, s.Do = 0, "", ""
	s.Options = slices.Clone(s.Options)
	for i := range s.Options {
		s.Options[i].Line, s.Options[i].Label = 0, ""
	}
	s.Cases = slices.Clone(s.Cases)
	for i := range s.Cases {
		s.Cases[i].Line = 0
	}
	return s
}
