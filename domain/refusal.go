package domain

import "errors"

// A Kind is the class of a refusal: what the caller can do about it.
type Kind string

// The kinds of refusal, each with the one status it becomes on the web.
const (
	Invalid   Kind = "invalid"    // 422: the input breaks a rule, Fields says which
	SignedOut Kind = "signed-out" // 401: nobody is signed in, and somebody must be
	Denied    Kind = "denied"     // 403: somebody is signed in, but may not do this
	NotFound  Kind = "not-found"  // 404: no such thing, or none this actor may know of
	Conflict  Kind = "conflict"   // 409: it could be done, but not as things now stand
	Busy      Kind = "busy"       // 503: not now, the same again later will do
	TooMany   Kind = "too-many"   // 429: asked too often, wait before asking again
)

// An Error is a refusal meant for people. Every other error is a fault of
// ours: it is logged whole and shown as nothing but "something went wrong".
type Error struct {
	Kind   Kind
	Code   string            // stable and translatable, such as "event-over"
	Fields map[string]string // form field to code, when Kind is Invalid
	Args   map[string]any    // values that the sentence for Code mentions
	Lines  []Line            // what is wrong in a text that was brought, by line
}

// A Line says what is wrong in one line of a text that somebody brought.
type Line struct {
	Line  int    // from 1; 0 for the text as a whole
	Code  string // the words are fault.<Code>
	About string // the word it is about, as it was written
}

func (e *Error) Error() string { return string(e.Kind) + ": " + e.Code }

// Refuse makes a refusal with no fields.
func Refuse(k Kind, code string) error { return &Error{Kind: k, Code: code} }

// RefuseWith makes a refusal whose sentence mentions args.
func RefuseWith(k Kind, code string, args map[string]any) error {
	return &Error{Kind: k, Code: code, Args: args}
}

// Wrong collects what is wrong with an input, field by field.
type Wrong map[string]string

// Check records code against field unless ok. The first fault of a field wins.
func (w Wrong) Check(ok bool, field, code string) {
	if _, seen := w[field]; !ok && !seen {
		w[field] = code
	}
}

// Err is nil when nothing is wrong, else an Invalid refusal.
func (w Wrong) Err() error {
	if len(w) == 0 {
		return nil
	}
	return &Error{Kind: Invalid, Code: "invalid-input", Fields: w}
}

// AsError finds the refusal in err, if it holds one.
func AsError(err error) (*Error, bool) {
	var e *Error
	ok := errors.As(err, &e)
	return e, ok
}

// Is reports whether err is a refusal of kind k.
func Is(err error, k Kind) bool {
	e, ok := AsError(err)
	return ok && e.Kind == k
}
