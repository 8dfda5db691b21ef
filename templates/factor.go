package templates

// A Prove is the page people/prove, before something sensitive: a code of the
// second factor, in the field code, or the way to have one.
type Prove struct {
	Frame
	Form         Form
	Action, Next string
	Set          bool // there is a second factor
	Guarded      bool // the reader's roles need one
}

// A Factor is the page people/factor: whether there is a second factor, its
// secret while it is set up, and the recovery codes once it works.
type Factor struct {
	Frame
	Form    Form
	Action  string
	Set     bool
	Picture string   // the path of a QR code
	Size    int      // of the picture, in squares
	Letters []string // the secret, four letters each
	Codes   []string // recovery codes, shown once
}
