package domain

// A Breach is something kept that cannot be: a promise that holds always, and
// does not hold for one object.
type Breach struct {
	Code   string // such as "places-taken"
	Object string // id of the thing, empty when it is the whole database
}
