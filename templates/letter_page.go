package templates

// A Mail is the page letter/mail, which the link under a letter opens: one
// button ends all mail that was not asked for by a deed.
type Mail struct {
	Frame
	Address string
	Off     bool
	Action  string
}
