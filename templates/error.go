package templates

// A Refused is the page for what cannot be shown or done: error/refused. Its
// words are error.<Kind>.title and error.<Kind>.text by the kind of the
// refusal ("not-found", "denied", "conflict", …), "fault" for a fault of ours.
type Refused struct {
	Frame
	Kind string
	Code string         // the sentence is refusal.<Code>; empty for none
	Args map[string]any // what the sentence mentions
	ID   string         // of the log line, for a fault of ours
	Back string         // where somebody may want to go on, empty for the start

	Again  string   // the address to which what was typed can be sent again; empty for none
	Fields []Hidden // what was typed
}
