package templates

import "strings"

// An About is what the pages about/privacy, about/imprint,
// about/accessibility and about/source say of who runs this.
type About struct {
	Frame
	Entity  string // the legal entity
	Address string // postal, in lines
	Email   string // where people write to; empty where none is set
	Sandbox bool   // no money moves here
	Version string // of the program
	Source  string // where its source can be had
}

// Lines is the address, line by line.
func (a *About) Lines() []string { return lines(a.Address) }

func lines(text string) []string {
	var all []string
	for _, l := range strings.Split(text, "\n") {
		if l = strings.TrimSpace(l); l != "" {
			all = append(all, l)
		}
	}
	return all
}
