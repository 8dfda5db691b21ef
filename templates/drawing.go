package templates

// A FlowDrawing is a script's flow as a picture. The numbered steps beside it
// say the same in words.
type FlowDrawing struct {
	Width, Height, BoxWidth, BoxHeight int
	Boxes                              []FlowBox
	Ways                               []FlowWay
}

// A FlowBox is a step: its number, its kind and the beginning of what is said.
type FlowBox struct {
	X, Y, Number int
	Kind         string
	Lines        []string
	Talk         bool // it makes a talk a conversation
}

// A FlowWay is a line from a box to another, or to an end at End.
type FlowWay struct {
	Path   string // of an SVG path
	Label  string
	X, Y   int // of the label
	Ends   bool
	EX, EY int // where it ends
}

// Text is where the nth line of a box stands.
func (d FlowDrawing) Text(y, n int) int { return y + 21 + 15*n }

// Mid is the middle of a box.
func (d FlowDrawing) Mid(x int) int { return x + d.BoxWidth/2 }
